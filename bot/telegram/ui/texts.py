"""The bot's words in a person's language: English in the code, other languages in catalogues beside it."""

import gettext
import io
import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.core.people.accounts import Language
from bot.telegram.ui.particles import with_particles

TAG = re.compile(r"<[^<>]+>")
LOCALE = Path(__file__).resolve().parents[2] / "locale"


class Html(str):
    """Text that is HTML already; every other value is escaped when it is put into a sentence."""

    __slots__ = ()


class Texts:
    """Sentences of one language. Called with an English sentence, it returns that sentence as HTML in the language.

    `is_large` asks views for large and simple screens: every warning, and little beside.
    """

    def __init__(self, language: Language, *, is_large: bool = False) -> None:
        self.language = language
        self.is_large = is_large
        catalogue = _catalogue(language)
        self._one: Callable[[str], str] = catalogue.gettext
        self._many: Callable[[str, str, int], str] = catalogue.ngettext

    def __call__(self, sentence: str, /, **values: object) -> Html:
        """Translate, then fill in `{names}`; of 은(는) and the like the one that fits stays."""
        return Html(with_particles(self._one(sentence).format_map(_escaped(values))))

    def count(self, one: str, many: str, n: int, /, **values: object) -> Html:
        """Translate what depends on a number, which is filled in as `{n}`."""
        return Html(with_particles(self._many(one, many, n).format_map(_escaped({"n": n, **values}))))


def join(separator: str, parts: list[Html] | tuple[Html, ...]) -> Html:
    """Join pieces of HTML."""
    return Html(separator.join(parts))


def plain(text: str) -> str:
    """Return the words of a piece of HTML, for what is no message: a page, a table, a calendar."""
    return unescape(TAG.sub("", text))


def _escaped(values: dict[str, object]) -> dict[str, object]:
    return {
        name: value if isinstance(value, Html) else escape(str(value), quote=False)
        for name, value in values.items()
    }


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    path = LOCALE / language / "LC_MESSAGES" / "yaksok.po"
    if not path.exists():  # English is what the code is written in
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
