"""Names of substances as keys: spellings of one salt fall together, and its salts lead to the substance.

The officials write 염산X in old files and X염산염 in new ones, with and without hydrates, 'dl-' and spaces; HIRA
writes 'x hydrochloride (as x)'. `keys` lists what a name may be known by, the most exact first; the first that the
rules know counts, so a salt that the rules name themselves is never widened to its base.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

# Transliterations and old names beside today's, put in the place of each other on both sides of a comparison.
SPELLINGS = (
    ("메칠", "메틸"),
    ("에칠", "에틸"),
    ("치아민", "티아민"),
    ("치오", "티오"),
    ("씨", "시"),
    ("올메사탄", "올메사르탄"),
    ("칸데사탄", "칸데사르탄"),
    ("이베사탄", "이르베사르탄"),
    ("텔미사탄", "텔미사르탄"),
    ("와르파린", "와파린"),
    ("아스코르빈산", "아스코르브산"),
    ("니코틴아마이드", "니코틴산아미드"),
    ("니코틴산아마이드", "니코틴산아미드"),
    ("클라부란산", "클라불란산"),
    ("희석", "묽은"),
    ("초산", "아세트산"),
    ("구연산", "시트르산"),
    ("주석산", "타르타르산"),
    ("호박산", "숙신산"),
    ("사과산", "말산"),
    ("젖산", "락트산"),
    ("설페이트", "황산염"),
    ("말레이트", "말레산염"),
    ("말레인산", "말레산"),
    ("메실레이트", "메실산염"),
    ("베실레이트", "베실산염"),
    ("토실레이트", "토실산염"),
    ("푸마레이트", "푸마르산염"),
    ("타르트레이트", "타르타르산염"),
    ("시트레이트", "시트르산염"),
    ("숙시네이트", "숙신산염"),
    ("포스페이트", "인산염"),
    ("옥살레이트", "옥살산염"),
    ("브로마이드", "브롬화물"),
    ("클로라이드", "염화물"),
    ("세스키히드레이트", "세스퀴수화물"),
    ("모노히드레이트", "일수화물"),
    ("알파-", "α-"),
    ("베타-", "β-"),
    ("감마-", "γ-"),
    ("ㆍ", "·"),
    ("・", "·"),
    ("‐", "-"),
    ("–", "-"),
)
SIDES = {"s": "에스", "r": "알", "dl": "디엘", "d": "디", "l": "엘"}  # S-판토프라졸 is 에스판토프라졸
SIDE = re.compile(r"^(dl|d|l|s|r|디엘|디|엘|에스|알)-|^(dl|d|l|s|r)(?=[가-힣])")
MIRROR = re.compile(r"^(?:dl|d|l|디엘|디|엘)-|^(?:dl|d|l)(?=[가-힣])")  # an S- or R- form may be a drug of its own
NOTE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
AS_BASE = re.compile(r"\(as\s+([^()0-9]+?)\s*(?:\d[^()]*)?\)", re.IGNORECASE)
PREPARATION = re.compile(
    r"[\d.,]+(?:배산|배|%)(?:과립|분말|현탁액|산|액|유)?$"
    r"|(?:건조|농축|지속|제피)?(?:과립|분말|가루|농축물|현탁액|펠렛|고체분산체|분산체|무수유당혼합물)$"
    r"|^(?:직타용|제피|펠렛형|농축|건조|침강|결정|묽은|무수)"
)
HYDRATE = re.compile(r"(?:무수물|(?:\d(?:\.\d)?|일|이|삼|사|오|육|칠|세스퀴|헤미|반)?수화물|무수|프로판디올)$")
ACIDS = (
    "염산", "황산", "인산", "질산", "말레산", "푸마르산", "타르타르산", "시트르산", "숙신산", "메실산", "메탄설폰산", "베실산",
    "토실산", "브롬화수소산", "아세트산", "락트산", "글루콘산", "옥살산", "벤조산", "안식향산", "살리실산", "파모산", "오로트산",
    "말산", "에디실산", "캄실산", "나프실산", "나파디실산", "히벤즈산", "아스파르트산", "글루타민산", "아디프산", "니코틴산", "탄산",
    "이세티온산", "겐티스산", "카르밤산", "이토실산",
)  # fmt: skip
METALS = (
    "나트륨", "이나트륨", "칼륨", "칼슘", "마그네슘", "아연", "리튬", "알루미늄", "스트론튬", "암모늄", "메글루민", "트로메타민",
    "트로메타몰", "아르기닌", "리신", "에탄올아민", "올라민", "디에틸아민", "콜린", "소듐", "소디움", "포타슘",
)  # fmt: skip
ACID = "|".join(sorted(ACIDS, key=len, reverse=True))
OLD_ORDER = re.compile(rf"^((?:{ACID})(?:수소)?)(?=[가-힣]{{2}})(.+?)((?:{HYDRATE.pattern[:-1]})?)$")
SALT = re.compile(
    rf"(?:(?:{ACID})(?:수소)?(?:염|나트륨|칼륨)|(?:이|삼)염산염|브롬화물|염화물|요오드화물|(?:비스)?(?:l-|엘)프롤린|"
    rf"시트르산|(?:{'|'.join(METALS)})염?|염)$|^(?:소디움|소듐|포타슘|염화|브롬화|요오드화)(?=[가-힣]{{3}})"
)
ENGLISH_SALT = frozenset(
    "hydrochloride dihydrochloride trihydrochloride hcl hydrobromide sulfate sulphate bisulfate sodium disodium potassium "
    "calcium magnesium zinc lithium aluminum strontium maleate fumarate hemifumarate tartrate bitartrate hemitartrate "
    "citrate citric succinate mesylate mesilate besylate besilate tosylate tosilate ditosylate phosphate diphosphate "
    "acetate lactate gluconate oxalate nitrate benzoate pamoate malate bromide chloride iodide hydrate monohydrate "
    "dihydrate trihydrate tetrahydrate pentahydrate hexahydrate hemihydrate sesquihydrate hemipentahydrate anhydrous "
    "micronized crystalline dried diluted concentrated meglumine tromethamine olamine arginine lysine camsylate edisylate "
    "napsylate napadisilate hibenzate orotate salt hydrogen solvate propanediol acid bis l-proline granule granules "
    "powder dl- l- d-".split()
)  # fmt: skip


def keys(name: str) -> Iterator[str]:
    """What a substance may be known by, the most exact first; empty for an empty name."""
    seen: set[str] = set()
    for one in _candidates(name):
        if len(one) > 1 and one not in seen:
            seen.add(one)
            yield one


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The most exact key of a name: spaces, case, spelling and the order of acid and base do not matter."""
    text = "".join(name.casefold().split())
    for old, new in SPELLINGS:
        text = text.replace(old, new)
    text = SIDE.sub(lambda found: SIDES.get(found[1] or found[2], found[1] or ""), text)
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
    yield from _stripped(key(bare))
    text = "".join(bare.casefold().split())
    if MIRROR.match(text):
        other = key(MIRROR.sub("", text, count=1))
        yield other
        yield from _stripped(other)


def _english(name: str) -> Iterator[str]:
    """Take salt words off both ends of an English name."""
    words = re.split(r"[\s,]+", name.casefold().strip())
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
                yield text
