"""What stands behind a finding: the rule's own words, substances, sources, and what was not checked."""

from collections.abc import Mapping, Sequence

from bot.core.interactions.shown_findings import gathered, visible
from bot.core.medications.medications import Overview
from bot.telegram.ui import words
from bot.telegram.ui.quotes import noted, unofficial
from bot.telegram.ui.screens import folded, lines
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.interactions.check import Caution, CautionKind, Finding, Obstacle, Unchecked, Verdict
from knowledge.products import ProductId, Source

SHOWN_FORMS = 4
NAMED_FIRST = 5  # medicines that could not be looked up; more are named behind the tap


def folded_up(
    t: Texts, *overviews: Overview, before: Sequence[Html] = (), beside: Sequence[Html] = ()
) -> list[Html]:
    """Return one block, shown whole when it is tapped: what is behind the findings, and what was not checked.

    `before` stands above all of it, `beside` below.
    """
    said = list(dict.fromkeys([*(line for one in overviews for line in _behind(t, one)), *beside]))
    heading = [t("<b>Reasons, sources, and what was not checked</b>")] if said else []
    return [folded([*before, *heading, *said])] if said or before else []


def _behind(t: Texts, overview: Overview) -> list[Html]:
    shown = visible(overview.report, overview.about)
    return [
        *(_of_warning(t, group, overview) for group in gathered(shown.findings)),
        *(_of_caution(t, one, overview) for one in shown.cautions),
        *not_checked(t, overview),
        *_sources(t, overview),
    ]


def not_checked(t: Texts, overview: Overview) -> list[Html]:
    """Return which rules were not checked, and what it means that nothing was found of a pair."""
    said = _rules_not_checked(t, overview)
    if not overview.report.pairs:
        return said
    said += [*(looked_up(t, overview) if overview.report.findings else []), *noted(t, overview)]
    return [*said, _care(t, overview)] if overview.report.care else said


def _sources(t: Texts, overview: Overview) -> list[Html]:
    if not overview.report.pairs:
        return []
    return [t("<i>Looked up in: {sources}</i>", sources=words.sources(t, overview.report.sources))]


