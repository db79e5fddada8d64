"""What a typed name is said to mean, over the real storage and the starter catalogue."""

import pytest

from bot.core.people.accounts import Language
from bot.telegram.features.info import views as info
from bot.telegram.ui import product_choices as choices
from bot.telegram.ui.screens import Screen
from bot.telegram.ui.texts import Texts
from tests.bot.core.core_fixture import NOW, Shelf

T = Texts(Language.KOREAN)


async def shown(shelf: Shelf, typed: str) -> Screen:
    return info.found(T, typed, await shelf.medicines.look_up(shelf.account, typed))


async def test_a_kind_of_medicine_is_asked_for_by_name_with_those_of_the_list(shelf: Shelf) -> None:
    mine = shelf.find("노바스크")
    await shelf.medicines.add(shelf.account, [mine, shelf.find("타이레놀")], "test", NOW)
    screen = await shown(shelf, "혈압약")
    assert "“혈압약”만으로는 어느 약인지 알 수 없어요" in screen.text()
    assert "목록에 있는 이 종류의 약" in screen.text()
    assert "노바스크" in screen.text()
    assert "타이레놀" not in screen.text()
    found = await shelf.medicines.look_up(shelf.account, "혈압약")
    assert choices.meant("노바스크", found) is None  # one of its kind is not meant by the kind


async def test_a_kind_of_medicine_that_is_not_on_the_list_offers_nothing(shelf: Shelf) -> None:
    screen = await shown(shelf, "수면제")
    assert "목록에는 이 종류의 약이 없어요" in screen.text()
    assert not screen.rows


@pytest.mark.parametrize("typed", ["위고비", "삭센다"])
async def test_a_name_that_no_list_has_stands_for_no_medicine(shelf: Shelf, typed: str) -> None:
    found = await shelf.medicines.look_up(shelf.account, typed)
    assert found.is_absent
    assert not await shelf.medicines.find(typed)  # questions and commands take nothing for it


async def test_what_is_only_like_a_name_is_offered_after_it_is_said_that_no_list_has_it(shelf: Shelf) -> None:
    screen = await shown(shelf, "쿠마딘")
    assert "목록에 없는 이름" in screen.blocks[0]
    assert "와르파린" in screen.text()


async def test_a_known_name_is_asked_about_without_such_words(shelf: Shelf) -> None:
    assert "목록에 없는 이름" not in (await shown(shelf, "타이레놀")).text()
