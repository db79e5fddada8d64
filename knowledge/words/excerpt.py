"""A sentence cut to the part that matters, with marks where something was left out."""

import re

LONGEST = 90  # characters of a sentence that is shown whole
BEFORE = 12  # a beginning shorter than this is kept
ANY_SPACE = r"\s*"
LAST_PART = re.compile(r"(?:,|\s및|\s또는)\s(?!약사)")


def excerpt(sentence: str, words: str) -> str:
    """Return a short sentence as it is; of a long one what is enumerated at `words` (spaces aside), and its end."""
    found = re.search(ANY_SPACE.join(map(re.escape, words)), sentence)
    if len(sentence) <= LONGEST or found is None:
        return sentence
    start = 0 if found.start() <= BEFORE else _after_comma(sentence, found.start())
    ends = [part.end() for part in LAST_PART.finditer(sentence)]
    tail = ends[-1] if ends and ends[-1] > found.end() else found.end()
    named = sentence[start : found.end()].strip()
    begun = f"… {named}" if start else named
    return begun + sentence[tail:] if tail == found.end() else f"{begun} … {sentence[tail:].strip()}"


def _after_comma(sentence: str, place: int) -> int:
    """Return where the thing that is enumerated at a place begins."""
    return max(sentence.rfind(mark, 0, place) + 1 for mark in ",(")
