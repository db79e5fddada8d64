"""The pictures of reminders: drawn once beside the event loop, and never longer than a reminder may wait."""

import threading
from collections.abc import Sequence

import pytest

from bot.core.errors import ServiceError
from bot.ops.jobs.pill_pictures import KEPT, PillPictures
from inference.types import DrawnFace, DrawnPill, LabelledPill

PILL = LabelledPill(DrawnPill((DrawnFace(),)), "약")


class Drawer:
    """Draws in a thread; it fails as often as it is told to, and waits where it is told to."""

    def __init__(self, *, failures: int = 0) -> None:
        self.drawn: list[str] = []
        self.failures, self.may_go = failures, threading.Event()
        self.may_go.set()

    def __call__(self, pills: Sequence[LabelledPill], note: str) -> bytes:
        assert threading.current_thread() is not threading.main_thread()
        self.may_go.wait(20)
        if self.failures:
            self.failures -= 1
            raise OSError("no font")
        self.drawn.append(note)
        return note.encode()


async def test_the_same_picture_is_drawn_once():
    drawer = Drawer()
    pictures = PillPictures(drawer)
    for _ in range(3):
        assert await pictures.draw((PILL,), "하나") == "하나".encode()
    await pictures.draw((PILL,), "둘")
    assert drawer.drawn == ["하나", "둘"]
    pictures.close()


async def test_what_failed_is_told_and_drawn_anew_the_next_time():
    pictures = PillPictures(Drawer(failures=1))
    with pytest.raises(ServiceError, match="OSError"):
        await pictures.draw((PILL,), "하나")
    assert await pictures.draw((PILL,), "하나")
    pictures.close()


async def test_nobody_waits_longer_than_a_reminder_may():
    drawer = Drawer()
    drawer.may_go.clear()
    pictures = PillPictures(drawer, patience=0.05)
    with pytest.raises(ServiceError, match="too long"):
        await pictures.draw((PILL,), "하나")
    drawer.may_go.set()
    pictures.close()


async def test_a_picture_that_was_not_asked_for_lately_is_drawn_anew():
    drawer = Drawer()
    pictures = PillPictures(drawer)
    for number in (*range(KEPT + 1), 0):
        await pictures.draw((PILL,), str(number))
    assert drawer.drawn.count("0") == 2
    pictures.close()
