"""사용상의주의사항 of a permit (NB_DOC_DATA): its sections on other medicines and on people who need care.

The document is a fragment of XML with tables as HTML inside. It is read by its few known tags, and whatever else
stands in a paragraph is dropped, so that no document can make a build fail or grow without bound.
"""

import html
import re
from collections.abc import Iterator
from enum import StrEnum

MAX_LETTERS = 400_000
ARTICLE = re.compile(r"<ARTICLE\b[^>]*?title=\"([^\"]*)\"[^>]*>(.*?)</ARTICLE>", re.DOTALL)
PARAGRAPH = re.compile(r"<PARAGRAPH\b[^>]*>(.*?)</PARAGRAPH>", re.DOTALL)
CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
TAG = re.compile(r"<[^<>]{0,500}>")


class Section(StrEnum):
    """A part of 사용상의주의사항."""

    INTERACTION = "interaction"
    PREGNANCY = "pregnancy"
    NURSING = "nursing"
    CHILDREN = "children"
    ELDERLY = "elderly"
    OVERDOSE = "overdose"


TITLES = (
    (Section.INTERACTION, re.compile("상호작용")),
    (Section.PREGNANCY, re.compile("임부|임산부|임신")),
    (Section.NURSING, re.compile("수유")),
    (Section.CHILDREN, re.compile("소아|어린이|영아|유아")),
    (Section.ELDERLY, re.compile("고령자|노인")),
    (Section.OVERDOSE, re.compile("과량")),
)


def sections(document: str) -> dict[Section, str]:
    """Return the known sections of a document; an article on several of them counts for each."""
    found: dict[Section, list[str]] = {}
    for title, body in ARTICLE.findall(document[:MAX_LETTERS]):
        text = "\n".join(_paragraphs(body))
        for section, words in TITLES:
            if text and words.search(html.unescape(title)):
                found.setdefault(section, []).append(text)
    return {section: "\n".join(texts) for section, texts in found.items()}


def _paragraphs(body: str) -> Iterator[str]:
    for inside in PARAGRAPH.findall(body):
        words = html.unescape(TAG.sub(" ", CDATA.sub(r"\1", inside)))
        if text := " ".join(words.split()):
            yield text
