"""Every sentence is there in every language, with the same values in it."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.core.people.accounts import Language
from bot.telegram.ui.texts import LOCALE, Html, Texts

TELEGRAM = Path(__file__).resolve().parents[3] / "bot" / "telegram"
HANGUL = re.compile("[가-힣]")


def sentences() -> list[str | tuple[str, str]]:
    found = extract_from_dir(TELEGRAM, [("**.py", "python")], keywords={"t": None, "count": (1, 2)})
    return sorted({message for _, _, message, _, _ in found}, key=str)


def singular(sentence: str | tuple[str, str]) -> str:
    return sentence if isinstance(sentence, str) else sentence[0]


def fields_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.fixture(scope="module")
def korean():
    with (LOCALE / "ko" / "LC_MESSAGES" / "yaksok.po").open("rb") as file:
        return read_po(file, locale="ko")


def test_there_are_sentences():
    assert len(sentences()) > 150


def test_every_sentence_has_its_korean_and_none_is_left_over(korean):
    written = {singular(message.id) for message in korean if message.id and message.string}
    assert written == {singular(sentence) for sentence in sentences()}


def test_the_korean_has_the_values_of_the_english(korean):
    for message in korean:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(fields_of(text) == fields_of(singular(message.id)) for text in strings), message.id


def test_no_korean_sentence_is_in_english(korean):
    for message in korean:
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        words = re.sub(r"\{\w+\}|</?\w+>", "", singular(message.id or ""))
        if re.search(r"[A-Za-z]{3}", words):
            assert all(HANGUL.search(text) for text in strings), message.id


def test_nothing_is_ever_called_safe(korean):
    for message in korean:
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert "안전" not in text
            assert "상호작용이 없" not in text
            assert "괜찮아요" not in text


def test_values_are_escaped_and_html_is_not():
    t = Texts(Language.ENGLISH)
    assert t("<b>{name}</b>", name="<i>&") == "<b>&lt;i&gt;&amp;</b>"
    assert t("{name}", name=Html("<i>a</i>")) == "<i>a</i>"


@pytest.mark.parametrize(
    ("language", "expected"), [(Language.KOREAN, "알약 3개가"), (Language.ENGLISH, "3 pills")]
)
def test_numbers_are_put_as_the_language_puts_them(language, expected):
    assert expected in Texts(language).count("💊 I see {n} pill.", "💊 I see {n} pills.", 3)
