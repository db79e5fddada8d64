"""What the service counts. No label ever says who, what medicine, or which chat."""

from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

_SCAN_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 5.0, 10.0)
_UPDATE_SECONDS = (0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 120.0)
_LATENESS_SECONDS = (1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 24 * 3600)


class Metrics:
    """Every figure of one service, in a registry of its own."""

    content_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._updates = self._counter("updates", "Updates from Telegram, by what became of them.", "state")
        self._messages = self._counter(
            "messages_sent", "Messages that Telegram took, by priority.", "priority"
        )
        self._refusals = self._counter("too_many_requests", "Requests that Telegram refused with 429.")
        self._photos_refused = self._counter(
            "photos_refused", "Photos that were not accepted, since too many wait."
        )
        self._reminders_failed = self._counter(
            "reminders_failed", "Reminders that were given up, since Telegram never took them."
        )
        self._failures = self._counter(
            "failures",
            "What went wrong, by stage (fetch, store, handle, send) and kind; most of it is tried again.",
            "stage",
            "kind",
        )
        self._scans = self._histogram(
            "scan", "From a photo to what is seen in it, by what became of it.", _SCAN_SECONDS, "outcome"
        )
        self._handling = self._histogram(
            "update", "From the arrival of an update to the end of its handling.", _UPDATE_SECONDS
        )
        self._lateness = self._histogram(
            "reminder_lateness",
            "From the moment a dose was due to the moment its reminder was sent.",
            _LATENESS_SECONDS,
        )
        self._queues = self._gauge("queue_length", "What waits, by queue.", "queue")
        self._ages = self._gauge(
            "age_seconds",
            "How old something is: what waits longest in a queue, the knowledge file, the newest backup.",
            "of",
        )

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"yaksok_{name}", about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"yaksok_{name}", about, labels, registry=self.registry)

    def _histogram(self, of: str, about: str, buckets: Sequence[float], *labels: str) -> Histogram:
        name = f"yaksok_{of}_seconds"
        return Histogram(name, about, labels, buckets=buckets, registry=self.registry)

    def updates_stored(self, count: int) -> None:
        """Count updates that arrived."""
        self._updates.labels("stored").inc(count)

    def update_handled(self) -> None:
        """Count an update whose handling came to its end."""
        self._updates.labels("handled").inc()

    def update_failed(self) -> None:
        """Count an update that was given up."""
        self._updates.labels("failed").inc()

    def message_sent(self, priority: str) -> None:
        """Count a message that Telegram took."""
        self._messages.labels(priority).inc()

    def too_many_requests(self) -> None:
        """Count a refusal with 429."""
        self._refusals.inc()

    def scanned(self, seconds: float, outcome: str) -> None:
        """Note how long a photo took, and what became of it."""
        self._scans.labels(outcome).observe(seconds)

    def photos_refused(self, count: int) -> None:
        """Count photos that were not accepted, since too many wait."""
        self._photos_refused.inc(count)

    def reminded(self, lateness_seconds: float) -> None:
        """Note how late a reminder was sent."""
        self._lateness.observe(max(0.0, lateness_seconds))

    def reminders_failed(self, count: int) -> None:
        """Count reminders that were given up: they never reached their people."""
        self._reminders_failed.inc(count)

    def watch_queue(self, name: str, length: Callable[[], float]) -> None:
        """Show the length of a queue, asked for whenever the figures are read."""
        self._queues.labels(name).set_function(length)

    def watch_age(self, of: str, seconds: Callable[[], float]) -> None:
        """Show how old something is, asked for whenever the figures are read; NaN where there is none."""
        self._ages.labels(of).set_function(seconds)

    def update_took(self, seconds: float) -> None:
        """Note how long an update took from its arrival."""
        self._handling.observe(seconds)

    def failed(self, stage: str, kind: str) -> None:
        """Count a failure of a stage. `kind` is the name of an error, of which there are few."""
        self._failures.labels(stage, kind).inc()

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format; see `content_type`."""
        return generate_latest(self.registry)
