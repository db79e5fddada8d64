"""Seven days in the lives of people who use the bot, each in their own words: what they do, and what they must see."""

import asyncio
from dataclasses import replace
from datetime import time

from bot.core.people.accounts import ChatId
from inference.types import Box, Colour, Guess, SeenPill, Shape
from tests.e2e.conftest import buttons_of, has_button
from tests.e2e.usual_screens import EIGHT, Actor, Shown, Stage, said
from tests.pictures import drawn_pills, jpeg
from tests.schedules import scheduled

RED_CAPSULE = SeenPill(
    1, Box(960, 380, 1160, 480), 0.95,
    colours=(Guess((Colour.RED, Colour.PURPLE), 0.9),), shapes=(Guess(Shape.OBLONG, 0.9),), elongation=2.4,
)  # fmt: skip


def text(shown: Shown) -> str:
    """Return all that an answer says."""
    return "\n".join(said(message) for message in shown.messages)


async def woman_of_74(stage: Stage) -> Actor:
    """Eight medicines, large letters, a capsule that she found, a dose taken twice, and her reminder."""
    her = await stage.person("ko", is_large=True, takes=EIGHT)
    listed = await her.says("her list", "내 약 보여줘", "list:0:pick")
    assert text(listed).split("\n")[2].startswith("08:00"), "what she takes comes before all cautions"
    found = await her.shows("a capsule she found", RED_CAPSULE)
    assert not any(name[:4] in text(found) for name in EIGHT), "none of hers, for it looks like none"
    offered = await her.taps("what the capsule may be", found, "pill:", "none:")
    assert not any(name[:4] in text(offered) for name in EIGHT)
    twice = await her.says("twice", "약을 두 번 먹었어요 어떡하죠")
    assert text(twice).startswith("지금 약사에게 물어보시거나 119에 전화하세요."), "whom to call comes first"
    await stage.move(hours=1)
    asked = await her.is_sent("her reminder", "dose:")
    assert len(buttons_of(asked.messages[-1])) // 2 <= 3
    taken = await her.taps("her answer", asked, "dose:", "undose:")
    assert "08:00" in text(taken)
    today = await her.says("her day", "오늘 약 먹었나?", "day:")
    assert "✅" in text(today)
    return her


async def son_abroad(stage: Stage) -> Actor:
    """He lives in New York and answers for his mother in Seoul, in English."""
    he = await stage.person("en", is_large=False, born=1975)
    accounts = stage.service.stores.accounts
    account = await accounts.find(ChatId(he.person.chat_id))
    assert account is not None
    mother = await stage.service.stores.people.add(account.chat_id, "Mom", "story")
    assert mother is not None
    await accounts.move(account, "America/New_York", stage.clock())
    await stage.service.stores.people.choose(account.chat_id, mother)
    found = await he.says("search for Mom", "/add warfarin", "take:")
    await he.taps("added for Mom", found, "take:", "list:")
    kept = await stage.service.stores.medications.active(mother)
    await stage.service.stores.medications.plan(
        mother, kept[0].id, scheduled(times=(time(8),)), stage.clock()
    )
    listed = await he.says("Mom's list", "/mymeds", "med:")
    assert "Daehwa Warfarin" in text(listed)
    await stage.move(hours=1)
    asked = await he.is_sent("Mom's reminder", "dose:")
    assert "Daehwa Warfarin" in text(asked), "the name that her list says"
    assert "for you 18:00" in text(asked)
    assert "✅ It was taken" in buttons_of(asked.messages[-1])
    await he.taps("Mom's answer", asked, "dose:", "undose:")
    return he


async def pregnant_woman(stage: Stage) -> Actor:
    """She says how far she is, and asks about a medicine that she must not take."""
    her = await stage.person("ko", is_large=False, born=1992)
    asked = await her.says("twelve weeks", "임신 12주예요", "tell:pregnant")
    asked = await her.taps("asked about it", asked, "tell:pregnant", "told:pregnant:yes")
    await her.taps("pregnancy noted", asked, "told:pregnant:yes", "tell:pregnant")
    told = await her.says("may she take it", "와파린 먹어도 돼요?")
    told = await settled(her, "may she take it", told)
    assert "🔴 임신 중에는 먹으면 안 되는 약이에요" in text(told)
    return her


