"""Texts of permits (사용상의주의사항) in the shape of leaflets, so that the same parsers read both."""

import re
from collections import defaultdict
from collections.abc import Iterable

from knowledge.products import ProductId
from knowledge.sources.kr.permit_texts import Section
from knowledge.sources.records import LeafletRecord, PermitTextRecord

NUMBER = re.compile(r"^(?:\d{1,2}\)|\(\d{1,2}\)|[①-⑳]|[-•])\s*")
OF_PEOPLE = (Section.PREGNANCY, Section.NURSING, Section.CHILDREN)


def as_leaflets(texts: Iterable[PermitTextRecord]) -> dict[ProductId, LeafletRecord]:
    """Return for each product the sections on other medicines and on people who need care."""
    of_product: dict[ProductId, dict[str, PermitTextRecord]] = defaultdict(dict)
    for one in texts:
        of_product[one.product][one.section] = one
    return {id_: _leaflet(id_, sections) for id_, sections in of_product.items()}


def _leaflet(id_: ProductId, sections: dict[str, PermitTextRecord]) -> LeafletRecord:
    first = next(iter(sections.values()))
    people = dict.fromkeys(_sentences(sections[one].words) for one in OF_PEOPLE if one in sections)
    interaction = sections.get(Section.INTERACTION)
    return LeafletRecord(
        id_,
        first.source,
        None,
        precaution="\n\n".join(people),  # one article may be on several of them
        interaction=_sentences(interaction.words) if interaction else "",
    )


def _sentences(words: str) -> str:
    """Return a section with every paragraph as a sentence of its own, without its number."""
    return "\n\n".join(NUMBER.sub("", line) for line in words.split("\n"))
