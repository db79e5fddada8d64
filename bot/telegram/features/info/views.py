"""Everything that is known of one medicine, in pages: nothing is cut, and every text carries its source and date."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from bot.core.medications.search import Search
from bot.telegram.features.info import dose_views
from bot.telegram.features.info.buttons import ShowInfo
from bot.telegram.features.medications.buttons import ShowList
from bot.telegram.ui import finding_details as details
from bot.telegram.ui import findings, paging, words
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.screens import Button, Screen, folded, lines, two_in_a_row
from bot.telegram.ui.texts import Html, Texts, join
from knowledge.catalogue.dossier import Dossier
from knowledge.catalogue.texts import Recall, Text
from knowledge.products import Product, ProductId, Source

A_PAGE = 1800  # characters: about two phone screens at large type
A_PART = 1600
A_PIECE = 600  # of a sentence without end: five times as long as HTML, it still fits
SHOWN_CAUTIONS = 4
NAMES_A_PART = 60  # substances that must not be taken with it
SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")

Section = tuple[Html, Html, Source | None]  # heading, text, where it comes from


def ask_name(t: Texts) -> Screen:
    """Ask what to tell about."""
    return Screen((t("Which medicine would you like to know about? Write its name."),))


def found(t: Texts, typed: str, search: Search) -> Screen:
    """Offer the products that a typed name may mean."""
    return choices.which(t, typed, search, lambda id: ShowInfo(id, 0))


def page(t: Texts, dossier: Dossier, number: int) -> Screen:
    """Return one page about a medicine: what matters first, its texts folded; a number out of range shows the nearest."""
    product = dossier.product
    pages = list(_pages(_sections(t, dossier)))
    number = min(max(number, 0), len(pages) - 1)
    head = t(
        "ℹ️ <b>{name}</b> · {company}", name=words.product_name(t, product), company=words.company(t, product)
    )
    if len(pages) > 1:
        head = t("{head} (page {n} of {pages})", head=head, n=number + 1, pages=len(pages))
    turning = paging.turning(t, number, len(pages) - 1, lambda page: ShowInfo(product.id, page))
    rows = (*two_in_a_row(turning), (Button(t("◀ The list"), ShowList(0)),))
    first = _first(t, dossier) if number == 0 else []
    return Screen((head, *first, *_folded(t, pages[number])), rows)


def _first(t: Texts, dossier: Dossier) -> list[Html]:
    """Return what matters first: a recall, what it is for, and what must be minded."""
    said = [_recall(t, recall) for recall in dossier.recalls]
    if purpose := words.purpose_in_short(t, dossier.product):
        said.append(t("For: {purpose}", purpose=purpose))
    name = words.product_name(t, dossier.product)
    if dossier.care_from:
        said.append(details.ask_first(t, t("<b>{name}</b>", name=name)))
    # Grades and forms of one caution differ only in what is folded below.
    rules = dict.fromkeys(
        findings.caution_in_short(t, one, name, dossier.english) for one in dossier.cautions
    )
    return [*said, *([lines(list(rules)[:SHOWN_CAUTIONS])] if rules else [])]


def _pages(sections: Iterator[Section]) -> Iterator[list[Section]]:
    """Fill pages with sections."""
    shown: list[Section] = []
    for section in sections:
        if shown and sum(len(text) for _, text, _ in shown) + len(section[1]) > A_PAGE:
            yield shown
            shown = []
        shown.append(section)
    yield shown


def _folded(t: Texts, sections: Sequence[Section]) -> list[Html]:
    """Fold a page's sections: their headings first, and where they come from last."""
    if not sections:
        return []
    headings = join(" · ", list(dict.fromkeys(heading for heading, _, _ in sections if heading)))
    first = [t("<b>{headings}</b>: tap to read", headings=headings)] if headings else []
    once = dict.fromkeys(source for _, _, source in sections if source)
    last = [t("<i>Source: {source}</i>", source=words.sources(t, once))] if once else []
    return [folded([*first, *(text for _, text, _ in sections), *last])]


def _sections(t: Texts, dossier: Dossier) -> Iterator[Section]:
    texts = dossier.texts
    for recall in dossier.recalls:
        yield Html(""), _recall(t, recall), recall.source
    yield from _parts(t, t("What it is for"), words.purpose_text(t, texts))
    yield from _parts(t, t("How to take it"), texts.usage)
    if texts.usage and (dossier.age_doses or dossier.by_weight):
        yield Html(""), dose_views.by_age(t, dossier), texts.usage.source
    yield from _parts(t, t("Warnings"), texts.warning)
    yield from _parts(t, t("Before you take it"), texts.precaution)
    yield from _parts(t, t("Medicines and food to mind"), texts.interaction)
    yield from _parts(t, t("Side effects"), texts.side_effects)
    yield from _parts(t, t("How to keep it"), texts.storage)
    for section, text in texts.permit.items():
        yield from _parts(t, _of_permit(t, section), text)
    if not texts.usage:
        none = t("I have no official leaflet of it in plain words. Ask your pharmacist how to take it.")
        yield Html(""), none, None
    yield t("What it is"), _contents(t, dossier.product), dossier.product.ingredients_from
    yield from _rules(t, dossier)