def unknown(t: Texts, overview: Overview) -> list[Html]:
    """Return which medicines could not be looked up: before all else, for of them silence means least."""
    items = _nameless(overview)
    count = len({item.product for item in items})
    if not items:
        return []
    without = any(item.obstacle in (Obstacle.NO_INGREDIENTS, Obstacle.UNKNOWN_PRODUCT) for item in items)
    meaning = (
        t(
            "I do not know all that is in them, so I can not find all that must not be taken with them, nor the same"
            " ingredient twice. Show them to your pharmacist."
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


def looked_up(t: Texts, overview: Overview) -> list[Html]:
    """Return for how many pairs no rule is listed, and that it is no promise."""
    clear = sum(pair.verdict is Verdict.NONE_LISTED for pair in overview.report.pairs)
    if not clear:
        return []
    return [
        t.count(
            "🔎 No rule for {n} pair. That is not a promise.",
            "🔎 No rule for {n} pairs. That is not a promise.",
            clear,
        )
    ]


def care(t: Texts, overview: Overview) -> list[Html]:
    """Return which medicines call for care in any company; more is behind the tap."""
    if not overview.report.care or not overview.report.pairs:
        return []
    return [ask_first(t, _careful(t, overview))]


def ask_first(t: Texts, names: Html) -> Html:
    """Return in a line that medicines call for care in any company."""
    return t("⚠️ {names}: with any other medicine, ask a doctor or pharmacist first.", names=names)


def pair(t: Texts, one: Finding, overview: Overview) -> Html:
    """Name the two products of a finding."""
    return t(
        "<b>{first}</b> + <b>{second}</b>",
        first=words.name_in(t, overview, one.first),
        second=words.name_in(t, overview, one.second),
    )


def together(t: Texts, found: Sequence[Finding], overview: Overview) -> list[Html]:
    """Return how much of a substance comes together."""
    amounts = [
        (name, one.amount) for name, one in zip(_names(t, found, overview), found, strict=True) if one.amount
    ]
    if not amounts:
        return []
    told = ", ".join(amount if len(found) == 1 else f"{name} {amount}" for name, amount in amounts)
    return [t("Together: {amount} in one dose of each", amount=told)]


def _names(t: Texts, found: Sequence[Finding], overview: Overview) -> list[str]:
    """Return by what each rule matched."""
    english = words.english_of(overview)
    return [
        words.series(t, one.substances, english)
        if one.verdict is Verdict.DUPLICATE_EFFECT
        else words.substances(t, overview, one.substances)
        for one in found
    ]


def _of_warning(t: Texts, found: Sequence[Finding], overview: Overview) -> Html:
    """Return all that rules of one kind say of two products, with every source."""
    english = words.english_of(overview)
    matched = "; ".join(dict.fromkeys(_names(t, found, overview)))
    by_effect = found[0].verdict is Verdict.DUPLICATE_EFFECT
    said = [
        pair(t, found[0], overview),
        t("Same effect: {effect}", effect=matched)
        if by_effect
        else t("Because of: {substances}", substances=matched),
    ]
    for one in found:
        said += _why(t, one, english)
        if one.condition:
            said.append(t("Depends on: {condition}", condition=words.official(t, one.condition, english)))
    sources = words.sources(t, dict.fromkeys(each.source for each in found))
    return lines([*dict.fromkeys(said), t("<i>Source: {source}</i>", source=sources)])


def _why(t: Texts, one: Finding, english: Mapping[str, str]) -> list[Html]:
    """Return the reason in the list's or leaflet's own words, where the heading does not say it."""
    if quoted := unofficial(t, one):
        return [quoted]
    is_said = one.verdict is Verdict.DUPLICATE_INGREDIENT or not one.reason
    return [] if is_said else [words.official(t, one.reason, english)]


def _of_caution(t: Texts, caution: Caution, overview: Overview) -> Html:
    name = words.name_in(t, overview, caution.product)
    return caution_of(t, caution, name, words.english_of(overview))


def caution_of(t: Texts, caution: Caution, name: str, english: Mapping[str, str]) -> Html:
    """Return one rule about one medicine, with what it still depends on and where it comes from."""
    if caution.kind is CautionKind.ALLERGY:
        return lines([t("<b>{name}</b>", name=name), held(t, caution, english), advice_on_allergy(t)])
    (substance,) = words.named(t, [caution.substance], english)
    about = t("<b>{name}</b> · {substance}", name=name, substance=substance)
    body = [about if substance else t("<b>{name}</b>", name=name)]
    if caution.limit:
        body.append(limit(t, caution.kind, words.amount(t, caution.limit, english)))
    if caution.reason and caution.reason != caution.limit:
        body.append(words.official(t, caution.reason, english))
    if caution.condition:
        body.append(t("Depends on: {condition}", condition=words.official(t, caution.condition, english)))
    if caution.forms:
        forms = ", ".join(words.form(t, form, english) for form in caution.forms[:SHOWN_FORMS])
        forms += "…" if len(caution.forms) > SHOWN_FORMS else ""
        body.append(t("Holds if it is one of these forms: {forms}", forms=forms))
    return lines([*body, t("<i>Source: {source}</i>", source=words.source(t, caution.source))])


def held(t: Texts, caution: Caution, english: Mapping[str, str]) -> Html:
    """Say that a medicine holds what the person is allergic to."""
    substance, allergen = words.named(t, [caution.substance, caution.reason], english)
    if substance == allergen:
        return t("It holds {substance}, which you told me you are allergic to.", substance=substance)
    return t(
        "It holds {substance}. You told me you are allergic to {allergen}.",
        substance=substance,
        allergen=allergen,
    )


def advice_on_allergy(t: Texts) -> Html:
    """Return what to do about it."""
    return t("Ask a doctor or pharmacist before you take it.")


def limit(t: Texts, kind: CautionKind, limit: str) -> Html:
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


def _rules_not_checked(t: Texts, overview: Overview) -> list[Html]:
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
    if told := [item.detail for item in unchecked if item.obstacle is Obstacle.UNKNOWN_ALLERGEN]:
        said.append(
            t("⚪ Allergies that no list has, so that I can not look for them: {told}.", told=", ".join(told))
        )
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


def _careful(t: Texts, overview: Overview) -> Html:
    ids = dict.fromkeys(one.product for one in overview.report.care)
    return join(", ", [t("<b>{name}</b>", name=words.name_in(t, overview, id)) for id in ids])


def _care(t: Texts, overview: Overview) -> Html:
    return care_of(t, _careful(t, overview), overview.report.care[0].source)


def care_of(t: Texts, names: Html, source: Source) -> Html:
    """Keep "no rule" from being read as "take it", where an error costs most."""
    return t(
        "⚠️ {names}: mind this with any other medicine. That no rule names a pair does not mean that it "
        "may be taken. Show the whole list to a doctor or pharmacist. <i>(Yaksok's own advice; such "
        "medicines are listed in: {source})</i>",
        names=names,
        source=source.name,
    )
