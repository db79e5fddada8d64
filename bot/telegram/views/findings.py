"""What must not be taken together, and what could not be checked, the worst first."""

from collections.abc import Mapping, Sequence

from bot.core.medications import Overview
from bot.core.told import visible
from bot.telegram.screens import Button, lines
from bot.telegram.texts import Html, Texts, join
from bot.telegram.views import words
from knowledge.interactions import Caution, CautionKind, Finding, Obstacle, Unchecked, Verdict
from knowledge.products import ProductId, Source

SHOWN_FORMS = 4


def warnings(t: Texts, overview: Overview) -> list[Html]:
    """Return what must not be taken together, the worst first, then cautions."""
    report, shown = overview.report, visible(overview.report)
    found = [_finding(t, finding, overview) for finding in shown.findings]
    if hidden := len(report.findings) - len(shown.findings):
        found.append(
            t.count(
                "… and {n} more warning. Show this list to a pharmacist.",
                "… and {n} more warnings. Show this list to a pharmacist.",
                hidden,
            )
        )
    if found:
        found.append(
            t(
                "Do not stop a prescribed medicine on your own. Ask your doctor or pharmacist, and show them this."
            )
        )
    found += [_caution(t, one, overview) for one in shown.cautions]
    if hidden := len(report.cautions) - len(shown.cautions):
        found.append(
            t.count(
                "… and {n} more caution. Show this list to a pharmacist.",
                "… and {n} more cautions. Show this list to a pharmacist.",
                hidden,
            )
        )
    return found


def notes(t: Texts, overview: Overview) -> list[Html]:
    """Return what was not checked, and what it means that nothing was found. Silence never stands for "nothing found"."""
    said = [*_not_checked(t, overview), *_looked_up(t, overview)]
    return [lines(said)] if said else []


def asks(t: Texts, overview: Overview) -> tuple[Button, ...]:
    """Return a button to tell what some rules depend on, where that was not told."""
    is_untold = any(item.obstacle is Obstacle.NO_PROFILE for item in overview.report.unchecked)
    return (Button(t("🎂 Age and more"), "profile"),) if is_untold else ()


def _finding(t: Texts, finding: Finding, overview: Overview) -> Html:
    pair = t(
        "<b>{first}</b> + <b>{second}</b>",
        first=words.name_in(t, overview, finding.first),
        second=words.name_in(t, overview, finding.second),
    )
    heading = {
        Verdict.CONTRAINDICATED: t("🔴 Must not be taken together"),
        Verdict.DUPLICATE_INGREDIENT: t("🟠 The same ingredient twice"),
        Verdict.DUPLICATE_EFFECT: t("🟠 Two medicines with the same effect"),
    }[finding.verdict]
    english = words.english_of(overview)
    body = [heading, pair]
    if not t.is_large:
        body.append(
            t("Because of: {substances}", substances=words.substances(t, overview, finding.substances))
        )
    if finding.amount:
        body.append(t("Together: {amount} in one dose of each", amount=finding.amount))
    if finding.reason:
        body.append(words.spoken(t, finding.reason, english))
    if finding.condition:
        body.append(t("Depends on: {condition}", condition=words.spoken(t, finding.condition, english)))
    if not t.is_large:
        body.append(t("<i>Source: {source}</i>", source=words.source(t, finding.source)))
    return lines(body)


def _caution(t: Texts, caution: Caution, overview: Overview) -> Html:
    name = words.name_in(t, overview, caution.product)
    return caution_of(t, caution, name, words.english_of(overview))


def caution_of(t: Texts, caution: Caution, name: str, english: Mapping[str, str]) -> Html:
    """Return one rule about one medicine, with what it still depends on and where it comes from."""
    heading = {
        CautionKind.AGE: t("🟡 Not for this age"),
        CautionKind.PREGNANCY: t("🟡 Caution in pregnancy"),
        CautionKind.NURSING: t("🟡 Caution while nursing"),
        CautionKind.ELDERLY: t("🟡 Caution for older people"),
        CautionKind.DOSE: t("🟡 Mind the daily amount"),
        CautionKind.DURATION: t("🟡 Not for long"),
        CautionKind.SPLITTING: t("🟡 Do not split or crush"),
    }[caution.kind]
    (substance,) = words.named(t, [caution.substance], english)
    about = t("<b>{name}</b> · {substance}", name=name, substance=substance)
    body = [heading, about if substance else t("<b>{name}</b>", name=name)]
    if caution.limit:
        body.append(_limit(t, caution.kind, words.plain(t, caution.limit, english)))
    if caution.reason and caution.reason != caution.limit:
        body.append(words.spoken(t, caution.reason, english))
    if caution.condition:
        body.append(t("Depends on: {condition}", condition=words.spoken(t, caution.condition, english)))
    if caution.forms:
        forms = ", ".join(words.plain(t, form, english) for form in caution.forms[:SHOWN_FORMS])
        forms += "…" if len(caution.forms) > SHOWN_FORMS else ""
        body.append(t("Holds if it is one of these forms: {forms}", forms=forms))
    if not t.is_large:
        body.append(t("<i>Source: {source}</i>", source=words.source(t, caution.source)))
    return lines(body)


