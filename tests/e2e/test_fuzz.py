"""Updates of any shape, right, wrong and from a later Bot API, end without an unhandled error."""

import json
import random
import re
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.updates import PendingUpdate
from bot.telegram.transport.inbox import NotAnUpdateError, arrival_of
from inference.types import Scan
from tests.bot.sandbox.api_spec import ApiSpec
from tests.captured import captured_log
from tests.e2e.conftest import house_that_sees

DESCRIPTION = "telegram-bot-api-10.1.json"
KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "inline_query",
    "poll",
    "channel_post",
)
NAMES = (*KINDS, "update_id", "chat", "id", "from")
SEEDS = 400
RAISED = re.compile(r"(?:[a-z_]+\.)*[A-Z]\w+(?::|$)")  # how a traceback ends
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.sampled_from([*KINDS, "update_id", "chat", "id", "from"]), inner)
    ),
    max_leaves=20,
)


@given(anything | st.dictionaries(st.sampled_from(["update_id", *KINDS]), anything))
@settings(max_examples=500)
def test_any_json_is_an_update_or_is_refused(value: Any):
    try:
        arrival = arrival_of(json.dumps(value))
    except NotAnUpdateError:
        return
    assert isinstance(arrival.turn, PendingUpdate)


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_any_text_is_an_update_or_is_refused(body: str):
    try:
        arrival_of(body)
    except NotAnUpdateError:
        return
    assert isinstance(json.loads(body), dict)


class Shapes:
    """Makes updates after the description of the Bot API, and now and then not quite after it."""

    def __init__(self, spec: ApiSpec, luck: random.Random, chats: list[int], *, wrong: float) -> None:
        self._types = spec.types
        self._luck = luck
        self._chats = chats
        self._wrong = wrong

    def update(self, number: int) -> dict[str, Any]:
        kind = self._luck.choice(KINDS)
        type_ = next(each["types"][0] for each in self._types["Update"]["fields"] if each["name"] == kind)
        return {"update_id": number, kind: self._value(type_, 0), "of_a_later_api": {"a": [1]}}

    def _value(self, kind: str, depth: int) -> Any:
        if self._luck.random() < self._wrong:
            return self._luck.choice([None, 0, -1, "", "x" * 5000, [], {}, True, 2**70, {"id": "text"}])
        if kind.startswith("Array of "):
            return [
                self._value(kind.removeprefix("Array of "), depth + 1)
                for _ in range(self._luck.randint(0, 2))
            ]
        if kind in self._types:
            return self._object(kind, depth)
        choices = {
            "Integer": [0, 1, 7, 1_700_000_000], "Float": [0.0, 1.5], "Boolean": [True],
            "String": ["", "안녕", "/start", "/add", "take:1", "private", "dose:1:taken:2", "\u202e\x00", "가" * 300],
        }  # fmt: skip
        return self._luck.choice(choices.get(kind, ["?"]))

    def _object(self, kind: str, depth: int) -> Any:
        entry = self._types[kind]
        if "subtypes" in entry:
            return self._value(self._luck.choice(entry["subtypes"]), depth)
        made = {
            each["name"]: self._value(self._luck.choice(each["types"]), depth + 1)
            for each in entry.get("fields", [])
            if each["required"] or (depth < 3 and self._luck.random() < 0.25)
        }
        if kind == "Chat":
            made |= {
                "id": self._luck.choice(self._chats),
                "type": self._luck.choice(["private", "group", "later"]),
            }
        return made | {"of_a_later_api": "unknown"}


class SeesNothing:
    """Looks at no photo: there is none to fetch."""

    async def scan(self, data: bytes, *, numbered: bool = True) -> Scan:
        raise AssertionError("expected no photo")

    async def number(self, scan: Scan, first_number: int) -> Scan:
        raise AssertionError("expected no photo")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("wrong", [0.0, 0.05])
async def test_updates_of_every_shape_are_handled(tmp_path: Path, shared_data: Path, wrong: float):
    spec = ApiSpec(shared_data.parent / "reference" / DESCRIPTION)
    numbers = count(1_000_000)
    with captured_log(json=False, secrets=[]) as log:
        async with house_that_sees(SeesNothing(), tmp_path) as house:
            people = [await house.person() for _ in range(3)]
            group = await house.client.group("가족", people)
            assert house.service is not None
            telegram = house.service.telegram
            for seed in range(SEEDS):
                chats = [*(person.chat_id for person in people), group.chat_id]
                shapes = Shapes(spec, random.Random(seed), chats, wrong=wrong)
                await telegram.receiver.take_body(json.dumps(shapes.update(next(numbers))))
            while telegram.dispatcher.length:  # noqa: ASYNC110
                await people[0].messages(wait=0.2)
            await people[0].send_text("/help")
            await people[0].wait_for_bot(timeout=60)
    raised = {line for line in log.getvalue().splitlines() if RAISED.match(line)}
    assert raised <= {
        "telegram.error.BadRequest: Chat not found"
    }  # of a chat that Telegram does not know, either