async def settled(actor: Actor, name: str, shown: Shown) -> Shown:
    """Take the first product where a name may mean several."""
    while any(has_button("chk:")(message) for message in shown.messages):
        shown = await actor.taps(name, shown, "chk:")
    return shown


async def nursing_woman(stage: Stage) -> Actor:
    """No list of medicines while nursing is loaded: that is said, and nothing is called safe."""
    her = await stage.person("ko", is_large=False, born=1990)
    asked = await her.says("she nurses", "모유 수유 중이에요")
    if has_button("tell:pregnant")(asked.messages[-1]):
        asked = await her.taps("asked about her", asked, "tell:pregnant", "tell:nursing")
        asked = await her.taps("asked about nursing", asked, "tell:nursing", "told:nursing:yes")
        await her.taps("nursing noted", asked, "told:nursing:yes", "untell")
    told = await settled(
        her, "nursing and a medicine", await her.says("nursing and a medicine", "디아제팜 먹어도 돼요?")
    )
    assert "수유" in text(told)
    assert "안전" not in text(told)
    return her


async def parent(stage: Stage) -> Actor:
    """A child of one year is no small adult: no most a day of adults is told, and the list is the child's own."""
    he = await stage.person("ko", is_large=False, born=1990)
    people = await he.says("people", "/people", "newperson")
    await he.taps("a new person", people, "newperson", "people:0")
    await he.says("the child", "하준", "list:0")
    accounts = stage.service.stores.accounts
    account = await accounts.find(ChatId(he.person.chat_id))
    assert account is not None
    await accounts.save(replace(account, profile=replace(account.profile, birth_year=2025)))
    found = await he.says("for the child", "/add 부루펜", "take:")
    assert text(found).startswith("👤 하준")
    added = await he.taps("added for the child", found, "take:", "list:")
    assert text(added).startswith("👤 하준")
    assert "3,200" not in text(added)
    assert "🟡" in text(added)
    everybody = await he.says("everybody", "/people", "newperson")
    assert "✅ 하준" in text(everybody), "what is sent now is the child's"
    return he


async def traveller(stage: Stage) -> Actor:
    """On warfarin, with a pill from a foreign shop: its letters count, not the list."""
    she = await stage.person("en", is_large=False, takes=("대화와르파린나트륨정5",), born=1960)
    advil = stage.product("애드빌정")
    look = advil.appearances[0]
    pill = SeenPill(
        1, Box(420, 350, 680, 470), 0.95,
        colours=(Guess(look.front.colours, 0.9),), shapes=(Guess(look.shape, 0.9),) if look.shape else (),
        elongation=(look.long_mm or 8) / (look.short_mm or 8), readings=(Guess(look.front.imprint or "", 0.97),),
    )  # fmt: skip
    answer = await she.shows("a pill from abroad", pill)
    assert "Advil" in text(answer)
    asked = await she.taps("which pill it is", answer, "pill:", "none:")
    assert "Warfarin" not in text(asked)
    told = await she.taps("together with her list", asked, "is:", "keep:")
    assert "🔴" in text(told) or "🟠" in text(told)
    return she


async def clumsy_user(stage: Stage) -> Actor:
    """Taps twice, taps old buttons, sends stickers, markup, darkness and four thousand letters; the list stays right."""
    they = await stage.person("ko", is_large=False)
    found = await they.says("a search", "/add 타이레놀정500", "take:")
    message = found.messages[-1]
    take = next(data for data in buttons_of(message) if data.startswith("take:"))
    await asyncio.gather(*(they.person.tap(message["message_id"], take) for _ in range(3)))
    await they.is_sent("added once", "list:")
    for nonsense in ("<b>굵게</b> & <script>", "가" * 4000, "'; DROP TABLE people; --", "\u202eabc"):
        answer = await they.says("nonsense", nonsense)
        assert "오류" not in text(answer)
    await they.person.send_kind("sticker")
    await they.is_sent("a sticker")
    stage.eyes.pills = ()
    await they.person.send_photo(jpeg(drawn_pills() // 40))
    await they.is_sent("darkness")
    listed = await they.says("the list after all", "/mymeds", "med:")
    assert "약 1가지" in text(listed)
    return they


STORIES = (woman_of_74, son_abroad, pregnant_woman, nursing_woman, parent, traveller, clumsy_user)
