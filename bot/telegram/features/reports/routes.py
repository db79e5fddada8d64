"""How people reach reports."""

from bot.telegram.features.reports.buttons import SendChart, SendFile, SendPage
from bot.telegram.features.reports.handlers import ReportHandlers
from bot.telegram.transport.routing import Command, Feature, Tap


def routes(handlers: ReportHandlers) -> Feature:
    """Return the command and the buttons of reports."""
    return Feature(
        commands=(Command("report", handlers.report, lambda t: t("A page for the doctor")),),
        taps=(
            Tap(SendPage, handlers.page),
            Tap(SendChart, handlers.chart),
            Tap(SendFile, handlers.file),
        ),
    )
