"""How the bot changes and deletes what it wrote, and answers taps."""

import asyncio

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    Update,
)
from telegram.error import BadRequest

from bot.sandbox.client import PersonClient, SandboxClient, SandboxError

from .api_spec import Journal
from .conftest import Clock, picture

YES = InlineKeyboardMarkup([[InlineKeyboardButton("먹었어요", callback_data="taken")]])


async def test_an_edit_shows_as_a_new_form_of_the_same_message(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_message(person.chat_id, "읽는 중…", reply_markup=YES)
    assert (await person.wait_for_bot())["text"] == "읽는 중…"
    edited = await message.edit_text("<b>다 읽었어요</b>", parse_mode="HTML")
    shown = await person.wait_for_bot()
    assert (shown["message_id"], shown["text"]) == (message.message_id, "다 읽었어요")
    assert "edit_date" in shown
    assert "reply_markup" not in shown
    assert isinstance(edited, type(message))


async def test_captions_media_and_buttons_can_be_edited(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_photo(person.chat_id, picture((100, 100)), caption="1")
    captioned = await message.edit_caption("2", reply_markup=YES)
    assert isinstance(captioned, type(message))
    assert (captioned.caption, captioned.reply_markup) == ("2", YES)
    other = await message.edit_media(InputMediaPhoto(picture((120, 100)), caption="3"))
    assert isinstance(other, type(message))
    assert (other.photo[-1].width, other.caption, other.reply_markup) == (120, "3", None)
    buttoned = await message.edit_reply_markup(YES)
    assert isinstance(buttoned, type(message))
    assert (buttoned.caption, buttoned.reply_markup) == ("3", YES)
    filed = await message.edit_media(InputMediaDocument(b"a", filename="a.txt"))
    assert isinstance(filed, type(message))
    assert (bool(filed.document), filed.photo, filed.caption) == (True, (), None)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_message(person.chat_id, "같은 글", reply_markup=YES)
    for _ in range(2):
        with pytest.raises(BadRequest, match="Message is not modified"):
            await message.edit_text(" 같은 글", reply_markup=YES)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await message.edit_reply_markup(YES)
        await message.edit_text("다른 글", reply_markup=YES)
        await message.edit_text("같은 글", reply_markup=YES)


async def test_only_what_is_there_can_be_edited(bot: Bot, person: PersonClient) -> None:
    text = await bot.send_message(person.chat_id, "글")
    photo = await bot.send_photo(person.chat_id, picture((50, 50)))
    theirs = await person.send_text("내 글")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("?")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("?")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("?", person.chat_id, theirs["message_id"])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("?", person.chat_id, 99_999)


async def test_a_deleted_message_vanishes(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_message(person.chat_id, "잠깐만요")
    before = await person.messages()
    assert await message.delete()
    after = await person.messages(after=before.seq)
    assert (after.messages, after.deleted) == ((), (message.message_id,))
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await message.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await message.edit_text("?")


async def test_a_message_can_be_deleted_for_two_days(bot: Bot, person: PersonClient, clock: Clock) -> None:
    message = await bot.send_message(person.chat_id, "옛날")
    clock.now += 48 * 60 * 60 + 1
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await message.delete()


async def test_several_messages_can_be_deleted_at_once(bot: Bot, person: PersonClient) -> None:
    gone = [(await bot.send_message(person.chat_id, text)).message_id for text in "ab"]
    assert await bot.delete_messages(person.chat_id, [*gone, 99_999])
    assert (await person.messages()).deleted == tuple(gone)


async def next_tap(bot: Bot) -> Update:
    updates = await bot.get_updates(timeout=10)
    while not (updates and updates[-1].callback_query):
        updates = await bot.get_updates(offset=updates[-1].update_id + 1 if updates else None, timeout=10)
    return updates[-1]


@pytest.mark.parametrize("pressed", ["먹었어요", "taken"])
async def test_a_tap_reaches_the_bot_and_its_answer_the_person(
    bot: Bot, person: PersonClient, pressed: str
) -> None:
    message = await bot.send_message(person.chat_id, "혈압약 드셨어요?", reply_markup=YES)
    tapping = asyncio.create_task(person.tap(message.message_id, pressed, wait=10))
    query = (await next_tap(bot)).callback_query
    assert query
    assert (query.data, query.from_user.id) == ("taken", person.chat_id)
    assert query.message == message
    await query.answer("기록했어요", show_alert=True)
    answer = await tapping
    assert (answer.answered, answer.text, answer.show_alert) == (True, "기록했어요", True)


async def test_a_tap_says_when_no_answer_came(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_message(person.chat_id, "?", reply_markup=YES)
    assert not (await person.tap(message.message_id, "taken", wait=0)).answered


async def test_a_tap_can_be_answered_once_and_in_time(bot: Bot, person: PersonClient, clock: Clock) -> None:
    message = await bot.send_message(person.chat_id, "?", reply_markup=YES)
    await person.tap(message.message_id, "taken", wait=0)
    query = (await next_tap(bot)).callback_query
    assert query
    with pytest.raises(BadRequest, match="Message_too_long"):
        await query.answer("가" * 201)
    assert await query.answer("가" * 200)
    too_old = "Query is too old and response timeout expired or query id is invalid"
    with pytest.raises(BadRequest, match=too_old):
        await query.answer()
    with pytest.raises(BadRequest, match=too_old):
        await bot.answer_callback_query("12345")
    await person.tap(message.message_id, "taken", wait=0)
    second = (await next_tap(bot)).callback_query
    clock.now += 16
    assert second
    with pytest.raises(BadRequest, match=too_old):
        await second.answer()


async def test_only_buttons_that_are_there_can_be_tapped(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    link = InlineKeyboardMarkup([[InlineKeyboardButton("누리집", url="https://a.kr")]])
    message = await bot.send_message(person.chat_id, "?", reply_markup=link)
    with pytest.raises(SandboxError, match="no such button"):
        await person.tap(message.message_id, "없는 단추")
    with pytest.raises(SandboxError, match="no such message"):
        await person.tap(99_999, "누리집")
    body = {"message_id": message.message_id, "button": "누리집"}
    tapped = await client.ask("POST", f"{person.path}/taps", json=body)
    assert tapped == {"answered": False, "button": {"text": "누리집", "url": "https://a.kr"}}


async def test_what_the_person_edits_reaches_the_bot(
    bot: Bot, person: PersonClient, journal: Journal
) -> None:
    sent = await person.send_text("타이래놀")
    await person.edit_text(sent["message_id"], "타이레놀")
    edited = (await bot.get_updates())[-1].edited_message
    assert edited
    assert (edited.message_id, edited.text) == (sent["message_id"], "타이레놀")
    await person.delete(sent["message_id"])
    assert (await person.messages()).deleted == (sent["message_id"],)
