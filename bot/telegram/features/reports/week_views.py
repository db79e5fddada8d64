"""The line that a person is told once a week, if they want it."""

from bot.core.reports.person_notices import PersonNotice
from bot.telegram.features.reports.buttons import SendChart
from bot.telegram.features.reports.page_views import share
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Texts

WEEK = 7  # days


def week(t: Texts, notice: PersonNotice) -> Screen:
    """Tell how many of the doses of the last seven days were taken."""
    said = t("📊 The last 7 days: {share}", share=share(t, notice.week))
    return Screen(
        (said, t("You asked for this line a week. /settings ends it.")),
        ((Button(t("📊 Chart"), SendChart(WEEK)),),),
    )
