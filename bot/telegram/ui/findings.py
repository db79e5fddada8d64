"""What must not be taken together and what must be minded, the worst first; the rest is behind a tap."""

from collections.abc import Mapping, Sequence

from bot.core.interactions.shown_findings import gathered, hidden_cautions, is_red, visible
from bot.core.medications.medications import Overview
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import words
from bot.telegram.ui.quotes import unofficial
from bot.telegram.ui.screens import lines
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.interactions.check import Caution, CautionKind, Finding, Verdict

A_REASON = 45  # characters of a caution's reason that is told at once


def told(t: Texts, overview: Overview) -> list[Html]:
    """Return what is known of medicines together, in the order in which it has to be read, and the rest folded."""
    return [*at_once(t, overview), *details.folded_up(t, overview)]


def at_once(t: Texts, overview: Overview) -> list[Html]:
    """Return what has to be read without a tap.

    Silence never stands for "nothing found": where nothing is said of a pair, that is said, and that it is no promise.
    """
    found = warnings(t, overview)
    said = [*details.unknown(t, overview), *found, *cautions(t, overview), *details.care(t, overview)]
    return said if found else [*said, *details.looked_up(t, overview)]


def warnings(t: Texts, overview: Overview, *, is_brief: bool = False) -> list[Html]:
    """Return what must not be taken together, the worst first, and what to do about it; `is_brief` leaves out why."""
    groups = gathered(visible(overview.report).findings)
    found = [_warning(t, group, overview, is_brief=is_brief) for group in groups]
    if hidden := len(gathered(overview.report.findings)) - len(groups):
        found.append(
            t.count(
                "… and {n} more warning. Show this list to a pharmacist.",
                "… and {n} more warnings. Show this list to a pharmacist.",
                hidden,
            )
        )
    return [*found, advice(t)] if found else []


def advice(t: Texts) -> Html:
    """Return what not to do about a warning, and whom to ask."""
    return t("Do not just stop. Ask a doctor or pharmacist.")


def cautions(t: Texts, overview: Overview) -> list[Html]:
    """Return a line for each caution that a screen shows, and how many more there are."""
    shown = visible(overview.report, overview.about).cautions
    said = [_caution(t, one, overview) for one in shown]
    hidden = hidden_cautions(overview.report, overview.about)
    if hidden and not t.is_large:  # there the button alone says it
        said.append(
            t.count("🟡 {n} more caution: tap below.", "🟡 {n} more cautions: tap below.", hidden)
            if shown
            else t.count("🟡 {n} caution: tap below.", "🟡 {n} cautions: tap below.", hidden)
        )
    return [lines(said)] if said else []


def every_caution(t: Texts, overview: Overview) -> list[Html]:
    """Return a line for each caution, however many there are."""
    return [_caution(t, one, overview) for one in overview.report.cautions]


def _warning(t: Texts, found: Sequence[Finding], overview: Overview, *, is_brief: bool) -> Html:
    """Return one warning about two products: which, and in a line why."""
    heading = {
        Verdict.CONTRAINDICATED: t("🔴 Must not be taken together"),
        Verdict.LEAFLET_DO_NOT: t("🔴 The leaflet says not to take them together"),
        Verdict.DUPLICATE_INGREDIENT: t("🟠 The same ingredient twice"),
        Verdict.DUPLICATE_EFFECT: t("🟠 Two medicines with the same effect"),
        Verdict.CLASS_DUPLICATE: t("🟠 Be careful (our list)"),
        Verdict.LEAFLET_ASK: t("🟡 The leaflet says to ask a doctor or pharmacist"),
    }[found[0].verdict]
    said = [heading, details.pair(t, found[0], overview)]
    if not is_brief and not (t.is_large and not is_red(found[0])):
        said += dict.fromkeys(reason for one in found for reason in _reason(t, one, overview))
        said += details.together(t, found, overview)
    return lines(said)


def _reason(t: Texts, finding: Finding, overview: Overview) -> list[Html]:
    """Return why, where the heading does not say it, and on what it depends."""
    if quoted := unofficial(t, finding):
        return [quoted]
    english, said = words.english_of(overview), []
    if finding.reason and finding.verdict is not Verdict.DUPLICATE_INGREDIENT:
        said.append(words.in_brief(t, finding.reason, english))
    if finding.condition:
        said.append(t("Depends on: {condition}", condition=words.in_brief(t, finding.condition, english)))
    return said


def _caution(t: Texts, caution: Caution, overview: Overview) -> Html:
    name = words.name_in(t, overview, caution.product)
    return caution_in_short(t, caution, name, words.english_of(overview))


def caution_in_short(t: Texts, caution: Caution, name: str, english: Mapping[str, str]) -> Html:
    """Return one rule about one medicine in a line: what it limits, or else what kind it is, and why if that is short."""
    if caution.kind is CautionKind.ALLERGY:
        return t("🔴 <b>{name}</b>: {said}", name=name, said=details.held(t, caution, english))
    said = [t("<b>{name}</b>", name=name)]
    if caution.limit:
        said.append(details.limit(t, caution.kind, words.amount(t, caution.limit, english)))
    if caution.limit and caution.kind in (CautionKind.DOSE, CautionKind.DURATION):
        return t("🟡 {said}", said=join(" · ", said))
    if caution.reason and not caution.limit and not t.is_large:
        reason = words.in_brief(t, caution.reason, english)
        said += [reason] if len(reason) <= A_REASON else []
    return join(" · ", [caution_heading(t, caution), *said])


def caution_heading(t: Texts, caution: Caution) -> Html:
    """Return what kind of rule it is."""
    return {
        CautionKind.ALLERGY: t("🔴 An allergy was told"),
        CautionKind.AGE: t("🟡 Not for this age"),
        CautionKind.PREGNANCY: t("🔴 Must not be taken in pregnancy")
        if is_red(caution)
        else t("🟡 Caution in pregnancy"),
        CautionKind.NURSING: t("🟡 Caution while nursing"),
        CautionKind.ELDERLY: t("🟡 Caution for older people"),
        CautionKind.DOSE: t("🟡 Mind the daily amount"),
        CautionKind.DURATION: t("🟡 Not for long"),
        CautionKind.SPLITTING: t("🟡 Do not split or crush"),
        CautionKind.ALCOHOL: t("🟡 Alcohol"),
        CautionKind.FOOD: t("🟡 Food and drink"),
        CautionKind.DRIVING: t("🟡 Driving and machines"),
    }[caution.kind]
