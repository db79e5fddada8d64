"""A sentence cut to the part that matters, with marks where something was left out."""

import re

LONGEST = 90  # characters of a sentence that is shown whole
BEFORE, AFTER = 12, 30  # characters kept round the words, and at the end
ANY_SPACE = r"\s*"


def excerpt(sentence: str, words: str) -> str:
    """Return a short sentence as it is; of a long one what stands round `words` (spaces aside), and its end."""
    found = re.search(ANY_SPACE.join(map(re.escape, words)), sentence)
    if len(sentence) <= LONGEST or found is None:
        return sentence
    start = 0 if found.start() <= BEFORE else _after_comma(sentence, found.start())
    tail = len(sentence) - AFTER
    if tail <= found.end() + BEFORE:
        return ("… " if start else "") + sentence[start:]
    return ("… " if start else "") + sentence[start : found.end()] + " … " + sentence[tail:].lstrip(", ")


def _after_comma(sentence: str, place: int) -> int:
    """Return where the thing that is enumerated at a place begins."""
    return max(sentence.rfind(mark, 0, place) + 1 for mark in ",(")
