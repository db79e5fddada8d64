"""초성: the first consonants of syllables, by which Koreans type a name in short."""

CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST, LAST = 0xAC00, 0xD7A3
SYLLABLES_A_CONSONANT = 21 * 28


def initials(text: str) -> str:
    """타이레놀정500 -> ㅌㅇㄹㄴㅈ500; what is no syllable stays."""
    return "".join(map(_initial, text))


def _initial(letter: str) -> str:
    place = ord(letter)
    return CONSONANTS[(place - FIRST) // SYLLABLES_A_CONSONANT] if FIRST <= place <= LAST else letter