def _limit(t: Texts, kind: CautionKind, limit: str) -> Html:
    """Say the ages, the daily amount or the days that a rule names."""
    match kind:
        case CautionKind.AGE | CautionKind.ELDERLY:
            return t("Ages: {limit}", limit=limit)
        case CautionKind.DURATION:
            return t("At most: {limit}", limit=limit)
        case CautionKind.DOSE:
            return t("At most a day: {limit}", limit=limit)
        case _:
            return t("Limit: {limit}", limit=limit)


def _not_checked(t: Texts, overview: Overview) -> list[Html]:
    report = overview.report
    said: list[Html] = []
    if products := [item for item in report.unchecked if item.product]:
        said.append(t("⚪ Could not be checked: {names}", names=_each_once(t, products, overview)))
    if untold := [item.detail for item in report.unchecked if item.obstacle is Obstacle.NO_PROFILE]:
        questions = {"age": t("age"), "pregnancy": t("pregnancy"), "nursing": t("nursing")}
        what = join(", ", [questions[detail] for detail in untold])
        said.append(t("⚪ Not checked, since you have not told me: rules about {what}.", what=what))
    if any(item.obstacle is Obstacle.NO_RULES and not item.product for item in report.unchecked):
        said.append(t("⚪ Some lists of rules are not loaded; what they say was not checked."))
    return said


def _each_once(t: Texts, items: Sequence[Unchecked], overview: Overview) -> Html:
    """Name every product once, with why it could not be checked: however many, none of them is left unsaid."""
    why = {
        Obstacle.NO_INGREDIENTS: t("ingredients not known"),
        Obstacle.NO_CODE: t("an ingredient the lists do not have"),
        Obstacle.UNKNOWN_PRODUCT: t("not in the catalogue"),
        Obstacle.NO_RULES: t("no list loaded"),
        Obstacle.NO_PROFILE: t("age not told"),
    }
    reasons: dict[ProductId, Html] = {}
    for item in items:
        if item.product:
            reasons.setdefault(item.product, why[item.obstacle])
    return join(
        ", ",
        [
            t("{name} ({why})", name=words.name_in(t, overview, id), why=reason)
            for id, reason in reasons.items()
        ],
    )


def _care(t: Texts, overview: Overview) -> Html:
    care = overview.report.care
    ids = dict.fromkeys(one.product for one in care)
    names = [t("<b>{name}</b>", name=words.name_in(t, overview, id)) for id in ids]
    return care_of(t, join(", ", names), care[0].source)


def care_of(t: Texts, names: Html, source: Source) -> Html:
    """Keep "no rule" from being read as "take it", where an error costs most."""
    return t(
        "⚠️ {names}: mind this with any other medicine. That no rule names a pair does not mean that it "
        "may be taken. Show the whole list to a doctor or pharmacist. <i>(Yaksok's own advice; such "
        "medicines are listed in: {source})</i>",
        names=names,
        source=source.name,
    )


def _looked_up(t: Texts, overview: Overview) -> list[Html]:
    report = overview.report
    if not report.pairs:
        return []
    said: list[Html] = []
    if clear := sum(pair.verdict is Verdict.NONE_LISTED for pair in report.pairs):
        said.append(
            t.count(
                "🔎 For {n} pair the lists name no rule. That is not a promise: they do not know every interaction.",
                "🔎 For {n} pairs the lists name no rule. That is not a promise: they do not know every interaction.",
                clear,
            )
        )
    if report.care:
        said.append(_care(t, overview))
    if not t.is_large:
        said.append(t("<i>Looked up in: {sources}</i>", sources=words.sources(t, report.sources)))
    return said