def _of_permit(t: Texts, section: str) -> Html:
    """Return the heading of a section of the permit, which speaks to doctors."""
    about = {
        "interaction": t("other medicines"),
        "pregnancy": t("pregnancy"),
        "nursing": t("nursing"),
        "children": t("children"),
        "elderly": t("older people"),
        "overdose": t("too much of it"),
    }[section]
    return t("For doctors and pharmacists: {about}", about=about)


def _recall(t: Texts, recall: Recall) -> Html:
    body = [t("🔴 <b>Taken off the market</b>"), words.spoken(t, recall.reason, {})]
    if recall.lots:
        body.append(t("Lots: {lots}", lots=recall.lots))
    return lines(body)


def _parts(t: Texts, heading: Html, text: Text | None) -> Iterator[Section]:
    """Yield a text whole, in as many parts as it takes."""
    for number, part in enumerate(_cut(text.words) if text else ()):
        title = t("{heading} (continued)", heading=heading) if number else heading
        body = [t("<b>{name}</b>", name=title), t("{reason}", reason=part)]
        yield heading, lines([*body, *words.original_note(t, part)]), text.source if text else None


def _cut(text: str) -> Iterator[str]:
    """Cut a text between its sentences; a sentence that is longer than a part goes on in the next."""
    held = ""
    for sentence in _pieces(text):
        if held and len(escape(held)) + len(escape(sentence)) >= A_PART:
            yield held
            held = ""
        held = f"{held}\n{sentence}" if held else sentence
    if held:
        yield held


def _pieces(text: str) -> Iterator[str]:
    for sentence in SENTENCE.split(text):
        bare = sentence.strip()
        yield from (bare[start : start + A_PIECE] for start in range(0, len(bare), A_PIECE))


def _contents(t: Texts, product: Product) -> Html:
    """Say what a product is and what is in it, in our own sentences."""
    said = [t("<b>{name}</b>", name=t("What it is"))]
    if product.drug_class:
        said.append(t("Class: {name}", name=words.spoken(t, product.drug_class, {})))
    if product.prescription is not None:
        said.append(
            t("A doctor prescribes it.") if product.prescription else t("It is sold without a prescription.")
        )
    if product.withdrawn:
        said.append(t("It is not sold any more."))
    if product.ingredients:
        said.append(t("Contains: {names}", names=words.contents(t, product)))
    else:
        said.append(t("What it contains is not in my lists."))
    if product.appearances:
        said.append(t("Looks: {looks}", looks=words.product_looks(t, product)))
    return lines(said)


def _rules(t: Texts, dossier: Dossier) -> Iterator[Section]:
    """Say what the rules tell of it, and what that does not mean."""
    about = t("What must not be taken with it")
    heading = t("<b>{name}</b>", name=about)
    if dossier.pairs_from and dossier.complete and not dossier.partners:
        nothing = t("The lists name nothing. That is not a promise: they do not know every interaction.")
        yield about, lines([heading, nothing]), dossier.pairs_from
    for start in range(0, len(dossier.partners), NAMES_A_PART):
        names = ", ".join(words.named(t, dossier.partners[start : start + NAMES_A_PART], dossier.english))
        yield about, lines([heading, t("{reason}", reason=names)]), dossier.pairs_from
    name = words.product_name(t, dossier.product)
    if dossier.care_from:
        yield Html(""), details.care_of(t, t("<b>{name}</b>", name=name), dossier.care_from), None
    yield from ((Html(""), said, None) for said in _not_looked_up(t, dossier))
    yield from _borrowed(t, dossier)
    if dossier.series:
        series = words.series(t, dossier.series, dossier.english)
        yield (
            Html(""),
            t("Do not add another of the same effect: {series}", series=series),
            dossier.series_from,
        )
    for caution in dossier.cautions:  # each tells its source itself
        said = [findings.caution_heading(t, caution), details.caution_of(t, caution, name, dossier.english)]
        yield Html(""), lines(said), None


def _not_looked_up(t: Texts, dossier: Dossier) -> Iterator[Html]:
    """Say what no rule could be looked up for: that the rules leave a substance out, or that it is not known."""
    if dossier.uncovered:
        names = ", ".join(words.named(t, dossier.uncovered, _english(dossier)))
        yield t("⚪ The official rules (DUR) do not deal with this ingredient: {names}", names=names)
    if not dossier.recognised:
        yield t("⚪ Not every ingredient of it is known to the lists, so not everything could be looked up.")


def _english(dossier: Dossier) -> dict[str, str]:
    return {one.name: one.english for one in dossier.product.ingredients if one.english} | dict(
        dossier.english
    )


def _borrowed(t: Texts, dossier: Dossier) -> Iterator[Section]:
    """Quote what the leaflet of a product with the same ingredients says of other medicines; its own stands above."""
    leaflet = dossier.leaflet
    if leaflet is None or leaflet.product == dossier.product.id:
        return
    heading = t("Leaflet of {name}, which has the same ingredients", name=leaflet.name)
    said = "\n".join(dict.fromkeys(f"{one.sentence.rstrip('.')}." for one in dossier.statements))
    yield from _parts(t, heading, Text(said, leaflet.source))


def unknown(t: Texts, id: ProductId) -> Screen:
    """The catalogue does not have it, or has lost it."""
    return Screen((t("I have no medicine with the number {id}.", id=id),))
