"""What buttons carry: every kind is read as it was written, old buttons still work, and nothing else is taken."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.doses.model import Action
from bot.core.people.accounts import Language
from bot.core.schedules.plan_questions import PlanQuestion
from bot.telegram import features
from bot.telegram.features.as_needed.buttons import TakeNow
from bot.telegram.features.check.buttons import ChooseForCheck
from bot.telegram.features.donations.buttons import TakeBack
from bot.telegram.features.dose_times.buttons import ChooseTimes, ToggleTime
from bot.telegram.features.info.buttons import ShowInfo
from bot.telegram.features.medications.buttons import AddProduct, ShowList, ShowMedicine
from bot.telegram.features.people.buttons import RemovePerson
from bot.telegram.features.photos.buttons import ChooseProduct, KeepPills, NoneOfThese
from bot.telegram.features.plan_questions.buttons import AnswerPlan, EditPlan
from bot.telegram.features.privacy.buttons import DeleteData
from bot.telegram.features.reminders.buttons import AnswerReminder, UndoAnswer
from bot.telegram.features.settings.buttons import SetLanguage, SetLarge, ShowYears, TellFact
from bot.telegram.features.start.buttons import Consent
from bot.telegram.features.substitution.buttons import Substitute
from bot.telegram.features.time_zones.buttons import ChangeZone, FirstZone
from bot.telegram.ui.callback_data import CallbackData

LONGEST_ID = 10**18 - 1


def kinds() -> Iterator[type[CallbackData]]:
    """Return every kind of button of every feature."""
    for feature in pkgutil.iter_modules(features.__path__):
        try:
            module = importlib.import_module(f"{features.__name__}.{feature.name}.buttons")
        except ModuleNotFoundError:
            continue
        yield from (
            each for each in vars(module).values()
            if isinstance(each, type) and issubclass(each, CallbackData) and each.__module__ == module.__name__
        )  # fmt: skip


KINDS = list(kinds())


@pytest.mark.parametrize(
    ("data", "sends"),
    [
        ("list:0", ShowList(0)), ("list:3:turn", ShowList(3, "turn")), ("med:17", ShowMedicine(17)),
        ("take:99:200000001", AddProduct(99, "200000001")), ("took:5:0", TakeNow(5, 0)),
        ("chk:2:none", ChooseForCheck(2, "none")), ("take-back:all", TakeBack("all")), ("take-back:4", TakeBack("4")),
        ("times:8", ChooseTimes(8)), ("times:8:1", ChooseTimes(8, 1)),
        ("time:8:0730:0:on", ToggleTime(8, time(7, 30), 0, "on")), ("info:0002-8215:1", ShowInfo("0002-8215", 1)),
        ("remove:ask", RemovePerson("ask")), ("is:1:2:200000001", ChooseProduct(1, 2, "200000001")),
        ("none:1:2", NoneOfThese(1, 2)), ("keep:1", KeepPills(1)), ("keep:1:2", KeepPills(1, 2)),
        ("edit:days:3", EditPlan("days", 3)), ("say:amount:3:2:1.5", AnswerPlan(PlanQuestion.AMOUNT, 3, 2, "1.5")),
        ("forget:yes", DeleteData("yes")), ("dose:6:later", AnswerReminder(6, Action.LATER)),
        ("dose:6:taken:17", AnswerReminder(6, Action.TAKEN, 17)), ("undose:6", UndoAnswer(6)), ("undose:6:17", UndoAnswer(6, 17)),
        ("speak:en", SetLanguage(Language.ENGLISH)), ("large:no", SetLarge(is_large=False)),
        ("decade:1950:0", ShowYears(1950, 0)), ("told:born:1950", TellFact("born", "1950")),
        ("consent:yes", Consent(agrees=True)), ("swap:1:2:3", Substitute(1, 2, 3)),
        ("zone:yes:Asia/Seoul", FirstZone("yes", "Asia/Seoul")), ("live:ask", ChangeZone("ask")),
    ],
)  # fmt: skip
def test_what_stands_behind_buttons_in_chats_is_written_and_read_as_ever(data, sends):
    assert sends.pack() == data
    assert type(sends).parse(data) == sends


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (ShowMedicine, "med:"), (ShowMedicine, "med:1:2"), (ShowMedicine, "med"), (ShowMedicine, "dose:1"),
        (ShowMedicine, f"med:{LONGEST_ID + 1}"), (ShowMedicine, "med:-1"), (ShowMedicine, "med:٣"),
        (ShowMedicine, "med:1\n"), (ToggleTime, "time:8:2460:0:on"), (ToggleTime, "time:8:0730:0:maybe"),
        (ShowList, "list:0:back"), (ShowList, "list:12345"), (AnswerReminder, "dose:6:eaten"),
        (AnswerPlan, "say:amount:3:2:1.555"), (AddProduct, "take:1:"), (FirstZone, "zone:yes:no such place"),
        (SetLarge, "large:maybe"), (TakeBack, "take-back:some"), (ChooseProduct, "is:1:2"),
    ],
)  # fmt: skip
def test_what_no_view_writes_is_not_taken(kind, data):
    assert kind.parse(data) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_a_button(text):
    for kind in KINDS:
        read = kind.parse(f"{kind.verb}:{text}")
        assert read is None or isinstance(read, kind)


def test_no_two_kinds_of_buttons_have_a_verb_in_common():
    verbs = [kind.verb for kind in KINDS]
    assert len(verbs) > 60
    assert len(verbs) == len(set(verbs))
