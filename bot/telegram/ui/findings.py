"""What must not be taken together, and what could not be checked, the worst first."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.core.interactions.shown_findings import MOST_CAUTIONS, gathered, is_red, visible
from bot.core.medications.medications import Overview
from bot.telegram.ui import words
from bot.telegram.ui.quotes import noted, unofficial
from bot.telegram.ui.screens import lines
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.interactions.check import Caution, CautionKind, Finding, Obstacle, Unchecked, Verdict
from knowledge.products import ProductId, Source

SHOWN_FORMS = 4
NAMED_FIRST = 5  # medicines that could not be looked up; more are named further down


def told(t: Texts, overview: Overview) -> list[Html]:
    """Return all that is known of medicines together, in the order in which it has to be read."""
    return [*unknown(t, overview), *warnings(t, overview), *notes(t, overview)]


def unknown(t: Texts, overview: Overview) -> list[Html]:
    """Return which medicines could not be looked up: before all else, for of them silence means least."""
    items = _nameless(overview)
    count = len({item.product for item in items})
    if not items:
        return []
    without = any(item.obstacle in (Obstacle.NO_INGREDIENTS, Obstacle.UNKNOWN_PRODUCT) for item in items)
    meaning = (
        t(
            "Of what is in them I know nothing or not everything: I can not find all that must not be taken with them,"
            " nor the same ingredient twice. Show them to your pharmacist."
        )
        if without
        else t("Not everything in them is known to the lists. Show them to your pharmacist.")
    )
    which = (
        t("⚪ Could not be checked: {names}", names=_each_once(t, items, overview))
        if count <= NAMED_FIRST
        else t("⚪ {n} medicines could not be checked. They are named further down.", n=count)
    )
    return [lines([which, meaning])]


def _nameless(overview: Overview) -> list[Unchecked]:
    """Return what could not be looked up; that the rules do not deal with a substance is another matter."""
    return [
        item
        for item in overview.report.unchecked
        if item.product and item.obstacle is not Obstacle.NOT_COVERED
    ]


def warnings(t: Texts, overview: Overview) -> list[Html]:
    """Return what must not be taken together, the worst first, then cautions."""
    report, shown = overview.report, visible(overview.report)
    groups = gathered(shown.findings)
    found = [_warning(t, group, overview) for group in groups]
    if hidden := len(gathered(report.findings)) - len(groups):
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


def has_hidden_cautions(overview: Overview) -> bool:
    """Return whether there are more cautions than a screen shows."""
    return len(overview.report.cautions) > MOST_CAUTIONS


def cautions(t: Texts, overview: Overview) -> list[Html]:
    """Return all cautions of a report."""
    return [_caution(t, one, overview) for one in overview.report.cautions]


def notes(t: Texts, overview: Overview) -> list[Html]:
    """Return which rules were not checked, and what it means that nothing was found.

    Silence never stands for "nothing found".
    """
    said = [*_not_checked(t, overview), *_looked_up(t, overview)]
    return [lines(said)] if said else []


def _warning(t: Texts, found: Sequence[Finding], overview: Overview) -> Html:
    """Return one warning about two products: what all rules of one kind say, with their sources."""
    one = found[0]
    pair = t(
        "<b>{first}</b> + <b>{second}</b>",
        first=words.name_in(t, overview, one.first),
        second=words.name_in(t, overview, one.second),
    )
    heading = {
        Verdict.CONTRAINDICATED: t("🔴 Must not be taken together"),
        Verdict.LEAFLET_DO_NOT: t("🔴 The leaflet says not to take them together"),
        Verdict.DUPLICATE_INGREDIENT: t("🟠 The same ingredient twice"),
        Verdict.DUPLICATE_EFFECT: t("🟠 Two medicines with the same effect"),
        Verdict.CLASS_DUPLICATE: t("🟠 To be watched together (Yaksok's own short list)"),
        Verdict.LEAFLET_ASK: t("🟡 The leaflet says to ask a doctor or pharmacist"),
    }[one.verdict]
    english = words.english_of(overview)
    told: defaultdict[tuple[Html, ...], list[Finding]] = defaultdict(list)
    for each in found:
        told[_reason(t, each, english)].append(each)
    body = [line for reason, same in told.items() for line in (*_matched(t, same, overview), *reason)]
    if not t.is_large:
        sources = words.sources(t, dict.fromkeys(each.source for each in found))
        body.append(t("<i>Source: {source}</i>", source=sources))
    return lines([heading, pair, *body])


def _matched(t: Texts, found: Sequence[Finding], overview: Overview) -> list[Html]:
    """Return by what rules matched that say the same, and how much of it comes together."""
    said: list[Html] = []
    by_effect = found[0].verdict is Verdict.DUPLICATE_EFFECT
    english = words.english_of(overview)
    names = [
        words.series(t, one.substances, english)
        if by_effect
        else words.substances(t, overview, one.substances)
        for one in found
    ]
    if not t.is_large:
        matched = "; ".join(dict.fromkeys(names))
        said.append(
            t("Same effect: {effect}", effect=matched)
            if by_effect
            else t("Because of: {substances}", substances=matched)
        )
    if amounts := [(name, one.amount) for name, one in zip(names, found, strict=True) if one.amount]:
        told = ", ".join(amount if len(found) == 1 else f"{name} {amount}" for name, amount in amounts)
        said.append(t("Together: {amount} in one dose of each", amount=told))
    return said


def _reason(t: Texts, finding: Finding, english: Mapping[str, str]) -> tuple[Html, ...]:
    """Return why, where the heading does not say it, and on what it depends."""
    if quoted := unofficial(t, finding):
        return (quoted,)
    said = []
    if finding.reason and finding.verdict is not Verdict.DUPLICATE_INGREDIENT:
        said.append(words.official(t, finding.reason, english))
    if finding.condition:
        said.append(t("Depends on: {condition}", condition=words.official(t, finding.condition, english)))
    return tuple(said)


def _caution(t: Texts, caution: Caution, overview: Overview) -> Html:
    name = words.name_in(t, overview, caution.product)
    return caution_of(t, caution, name, words.english_of(overview))


def caution_of(t: Texts, caution: Caution, name: str, english: Mapping[str, str]) -> Html:
    """Return one rule about one medicine, with what it still depends on and where it comes from."""
    heading = {
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
    (substance,) = words.named(t, [caution.substance], english)
    about = t("<b>{name}</b> · {substance}", name=name, substance=substance)
    body = [heading, about if substance else t("<b>{name}</b>", name=name)]
    if caution.limit:
        body.append(_limit(t, caution.kind, words.amount(t, caution.limit, english)))
    if caution.reason and caution.reason != caution.limit:
        body.append(words.official(t, caution.reason, english))
    if caution.condition:
        body.append(t("Depends on: {condition}", condition=words.official(t, caution.condition, english)))
    if caution.forms:
        forms = ", ".join(words.form(t, form, english) for form in caution.forms[:SHOWN_FORMS])
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
    """Say which rules were not checked: for want of what was not told, and for want of the list."""
    unchecked = overview.report.unchecked
    said: list[Html] = []
    nameless = _nameless(overview)
    if len({item.product for item in nameless}) > NAMED_FIRST:
        said.append(t("⚪ Could not be checked: {names}", names=_each_once(t, nameless, overview)))
    uncovered = (one.product for one in unchecked if one.obstacle is Obstacle.NOT_COVERED)
    if ids := [id for id in dict.fromkeys(uncovered) if id]:
        names = ", ".join(words.name_in(t, overview, id) for id in ids)
        said.append(t("⚪ The official rules (DUR) do not deal with an ingredient of: {names}", names=names))
    if untold := [item.detail for item in unchecked if item.obstacle is Obstacle.NO_PROFILE]:
        questions = {"age": t("age"), "pregnancy": t("pregnancy"), "nursing": t("nursing")}
        what = join(", ", [questions[detail] for detail in untold])
        said.append(t("⚪ Not checked, since you have not told me: rules about {what}.", what=what))
    if missing := [
        item.detail for item in unchecked if item.obstacle is Obstacle.NO_RULES and not item.product
    ]:
        what = join(", ", [_kind(t, detail) for detail in missing])
        said.append(t("⚪ Not checked, since I have no such list: {what}.", what=what))
    return said


def _kind(t: Texts, table: str) -> Html:
    """Return what a kind of rules is about."""
    return {
        Verdict.CONTRAINDICATED: t("what must not be taken together"),
        Verdict.DUPLICATE_EFFECT: t("the same effect twice"),
        CautionKind.AGE: t("for which age it is not"),
        CautionKind.PREGNANCY: t("caution in pregnancy"),
        CautionKind.NURSING: t("caution while nursing"),
        CautionKind.ELDERLY: t("caution for older people"),
        CautionKind.DOSE: t("how much a day at most"),
        CautionKind.DURATION: t("how long at most"),
        CautionKind.SPLITTING: t("what must not be split"),
    }[Verdict(table) if table in set(Verdict) else CautionKind(table)]


def _each_once(t: Texts, items: Sequence[Unchecked], overview: Overview) -> Html:
    """Name every product once, with why it could not be checked: however many, none of them is left unsaid."""
    why = {
        Obstacle.NO_INGREDIENTS: t("ingredients not known"),
        Obstacle.NO_CODE: t("an ingredient the lists do not have"),
        Obstacle.NOT_COVERED: t("not dealt with by the official rules"),
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
    said += noted(t, overview)
    if report.care:
        said.append(_care(t, overview))
    if not t.is_large:
        said.append(t("<i>Looked up in: {sources}</i>", sources=words.sources(t, report.sources)))
    return said
