"""Drawing in a process of its own: what fails or hangs there costs one page, and no secret goes there."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.core.errors import ServiceError
from bot.core.reports.drawings import Chart, Document
from bot.ops.jobs import drawing
from bot.ops.jobs.drawing import Drawing

CHART = Chart("t", "a", "b", ("1",), ((1, 1),))


async def test_a_chart_and_a_page_come_back_from_there():
    drawer = Drawing()
    chart, page = await asyncio.gather(
        drawer.draw(CHART),
        drawer.draw(Document("먹는 약", "", (), "", "ko", datetime(2026, 11, 22, tzinfo=UTC))),
    )
    assert chart.startswith(b"\x89PNG")
    assert page.startswith(b"%PDF-")


async def test_what_fails_there_is_an_error_here_and_the_next_one_is_drawn():
    drawer = Drawing()
    with pytest.raises(ServiceError, match="not drawn: ValueError$"):
        await drawer.draw(Chart("어머니", "a", "b", ("1",), ((1,),)))
    assert await drawer.draw(CHART)


async def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(drawing, "PATIENCE", 0.05)
    with pytest.raises(ServiceError, match="too long"):
        await Drawing().draw(CHART)


async def test_no_more_wait_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(drawing, "WAITING", 0)
    with pytest.raises(ServiceError, match="too many"):
        await Drawing().draw(CHART)


def test_no_secret_goes_there(monkeypatch):
    monkeypatch.setenv("YAKSOK_DATABASE_KEY", "secret")
    assert "secret" not in drawing._environment().values()
