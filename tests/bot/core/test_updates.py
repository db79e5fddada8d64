"""Which updates may be what ended the process: only those that were alone in it."""

import pytest

from bot.core.updates import PendingUpdate, deaths_after


def waiting(id: int, chat: int | None, deaths: int = 0, *, under_way: bool = False) -> PendingUpdate:
    return PendingUpdate(id, chat, begun=1, deaths=deaths, is_under_way=under_way)


@pytest.mark.parametrize(
    ("updates", "deaths"),
    [
        ([], {}),
        ([waiting(1, 1, 3)], {1: 0}),
        ([waiting(1, 1, 3, under_way=True)], {1: 4}),
        ([waiting(1, 1, under_way=True), waiting(2, 2, 1)], {1: 1, 2: 1}),
        ([waiting(1, 1, 1, under_way=True), waiting(2, 2, under_way=True), waiting(3, 3, 2)], {1: 1, 2: 0, 3: 0}),
        ([waiting(1, 7, under_way=True), waiting(2, 7, under_way=True), waiting(3, 7)], {1: 1, 2: 1, 3: 0}),
        ([waiting(1, None, under_way=True), waiting(2, None, under_way=True)], {1: 0, 2: 0}),
    ],
    ids=[
        "nothing waits", "it ended without it", "it was alone", "the other is not cleared by it", "several",
        "an album is one", "no chat is not one chat",
    ],
)  # fmt: skip
def test_only_a_chat_that_was_alone_is_to_blame(updates, deaths):
    assert deaths_after(updates) == deaths
