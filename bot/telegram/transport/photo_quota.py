"""What one chat may ask of the photo readers within an hour. Pure: moments are seconds of any clock that goes forward."""

from dataclasses import dataclass

HOUR = 3600.0
MANY_CHATS = 10_000  # that are kept in mind before those with a full quota are dropped


@dataclass(frozen=True, slots=True)
class QuotaLimits:
    """How many photos a chat may send in an hour, and for how many seconds they may be read."""

    photos: int = 100
    seconds: float = 180.0


@dataclass(slots=True)
class _Used:
    """What a chat has used up; it comes back evenly over an hour (a leaky bucket)."""

    at: float
    photos: float = 0.0
    seconds: float = 0.0


class PhotoQuota:
    """Keeps account of the chats that sent photos lately."""

    def __init__(self, limits: QuotaLimits) -> None:
        self._limits = limits
        self._used: dict[int, _Used] = {}

    def wait(self, chat: int, photos: int, now: float) -> float:
        """Return for how many seconds a chat has to wait before so many photos; 0 where they are taken now.

        Who has used up nothing may send any number at once: an album is never too much.
        """
        used = self._now(chat, now)
        over = min(used.photos, used.photos + photos - self._limits.photos)
        by_photos = max(0.0, over) * HOUR / self._limits.photos
        by_seconds = max(0.0, used.seconds - self._limits.seconds) * HOUR / self._limits.seconds
        return max(by_photos, by_seconds)

    def sent(self, chat: int, photos: int, now: float) -> None:
        """Count photos that were taken."""
        self._now(chat, now).photos += photos

    def spent(self, chat: int, seconds: float, now: float) -> None:
        """Count the time that a photo took."""
        self._now(chat, now).seconds += seconds

    def _now(self, chat: int, now: float) -> _Used:
        """Return what a chat has used up at a moment."""
        if len(self._used) > MANY_CHATS:
            self._used = {key: used for key, used in self._used.items() if now - used.at < HOUR}
        used = self._used.setdefault(chat, _Used(now))
        share = (now - used.at) / HOUR
        used.photos = max(0.0, used.photos - share * self._limits.photos)
        used.seconds = max(0.0, used.seconds - share * self._limits.seconds)
        used.at = now
        return used
