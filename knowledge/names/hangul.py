"""초성: the first consonants of syllables, by which Koreans type a name in short."""

import unicodedata

CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST, LAST = 0xAC00, 0xD7A3
SYLLABLES_A_CONSONANT = 21 * 28


def initials(text: str) -> str:
    """타이레놀정500 -> ㅌㅇㄹㄴㅈ500; what is no syllable stays."""
    return "".join(map(_initial, text))


def _initial(letter: str) -> str:
    place = ord(letter)
    return CONSONANTS[(place - FIRST) // SYLLABLES_A_CONSONANT] if FIRST <= place <= LAST else letter


def letters(text: str) -> str:
    """Return a text letter by letter, so that one wrong vowel is one difference and not a whole syllable."""
    return unicodedata.normalize("NFD", text)
