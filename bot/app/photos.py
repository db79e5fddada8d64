"""How many photos may be in memory, and how many processes look at them."""

import os

from bot.ops.monitoring.metrics import Metrics
from bot.settings import Settings
from bot.telegram.transport.admission import Admission, AdmissionLimits
from bot.telegram.transport.photo_quota import QuotaLimits


def admission_of(settings: Settings, metrics: Metrics) -> Admission:
    """Return the admission of photos. Twice as many as workers are in memory: some are scanned, the next fetched."""
    limits = AdmissionLimits(
        photos=settings.scan_queue,
        at_once=2 * workers_of(settings),
        bytes=settings.scan_megabytes * 1_000_000,
        quota=QuotaLimits(settings.photos_per_hour, settings.photo_seconds_per_hour),
    )
    admission = Admission(limits, metrics)
    metrics.watch_queue("photos", lambda: admission.length)
    return admission


def workers_of(settings: Settings) -> int:
    """Return the number of processes that look at photos: one a core unless it is set."""
    return settings.scan_workers or len(os.sched_getaffinity(0))
