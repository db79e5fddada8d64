"""What a printed page says becomes a schedule that ends by itself, or a question."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.schedules.printed_schedule import printed_schedule
from bot.core.schedules.schedule import AsNeeded, AtMeal, Meal, Regular, Rule, TimedAmount
from bot.core.schedules.timetable import Timetable
from knowledge.pages.doses import SLOTS, Dose
from knowledge.pages.sentences import said

BREAKFAST, LUNCH, DINNER, BEDTIME = (AtMeal(meal) for meal in Meal)
NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # in Seoul


def regular(doses: int, *at: AtMeal, amount: float = 1.0) -> Regular:
    return Regular((Rule(tuple(TimedAmount(one, amount) for one in at)),), doses=doses)


@pytest.mark.parametrize(
    ("dose", "schedule"),
    [
        (Dose(1, 3, 5), regular(15, BREAKFAST, LUNCH, DINNER)),
        (Dose(0.5, 1, 90, ("취침전",), "취침전"), regular(90, BEDTIME, amount=0.5)),
        (
            Dose(2, 2, 7, ("아침", "저녁"), "아침 저녁 식후 30분"),
            regular(14, AtMeal(Meal.BREAKFAST, 30), AtMeal(Meal.DINNER, 30), amount=2),
        ),
        (Dose(1, 1, 7, ("아침",), "아침 식전 30분"), regular(7, AtMeal(Meal.BREAKFAST, -30))),
        (Dose(1, 1, 7, ("저녁",), "저녁 식후즉시"), regular(7, DINNER)),
        (Dose(1, 1, 7, ("저녁",), "저녁 식후"), regular(7, AtMeal(Meal.DINNER, 30))),
        (
            Dose(1, 2, 3, ("아침", "취침전"), "아침 식후 1시간 및 취침전"),
            regular(6, AtMeal(Meal.BREAKFAST, 60), BEDTIME),
        ),
        (Dose(5, 1, 5, timing="필요시", as_needed=True), AsNeeded(5, most_a_day=1)),
        (Dose(1, timing="필요시", as_needed=True), AsNeeded()),
    ],
)
def test_what_is_told_whole_becomes_a_schedule(dose: Dose, schedule: object) -> None:
    assert printed_schedule(dose) == schedule


@pytest.mark.parametrize(
    "dose",
    [
        Dose(),
        Dose(None, 3, 5),
        Dose(1, None, 5),
        Dose(1, 3, None),
        Dose(1, 3, 5, ("아침", "저녁"), "아침 저녁 식후"),  # three times, at two parts of the day
        Dose(1, 3, 5, doubtful=True),
        Dose(1, as_needed=True, doubtful=True),
        Dose(timing="필요시", as_needed=True),  # how much at a time is not told
        Dose(1, 2, 140),  # 14D may have been read as 140
        Dose(1, 7, 5),  # no usual times for so many
    ],
)
def test_what_is_missing_or_does_not_agree_is_asked_for(dose: Dose) -> None:
    assert printed_schedule(dose) is None


def test_five_days_end_by_themselves_though_the_first_day_has_begun() -> None:
    schedule = printed_schedule(said("1회 1정 1일 3회 5일분"))
    assert schedule is not None
    doses = list(Timetable(schedule, ZoneInfo("Asia/Seoul"), NOON).following(NOON))
    assert len(doses) == 15


@given(
    st.builds(
        Dose,
        st.none() | st.floats(0.25, 30),
        st.none() | st.integers(1, 8),
        st.none() | st.integers(1, 366),
        st.lists(st.sampled_from(SLOTS), unique=True, max_size=4).map(tuple),
        st.sampled_from(["", "식후 30분", "식전", "식간", "식후 999분", "식전 9시간"]),
        st.booleans(),
    )
)
def test_no_dose_breaks_it(dose: Dose) -> None:
    schedule = printed_schedule(dose)
    if isinstance(schedule, Regular):
        assert len(schedule.rules[0].times) == dose.per_day
