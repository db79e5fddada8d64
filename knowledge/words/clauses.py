"""A published text cut into its clauses, each group of them under the dosage forms that it is about.

The officials' export has no spaces. It ends a clause by a full stop, begins it with a hyphen, or writes the next one
right after 미확립. Forms stand before what holds for them: (경구)… or 정제:….
"""

import re
from typing import NamedTuple

from knowledge.words.plain_forms import BETWEEN, kind_of

ENDS = re.compile(
    r"[.;]+(?=\D|$)|(?<=[가-힣])\.(?=\d)|(?<=미확립)(?=[가-힣A-Z(])|(?<=사용할수없음)(?=[가-힣])"
)
BULLET = re.compile(r"(?:^|(?<=[가-힣)]))-(?=[가-힣A-Z(])")
BULLETED = re.compile(r"^-|[)]-|음-")  # else a hyphen belongs to a word: 레닌-안지오텐신
FORMS = re.compile(r"\((?P<marked>[가-힣,·/]+)\)(?=.)|(?:^|(?<=\.))(?P<named>[가-힣,·]+제):(?=.)")


class Scope(NamedTuple):
    """Clauses that hold for some forms; () is every form."""

    forms: tuple[str, ...]
    clauses: tuple[str, ...]


def squeezed(text: str) -> str:
    """Return a text without spaces, quotation marks, and the marks of a list around it."""
    return "".join(text.split()).replace('"', "").strip("-.")


def scopes(text: str) -> list[Scope]:
    """Return the clauses of a text in order; nothing of it is left out."""
    bare = "".join(text.split()).replace('"', "")
    found: list[Scope] = []
    forms: tuple[str, ...] = ()
    start = 0
    for mark in FORMS.finditer(bare):
        named = tuple(BETWEEN.split(mark["marked"] or mark["named"]))
        if all(map(kind_of, named)):
            found.append(Scope(forms, _clauses(bare[start : mark.start()])))
            forms, start = named, mark.end()
    found.append(Scope(forms, _clauses(bare[start:])))
    return [scope for scope in found if scope.clauses]


def _clauses(text: str) -> tuple[str, ...]:
    parts = BULLET.split(text) if BULLETED.search(text) else [text]
    clauses = (squeezed(clause) for part in parts for clause in ENDS.split(part))
    return tuple(clause for clause in clauses if clause)
