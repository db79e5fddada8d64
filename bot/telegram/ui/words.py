"""Names of colours, shapes and sources, and a pill described in one line."""

import os
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from bot.core.medications.medications import Overview
from bot.core.people.accounts import Language
from bot.telegram.ui.texts import Html, Texts, join
from inference.types import Colour, ScoreLine, SeenPill, Shape
from knowledge.catalogue.texts import ProductTexts, Text
from knowledge.products import Appearance, Product, ProductId, Source
from knowledge.words.english import in_english
from knowledge.words.plain import plain_form, plain_series, plainly

OURS = "Yaksok"  # how the names of our own sources begin
SHORT_MINISTRY = ("식품의약품안전처", "식약처")  # as everyone calls it
HANGUL = re.compile("[가-힣]")
SENTENCE = re.compile(r"이 약은 (.+?)에 사용합니다\.?")  # around a purpose in the officials' leaflets
RUN_ON = re.compile(r"(?<=[a-z])(?=[A-Z])")  # TramadolHydrochloride
BEFORE_NUMBER = re.compile(
    r"(?<=[가-힣])(?=\d)|(?<=[세월주일])(?=미만|이하|이상|초과)"
)  # where spaces were left out
A_PURPOSE = 60  # characters of it, where several medicines are told apart


def colour(t: Texts, value: Colour) -> Html:
    """Return a colour's everyday name."""
    return {
        Colour.WHITE: t("white"), Colour.PINK: t("pink"), Colour.YELLOW: t("yellow"), Colour.ORANGE: t("orange"),
        Colour.BROWN: t("brown"), Colour.BLUE: t("blue"), Colour.LIGHT_GREEN: t("light green"),
        Colour.GREEN: t("green"), Colour.RED: t("red"), Colour.GREY: t("grey"), Colour.PURPLE: t("purple"),
        Colour.BLACK: t("black"), Colour.TEAL: t("blue-green"), Colour.MAGENTA: t("reddish purple"),
        Colour.NAVY: t("navy"), Colour.CLEAR: t("see-through"),
    }[value]  # fmt: skip


def shape(t: Texts, value: Shape) -> Html:
    """Return a shape's everyday name."""
    return {
        Shape.ROUND: t("round"), Shape.OBLONG: t("oblong"), Shape.OVAL: t("oval"), Shape.OTHER: t("special shape"),
        Shape.RECTANGLE: t("square"), Shape.OCTAGON: t("eight-sided"), Shape.TRIANGLE: t("triangular"),
        Shape.DIAMOND: t("diamond-shaped"), Shape.PENTAGON: t("five-sided"), Shape.HEXAGON: t("six-sided"),
        Shape.SEMICIRCLE: t("half-round"),
    }[value]  # fmt: skip


def colours(t: Texts, values: Iterable[Colour]) -> Html:
    """Return one colour, or two joined."""
    return join("·", [colour(t, value) for value in dict.fromkeys(values)])


def seen_looks(t: Texts, pill: SeenPill) -> Html:
    """Describe a pill by what the camera saw, such as "white, round, with a line"."""
    parts: list[Html] = []
    if pill.colours:
        parts.append(colours(t, pill.colours[0].value))
    if pill.shapes:
        parts.append(shape(t, pill.shapes[0].value))
    if pill.score_lines and pill.score_lines[0].value is not ScoreLine.NONE:
        parts.append(t("with a line"))
    return join(", ", parts)


def catalogue_looks(t: Texts, appearance: Appearance) -> Html:
    """Describe a pill as its catalogue does: what is stamped on each side, colours, shape."""
    parts = [stamped(t, appearance)]
    if appearance.front.colours or appearance.back.colours:
        parts.append(colours(t, (*appearance.front.colours, *appearance.back.colours)))
    if appearance.shape:
        parts.append(shape(t, appearance.shape))
    return join(" · ", parts)


def stamped(t: Texts, appearance: Appearance) -> Html:
    """Return what is stamped on each side."""
    sides = (appearance.front, appearance.back)
    if said := [t("“{imprint}”", imprint=side.imprint) for side in sides if side.imprint]:
        return join(" / ", said)
    return t("a mark") if any(side.has_mark for side in sides) else t("nothing stamped")


