"""What commands say to an operator: plain sentences, no tracebacks where they can be helped."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from bot.core.errors import ServiceError

console = Console(stderr=True)


@contextmanager
def refusals(lead: str) -> Iterator[None]:
    """End with one sentence where something the operator can mend is in the way."""
    try:
        yield
    except asyncio.CancelledError:
        console.print("Stopped before it had started.")
        sys.exit(1)
    except ServiceError as error:
        console.print(f"[red]{lead}[/red] {_safe(error)}", highlight=False, soft_wrap=True)
        sys.exit(2)


def _safe(error: ServiceError) -> str:
    return str(error).replace("[", r"\[")  # not markup
