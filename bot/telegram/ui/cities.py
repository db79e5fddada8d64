"""Cities and the clocks they go by: as people write them, and as they read them."""

import re
from functools import cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location
from rapidfuzz import process, utils
from rapidfuzz.distance import DamerauLevenshtein

from bot.core.people.accounts import Language

CLOSE_ENOUGH = 0.75  # "Soeul" is Seoul, "asdf" is nowhere
LONGEST = 60  # characters of a typed city that are looked at
HANGUL = re.compile("[가-힣]")
OFFICE = re.compile("(?<=[가-힣]{2})(특별자치|특별|광역)?[시도군]$")  # 서울시, 서울특별시, 제주도
NOWHERE = ("Etc/", "posix", "right", "SystemV/")  # how the names of zones begin that are no places
CITIES = {  # which no zone is named after, or whose Korean name the locale data lack
    "서울": "Asia/Seoul", "부산": "Asia/Seoul", "대구": "Asia/Seoul", "인천": "Asia/Seoul", "제주": "Asia/Seoul",
    "busan": "Asia/Seoul", "도쿄": "Asia/Tokyo", "오사카": "Asia/Tokyo", "osaka": "Asia/Tokyo",
    "베이징": "Asia/Shanghai", "beijing": "Asia/Shanghai", "상하이": "Asia/Shanghai", "홍콩": "Asia/Hong_Kong",
    "타이베이": "Asia/Taipei", "방콕": "Asia/Bangkok", "하노이": "Asia/Bangkok", "호찌민": "Asia/Ho_Chi_Minh",
    "싱가포르": "Asia/Singapore", "마닐라": "Asia/Manila", "뉴욕": "America/New_York", "보스턴": "America/New_York",
    "워싱턴": "America/New_York", "washington": "America/New_York", "시카고": "America/Chicago",
    "로스앤젤레스": "America/Los_Angeles", "엘에이": "America/Los_Angeles", "la": "America/Los_Angeles",
    "샌프란시스코": "America/Los_Angeles", "san francisco": "America/Los_Angeles",
    "시애틀": "America/Los_Angeles", "seattle": "America/Los_Angeles", "밴쿠버": "America/Vancouver",
    "토론토": "America/Toronto", "런던": "Europe/London", "파리": "Europe/Paris", "베를린": "Europe/Berlin",
    "프랑크푸르트": "Europe/Berlin", "frankfurt": "Europe/Berlin", "모스크바": "Europe/Moscow",
    "시드니": "Australia/Sydney", "멜버른": "Australia/Melbourne", "호놀룰루": "Pacific/Honolulu",
    "애틀랜타": "America/New_York", "atlanta": "America/New_York", "뉴델리": "Asia/Kolkata", "자카르타": "Asia/Jakarta",
    "댈러스": "America/Chicago", "달라스": "America/Chicago", "dallas": "America/Chicago", "휴스턴": "America/Chicago",
    "houston": "America/Chicago", "필라델피아": "America/New_York", "philadelphia": "America/New_York",
    "하와이": "Pacific/Honolulu", "동경": "Asia/Tokyo", "북경": "Asia/Shanghai", "다낭": "Asia/Ho_Chi_Minh",
}  # fmt: skip
CITIES |= dict.fromkeys((
    "대전", "광주", "울산", "세종", "수원", "창원", "성남", "고양", "용인", "청주", "전주", "천안", "안산", "안양", "남양주",
    "화성", "평택", "의정부", "부천", "시흥", "김포", "광명", "군포", "하남", "파주", "김해", "양산", "거제",
    "아산", "충주", "포항", "구미", "경주", "진주", "춘천", "원주", "강릉", "여수", "순천", "목포", "군산",
    "익산", "안동", "서귀포", "경기", "강원", "충북", "충남", "전북", "전남", "경북", "경남", "한국", "대한민국", "korea",
    "south korea", "daegu", "incheon", "daejeon", "gwangju", "ulsan", "suwon", "jeju",
), "Asia/Seoul")  # fmt: skip


def city(zone: str, language: Language) -> str:
    """Return the city by which people know a time zone, in their language as far as it is known."""
    name = str(get_timezone_location(zone, locale=language, return_city=True)).rpartition("/")[2]
    if language is Language.KOREAN and not HANGUL.search(name):
        return next((known for known, its in CITIES.items() if its == zone and HANGUL.search(known)), name)
    return name


def zone_of(text: str) -> str | None:
    """Return the time zone that a typed city may mean; None where none is close."""
    typed, cities = utils.default_process(text[:LONGEST]).strip(), _cities()
    typed = typed if typed in cities else OFFICE.sub("", typed)
    found = process.extractOne(
        typed, cities.keys(), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=CLOSE_ENOUGH
    )
    return cities[found[0]] if found else None


@cache
def _cities() -> dict[str, str]:
    """Return the zones by what their cities are called: small letters, in both languages."""
    zones = sorted(name for name in available_timezones() if "/" in name and not name.startswith(NOWHERE))
    english = {name.split("/")[-1].replace("_", " ").lower(): name for name in zones}
    korean = {city(name, Language.KOREAN): name for name in zones}
    return english | {name: zone for name, zone in korean.items() if HANGUL.search(name)} | CITIES
