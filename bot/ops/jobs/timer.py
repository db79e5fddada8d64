"""The one timer of the service. Reminders, backups and the knowledge refresh have their jobs in it."""

from apscheduler.schedulers.asyncio import AsyncIOScheduler


def new_timer() -> AsyncIOScheduler:
    """Return a timer that runs a job which is late all the same, once, and none twice at the same time."""
    return AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
