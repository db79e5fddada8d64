"""What is said beside the official rules: a sentence of a leaflet, our own words, rules that do not hold here."""

from html import escape

from bot.core.medications.medications import Overview
from bot.core.people.accounts import Language
from bot.telegram.ui.texts import Html, Texts
from bot.telegram.ui.words import name_in
from knowledge.interactions.check import Finding, Note
from knowledge.interactions.verdicts import NoteKind
from knowledge.products import ProductId
from knowledge.words.excerpt import excerpt


def unofficial(t: Texts, finding: Finding) -> Html | None:
    """Return the sentence with whose leaflet it is, or our own reason; None for an official rule."""
    if finding.leaflet is None:
        ours = finding.reason if t.language is Language.KOREAN else finding.reason_english
        return Html(escape(ours, quote=False)) if finding.reason_english else None
    sentence, name = excerpt(finding.reason, finding.substances[0]), finding.leaflet.name
    if finding.quotes_own_leaflet:
        return t("“{sentence}” (leaflet of {name})", sentence=sentence, name=name)
    return t("“{sentence}” (leaflet of {name}, which has the same ingredients)", sentence=sentence, name=name)


def noted(t: Texts, overview: Overview) -> list[Html]:
    """Return the rules that touch two products and do not hold for them as they are, each pair once."""
    told: dict[tuple[NoteKind, ProductId, ProductId], Html] = {}
    for note in overview.report.notes:
        other = note.second if note.product == note.first else note.first
        told.setdefault((note.kind, note.product, other), _noted(t, overview, note, other))
    return list(told.values())


def _noted(t: Texts, overview: Overview, note: Note, other: ProductId) -> Html:
    name, beside = name_in(t, overview, note.product), name_in(t, overview, other)
    if note.kind is NoteKind.PART:
        return t(
            "⚪ {name} holds only a part of a combination that must not be taken with {other}.",
            name=name,
            other=beside,
        )
    return t(
        "⚪ {name} + {other}: a rule names them, and it is about medicines that are swallowed.",
        name=name,
        other=beside,
    )
