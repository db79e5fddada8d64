"""What newer lists of the officials say of a person's medicines."""

from bot.core.medications.medications import Overview
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings
from bot.telegram.ui.screens import Button, Screen
from bot.telegram.ui.texts import Texts


def news(t: Texts, overview: Overview) -> Screen:
    """Tell what is new, the worst first, what not to do about it, and where the whole list is."""
    told = [*findings.warnings(t, overview), *findings.cautions(t, overview)]
    if not overview.report.findings:
        told.append(findings.advice(t))
    return Screen(
        (
            t(
                "🔔 <b>News about medicines on the list</b>. The officials' lists and leaflets were updated, and now they say:"
            ),
            *told,
            *details.folded_up(t, overview),
        ),
        ((Button(t("◀ The list"), ShowList(0)),),),
    )
