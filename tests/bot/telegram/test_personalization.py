"""A screen says whose it is, and its buttons act for that person, however it is sent."""

from dataclasses import replace

import pytest

from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.telegram.features.medications.buttons import AddByName, ShowList
from bot.telegram.features.people.buttons import ShowPerson
from bot.telegram.ui.personalization import dressed, messages_of, unbound
from bot.telegram.ui.screens import TEXT_LIMIT, Button, Screen
from bot.telegram.ui.texts import Html

SCREEN = Screen((Html("text"),), ((Button("a", ShowList(0)), Button("b", AddByName())),))
ME = Account(ChatId(7), Language.KOREAN, "Asia/Seoul", 2, PersonId(1))
MOTHER = replace(ME, person_id=PersonId(12), name="<어머니>", is_owner=False, is_shared=True)


def data_of(screen: Screen) -> list[str]:
    return [button.data for row in screen.rows for button in row]


def test_a_screen_of_somebody_alone_stays_as_it_is():
    assert dressed(SCREEN, ME) == SCREEN


def test_with_others_it_says_whose_it_is_and_binds_its_buttons_but_the_first_persons():
    hers, mine = dressed(SCREEN, MOTHER), dressed(SCREEN, replace(ME, is_shared=True))
    assert hers.blocks == ("👤 <b>&lt;어머니&gt;</b>", "text")
    assert data_of(hers) == ["list:0@12", "add@12"]
    assert mine.blocks == ("👤 <b>나</b>", "text")
    assert data_of(mine) == ["list:0", "add"]


def test_what_is_about_nobody_names_nobody_and_a_button_for_somebody_else_stays_theirs():
    screen = Screen((Html("text"),), ((Button("나", ShowPerson(), person=1),),), is_personal=False)
    assert dressed(screen, MOTHER).blocks == ("text",)
    assert data_of(dressed(screen, MOTHER)) == ["person@1"]


def test_a_large_screen_has_one_button_a_row():
    assert [len(row) for row in dressed(SCREEN, replace(ME, is_large=True)).rows] == [1, 1]


@pytest.mark.parametrize(
    ("data", "tapped", "person"),
    [("list:0", "list:0", None), ("list:0@12", "list:0", 12), ("take:1:A@1@12", "take:1:A@1", 12), ("", "", None),
     ("a@b", "a@b", None)],
)  # fmt: skip
def test_what_is_behind_a_button_is_parted_from_whom_it_acts_for(data, tapped, person):
    assert unbound(data) == (tapped, person)


def test_what_is_longer_than_a_message_comes_in_several_none_of_it_cut_off_and_each_says_whose_it_is():
    blocks = tuple(Html(f"{number}: " + "가" * 900) for number in range(9))
    written = (
        "&lt;이렇게도&gt; " * 700 + "&amp;" * 1500 + "다" * 5000
    )  # without a comma, then without a space
    names = ", ".join(f"<b>다</b>{number}정" for number in range(600))
    long = Screen(
        (*blocks, Html("\n".join(["나" * 90] * 60)), Html(f"못 했어요: {names}"), Html(written)), SCREEN.rows
    )
    parts = messages_of(long, MOTHER)
    said = [part.text() for part in parts]
    assert all(len(text) <= TEXT_LIMIT for text in said)
    assert all(text.startswith("👤") and "…" not in text for text in said)
    assert all(any(block in text for text in said) for block in blocks)
    bodies = [text.split("\n\n", 1)[1] for text in said]
    assert all(bodies), "Telegram takes no empty message"
    assert "".join(said).count("나" * 90) == 60
    assert [sum(text.count(atom) for text in bodies) for atom in ("&lt;", "&gt;", "&amp;")] == [
        700,
        700,
        1500,
    ]
    assert sum(text.count("다") - text.count("<b>다") for text in said) == 5000
    assert all(f"<b>다</b>{number}정" in "".join(said) for number in range(600))
    assert [bool(part.rows) for part in parts] == [*[False] * (len(parts) - 1), True]
    assert data_of(parts[-1]) == ["list:0@12", "add@12"]
