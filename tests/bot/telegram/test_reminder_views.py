"""What a reminder says, and what it keeps to itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.core.doses.model import DoseState, ReminderId
from bot.core.doses.reminder_content import Reminder, ReminderDose
from bot.core.doses.retry_policy import ReminderKind
from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.core.schedules.plans import Plan
from bot.telegram.features.reminders import views
from bot.telegram.ui.screens import TEXT_LIMIT
from bot.telegram.ui.texts import Texts

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
    assert "08:00 <b>타이레놀정</b> · 반 알" in said
    assert "노바스크정" in said
    assert verbs(views.ask(KO, REMINDER)) == ["dose", "dose", "dose"]


@pytest.mark.parametrize("kind", ReminderKind)
@pytest.mark.parametrize("state", DoseState)
@pytest.mark.parametrize("view", [views.ask, views.answered, views.not_undone])
def test_a_discreet_reminder_names_no_medicine_whatever_became_of_it(kind, state, view):
    said = view(KO, replace(as_state(DISCREET, state), kind=kind)).text()
    assert "타이레놀" not in said
    assert "약 2가지" in said


def test_what_a_discreet_reminder_is_about_is_told_by_a_tap_with_the_same_buttons():
    asked = views.ask(EN, DISCREET)
    assert "2 medicines" in asked.text()
    assert verbs(asked) == ["dose", "dose", "dose", "which"]
    told = views.named(EN, DISCREET)
    assert "타이레놀정" in told.text()
    assert verbs(told) == ["dose", "dose", "dose"]
    assert verbs(views.named(EN, as_state(DISCREET, DoseState.TAKEN))) == []


@pytest.mark.parametrize("state", [DoseState.TAKEN, DoseState.SKIPPED])
def test_an_answer_can_be_taken_back(state):
    assert verbs(views.answered(KO, as_state(REMINDER, state))) == ["undose"]


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
    text = views.answered(t, reminder).text()
    assert said in text.split("\n")[0]
    assert [off in line for line in text.split("\n") if line.startswith("•")] == [False, True]
    alone = views.answered(t, replace(reminder, doses=reminder.doses[1:]))
    assert alone.text().split("\n")[0] in (
        "적지 않았어요. 지금은 쉬고 있거나 목록에서 뺀 약이에요.",
        "Nothing was written down: it is paused, or off the list.",
    )
    assert verbs(alone) == []


def test_sixty_medicines_at_once_are_listed_as_far_as_a_message_goes():
    many = replace(REMINDER, doses=tuple(replace(DOSES[0], medicine="가" * 80) for _ in range(60)))
    said = views.ask(KO, many).text()
    assert len(said) <= TEXT_LIMIT
    assert said.count("•") >= 30


@pytest.mark.parametrize(
    ("stock", "state", "said"),
    [
        (None, DoseState.ASKED, ""), (30, DoseState.ASKED, ""), (5, DoseState.ASKED, ""), (3, DoseState.ASKED, "2알 남아요"),
        (3, DoseState.TAKEN, ""), (2, DoseState.TAKEN, "2알 남아요"), (1, DoseState.ASKED, "남은 약이 없어요"),
        (0, DoseState.TAKEN, "남은 약이 없어요"),
        (0, DoseState.SKIPPED, ""),
    ],
)  # fmt: skip
def test_a_reminder_says_when_the_tablets_soon_run_out(stock, state, said):
    dose = ReminderDose("타이레놀정", EIGHT, state, 1, plan=Plan((time(8),)), stock=stock)
    text = views.answered(KO, replace(REMINDER, doses=(dose,))).text()
    assert said in text
    assert ("📦" in text) == bool(said)


@pytest.mark.parametrize(
    ("last", "is_told"), [(date(2026, 11, 22), True), (date(2026, 11, 23), False), (None, False)]
)
def test_the_last_dose_of_a_course_is_called_so(last, is_told):
    dose = ReminderDose(
        "타이레놀정", EIGHT, DoseState.ASKED, 1, plan=Plan((time(8),), last_day=last), stock=0
    )
    text = views.ask(KO, replace(REMINDER, doses=(dose,))).text()
    assert ("🏁" in text) is is_told
    assert ("📦" in text) is not is_told
