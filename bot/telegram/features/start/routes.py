"""How people begin, ask for help, and leave a question."""

from bot.telegram.features.start.buttons import Begin, ChooseLanguage, Consent
from bot.telegram.features.start.handlers import StartHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: StartHandlers) -> Feature:
    """Return the commands and buttons of the first minutes, and help."""
    return Feature(
        commands=(
            Command("start", handlers.start),
            Command("help", handlers.help, lambda t: t("How it works")),
            Command("cancel", handlers.cancel, lambda t: t("Leave a question")),
        ),
        taps=(
            Tap(Begin, handlers.begin),
            Tap(ChooseLanguage, handlers.language),
            Tap(Consent, handlers.consent),
        ),
    )
