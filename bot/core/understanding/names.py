"""Names of medicines inside a sentence, in spite of particles, missing spaces and typing errors."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.core.understanding.morphemes import morphemes
from bot.core.understanding.text import words

LONGEST = 1500  # characters in which names are searched
LIKE_COMMON, LIKE_ANY = (
    81.0,
    87.0,
)  # of 100, letter by letter: to be a typing error of a common name, of any other
LIKE_ENGLISH = 83.0
LIKE_PLAINLY = 88.0  # one letter of a long name: to be it even where the word may be cut into ordinary ones
LONG = 4  # syllables of a long name
WORD = re.compile(r"[가-힣A-Za-z][가-힣A-Za-z0-9'-]*")
KOREAN_WORD = re.compile(r"[가-힣]+\d?")
PARTICLE = (
    "이랑은|이랑도|이랑|랑은|랑도|랑|하고는|하고도|하고|이하고|과는|과|와는|와|은요|는요|은|는|이가|이|가|을|를|도요|도|만|에서|에는|에|의|으로|로|"
    "밖에|뿐|마저|조차|부터|까지|이나|나|처럼|보다|한테|이요|요|인데요|인데|ㄴ데|이라는|라는|이라고|라고|이란|란|이래|예요|이에요|입니다|여|좀|말고|땜에|때문에|"
    "먹는|먹고|먹어도|먹었는데|먹었|먹으면|먹은|먹을|먹기|먹|복용|같이|함께|추가|빼|삭제|약|정|캡슐|시럽|연질캡슐|서방정|씨럽|주사|크림|연고|겔|"
    "한알|두알|세알|한정|반알|반쪽|묵|무도|며칠|몇|남|떨어|다|더|또|아침|저녁|점심|오늘|어제|내일|그거|그|안|못|임신|수유|술|커피|우유|자몽|부작용|효능|알|울|시간|오전|오후|밤|처방|등록|알람|알림|효과|보관|대신|끊|중단|다음|하루|매일|이제|말고|지금|식전|식후|공복|빈속|운전|새로|받|타|먼저|계속|조금|많이|너무|반|한|두|세|네|열"
)
FOLLOWS = re.compile(rf"(?:{PARTICLE}|\d|$|[^가-힣])")
ENDS = re.compile(rf"(?:{PARTICLE})$")
INITIALS = "".join(chr(code) for code in range(0x1100, 0x1113))  # ᄀ to ᄒ, in the decomposed form
ORDINARY = ("MAG", "MAJ", "MM", "IC", "NP", "NR", "NNB", "V", "E", "J", "X")  # beginnings of tags


@dataclass(frozen=True, slots=True)
class Found:
    """A name, and where it stands in the text."""

    start: int
    end: int
    name: str


class NameFinder:
    """Finds in a sentence the names of a catalogue, and the common ones that come with Yaksok."""

    def __init__(self, catalogue: Iterable[str] = ()) -> None:
        """Take names of products and ingredients without strength and form, in Korean or English."""
        self._common = _by_plain((*words("names.ko.txt"), *words("names.en.txt")))
        self._not = {
            _plain(word)
            for word in (*words("not_names.ko.txt"), *words("not_names.en.txt"), *words("common.en.txt"))
        }
        known = {plain: name for plain, name in _by_plain(catalogue).items() if len(plain) > 1}
        self._names = {
            plain: name for plain, name in (known | self._common).items() if plain not in self._not
        }
        self._longest = max(map(len, self._names))
        self._not_begun = tuple(word for word in self._not if len(word) > 2)
        self._spelt: dict[tuple[bool, int, str], list[tuple[str, str]]] = {}
        for name in filter(_is_hangul, self._names):
            spelt = letters_of(name)
            group = (name in self._common, len(name), spelt[0])
            self._spelt.setdefault(group, []).append((spelt, name))
        self._english = [name for name in self._names if name in self._common and not _is_hangul(name)]

    def in_text(self, text: str) -> tuple[Found, ...]:
        """Return the names in a text, in order, each once; typing errors are corrected."""
        looked = unicodedata.normalize("NFC", text[:LONGEST]).lower()
        if name := self._names.get(_plain(looked)):  # also where it is written as several words: 이지엔6 애니
            return (Found(0, len(looked), name),)
        found: list[Found] = []
        for word in WORD.finditer(looked):
            if found and word.start() < found[-1].end:
                continue
            found += self._in_word(looked, word.start(), word[0])
        first = {_plain(one.name): one for one in reversed(found)}
        return tuple(sorted(first.values(), key=lambda one: one.start))

    def _in_word(self, text: str, start: int, word: str) -> Iterator[Found]:
        if not _is_hangul(word):
            if name := self._english_name(word):
                yield Found(start, start + len(word), name)
            return
        at, any_found = 0, False
        while at < len(word):
            if exact := self._exact(text, start + at, whole_word=at == 0):
                any_found = True
                yield exact
                at = exact.end - start
            else:
                at += 1
        if not any_found and (like := self._like(word)):
            yield Found(start, start + len(word), like)

    def _exact(self, text: str, start: int, *, whole_word: bool) -> Found | None:
        """Return the longest name that begins here; inside a word only a common one, or a long one."""
        run = re.compile(r"[가-힣A-Za-z]+\d*[가-힣A-Za-z]*").match(text, start)
        most = min(self._longest, len(run[0]) if run else 0)
        for length in range(most, 1, -1):
            name = self._names.get(_plain(text[start : start + length]))
            if name is None or not FOLLOWS.match(text, start + length):
                continue
            common = _plain(name) in self._common
            if length == 2 and not (
                whole_word and (common or text[start + length : start + length + 1] in ("", " "))
            ):
                continue
            if not whole_word and not common and length < 5:
                continue
            if not common and self._is_ordinary(text[start : start + length], whole=length > 3):
                continue
            return Found(start, start + length, name)
        return None

    def _like(self, word: str) -> str | None:
        """Return the name that a word with typing errors, or the beginning of a name, means."""
        for stem in _stems(word):
            if len(stem) < 3 or stem in self._not or stem.startswith(self._not_begun):
                continue
            if len(stem) >= LONG and (name := self._likest(stem, common=True, least=LIKE_PLAINLY)):
                return self._names[name]
            if self._is_ordinary(stem):
                continue
            for common, least in ((True, LIKE_COMMON), (False, LIKE_ANY)):
                if name := self._likest(stem, common=common, least=least):
                    return self._names[name]
        return None

    def _likest(self, stem: str, *, common: bool, least: float) -> str | None:
        """Return the name that is written most alike, of those that are about as long and begin alike."""
        typed = letters_of(stem)
        beginnings = INITIALS if common else typed[0]
        near = [
            one
            for length in (len(stem), len(stem) - 1, len(stem) + 1)
            for beginning in beginnings
            for one in self._spelt.get((common, length, beginning), ())
        ]
        best = process.extractOne(typed, [spelt for spelt, _ in near], scorer=fuzz.ratio, score_cutoff=least)
        name = near[best[2]][1] if best else ""
        return name if name and (typed[0] == letters_of(name)[0] or stem[1:] == name[1:]) else None

    def _is_ordinary(self, stem: str, *, whole: bool = False) -> bool:
        """Return whether a text is made of ordinary words; of one word if `whole`."""
        cut = morphemes(stem)
        if len(cut) == 1 or whole:
            return len(cut) == 1 and cut[0].tag != "UNKNOWN" and len(stem) > 1
        return all(piece.tag.startswith(ORDINARY) for piece in cut) or any(
            piece.tag.startswith(("E", "V")) for piece in cut
        )

    def _english_name(self, word: str) -> str | None:
        plain = _plain(word)
        if plain in self._not or len(plain) < 3:
            return None
        for form in (plain, plain.removesuffix("s")):
            if form in self._names:
                return self._names[form]
        if len(plain) < 5:
            return None
        best = process.extractOne(plain, self._english, scorer=fuzz.ratio, score_cutoff=LIKE_ENGLISH)
        return self._names[best[0]] if best and (plain[0] == best[0][0] or best[1] >= 90) else None


NameSource = Callable[[], Iterable[str]]


def _by_plain(names: Iterable[str]) -> dict[str, str]:
    return {_plain(name): name for name in names if name}


def _plain(name: str) -> str:
    return re.sub(r"[\s'\-]", "", name.lower())


def _is_hangul(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


def letters_of(word: str) -> str:
    """Return a word letter by letter, so that one wrong vowel is one difference."""
    return unicodedata.normalize("NFD", word)


def _stems(word: str) -> Iterator[str]:
    """Yield a word without one or two particles, longest first: 엑스포쥐랑은 -> 엑스포쥐랑은, 엑스포쥐."""
    for _ in range(3):
        yield word
        shorter = ENDS.sub("", word)
        if shorter == word or len(shorter) < 3:
            return
        word = shorter
