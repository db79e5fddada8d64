"""Reasons that are no official rule: a sentence of a leaflet, or our own words."""

from html import escape

from bot.core.people.accounts import Language
from bot.telegram.ui.texts import Html, Texts
from knowledge.interactions.check import Finding
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
