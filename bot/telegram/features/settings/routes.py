"""How people reach their settings and their profile."""

from bot.telegram.features.settings.buttons import (
    AskFact,
    ForgetFacts,
    SetDiscreet,
    SetLanguage,
    SetLarge,
    SetPictures,
    SetQuiet,
    SetRepeats,
    SetStockDays,
    SetWeekly,
    ShowDecades,
    ShowNotices,
    ShowOtherSettings,
    ShowProfile,
    ShowReminderSettings,
    ShowSettings,
    ShowYears,
    TellFact,
)
from bot.telegram.features.settings.handlers import STEP, SettingsHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: SettingsHandlers) -> Feature:
    """Return the command, the buttons and the dialogue of /settings."""
    return Feature(
        commands=(Command("settings", handlers.settings, lambda t: t("Settings and time zone")),),
        taps=(
            Tap(SetLanguage, handlers.speak),
            Tap(SetLarge, handlers.large),
            Tap(SetDiscreet, handlers.discreet),
            Tap(SetPictures, handlers.pictures),
            Tap(ShowSettings, handlers.show),
            Tap(ShowOtherSettings, handlers.others),
            Tap(ShowReminderSettings, handlers.reminders),
            Tap(SetRepeats, handlers.repeats),
            Tap(SetQuiet, handlers.quiet),
            Tap(ShowNotices, handlers.notices),
            Tap(SetStockDays, handlers.stock_days),
            Tap(SetWeekly, handlers.weekly),
            Tap(ShowProfile, handlers.profile),
            Tap(AskFact, handlers.ask),
            Tap(ShowDecades, handlers.decades),
            Tap(ShowYears, handlers.decade),
            Tap(TellFact, handlers.told),
            Tap(ForgetFacts, handlers.forget),
        ),
        answers={STEP: handlers.born},
    )
