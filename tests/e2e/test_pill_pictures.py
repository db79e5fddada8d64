"""What is asked of one pill is asked under its picture: cut out of the photo, beside drawings of what it may be."""

import cv2
import numpy as np
import pytest

from inference.drawing.pictures import CROP, GAP, LABEL, cut_square
from inference.drawing.pill import GROUND
from inference.types import Box
from tests.e2e.conftest import BotHarness, button, has_button, says, text_of
from tests.e2e.test_photos import answer_to, drawn_near, picture_of
from tests.pictures import BOXES, drawn_pills, jpeg

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIZE = np.array((1280, 800, 1280, 800))


def likeness(picture: np.ndarray, photo: np.ndarray, box: tuple[int, int, int, int]) -> float:
    """Return how far the left of a picture is from a pill of a photo, in mean levels of grey; the boxes found are not exact."""
    top = (picture.shape[0] - CROP - LABEL) // 2
    shown = cv2.resize(picture[top : top + CROP, GAP : GAP + CROP], (32, 32))
    pill = cv2.resize(cut_square(photo, Box(*box)), (32, 32))
    return float(np.abs(shown[8:24, 8:24].astype(int) - pill[8:24, 8:24].astype(int)).mean())


def drawings(picture: np.ndarray) -> int:
    """Return how many rows beside the pill hold a drawing."""
    right = (picture[:, GAP + CROP + 80 :, ::-1].astype(int) - GROUND).__abs__().sum(axis=(1, 2)) > 2000
    return int((np.diff(right.astype(int)) == 1).sum() + right[0])


def has_boxes(picture: np.ndarray, photo: np.ndarray) -> bool:
    boxes = [((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1) for x1, y1, x2, y2 in BOXES]
    return all(drawn_near(photo, picture, np.array(box) / SIZE) > 0.1 for box in boxes)


async def asked_about(person, answer, number: int):
    """Tap a pill of an answer; return the message as it asks what that one is."""
    data = next(
        d for d in map(str, answer_buttons(answer)) if d.startswith("pill:") and d.endswith(f":{number}")
    )
    await person.tap(answer["message_id"], data)
    return await person.wait_for(has_button("none:"))


def answer_buttons(message) -> list[str]:
    return [b["callback_data"] for row in message["reply_markup"]["inline_keyboard"] for b in row]


@pytest.mark.parametrize("number", [1, 4])
async def test_a_pill_is_shown_beside_its_candidates_in_the_message_of_the_answer(house: BotHarness, number):
    person = await house.person()
    answer = await answer_to(person, jpeg(drawn_pills()))
    asked = await asked_about(person, answer, number)
    assert asked["message_id"] == answer["message_id"]
    picture = await picture_of(house, asked)
    assert likeness(picture, drawn_pills(), BOXES[number - 1]) < 20
    choices = [data for data in answer_buttons(asked) if data.startswith("is:")]
    assert 1 <= len(choices) <= 3
    assert drawings(picture) == len(choices)


async def test_going_back_and_choosing_show_the_photo_with_its_numbers_again(house: BotHarness):
    person = await house.person()
    answer = await answer_to(person, jpeg(drawn_pills()))
    asked = await asked_about(person, answer, 1)
    await person.tap(asked["message_id"], button(asked, "all:"))
    again = await person.wait_for(has_button("missing:"))
    assert again["message_id"] == answer["message_id"]
    assert text_of(again) == text_of(answer)
    assert has_boxes(await picture_of(house, again), drawn_pills())
    asked = await asked_about(person, again, 1)
    await person.tap(asked["message_id"], button(asked, "is:"))
    chosen = await person.wait_for(has_button("keep:"))
    assert has_boxes(await picture_of(house, chosen), drawn_pills())


async def test_each_pill_of_an_album_is_cut_out_of_its_own_photo(house: BotHarness):
    person = await house.person()
    photos = drawn_pills(), drawn_pills()[:, :, ::-1].copy()  # the second in other colours
    for photo in photos:
        await person.send_photo(jpeg(photo), media_group_id="crops")
    answer = await person.wait_for(has_button("pill:"), timeout=30)
    await person.tap(answer["message_id"], "더 보기 ▶")
    page = await person.wait_for(lambda m: has_button("pill:")(m) and "8번" in str(m["reply_markup"]))
    asked = await asked_about(person, page, 7)
    picture = await picture_of(house, asked)
    assert likeness(picture, photos[1], BOXES[2]) < 20 < likeness(picture, photos[0], BOXES[2])
    await person.tap(asked["message_id"], button(asked, "all:"))
    again = await person.wait_for(has_button("missing:"))
    assert has_boxes(await picture_of(house, again), photos[1])


async def test_letters_that_are_typed_bring_a_picture_with_other_candidates(house: BotHarness):
    person = await house.person()
    answer = await answer_to(person, jpeg(drawn_pills()))
    await asked_about(person, answer, 2)
    await person.send_text("TYLENOL 500")
    offered = await person.wait_for(lambda m: has_button("is:")(m) and "타이레놀정500" in text_of(m))
    assert offered["message_id"] != answer["message_id"]
    assert likeness(await picture_of(house, offered), drawn_pills(), BOXES[1]) < 20


async def test_where_the_photo_is_gone_the_words_come_without_it(house: BotHarness):
    person = await house.person()
    answer = await answer_to(person, jpeg(drawn_pills()))
    await house.client.order_fault("getFile", "400")
    asked = await asked_about(person, answer, 3)
    assert asked["message_id"] == answer["message_id"]
    assert asked["photo"] == answer["photo"]
    assert "3번" in text_of(asked)


async def test_a_pill_can_be_looked_at_after_a_restart(house: BotHarness):
    person = await house.person()
    answer = await answer_to(person, jpeg(drawn_pills()))
    await house.stop()
    await house.start()
    asked = await asked_about(person, answer, 3)
    assert likeness(await picture_of(house, asked), drawn_pills(), BOXES[2]) < 20
    await person.send_text("/help")
    await person.wait_for(says("/"))


async def test_reasons_for_which_a_picture_leaves_no_room_are_a_tap_away(house: BotHarness):
    person = await house.person()
    answer = await answer_to(person, jpeg(drawn_pills()))
    for number, name in enumerate(("타이레놀", "노바스크"), start=1):
        await asked_about(person, answer, number)
        await person.send_text(name)
        offered = await person.wait_for(lambda m: has_button("is:")(m) and name in text_of(m))  # noqa: B023
        await person.tap(offered["message_id"], button(offered, "is:"))
        answer = await person.wait_for(has_button("keep:"))
        assert answer["message_id"] == offered["message_id"]  # in its place, also where there is much to say
        assert has_boxes(await picture_of(house, answer), drawn_pills())
    await person.tap(answer["message_id"], button(answer, "why:"))
    reasons = await person.wait_for(says("출처"))
    assert "노바스크" in text_of(reasons)
    assert "확인하지 못했어요" in text_of(reasons)
