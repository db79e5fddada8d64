"""How emergencies and crises are answered before anything else."""

from bot.telegram.features.danger.handlers import DangerHandlers
from bot.telegram.transport.routing import Feature


def routes(handlers: DangerHandlers) -> Feature:
    """Return what sees every message first."""
    return Feature(first=handlers.first)
