"""Spans: how long each step of an answer takes, for whoever traces. Nobody does unless it is asked for."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

Span = Callable[[str], AbstractContextManager[object]]  # measures a block, by its name


def no_span(name: str) -> AbstractContextManager[object]:
    """Measure nothing."""
    return nullcontext()