def product_looks(t: Texts, product: Product) -> Html:
    """Describe a product by its first appearance; empty where the catalogue has none."""
    return catalogue_looks(t, product.appearances[0]) if product.appearances else Html("")


def short_name(name: str) -> str:
    """Return a product's name without the ingredients in brackets at its end."""
    return name.split("(")[0].strip() or name


def product_name(t: Texts, product: Product) -> str:
    """Return a product's name in the person's language where it has one, or else with what is in it."""
    if t.language is not Language.ENGLISH:
        return short_name(product.name)
    contents = ", ".join(one.english for one in product.ingredients if one.english)
    name = short_name(product.name)
    return product.english or (f"{name} [{contents}]" if contents and HANGUL.search(name) else name)


def company(t: Texts, product: Product) -> str:
    """Return a company's name in the person's language where it has one."""
    return (product.company_english if t.language is Language.ENGLISH else "") or product.company


def name_in(t: Texts, overview: Overview, id: ProductId) -> str:
    """Return what a product of a list is called, also where the catalogue has lost it."""
    product = overview.products.get(id)
    return product_name(t, product) if product else short_name(overview.name_of(id))


def substances(t: Texts, overview: Overview, names: Iterable[str]) -> str:
    """Return ingredients joined, in English where the catalogue tells it."""
    return " + ".join(named(t, names, english_of(overview)))


def series(t: Texts, names: Iterable[str], english: Mapping[str, str]) -> str:
    """Return series of one effect joined, in the person's language and plain as far as these are known."""
    return "; ".join(map(plain_series, names) if t.language is Language.KOREAN else named(t, names, english))


def english_of(overview: Overview) -> dict[str, str]:
    """Return what the substances of a list are called in English."""
    contents = (one for product in overview.products.values() for one in product.ingredients)
    told = dict(overview.report.english) | {one.name: one.english for one in contents if one.english}
    return {name: RUN_ON.sub(" ", english) for name, english in told.items()}


def named(t: Texts, names: Iterable[str], english: Mapping[str, str]) -> list[str]:
    """Return what substances and groups of them are called in the person's language, as far as that is known."""
    return [" + ".join(plain(t, part, english) for part in name.split(" + ")) for name in names]


def plain(t: Texts, text: str, english: Mapping[str, str]) -> str:
    """Return a name or an amount in the person's language, or as it was published."""
    if t.language is not Language.ENGLISH:
        return text
    return english.get(text) or in_english(text, english) or text


def spoken(t: Texts, text: str, english: Mapping[str, str]) -> Html:
    """Return the officials' words in the person's language, marked where that is our translation, or isn't possible."""
    if t.language is Language.KOREAN and (easy := plainly(text)) and easy != text.rstrip("."):
        return t("{easy} (the list's own words: {reason})", easy=easy, reason=text)
    if t.language is not Language.ENGLISH or not HANGUL.search(text):
        return t("{reason}", reason=text)
    told = in_english(text, english)
    if told is None:
        return t("{text} <i>(Korean original)</i>", text=text)
    return t("{text} <i>(our translation)</i>", text=told)


def official(t: Texts, text: str, english: Mapping[str, str]) -> Html:
    """Return what a rule says, as `spoken`; words that nobody made plainer are marked as the list's own."""
    said = spoken(t, text, english)
    if t.language is Language.KOREAN and not plainly(text):
        return t("{said} <i>(the list's own words)</i>", said=said)
    return said


def in_brief(t: Texts, text: str, english: Mapping[str, str]) -> Html:
    """Return a rule's words in the person's language, where the list's own stand behind a tap."""
    if t.language is Language.KOREAN:
        told: str | None = plainly(text) or text
    else:
        told = in_english(text, english) if HANGUL.search(text) else text
    if told is None:
        return t("{text} <i>(Korean original)</i>", text=text)
    return t("{text}", text=told)


