"""What a person told of their allergies: read from what they write, kept, and taken back. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from bot.core.people.household import visible
from knowledge.interactions.check import Allergen, Profile
from knowledge.products import IngredientCode

MOST_ALLERGIES = 20  # of one person
LONGEST = 60  # characters of one that are kept
BETWEEN = re.compile(r"[,、;\n]|(?:^|\s)(?:그리고|및|and)(?=\s)|(?<=[가-힣])(?:이랑|하고)\s", re.IGNORECASE)
AROUND = re.compile(
    r"^(?:저는|나는|전|난|i am|i'm|allergic to)\s+|\s*(?:에|에는|은|는|이|가)?\s*(?:알레르기|알러지|앨러지|allergy)\S*(?:\s.*)?$"
    r"|^allergic to\s+|[.!?~]+$|(?<=[가-힣])(?:이요|이에요|예요|입니다)$",
    re.IGNORECASE,
)
NONE = re.compile(r"없\S*|none|no|nothing|모르\S*", re.IGNORECASE)


def told_in(text: str) -> tuple[str, ...]:
    """Return what a text names, each once: “페니실린, 아스피린 알레르기 있어요” names two; “없어요” none."""
    parts = (_bare(part) for part in BETWEEN.split(text))
    return tuple(dict.fromkeys(part for part in parts if part and not NONE.fullmatch(part)))[:MOST_ALLERGIES]


def _bare(part: str) -> str:
    found, before = visible(part), None
    while found != before:
        before, found = found, AROUND.sub("", found).strip()
    return found[:LONGEST]


def is_full(profile: Profile) -> bool:
    """Return whether no more allergies are kept."""
    return len(profile.allergies) >= MOST_ALLERGIES


def with_allergen(profile: Profile, allergen: Allergen) -> Profile:
    """Return a profile with an allergy, once."""
    if is_full(profile) or _name(allergen) in map(_name, profile.allergies):
        return profile
    return replace(profile, allergies=(*profile.allergies, allergen))


def without_allergen(profile: Profile, name: str) -> Profile:
    """Return a profile without the allergy of a name; see `name_of`."""
    return replace(profile, allergies=tuple(one for one in profile.allergies if name_of(one) != name))


def name_of(allergen: Allergen) -> str:
    """Return what an allergy is called: as the lists have it, else as it was told."""
    return allergen.name or allergen.told


def _name(allergen: Allergen) -> str:
    return name_of(allergen).casefold()


def to_json(allergens: Iterable[Allergen]) -> str:
    """Return allergies as they are kept."""
    return json.dumps([to_dict(one) for one in allergens], ensure_ascii=False)


def from_json(text: str) -> tuple[Allergen, ...]:
    """Read allergies that were kept."""
    return tuple(map(from_dict, json.loads(text)))


def to_dict(one: Allergen) -> dict[str, Any]:
    """Return an allergy as values of JSON."""
    return {
        "told": one.told, "name": one.name, "english": one.english, "codes": list(one.codes), "group": one.group,
    }  # fmt: skip


def from_dict(one: Mapping[str, Any]) -> Allergen:
    """Read what `to_dict` wrote."""
    codes = tuple(IngredientCode(code) for code in one["codes"])
    return Allergen(one["told"], one["name"], one["english"], codes, one["group"])
