"""One person who taps and writes at random, and sees that all of it is answered."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

from bot.sandbox.client import Json, PersonClient, SandboxError
from tests.e2e.killable import KillableBot
from tests.pictures import drawn_pills, four_pills, jpeg

PATIENCE = 40.0  # seconds since the bot was last started anew
REMEMBERED = 12  # messages with buttons whose buttons are still tapped
COMMANDS = (
    "/start", "/help", "/mymeds", "/add", "/add 타이레놀", "/check", "/check 타이레놀 게보린", "/info", "/info 아스피린",
    "/people", "/settings", "/privacy", "/export", "/delete", "/cancel", "/nonsense", "/mymeds@other_bot",
    "/add " + "가" * 4000,
)  # fmt: skip
TEXTS = (
    "타이레놀", "ㅌㅇㄹㄴ", "아스피린", "와파린", "tylenol", "YH", "-1", "0", "1e9", "٣", "３", "½", "12", "8시", "오후 3시 반",
    "25:99", "1950", "1850", "어머니", "아버지", "<b>굵게</b>", "*_[`", "\u202eabc", "가\u0000나", "💊", "안녕하세요",
    "고마워요", "이 약 먹어도 돼요?", "a" * 4096, "\n\n", "Seoul", "뉴욕", "null", "'; DROP TABLE people; --",
)  # fmt: skip
UNUSUAL = ("sticker", "voice", "video", "location", "contact", "animation")


@dataclass
class Journal:
    """What all people did, what they saw, and what went wrong."""

    done: Counter[str] = field(default_factory=Counter)
    waits: list[float] = field(
        default_factory=list
    )  # seconds until a tap or a message was answered, in order
    unanswered: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    reminded: set[tuple[int, int]] = field(default_factory=set)  # chat and message of each reminder


@dataclass
class Walker:
    """One person: what they see, and what they do next."""

    person: PersonClient
    bot: KillableBot
    luck: random.Random
    journal: Journal
    _keyboards: dict[int, list[str]] = field(default_factory=dict)
    _own: list[int] = field(default_factory=list)
    _seq: int = 0

    async def step(self) -> None:
        """Do one thing, and see that it is answered."""
        await self._look()
        if self.luck.random() < 0.68 and self._keyboards:
            await self._tap()
            return
        ways = {
            self._command: 30, self._text: 40, self._photo: 6, self._album: 2, self._file: 2, self._unusual: 4,
            self._edit: 4, self._unsend: 3, self._block: 3, self._two_at_once: 8, self._begin_anew: 1,
        }  # fmt: skip
        (way,) = self.luck.choices(list(ways), list(ways.values()))
        await way()

    async def finish(self) -> None:
        """The list has to be there at the end, with buttons that work."""
        await self._say("/cancel")
        await self._say("/mymeds")
        await self._look()
        if self._keyboards:
            await self._tap(newest=True)
        else:
            self.journal.wrong.append("no button is left at the end")

    async def _tap(self, *, newest: bool = False) -> None:
        message, button = self._button(newest=newest)
        await self._tapped([(message, button)] * (2 if self.luck.random() < 0.1 else 1))

    async def _two_at_once(self) -> None:
        """Two buttons, tapped on two devices at the same time."""
        if self._keyboards:
            await self._tapped([self._button(), self._button()])

    def _button(self, *, newest: bool = False) -> tuple[int, str]:
        ids = list(self._keyboards)
        chosen = ids[-1] if newest or self.luck.random() < 0.7 else self.luck.choice(ids)
        return chosen, self.luck.choice(self._keyboards[chosen])

    async def _tapped(self, buttons: list[tuple[int, str]]) -> None:
        crashes, began = self.bot.crashes, time.monotonic()
        taps = [self.person.tap(message, button, wait=PATIENCE) for message, button in buttons]
        answers = await asyncio.gather(*taps, return_exceptions=True)
        for (_, button), answer in zip(buttons, answers, strict=True):
            if isinstance(answer, SandboxError):
                continue  # the message was changed or deleted meanwhile
            if isinstance(answer, BaseException):
                raise answer
            if answer.answered:
                self.journal.waits.append(time.monotonic() - began)
            elif crashes == self.bot.crashes:  # Telegram takes no answer to a tap of before a restart
                self.journal.unanswered.append(f"a tap on {button.split(':')[0]!r}")
        self.journal.done["tap"] += len(buttons)

    async def _command(self) -> None:
        await self._say(self.luck.choice(COMMANDS))

    async def _text(self) -> None:
        await self._say(self.luck.choice(TEXTS))

    async def _say(self, text: str) -> None:
        try:
            sent = await self.person.send_text(text)
        except SandboxError:
            return  # Telegram itself does not take such a text
        self._own.append(sent["message_id"])
        await self._answered(text.split(" ")[0][:20])
        self.journal.done["text"] += 1

    async def _photo(self) -> None:
        await self.person.send_photo(self._picture(), caption=self.luck.choice(("", "이거 뭐예요?")))
        await self._answered("a photo")
        self.journal.done["photo"] += 1

    async def _album(self) -> None:
        group = str(self.luck.getrandbits(60))
        count = self.luck.randint(2, 4)
        for _ in range(count):
            await self.person.send_photo(self._picture(), media_group_id=group)
        await self._answered("an album")
        self.journal.done["album"] += 1

    async def _file(self) -> None:
        data, name = self.luck.choice(
            ((self._picture(), "pills.jpg"), (b"%PDF-1.4", "letter.pdf"), (b"no picture", "broken.jpg"))
        )
        kind = "image/jpeg" if name.endswith("jpg") else "application/pdf"
        await self.person.send_document(data, name, mime_type=kind)
        await self._answered(name)
        self.journal.done["file"] += 1

    def _picture(self) -> bytes:
        return four_pills() if self.luck.random() < 0.7 else jpeg(drawn_pills())

    async def _unusual(self) -> None:
        await self.person.send_kind(self.luck.choice(UNUSUAL))
        await self._answered("something unusual")
        self.journal.done["unusual"] += 1

    async def _edit(self) -> None:
        """Change an own message: the bot does not want to know of it."""
        if self._own:
            await self.person.edit_text(self.luck.choice(self._own), "게보린")
            self.journal.done["edit"] += 1

    async def _unsend(self) -> None:
        """Delete an own message that may be waiting for its answer."""
        try:
            sent = await self.person.send_text(self.luck.choice(TEXTS[:8]))
        except SandboxError:
            return
        await self.person.delete(sent["message_id"])
        await self._answered("a deleted message")
        self.journal.done["unsent"] += 1

    async def _block(self) -> None:
        """Block the bot, let it be answering meanwhile, and take it back."""
        await self.person.send_text("타이레놀")
        await self.person.block()
        await asyncio.sleep(self.luck.random())
        await self.person.unblock()
        await self._look()
        await self._say("/mymeds")
        self.journal.done["block"] += 1

    async def _begin_anew(self) -> None:
        """Delete everything, in the middle of a dialogue as it may be; answer what was asked before, and agree anew."""
        await self._say("/delete")
        if await self._tap_on("forget:yes"):
            await self._say(self.luck.choice(("오후 3시", "어머니", "타이레놀")))
            await self._say("/start")
            await self._tap_on("consent:yes")
            self.journal.done["anew"] += 1

    async def _tap_on(self, button: str) -> bool:
        await self._look()
        message = next((id for id, buttons in reversed(self._keyboards.items()) if button in buttons), None)
        if message is not None:
            await self._tapped([(message, button)])
        return message is not None

    async def _answered(self, what: str) -> None:
        """Wait until the bot has written, or changed, anything but a reminder; one that is killed may begin anew."""
        began = since = time.monotonic()
        crashes = self.bot.crashes
        while time.monotonic() < since + PATIENCE:
            if await self._look(wait=2.0):
                self.journal.waits.append(time.monotonic() - began)
                return
            if crashes != self.bot.crashes:
                crashes, since = self.bot.crashes, time.monotonic()
        self.journal.unanswered.append(what)

    async def _look(self, wait: float = 0.0) -> bool:
        """Take in what is new in the chat; return whether the bot answered anything."""
        seen = await self.person.messages(self._seq, wait=wait)
        self._seq = seen.seq
        mine = [message for message in seen.messages if message["from"]["is_bot"]]
        reminders = 0
        for message in mine:
            self._keyboards.pop(message["message_id"], None)
            if buttons := buttons_of(message):
                self._keyboards[message["message_id"]] = buttons
            if "edit_date" not in message and any(button.startswith("dose:") for button in buttons):
                self.journal.reminded.add((self.person.chat_id, message["message_id"]))
                reminders += 1
        for id in seen.deleted:
            self._keyboards.pop(id, None)
        while len(self._keyboards) > REMEMBERED:
            self._keyboards.pop(next(iter(self._keyboards)))
        return len(mine) > reminders


def buttons_of(message: Json) -> list[str]:
    """Return what is behind a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
