"""How a plan, a stock and a name are put in few words."""

from datetime import UTC, date, datetime, time

import pytest

from bot.core.medications.medications import Medication, MedicationId
from bot.core.people.accounts import Account, ChatId, Language, PersonId
from bot.core.schedules.occurrences import Occurrence
from bot.core.schedules.schedule import AsNeeded, AtMeal, Meal, Regular, Rule, TimedAmount, daily
from bot.telegram.ui import plans
from bot.telegram.ui.texts import Texts
from knowledge.products import ProductId
from tests.schedules import scheduled

KO, EN = Texts(Language.KOREAN), Texts(Language.ENGLISH)
NOW = datetime(2026, 11, 22, tzinfo=UTC)  # 09:00 in Seoul
TWO_AND_ONE = Regular((Rule((TimedAmount(AtMeal(Meal.BREAKFAST), 2), TimedAmount(AtMeal(Meal.DINNER)))),))
SOMEONE = Account(ChatId(7), Language.KOREAN, "Asia/Seoul", 1, PersonId(1))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("타이레놀정500밀리그램", "타이레놀 500mg"), ("노바스크정5밀리그램", "노바스크 5mg"),
        ("이지엔6애니연질캡슐", "이지엔6애니연질캡슐"),
        ("타이레놀8시간이알서방정650밀리그램", "타이레놀8시간… 650mg"), ("아주아주아주아주긴이름의약", "아주아주아주아주긴…"),
        ("씬지로이드정50마이크로그램", "씬지로이드 50㎍"), ("아모잘탄정5/50밀리그램", "아모잘탄 5/50mg"), ("", ""),
        ("바이토린정10/20", "바이토린 10/20"),
        ("Tylenol Tablet 500mg", "Tylenol Tablet 500mg"),
    ],
)  # fmt: skip
def test_a_name_fits_on_a_button_with_its_strength_whole(name, expected):
    label = plans.label(name)
    assert label == expected
    assert sum(1 if char.isascii() else 2 for char in label) <= plans.NAME_WIDTH + 1


@pytest.mark.parametrize(
    ("plan", "ko", "en"),
    [
        (None, "시간을 아직 안 정했어요(알림 없음)", "no times yet, no reminders"),
        (scheduled(), "필요할 때 1알", "1 tablet as needed"),
        (AsNeeded(2, 6, 3), "필요할 때 2알, 하루 최대 3번, 6시간 간격",
         "2 tablets as needed, at most 3 times a day, at least 6 hours apart"),
        (scheduled((time(8), time(20))), "매일 08:00, 20:00 1알씩", "1 tablet at 08:00 and at 20:00 every day"),
        (daily(AtMeal(Meal.BREAKFAST), AtMeal(Meal.DINNER, 30)), "매일 아침 08:00 1알, 저녁 식후 19:00 1알",
         "1 tablet in the morning 08:00 and after dinner 19:00 every day"),
        (daily(AtMeal(Meal.BEDTIME), amount=0.5), "매일 자기 전 22:00 반 알", "half a tablet at bedtime 22:00 every day"),
        (scheduled((time(8),), 7, date(2026, 11, 23), amount=1.5), "11월 23일부터 7일마다 08:00 1½알",
         "1½ tablets at 08:00 every 7 days, from November 23"),
        (scheduled((time(8),), last_day=date(2026, 12, 2)), "12월 2일까지 매일 08:00 1알",
         "1 tablet at 08:00 every day, until December 2"),
        (TWO_AND_ONE, "매일 아침 08:00 2알, 저녁 18:30 1알",
         "2 tablets in the morning 08:00 and 1 tablet in the evening 18:30 every day"),
    ],
)  # fmt: skip
def test_a_plan_is_told_in_one_line(plan, ko, en):
    assert plans.when(KO, plan, SOMEONE, NOW) == ko
    assert plans.when(EN, plan, SOMEONE, NOW) == en


def test_a_course_that_ends_next_year_on_a_day_like_today_is_told_with_its_year():
    plan = scheduled((time(8),), last_day=date(2027, 11, 22))
    assert plans.when(EN, plan, SOMEONE, NOW).endswith("until November 22, 2027")
    assert plans.when(EN, plan, SOMEONE, datetime(2027, 11, 1, tzinfo=UTC)).endswith("until November 22")


@pytest.mark.parametrize(
    ("left", "last", "ko"),
    [
        (None, None, None),
        (0, None, "⚠️ 약이 다 떨어졌을 거예요. 새로 받으셨나요?"),
        (10, date(2026, 12, 2), "10일치(10알) 남음, 12월 2일까지"),
        (2, date(2026, 11, 24), "⚠️ 2일치(2알) 남음, 11월 24일까지. 새로 준비하세요."),
        (400, date(2027, 12, 26), "400일치(400알) 남음, 2027년 12월 26일까지"),  # not in four weeks
        (7.5, None, "7½알 남음"),
        (0.5, None, "⚠️ 반 알 남음. 새로 준비하세요."),  # and a whole one is taken at a time
    ],
)
def test_a_stock_is_told_with_its_last_day(left, last, ko):
    plan, dose = scheduled((time(8),)), Occurrence(date(2026, 11, 23), 0, NOW, 1)
    medication = Medication(MedicationId(1), ProductId("1"), "가", plan, left, None, dose, last)
    assert plans.stock(KO, medication, date(2026, 11, 22)) == ko


@pytest.mark.parametrize(
    ("hours", "ko", "en"),
    [
        (1, "오늘 10:00", "today 10:00"),
        (24, "내일 09:00", "tomorrow 09:00"),
        (240, "12월 2일 09:00", "Dec 2 09:00"),
    ],
)
def test_an_instant_is_told_by_its_day_in_everyday_words(hours, ko, en):
    at = datetime.fromtimestamp(NOW.timestamp() + hours * 3600, UTC)
    assert plans.moment(KO, at, SOMEONE, NOW) == ko
    assert plans.moment(EN, at, SOMEONE, NOW) == en
