"""Whether the service does its work."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog

from bot.core.errors import ServiceError

Check = Callable[[], Awaitable[bool]]

_log = structlog.stdlib.get_logger(__name__)


async def failing(checks: Mapping[str, Check], seconds: float = 2.0) -> dict[str, str]:
    """Return the checks that say no, raise, or take longer than so many seconds: their names, and why as far as known."""
    reasons = await asyncio.gather(*(_fault(name, check, seconds) for name, check in checks.items()))
    return {name: reason for name, reason in zip(checks, reasons, strict=True) if reason is not None}


async def _fault(name: str, check: Check, seconds: float) -> str | None:
    try:
        async with asyncio.timeout(seconds):
            return None if await check() else ""
    except ServiceError as error:  # its text is for the operator
        _log.warning("check failed", check=name, error=str(error))
        return str(error)
    except Exception as error:  # whatever is wrong with it, it is not well
        _log.warning("check failed", check=name, error=type(error).__name__)
        return ""
