"""Every screen that buttons lead to: few buttons, short labels, one language."""

import asyncio
import re
from datetime import UTC, datetime

import pytest

from bot.core.people.accounts import ChatId, Language
from bot.telegram.ui.texts import Texts
from knowledge.catalogue.catalogue import Catalogue
from knowledge.starter import records
from tests.e2e.conftest import BotHarness, text_of
from tests.pictures import drawn_pills, jpeg

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

MEDICINES = ("스포라녹스", "심바스타틴", "타이레놀", "게보린", "디아제팜", "와파린")
COMMANDS = (
    "/today", "/family", "/mymeds", "/add", "/add 타이레놀", "/check 타이레놀 와파린", "/info 디아제팜",
    "/people", "/settings", "/privacy", "/delete",
    "/help", "/cancel", "/nonsense", "안녕하세요", "고마워요", "이 약 먹어도 돼요?", "없는약이름",
)  # fmt: skip
END = ("forget:yes", "export", "speak", "language")  # would end a walk, or change its language
TAPS = 12  # of one walk
HANGUL = re.compile("[가-힣]+")
MINE = re.compile(r"내 약|내 목록|\b(my|your) (whole )?(list|medicines?)\b", re.IGNORECASE)
SOMEBODY_ELSE = {Language.KOREAN: "👤 어머니", Language.ENGLISH: "👤 Mum"}  # above a screen that is about her
LATIN = re.compile(r"[A-Za-z]{3,}")
ALIKE = {"한국어", "English"}  # a language is called what its speakers call it
KEPT = re.compile(  # quoted, commands, what an official list calls itself, and what is marked as not translated
    r"“[^”]*”|https://t\.me/\S+|/\w+|\(식약처[^)]*\)|이런 약의 목록: .*|근거: .*|\(benzodiazepine계\)|.*\(Korean original\)"
)
IN_KOREAN = {"Asia", "Seoul", "Tokyo", "Berlin", "New", "York", "JPEG", "PNG", "WebP", "HEIC", "DUR", "GSK"}


def names() -> list[str]:
    """Return what may stay in its own language: products and their companies, the long ones first."""
    found = {
        name
        for record in records()
        for field in ("name", "company", "english")
        if isinstance(name := getattr(record, field, None), str) and name
    }
    return sorted(found | {name.split("(")[0].strip() for name in found}, key=len, reverse=True)


class Walk:
    """One person who taps every kind of button once; `screens` is all that they saw."""

    def __init__(self, person) -> None:
        self.person = person
        self.screens = {}
        self._seq = 0
        self._open = {}
        self._tapped = set()

    async def say(self, text: str) -> None:
        await self.person.send_text(text)
        await self._look()

    async def show(self, photo: bytes) -> None:
        await self.person.send_photo(photo)
        while not any(message.get("photo") for message in self._open.values()):
            await self._look()

    async def tap_all(self) -> None:
        for _ in range(TAPS):
            choice = next(
                (
                    (message_id, data)
                    for message_id, message in reversed(self._open.items())
                    for _, data in buttons(message)
                    if kind_of(data) not in self._tapped and not data.startswith(END)
                ),
                None,
            )
            if choice is None:
                return
            self._tapped.add(kind_of(choice[1]))
            assert (await self.person.tap(*choice, wait=30.0)).answered, choice
            await self._look()

    async def tap(self, data: str) -> None:
        message_id = next(
            id for id, message in self._open.items() if data in dict(map(reversed, buttons(message)))
        )
        await self.person.tap(message_id, data, wait=30.0)
        await self._look()

    async def _look(self) -> None:
        """Wait for an answer, and take in all that has come."""
        wait = 10.0
        while True:
            seen = await self.person.messages(self._seq, wait=wait)
            self._seq = seen.seq
            mine = [message for message in seen.messages if message["from"]["is_bot"]]
            for message in mine:
                self._open.pop(message["message_id"], None)
                self._open[message["message_id"]] = message
                self.screens[text_of(message), str(message.get("reply_markup"))] = message
            if mine:
                wait = 0.15
            elif wait < 1 or not seen.messages:
                return


def kind_of(data: str) -> str:
    return re.sub(r"\d+", "#", data)


def buttons(message) -> list[tuple[str, str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]


async def screens_in(house: BotHarness, language: Language) -> list:
    """Return every screen that several people see who begin in different places, with the same list."""
    walks = []
    for number, start in enumerate((*COMMANDS, "")):
        person = await house.person(language)
        await fill(house, person)
        walks.append(walk(Walk(person), start, language, with_family=number % 2 == 0))
    seen = [screen for done in await asyncio.gather(*walks) for screen in done.screens.values()]
    assert len(seen) > 80
    return seen


async def fill(house: BotHarness, person) -> None:
    """Put medicines on a person's list, some of which must not be taken together."""
    stores = house.service.stores
    account = await stores.accounts.find(ChatId(person.chat_id))
    with Catalogue.open(house.settings.knowledge_path) as catalogue:
        found = [catalogue.search(name, limit=1)[0].product for name in MEDICINES]
    for product in found:
        origin = f"fill:{person.chat_id}:{product.id}"
        await stores.medications.add(
            account.person_id, product.id, product.name, origin, datetime.now(UTC), most=20
        )


async def walk(walk: Walk, start: str, language: Language, *, with_family: bool) -> Walk:
    if with_family:
        await walk.say("/people")
        await walk.tap("newperson")
        await walk.say("Mum" if language is Language.ENGLISH else "어머니")
    if start:
        await walk.say(start)
    else:
        await walk.show(jpeg(drawn_pills()))
    await walk.tap_all()
    return walk


@pytest.fixture(scope="module")
def known() -> list[str]:
    return names()


@pytest.mark.parametrize("language", list(Language))
async def test_every_screen_has_few_buttons_with_short_labels_and_is_in_one_language(
    house: BotHarness, language, known
):
    t = Texts(language)
    turning = {t("◀ Back"), t("More ▶")}
    faults = set()
    for screen in await screens_in(house, language):
        rows = screen.get("reply_markup", {}).get("inline_keyboard", [])
        labels = [button["text"] for row in rows for button in row]
        if sum(label not in turning for label in labels) > 6 or any(len(row) > 2 for row in rows):
            faults.add(f"too many buttons: {labels}")
        faults |= {f"long label: {label}" for label in labels if width(label) > 26}
        if text_of(screen).startswith(SOMEBODY_ELSE[language]):
            faults |= {
                f"not mine: {said}" for said in (*labels, *text_of(screen).splitlines()) if MINE.search(said)
            }
        strangers = HANGUL if language is Language.ENGLISH else LATIN
        for line in (*text_of(screen).splitlines(), *labels):
            if set(strangers.findall(without(line, known))) - ALIKE - IN_KOREAN:
                faults.add(line)
    assert not faults, "\n".join(sorted(faults))


def width(label: str) -> int:
    """Return how wide a label is, a Korean letter counting two."""
    return sum(1 if character.isascii() else 2 for character in label)


def without(text: str, known: list[str]) -> str:
    """Return a text without what may stay in another language."""
    text = KEPT.sub("", text)
    for name in known:
        text = text.replace(name, "")
    return text
