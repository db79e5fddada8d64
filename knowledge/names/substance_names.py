"""Names of substances as keys: spellings of one salt fall together, and its salts lead to the substance.

The officials write 염산X in old files and X염산염 in new ones, with and without hydrates and spaces; HIRA writes
'x hydrochloride (as x)'. `keys` lists what a name may be known by, the most exact first.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.names.salts import ACIDS, ENGLISH_SALT, METALS, SPELLINGS

SIDES = {"s": "에스", "r": "알", "dl": "디엘", "d": "디", "l": "엘"}  # S-판토프라졸 is 에스판토프라졸
SIDE = re.compile(r"^(dl|d|l|s|r|디엘|디|엘|에스|알)-|^(dl|d|l|s|r)(?=[가-힣])")
MIRROR = re.compile(
    r"^(?:dl|d|l|디엘|디|엘)-|^(?:dl|d|l)(?=[가-힣])"
)  # an S- or R- form may be a drug of its own
NOTE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
AS_BASE = re.compile(r"\(as\s+([^()0-9]+?)\s*(?:\d[^()]*)?\)", re.IGNORECASE)
PREPARATION = re.compile(
    r"[\d.,]+(?:배산|배|%)(?:과립|분말|현탁액|산|액|유)?$"
    r"|(?:건조|농축|지속|제피|장용)?(?:과립|분말|가루|농축물|현탁액|펠렛|고체분산체|분산체|무수유당혼합물)$"
    r"|^(?:직타용|제피|펠렛형|농축|건조|침강|결정|묽은|무수)"
)
HYDRATE = re.compile(
    r"(?:무수물|(?:\d(?:\.\d)?|일|이|삼|사|오|육|칠|세스퀴|헤미|반)?수화물|무수|프로판디올)$"
)
ACID = "|".join(sorted(ACIDS, key=len, reverse=True))
OLD_ORDER = re.compile(rf"^((?:{ACID})(?:수소)?)(?=[가-힣]{{2}})(.+?)((?:{HYDRATE.pattern[:-1]})?)$")
SALT = re.compile(
    rf"(?:(?:{ACID})(?:수소)?(?:염|나트륨|칼륨)|(?:이|삼)염산염|브롬화물|염화물|요오드화물|(?:비스)?(?:l-|엘)프롤린|"
    rf"시트르산|(?:{'|'.join(METALS)})염?|염)$|^(?:소디움|소듐|포타슘|염화|브롬화|요오드화)(?=[가-힣]{{3}})"
)


@lru_cache(maxsize=65536)
def keys(name: str) -> tuple[str, ...]:
    """What a substance may be known by, the most exact first; empty for an empty name."""
    return tuple(dict.fromkeys(one for one in _candidates(name) if len(one) > 1))


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The most exact key of a name: spaces, case, spelling and the order of acid and base do not matter."""
    return _base_first(_spelled(name))


@lru_cache(maxsize=65536)
def respelled(text: str) -> str:
    """The text with old spellings and transliterations put into today's: 와르파린 -> 와파린."""
    for old, new in SPELLINGS:
        text = text.replace(old, new)
    return text


def _spelled(name: str) -> str:
    text = respelled("".join(name.casefold().split()))
    return SIDE.sub(lambda found: SIDES.get(found[1] or found[2], found[1] or ""), text)


def _base_first(text: str) -> str:
    return OLD_ORDER.sub(lambda found: f"{found[2]}{found[1]}염{found[3]}", text)


def _candidates(name: str) -> Iterator[str]:
    if not name:
        return
    bare = NOTE.sub(" ", name)
    yield key(name)
    yield key(bare)
    if base := AS_BASE.search(name):
        yield key(base[1])
        yield from _english(base[1])
    yield from _english(bare)
    yield from _stripped(_spelled(bare))
    yield from _stripped(key(bare))
    text = "".join(bare.casefold().split())
    if MIRROR.match(text):
        other = MIRROR.sub("", text, count=1)
        yield key(other)
        yield from _stripped(_spelled(other))
        yield from _stripped(key(other))


def _english(name: str) -> Iterator[str]:
    """Turn 'caffeine anhydrous' round, as others write it, and take salt words off both ends of the name."""
    words = re.split(r"[\s,]+", name.casefold().strip())
    if len(words) > 1 and words[-1] in ENGLISH_SALT:
        yield "".join((words[-1], *words[:-1]))
    while words and words[-1] in ENGLISH_SALT:
        words.pop()
        yield "".join(words)
    while words and words[0] in ENGLISH_SALT:
        words.pop(0)
        yield "".join(words)


def _stripped(text: str) -> Iterator[str]:
    """Take off, again and again, what makes a salt, a hydrate or a preparation of a substance."""
    changed = True
    while changed:
        changed = False
        for part in (PREPARATION, HYDRATE, SALT):
            shorter = part.sub("", text, count=1)
            if shorter != text and len(shorter) > 1 and shorter not in ACIDS:  # an acid alone is no medicine
                text, changed = shorter, True
                yield _base_first(text)
