"""Korean particles after a name: 은 or 는, 이 or 가, 을 or 를, 와 or 과, 으로 or 로, by its last sound. Pure."""

import re

PAIRS = {
    "은(는)": ("은", "는"), "이(가)": ("이", "가"), "을(를)": ("을", "를"), "와(과)": ("과", "와"), "(으)로": ("으로", "로"),
}  # fmt: skip
MARK = re.compile("|".join(map(re.escape, PAIRS)))
SILENT = re.compile(r"(?:<[^<>]*>|\([^()]*\)|[\s\"'”’“‘»」』\]*_.,!?…])+$")  # after the last sound of a name
IN_R, IN_CONSONANT = "178", "036"  # digits by how they are read: 일 칠 팔, 영 삼 육
FIRST, LAST, FINALS, R = ord("가"), ord("힣"), 28, 8


def with_particles(text: str) -> str:
    """Return a text in which every mark such as 은(는) is the particle that fits the word before it."""
    shown, start = "", 0
    for mark in MARK.finditer(text):
        shown += text[start : mark.start()]
        shown += _fitting(mark[0], _final(SILENT.sub("", shown)))
        start = mark.end()
    return shown + text[start:]


def _fitting(mark: str, final: str) -> str:
    after_consonant, after_vowel = PAIRS[mark]
    if mark == "(으)로" and final == "ㄹ":
        return after_vowel
    return after_consonant if final else after_vowel


def _final(word: str) -> str:
    """Return "" for a word that ends in a vowel, "ㄹ", or "ㅁ" for any other consonant."""
    last = word[-1:]
    if not last:
        return ""
    if FIRST <= ord(last) <= LAST:
        place = (ord(last) - FIRST) % FINALS
        return "ㄹ" if place == R else "ㅁ" if place else ""
    if last.isdigit():
        return "ㄹ" if last in IN_R else "ㅁ" if last in IN_CONSONANT else ""
    return _final_of_latin(word)


def _final_of_latin(word: str) -> str:
    """Guess how a word in Latin letters ends when it is read aloud: Advil 애드빌, HR 에이치알, 5mg 5밀리그램."""
    if re.search(r"mc?g$", word):
        return "ㅁ"
    if re.search(r"ml$", word):
        return ""
    if re.search(r"[lL]$|(?<![a-z])R$", word):
        return "ㄹ"
    return "ㅁ" if re.search(r"[mMnN]$|ng$", word) else ""
