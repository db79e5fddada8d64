"""What a person sees: text and buttons, within Telegram's limits. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.ui.callback_data import CallbackData
from bot.telegram.ui.texts import Html

TEXT_LIMIT = 4096  # characters of a message
CAPTION_LIMIT = 1024  # characters under a picture
LABEL_LIMIT = 28  # characters of a button that a phone shows in half its width at large type
CALLBACK_LIMIT = 64  # bytes
FOLD, UNFOLD = "<blockquote expandable>", "</blockquote>"
A_FOLD = len(FOLD + UNFOLD)
ATOM = re.compile(
    r"<([\w-]+)[^>]*>.*?</\1>|&#?\w+;|.", re.DOTALL
)  # what no message may begin or end inside of


@dataclass(frozen=True, slots=True)
class Button:
    """A button; `sends` comes back when it is tapped."""

    label: str
    sends: CallbackData
    person: int | None = None  # of the account, whom it acts for; None is the first
    style: Literal["success", "danger", "primary"] | None = None  # green, red, blue where clients show it

    @property
    def data(self) -> str:
        """What Telegram carries for the button."""
        data = self.sends.pack() + ("" if self.person is None else f"@{self.person}")
        if len(data.encode()) > CALLBACK_LIMIT:
            raise ValueError(f"expected at most {CALLBACK_LIMIT} bytes behind a button, got {data!r}")
        return data

    def acting_for(self, person: int) -> "Button":
        """Return the button acting for a person, unless it is made for one already."""
        return self if self.person else replace(self, person=person)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: its blocks, the most important first, and rows of buttons."""

    blocks: tuple[Html, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    is_personal: bool = True  # about one of an account's people, so that it must say whom

    def text(self, limit: int = TEXT_LIMIT, more: str = "…") -> str:
        """Return the blocks that fit, in order; where some do not, the last line says so."""
        shown: list[str] = []
        for number, block in enumerate(self.blocks):
            is_last = number == len(self.blocks) - 1
            if len("\n\n".join([*shown, block])) + (0 if is_last else len(more) + 2) > limit:
                return "\n\n".join([*shown, more])
            shown.append(block)
        return "\n\n".join(shown)

    def parts(self, limit: int) -> tuple["Screen", ...]:
        """Return the screen in as many messages as it takes, the most important first; buttons are under the last."""
        parts: list[tuple[Html, ...]] = [()]
        for block in chain.from_iterable(_pieces(block, limit) for block in self.blocks):
            if parts[-1] and not Screen((*parts[-1], block)).fits(limit):
                parts.append(())
            parts[-1] = (*parts[-1], block)
        return (
            *(replace(self, blocks=part, rows=()) for part in parts[:-1]),
            replace(self, blocks=parts[-1]),
        )

    def fits(self, limit: int) -> bool:
        """Return whether all blocks can be shown."""
        return len("\n\n".join(self.blocks)) <= limit

    def headed(self, heading: Html) -> "Screen":
        """Return the screen with a block above all others."""
        return replace(self, blocks=(heading, *self.blocks))

    def acting_for(self, person: int) -> "Screen":
        """Return the screen with buttons that act for one person, whoever is chosen when they are tapped."""
        rows = (tuple(button.acting_for(person) for button in row) for row in self.rows)
        return replace(self, rows=tuple(rows))

    def full_width(self) -> "Screen":
        """Return the screen with one button a row."""
        return replace(self, rows=tuple((button,) for button in chain.from_iterable(self.rows)))

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """The buttons as Telegram takes them."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup([[_key(button) for button in row] for row in self.rows])


def _key(button: Button) -> InlineKeyboardButton:
    """Return a button as python-telegram-bot has it; before 22.7 it knows no style, and passes it on all the same."""
    style = {"style": button.style} if button.style else None
    return InlineKeyboardButton(shorten(button.label), callback_data=button.data, api_kwargs=style)


def _pieces(block: Html, limit: int) -> Iterable[Html]:
    """Return a block, or its lines where it is longer than a message; a line as long as that is broken, too."""
    if len(block) <= limit:
        return [block]
    if block.startswith(FOLD) and block.endswith(UNFOLD):
        inside = Html(block.removeprefix(FOLD).removesuffix(UNFOLD))
        return [folded(filled) for filled in _filled(_pieces(inside, limit - A_FOLD), limit - A_FOLD)]
    return [piece for line in block.split("\n") for piece in _broken(line, limit)]


def _filled(pieces: Iterable[Html], limit: int) -> Iterator[list[Html]]:
    """Put lines together as long as they fit."""
    held: list[Html] = []
    for piece in pieces:
        if held and len(lines([*held, piece])) > limit:
            yield held
            held = []
        held.append(piece)
    yield held


def _broken(line: str, limit: int) -> Iterator[Html]:
    """Break a line where it is longer than a message: after a comma, else after a word, else anywhere outside of tags."""
    while len(line) > limit:
        end = _end_of_piece(line, limit)
        yield Html(line[:end])
        line = line[end:]
    if line:
        yield Html(line)


def _end_of_piece(line: str, limit: int) -> int:
    after_comma = after_word = anywhere = 0
    for atom in ATOM.finditer(line):
        end = atom.end()
        if end > limit:
            break
        anywhere = end
        after_word = end if line[end - 1].isspace() else after_word
        after_comma = end if line.endswith(", ", 0, end) else after_comma
    return after_comma or after_word or anywhere or len(line)


def two_in_a_row(buttons: Iterable[Button]) -> tuple[tuple[Button, ...], ...]:
    """Lay buttons out in pairs."""
    listed = tuple(buttons)
    return tuple(listed[start : start + 2] for start in range(0, len(listed), 2))


def shorten(label: str, limit: int = LABEL_LIMIT) -> str:
    """Cut a label that would not be shown whole."""
    return label if len(label) <= limit else label[: limit - 1] + "…"


def lines(parts: Sequence[Html]) -> Html:
    """Put lines into one block."""
    return Html("\n".join(parts))


def unfolded(block: Html) -> Html:
    """Return what a folded block holds, to be shown at once."""
    return Html(block.removeprefix(FOLD).removesuffix(UNFOLD))


def folded(parts: Sequence[Html]) -> Html:
    """Put lines into one block that is shown whole when it is tapped."""
    return Html(f"{FOLD}{lines(parts)}{UNFOLD}")
