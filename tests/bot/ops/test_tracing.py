"""Traces: none unless they are asked for; then an update's steps, and nothing of what people wrote."""

import pytest
from aiohttp import web
from pydantic import ValidationError

from bot.core.tracing import no_span
from bot.ops.monitoring.tracing import tracing
from bot.settings import Settings


def test_nothing_is_traced_unless_it_is_asked_for():
    with tracing("") as span:
        assert span is no_span


def test_an_address_without_the_extra_is_refused_or_taken():
    try:
        import opentelemetry.sdk  # noqa: F401
    except ImportError:
        with pytest.raises(ValidationError, match="traces"):
            Settings(_env_file=None, traces_url="http://localhost:4318/v1/traces")
    else:
        assert Settings(_env_file=None, traces_url="http://localhost:4318/v1/traces").traces_url


async def test_spans_reach_the_collector():
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="the extra traces is not installed")
    import asyncio

    bodies: list[bytes] = []

    async def take(request: web.Request) -> web.Response:
        bodies.append(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/v1/traces", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    def trace() -> None:
        with (
            tracing(f"http://127.0.0.1:{runner.addresses[0][1]}/v1/traces") as span,
            span("update"),
            span("scan"),
        ):
            pass

    await asyncio.to_thread(trace)
    await runner.cleanup()
    (body,) = bodies
    assert b"update" in body
    assert b"scan" in body
