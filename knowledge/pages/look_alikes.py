"""Letters of Hangul that a reader takes for each other, put into one class each."""

FIRST = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
LAST = "ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"
ALIKE = ("ㄱㅋㄲ", "ㄷㅌㄹㄸ", "ㅂㅍㅁㅃ", "ㅅㅈㅊㅆㅉ", "ㅇㅎ", "ㅏㅑㅓㅕㅣ", "ㅗㅛㅜㅠㅡ", "ㅐㅒㅔㅖ")
PLACES = ((FIRST, 0x1100), (VOWELS, 0x1161), (LAST, 0x11A8))  # where each kind begins in Unicode


def _classes() -> dict[int, str]:
    found: dict[int, str] = {}
    for letters, start in PLACES:
        for place, letter in enumerate(letters):
            kin = next((kin for kin in ALIKE if letter in kin), letter)
            found[start + place] = chr(start + letters.index(next(one for one in kin if one in letters)))
    return found


CLASSES = _classes()


def coarse(letters: str) -> str:
    """Return a text letter by letter (NFD) with look-alike letters made the same."""
    return letters.translate(CLASSES)
