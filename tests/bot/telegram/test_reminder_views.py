"""What a reminder says, and what it keeps to itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core.doses.model import DoseId, DoseState, ReminderId
from bot.core.doses.reminder_content import Reminder, ReminderDose
from bot.core.doses.retry_policy import ReminderKind
from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.core.schedules.schedule import AtMeal, Meal, Regular, Rule, TimedAmount
from bot.core.schedules.timetable import Timetable
from bot.core.understanding.answers import Passage
from bot.telegram.features.reminders import answer_views, pictures, views
from bot.telegram.ui.screens import TEXT_LIMIT
from bot.telegram.ui.texts import Texts
from inference.types import LabelledPill
from knowledge.products import Product, ProductId, Source
from tests.schedules import scheduled

EIGHT = datetime(2026, 11, 21, 23, tzinfo=UTC)  # in Seoul
SOMEONE = Account(ChatId(7), Language.KOREAN, "Asia/Seoul", 1, PersonId(1))
DOSES = tuple(
    ReminderDose(name, EIGHT, DoseState.ASKED, 0.5) for name in ("타이레놀정(아세트아미노펜)", "노바스크정")
)
REMINDER = Reminder(ReminderId(1), SOMEONE, ReminderKind.DUE, DOSES)
DISCREET = replace(REMINDER, account=replace(SOMEONE, is_discreet=True))
KO, EN = Texts(Language.KOREAN), Texts(Language.ENGLISH)


def verbs(screen) -> list[str]:
    return [button.data.split(":")[0] for row in screen.rows for button in row]


def as_state(reminder, state):
    return replace(reminder, doses=tuple(replace(dose, state=state) for dose in reminder.doses))


def test_a_reminder_names_each_medicine_and_how_many():
    said = views.ask(KO, REMINDER).text()
    heading, *medicines = said.split("\n")
    assert (
        heading == '⏰ <b>약 드실 시간이에요</b> · 11월 22일 (일) <tg-time unix="1795302000">08:00</tg-time>'
    )
    assert "• <b>타이레놀정</b> · 반 알" in medicines
    assert "노바스크정" in said
    assert verbs(views.ask(KO, REMINDER)) == ["dose", "pickdose", "dose", "dose"]
    assert verbs(views.ask(KO, replace(REMINDER, doses=DOSES[:1]))) == ["dose", "dose", "dose"]


@pytest.mark.parametrize("kind", ReminderKind)
@pytest.mark.parametrize("state", DoseState)
@pytest.mark.parametrize(
    "view", [views.ask, answer_views.answered, answer_views.not_undone, answer_views.picked]
)
def test_a_discreet_reminder_names_no_medicine_whatever_became_of_it(kind, state, view):
    said = view(KO, replace(as_state(DISCREET, state), kind=kind)).text()
    assert "타이레놀" not in said
    assert "약 2가지" in said


def test_what_a_discreet_reminder_is_about_is_told_by_a_tap_with_the_same_buttons():
    asked = views.ask(EN, DISCREET)
    assert "2 medicines" in asked.text()
    assert verbs(asked) == ["dose", "pickdose", "dose", "dose", "which"]
    told = views.named(EN, DISCREET)
    assert "타이레놀정" in told.text()
    assert verbs(told) == ["dose", "pickdose", "dose", "dose"]
    assert verbs(views.named(EN, as_state(DISCREET, DoseState.TAKEN))) == []


@pytest.mark.parametrize("state", [DoseState.TAKEN, DoseState.SKIPPED])
def test_an_answer_can_be_taken_back(state):
    assert verbs(answer_views.answered(KO, as_state(REMINDER, state))) == ["undose"]


@pytest.mark.parametrize(
    ("t", "said", "off"),
    [(KO, "드셨다고", "적지 않았어요"), (EN, "Taken", "not counted")],
)
def test_what_was_paused_since_is_told_as_not_counted(t, said, off):
    first, second = DOSES
    reminder = replace(
        REMINDER,
        doses=(replace(first, state=DoseState.TAKEN), replace(second, state=DoseState.MISSED, is_off=True)),
    )
    text = answer_views.answered(t, reminder).text()
    assert said in text.split("\n")[0]
    assert [off in line for line in text.split("\n") if line.startswith(("✅ <b>", "⚠️"))] == [False, True]
    alone = answer_views.answered(t, replace(reminder, doses=reminder.doses[1:]))
    assert alone.text().split("\n")[0] in (
        "적지 않았어요. 지금은 쉬고 있거나 목록에서 뺀 약이에요.",
        "Nothing was written down: it is paused, or off the list.",
    )
    assert verbs(alone) == []


def test_sixty_medicines_at_once_are_listed_as_far_as_a_message_goes():
    many = replace(REMINDER, doses=tuple(replace(DOSES[0], medicine="가" * 80) for _ in range(60)))
    said = views.ask(KO, many).text()
    assert len(said) <= TEXT_LIMIT
    assert said.count("•") >= 25


def daily_at_eight(last: date | None = None) -> Timetable:
    return Timetable(scheduled((time(8),), last_day=last), ZoneInfo("Asia/Seoul"), EIGHT - timedelta(days=9))


@pytest.mark.parametrize(
    ("stock", "deducted", "state", "is_said"),
    [
        (None, 0, DoseState.ASKED, False), (30, 0, DoseState.ASKED, False), (2, 0, DoseState.ASKED, False),
        (1, 0, DoseState.ASKED, True), (0, 0, DoseState.ASKED, False), (0, 1, DoseState.TAKEN, True),
        (0, 0, DoseState.TAKEN, False), (1, 1, DoseState.TAKEN, False), (1, 0, DoseState.SKIPPED, False),
    ],
)  # fmt: skip
def test_a_reminder_says_that_a_dose_takes_the_last_tablets_and_never_again(stock, deducted, state, is_said):
    table = daily_at_eight()
    dose = ReminderDose("타이레놀정", EIGHT, state, 1, timetable=table, stock=stock, deducted=deducted)
    text = answer_views.answered(KO, replace(REMINDER, doses=(dose,))).text()
    assert ("남은 약이 없어요" in text) == is_said


@pytest.mark.parametrize(
    ("meal", "state", "said"),
    [
        (AtMeal(Meal.BREAKFAST, 30), DoseState.ASKED, "1알 · 식후 30분"), (AtMeal(Meal.BREAKFAST, -30), DoseState.ASKED, ""),
        (AtMeal(Meal.LUNCH, -240), DoseState.ASKED, "1알 · 식전 240분"), (time(8, 30), DoseState.ASKED, ""),
        (AtMeal(Meal.BREAKFAST, 30), DoseState.TAKEN, ""),
    ],
)  # fmt: skip
def test_a_reminder_says_how_long_before_or_after_eating(meal, state, said):
    table = Timetable(
        Regular((Rule((TimedAmount(meal),)),)), ZoneInfo("Asia/Seoul"), EIGHT - timedelta(days=9)
    )
    dose = ReminderDose("타이레놀정", EIGHT + timedelta(minutes=30), state, 1, timetable=table)
    text = views.ask(KO, replace(REMINDER, doses=(dose,))).text()
    assert said in text
    assert ("식후" in text or "식전" in text) == bool(said)


@pytest.mark.parametrize(
    ("last", "is_told"), [(date(2026, 11, 22), True), (date(2026, 11, 23), False), (None, False)]
)
def test_the_last_dose_of_a_course_is_called_so(last, is_told):
    dose = ReminderDose("타이레놀정", EIGHT, DoseState.ASKED, 1, timetable=daily_at_eight(last), stock=1)
    text = views.ask(KO, replace(REMINDER, doses=(dose,))).text()
    assert ("🏁" in text) is is_told
    assert ("📦" in text) is not is_told


def at_eight(state: DoseState, **more: object) -> Reminder:
    return replace(REMINDER, doses=tuple(replace(dose, state=state, **more) for dose in DOSES))


@pytest.mark.parametrize(("t", "said"), [(KO, "08:03에 드셨다고"), (EN, "Taken at 08:03")])
def test_an_answer_says_when_it_was_given(t, said):
    taken = at_eight(DoseState.TAKEN, answered_at=EIGHT + timedelta(minutes=3))
    assert said in answer_views.answered(t, taken).text().split("\n")[0]


@pytest.mark.parametrize(("t", "said"), [(KO, "08:10에 다시"), (EN, "again at 08:10")])
def test_what_is_postponed_says_when_it_comes_again_with_other_delays_a_tap_away(t, said):
    screen = answer_views.answered(t, at_eight(DoseState.WAITING, next_at=EIGHT + timedelta(minutes=10)))
    assert said in screen.text()
    assert [button.data for row in screen.rows for button in row] == [
        "dose:1:taken", "later:1:30:these", "later:1:60:these", "later:1:180:these", "later:1:60:day",
    ]  # fmt: skip


@pytest.mark.parametrize(("t", "never"), [(KO, "한꺼번에 두 번"), (EN, "Never take two")])
def test_what_nobody_answered_is_told_as_missed_with_whom_to_ask_and_can_still_be_answered(t, never):
    missed = replace(at_eight(DoseState.MISSED), kind=ReminderKind.MISSED)
    screen = views.ask(t, missed)
    assert never in screen.text()
    assert verbs(screen) == ["dose", "pickdose", "dose"]
    assert "later" not in str([button.data for row in screen.rows for button in row])


def test_the_leaflet_is_quoted_where_it_says_something_on_a_missed_dose():
    dose = replace(DOSES[0], state=DoseState.MISSED, product=ProductId("A"))
    source = Source("e약은요", date(2026, 1, 1))
    passage = Passage(ProductId("A"), "usage", ("잊은 때에는 생각나는 즉시 복용하십시오.",), False, source)
    missed = replace(REMINDER, kind=ReminderKind.MISSED, doses=(dose,), leaflets=(passage,))
    assert "“잊은 때에는 생각나는 즉시 복용하십시오.”" in views.ask(KO, missed).text()
    assert "Korean original" in views.ask(EN, missed).text()


def test_doses_are_picked_one_by_one_in_pages_until_none_is_left():
    many = replace(REMINDER, doses=tuple(replace(DOSES[0], id=DoseId(n)) for n in range(1, 6)))
    first = [button.data for row in answer_views.picked(KO, many).rows for button in row]
    assert first[:3] == ["dose:1:taken:1", "dose:1:taken:2", "dose:1:taken:3"]
    assert first[3:] == ["dose:1:taken", "dose:1:later", "dose:1:skipped", "pickdose:1:1"]
    assert verbs(answer_views.picked(KO, as_state(many, DoseState.TAKEN))) == ["undose"]


def test_names_and_purposes_are_in_the_readers_language_and_left_out_where_they_would_be_too_long():
    product = Product(
        ProductId("A"), "와파린정", "회사", english="Warfarin", purpose="피가 굳는 것을 막는 약",
        purpose_english="keeps blood thin",
    )  # fmt: skip
    known = {ProductId("A"): product}
    dose = replace(DOSES[0], product=ProductId("A"))
    one = replace(REMINDER, doses=(dose,), products=known)
    assert "<b>Warfarin</b> · half a tablet · keeps blood thin" in views.ask(EN, one).text()
    many = views.ask(KO, replace(one, doses=(dose,) * 12)).text()
    assert "피가 굳는" not in many


@pytest.mark.parametrize(
    ("t", "own", "mothers"), [(KO, "✅ 먹었어요", "✅ 드셨어요"), (EN, "✅ I took it", "✅ It was taken")]
)
def test_who_answers_for_another_says_that_it_was_taken_not_that_they_took_it(t, own, mothers):
    one = replace(REMINDER, doses=DOSES[:1])
    for_mother = replace(one, account=replace(SOMEONE, is_owner=False, name="어머니"))
    assert views.ask(t, one).rows[0][0].label == own
    assert views.ask(t, for_mother).rows[0][0].label == mothers
    postponed = as_state(for_mother, DoseState.WAITING)
    assert answer_views.answered(t, postponed).rows[0][0].label == mothers
    several = views.ask(t, replace(for_mother, doses=DOSES))
    assert own not in [button.label for row in several.rows for button in row]


def test_taken_is_green():
    (taken, *_), *_ = views.ask(KO, REMINDER).rows
    assert taken.style == "success"
    keyboard = views.ask(KO, REMINDER).keyboard
    assert keyboard is not None
    assert keyboard.to_dict()["inline_keyboard"][0][0]["style"] == "success"


def test_a_picture_says_which_pills_are_photos_and_which_are_drawn():
    drawn, photo = LabelledPill(None, "A"), LabelledPill(None, "B", b"a photo")
    notes = [pictures.note(EN, pills) for pills in ([drawn], [drawn, photo], [photo])]
    assert [("photo" in note, "may differ" in note) for note in notes] == [
        (False, True), (True, True), (True, False),
    ]  # fmt: skip
