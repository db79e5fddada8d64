"""How the bot writes: texts, photos, documents, albums, buttons; and what Telegram refuses."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    KeyboardButton,
    KeyboardButtonRequestUsers,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.sandbox.client import PersonClient, SandboxClient, SandboxError

from .api_spec import Journal
from .conftest import Clock, picture


def buttons(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(text: str = "네", **action: Any) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, **(action or {"callback_data": "yes"}))


async def test_a_text_reaches_the_person_with_its_marks(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_message(person.chat_id, "💊 <b>약속</b> &lt;3", parse_mode=ParseMode.HTML)
    shown = await person.wait_for_bot()
    assert shown["message_id"] == message.message_id
    assert shown["text"] == "💊 약속 <3"
    assert shown["entities"] == [{"type": "bold", "offset": 3, "length": 2}]
    assert message.parse_entities() == {message.entities[0]: "약속"}


async def test_markdown_works_as_well(bot: Bot, person: PersonClient) -> None:
    message = await bot.send_message(person.chat_id, "*굵게* 1\\.", parse_mode=ParseMode.MARKDOWN_V2)
    assert (message.text, message.entities[0].type) == ("굵게 1.", "bold")


async def test_buttons_stand_under_the_message(bot: Bot, person: PersonClient) -> None:
    keyboard = buttons([button("가"), button("나", callback_data="n")], [button("다", url="https://a.kr/약")])
    await bot.send_message(person.chat_id, "골라 주세요", reply_markup=keyboard)
    shown = await person.wait_for_bot()
    assert shown["reply_markup"]["inline_keyboard"] == [
        [{"text": "가", "callback_data": "yes"}, {"text": "나", "callback_data": "n"}],
        [{"text": "다", "url": "https://a.kr/약"}],
    ]


async def test_a_reply_keyboard_shows_until_it_is_removed(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    async def keyboard() -> Any:
        return (await client.ask("GET", f"{person.path}/messages"))["keyboard"]

    assert await keyboard() is None
    await bot.send_message(person.chat_id, "?", reply_markup=ReplyKeyboardMarkup([["네", "아니요"]]))
    assert [key["text"] for key in (await keyboard())["keyboard"][0]] == ["네", "아니요"]
    await bot.send_message(person.chat_id, "다시")
    assert await keyboard()
    await bot.send_message(person.chat_id, "!", reply_markup=ReplyKeyboardRemove())
    assert await keyboard() is None
    await bot.send_message(person.chat_id, "?", reply_markup=ForceReply(input_field_placeholder="약 이름"))
    assert (await keyboard())["input_field_placeholder"] == "약 이름"


async def test_people_are_shared_only_by_a_button_that_asks_for_them(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    other = await client.person("철수")
    with pytest.raises(SandboxError):
        await person.share(other)
    for number, quantity in ((2**31, 1), (7, 11)):
        with pytest.raises(BadRequest):
            await bot.send_message(person.chat_id, "?", reply_markup=asking(number, quantity))
    await bot.send_message(person.chat_id, "?", reply_markup=asking(7, 1))
    with pytest.raises(SandboxError):
        await person.share(other, person)
    await person.share(other)
    update = (await bot.get_updates())[-1]
    assert update.message
    assert update.message.users_shared
    assert update.message.users_shared.request_id == 7
    assert [user.user_id for user in update.message.users_shared.users] == [other.chat_id]


def asking(number: int, quantity: int) -> ReplyKeyboardMarkup:
    request = KeyboardButtonRequestUsers(number, max_quantity=quantity)
    return ReplyKeyboardMarkup([[KeyboardButton("누구", request_users=request)]])


async def test_a_reply_holds_what_it_answers(bot: Bot, person: PersonClient) -> None:
    question = await person.send_text("이 약 먹어도 돼요?")
    message = await bot.send_message(
        person.chat_id, "네", reply_parameters=ReplyParameters(question["message_id"])
    )
    assert message.reply_to_message
    assert message.reply_to_message.text == "이 약 먹어도 돼요?"
    anyway = ReplyParameters(99_999, allow_sending_without_reply=True)
    assert not (await bot.send_message(person.chat_id, "네", reply_parameters=anyway)).reply_to_message


async def test_a_photo_goes_out_in_sizes_and_again_by_its_id(bot: Bot, person: PersonClient) -> None:
    first = await bot.send_photo(
        person.chat_id, picture((1000, 500)), caption="<i>1번</i>", parse_mode="HTML"
    )
    assert [size.width for size in first.photo] == [90, 320, 800, 1000]
    assert (first.caption, first.caption_entities[0].type) == ("1번", "italic")
    again = await bot.send_photo(person.chat_id, first.photo[0].file_id, has_spoiler=True)
    assert again.photo == first.photo
    assert again.has_media_spoiler


async def test_a_document_goes_out_as_it_is(bot: Bot, person: PersonClient, client: SandboxClient) -> None:
    message = await bot.send_document(person.chat_id, b"BEGIN:VCALENDAR", filename="약.ics", caption="달력")
    assert message.document
    assert message.document.file_name == "약.ics"
    assert await client.file(message.document.file_id) == b"BEGIN:VCALENDAR"


async def test_an_album_goes_out_whole(bot: Bot, person: PersonClient) -> None:
    known = (await bot.send_photo(person.chat_id, picture((500, 500)))).photo[-1].file_id
    parts = [InputMediaPhoto(picture((400 + n, 300)), caption=f"{n}") for n in range(2)] + [
        InputMediaPhoto(known)
    ]
    messages = await bot.send_media_group(person.chat_id, parts)
    assert [message.caption for message in messages] == ["0", "1", None]
    assert len({message.media_group_id for message in messages}) == 1
    assert messages[2].photo[-1].file_id == known


async def test_an_album_of_documents_goes_out_too(bot: Bot, person: PersonClient) -> None:
    parts = [InputMediaDocument(f"{n}".encode(), filename=f"{n}.txt") for n in range(2)]
    messages = await bot.send_media_group(person.chat_id, parts)
    assert [message.document.file_name for message in messages if message.document] == ["0.txt", "1.txt"]


async def test_an_album_with_a_bad_part_sends_nothing(
    bot: Bot, person: PersonClient, client: SandboxClient
) -> None:
    parts = [InputMediaPhoto(picture()), InputMediaPhoto(b"no picture")]
    with pytest.raises(
        BadRequest, match='Failed to send message #2 with the error message "image_process_failed"'
    ):
        await bot.send_media_group(person.chat_id, parts)
    assert (await client.stats())["messages_sent"] == 0


async def test_an_action_shows_until_the_message_comes(bot: Bot, person: PersonClient, clock: Clock) -> None:
    await bot.send_chat_action(person.chat_id, ChatAction.UPLOAD_PHOTO)
    assert (await person.messages()).action == "upload_photo"
    await bot.send_message(person.chat_id, "여기요")
    assert (await person.messages()).action == ""
    await bot.send_chat_action(person.chat_id, ChatAction.TYPING)
    clock.now += 5
    assert (await person.messages()).action == ""


Send = Callable[[Bot, int], Awaitable[Any]]

REFUSED: dict[str, tuple[Send, str]] = {
    "long text": (lambda bot, chat: bot.send_message(chat, "가" * 4097), "Message is too long"),
    "empty text": (lambda bot, chat: bot.send_message(chat, " "), "Message text is empty"),
    "bad html": (
        lambda bot, chat: bot.send_message(chat, "<b>", parse_mode="HTML"),
        "Can't parse entities: can't find end tag corresponding to start tag \"b\"",
    ),
    "long caption": (
        lambda bot, chat: bot.send_photo(chat, picture(), caption="가" * 1025),
        "Message caption is too long",
    ),
    "no such chat": (lambda bot, chat: bot.send_message(123, "a"), "Chat not found"),
    "no such username": (lambda bot, chat: bot.send_message("@nobody", "a"), "Chat not found"),
    "data of 65 bytes": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons([button(callback_data="x" * 65)])),
        "Button_data_invalid",
    ),
    "data of 22 syllables": (
        lambda bot, chat: bot.send_message(
            chat, "a", reply_markup=buttons([button(callback_data="가" * 22)])
        ),
        "Button_data_invalid",
    ),
    "no data": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons([button(callback_data="")])),
        "Button_data_invalid",
    ),
    "a button without an action": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons([InlineKeyboardButton("a")])),
        "Text buttons are unallowed in the inline keyboard",
    ),
    "a button without a text": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons([button(" ", callback_data="a")])),
        "Inline keyboard button text must be non-empty",
    ),
    "a bad address": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons([button(url="javascript:x")])),
        "Wrong http url",
    ),
    "nine in a row": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons([button()] * 9)),
        "Reply markup is too long",
    ),
    "101 buttons": (
        lambda bot, chat: bot.send_message(chat, "a", reply_markup=buttons(*[[button()]] * 101)),
        "Reply markup is too long",
    ),
    "no picture": (lambda bot, chat: bot.send_photo(chat, b"text"), "Image_process_failed"),
    "wide picture": (
        lambda bot, chat: bot.send_photo(chat, picture((5000, 5001))),
        "Photo_invalid_dimensions",
    ),
    "narrow picture": (
        lambda bot, chat: bot.send_photo(chat, picture((2001, 100))),
        "Photo_invalid_dimensions",
    ),
    "large picture": (
        lambda bot, chat: bot.send_photo(chat, picture() + bytes(10 * 1024 * 1024)),
        "is too big for a photo; the maximum size is 10485760 bytes",
    ),
    "an address": (
        lambda bot, chat: bot.send_photo(chat, "https://a.kr/a.jpg"),
        "Failed to get http url content",
    ),
    "unknown file": (
        lambda bot, chat: bot.send_photo(chat, "AgACAgQAAx"),
        "Wrong file identifier/http url specified",
    ),
    "empty document": (lambda bot, chat: bot.send_document(chat, b""), "File must be non-empty"),
    "album of one": (
        lambda bot, chat: bot.send_media_group(chat, [InputMediaPhoto(picture())]),
        "Too few messages to send as an album",
    ),
    "album of eleven": (
        lambda bot, chat: bot.send_media_group(chat, [InputMediaPhoto(picture((50, 50)))] * 11),
        "Too many messages to send as an album",
    ),
    "album of both": (
        lambda bot, chat: bot.send_media_group(chat, [InputMediaPhoto(picture()), InputMediaDocument(b"a")]),
        "Document can't be mixed with other media types",
    ),
    "unknown action": (
        lambda bot, chat: bot.send_chat_action(chat, "dancing"),
        "Wrong parameter action in request",
    ),
    "reply to nothing": (
        lambda bot, chat: bot.send_message(chat, "a", reply_parameters=ReplyParameters(99_999)),
        "Message to be replied not found",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_telegram_refuses(case: str, bot: Bot, person: PersonClient, client: SandboxClient) -> None:
    send, complaint = REFUSED[case]
    with pytest.raises(BadRequest) as refusal:
        await send(bot, person.chat_id)
    assert complaint.lower() in str(refusal.value).lower()
    assert (await client.stats())["messages_sent"] == 0


async def test_what_is_just_within_the_limits_passes(bot: Bot, person: PersonClient) -> None:
    keyboard = buttons(*[[button(callback_data="x" * 64)] * 8] * 12, [button()] * 4)
    assert await bot.send_message(person.chat_id, "가" * 4096, reply_markup=keyboard)
    assert await bot.send_photo(person.chat_id, picture((6000, 4000)), caption="가" * 1024)
    assert await bot.send_media_group(person.chat_id, [InputMediaPhoto(picture((50, 50)))] * 10)


async def test_a_document_is_no_photo(bot: Bot, person: PersonClient) -> None:
    document = (await bot.send_document(person.chat_id, picture(), filename="a.jpg")).document
    assert document
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(person.chat_id, document.file_id)


async def test_a_bot_cannot_write_first(bot: Bot, client: SandboxClient) -> None:
    stranger, member = await client.person(), await client.person()
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(stranger.chat_id, "안녕하세요")
    await client.group("가족", [member])
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(member.chat_id, "안녕하세요")
    await stranger.send_text("/start")
    assert await bot.send_message(stranger.chat_id, "안녕하세요")


async def test_a_bot_cannot_write_to_who_blocked_it(bot: Bot, person: PersonClient) -> None:
    await person.block()
    for _ in range(2):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(person.chat_id, "약 드실 시간이에요")
    with pytest.raises(Forbidden):
        await bot.send_chat_action(person.chat_id, ChatAction.TYPING)
    await person.unblock()
    assert await bot.send_message(person.chat_id, "돌아오셨네요")
    changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["kicked", "member"]


async def test_too_many_messages_to_one_person_are_refused_for_a_while(
    bot: Bot, person: PersonClient, clock: Clock, journal: Journal, client: SandboxClient
) -> None:
    for _ in range(8):
        await bot.send_message(person.chat_id, "a")
    with pytest.raises(RetryAfter):
        await bot.send_message(person.chat_id, "a")
    refusal = journal.last.answer
    assert refusal["description"] == f"Too Many Requests: retry after {refusal['parameters']['retry_after']}"
    clock.now += refusal["parameters"]["retry_after"]
    assert await bot.send_message(person.chat_id, "a")
    stats = await client.stats()
    assert (stats["messages_sent"], stats["too_many_requests"]) == (9, 1)


async def test_thirty_messages_a_second_in_all_pass(bot: Bot, client: SandboxClient, clock: Clock) -> None:
    people = [await client.person(start=True) for _ in range(31)]
    for person in people[:30]:
        await bot.send_message(person.chat_id, "08:00")
    with pytest.raises(RetryAfter):
        await bot.send_message(people[30].chat_id, "08:00")
    clock.now += 1
    await bot.send_message(people[30].chat_id, "08:00")
    assert (await client.stats())["greatest_messages_per_second"] == 30
