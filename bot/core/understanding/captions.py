"""What a person calls a photo in the words under it. Pure."""

import re

from inference.types import Kind

CALLED = {
    Kind.PAGE: re.compile(
        r"처방|약\s*봉[투지]|복약|안내문|조제|영수증|종이|prescription|envelope|leaflet|guide|paper|receipt",
        re.IGNORECASE,
    ),
    Kind.CODE: re.compile(r"상자|박스|약\s*[갑곽통]|바코드|\bbox\b|\bpack|barcode|carton", re.IGNORECASE),
    Kind.PILLS: re.compile(r"알약|낱알|캡슐|\bpills?\b|\btablets?\b|\bcapsules?\b", re.IGNORECASE),
}
NOT = re.compile(r"아니|말고|\bnot\b|n't", re.IGNORECASE)


def called(caption: str) -> Kind | None:
    """Return what a caption calls the photo; None where it says nothing of that, two things, or what it is not."""
    if NOT.search(caption):
        return None
    kinds = [kind for kind, words in CALLED.items() if words.search(caption)]
    return kinds[0] if len(kinds) == 1 else None
