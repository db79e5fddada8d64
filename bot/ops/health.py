"""Whether the service does its work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

Check = Callable[[], Awaitable[bool]]

_log = structlog.stdlib.get_logger(__name__)


async def failing(checks: Mapping[str, Check], seconds: float = 2.0) -> list[str]:
    """Return the names of the checks that say no, raise, or take longer than so many seconds."""
    passed = await asyncio.gather(*(_passes(name, check, seconds) for name, check in checks.items()))
    return [name for name, well in zip(checks, passed, strict=True) if not well]


async def _passes(name: str, check: Check, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await check()
    except Exception as error:  # whatever is wrong with it, it is not well
        _log.warning("check failed", check=name, error=type(error).__name__)
        return False
