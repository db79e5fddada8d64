"""How people reach what is kept of them."""

from bot.telegram.features.privacy.buttons import DeleteData, ExportData
from bot.telegram.features.privacy.handlers import PrivacyHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: PrivacyHandlers) -> Feature:
    """Return the commands and buttons of what is kept."""
    return Feature(
        commands=(
            Command("privacy", handlers.show, lambda t: t("What is kept")),
            Command("export", handlers.export, lambda t: t("Get my data")),
            Command("delete", handlers.delete, lambda t: t("Delete everything")),
        ),
        taps=(
            Tap(ExportData, handlers.export),
            Tap(DeleteData, handlers.forget),
        ),
    )