def cut(text: str, most: int) -> str:
    """Return the first words of a text, with … where it goes on."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",") + "…"


def form(t: Texts, text: str, english: Mapping[str, str]) -> str:
    """Return a dosage form in the person's language, in plain words as far as these are known."""
    return plain_form(text) if t.language is Language.KOREAN else plain(t, text, english)


def amount(t: Texts, text: str, english: Mapping[str, str]) -> str:
    """Return an amount, an age or a number of days in the person's language."""
    return (
        BEFORE_NUMBER.sub(" ", plain(t, text, english))
        if t.language is Language.KOREAN
        else plain(t, text, english)
    )


def unit(t: Texts, text: str) -> Html:
    """Return what a dose is counted in, in the person's language."""
    return {"정": t("tablets"), "캡슐": t("capsules"), "포": t("sachets")}.get(text) or t("{unit}", unit=text)


def contents(t: Texts, product: Product) -> str:
    """Return the ingredients with their strengths."""
    english = t.language is Language.ENGLISH
    return ", ".join(
        _strength((one.english if english else "") or one.name, one.amount, one.unit)
        for one in product.ingredients
    )


def _strength(name: str, amount: Decimal | None, unit: str) -> str:
    return name if amount is None else f"{name} {amount:f} {unit}".strip()


def original_note(t: Texts, text: str) -> list[Html]:
    """Say on an English screen that a text stands there as it was published."""
    if t.language is Language.ENGLISH and HANGUL.search(text):
        return [t("<i>(Korean original)</i>")]
    return []


def numbers(values: Iterable[int]) -> str:
    """Return numbers in short: 1–3, 5."""
    runs: list[list[int]] = []
    for value in sorted(values):
        if runs and runs[-1][-1] == value - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def purposes_from(t: Texts, products: Iterable[Product]) -> list[Html]:
    """Return one line on where the purposes of these products come from; none where none is told."""
    told = [p.purpose_from for p in products if p.purpose and p.purpose_from]
    return [t("<i>What it is for: {source}</i>", source=sources(t, dict.fromkeys(told)))] if told else []


def purpose_text(t: Texts, texts: ProductTexts) -> Text | None:
    """Return what a product is for, with its source: in English where that is our own text."""
    return (texts.purpose_english if t.language is Language.ENGLISH else None) or texts.purpose


def purpose(t: Texts, product: Product) -> str:
    """Return what a product is for, in the person's language as far as it is known."""
    if t.language is Language.ENGLISH and product.purpose_english:
        return product.purpose_english
    return product.purpose or product.drug_class


def purpose_in_short(t: Texts, product: Product) -> Html:
    """Return the beginning of what a product is for: beside others, and with all of it a tap away."""
    whole = purpose(t, product)
    found = SENTENCE.fullmatch(whole.strip())
    short = found[1] if found else whole
    return t("{purpose}", purpose=cut(short, A_PURPOSE)) if short else Html("")


def source(t: Texts, value: Source) -> Html:
    """Return where a fact comes from and its date; of our own words that they are ours, and what they rest on."""
    if value.published is None and value.name.startswith(OURS):
        literature = value.name.removeprefix(f"{OURS}: ") if value.name.startswith(f"{OURS}: ") else ""
        return (
            t("our own words, after: {literature}", literature=literature)
            if literature
            else t("our own words")
        )
    name = plain(t, value.name, {}).replace(*SHORT_MINISTRY)
    return t("{name}, {day}", name=name, day=day(value.published) if value.published else t("no date"))


def sources(t: Texts, values: Iterable[Source]) -> Html:
    """Return several sources in short: those of one publisher and date by the words their names share."""
    by_day: dict[date | None, list[list[str]]] = {}
    for value in values:
        by_day.setdefault(value.published, []).append(value.name.split())
    said = []
    for published, names in by_day.items():
        shared = " ".join(os.path.commonprefix(names)) or ", ".join(" ".join(name) for name in names)
        said.append(source(t, Source(shared, published)))
    return join("; ", said)


def day(value: date) -> str:
    """Return a date as it is written in both languages."""
    return value.isoformat()
