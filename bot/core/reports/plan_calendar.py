"""The doses to come as an iCalendar file, an entry for all of one time. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event

AHEAD = timedelta(days=60)
LASTS = timedelta(minutes=10)  # an entry


@dataclass(frozen=True, slots=True)
class Entry:
    """What is taken at an instant."""

    at: datetime
    title: str
    details: str


def calendar(entries: Iterable[Entry], name: str, person: int, made_at: datetime) -> bytes:
    """Return the file. The same entry has the same id in every file, so that importing twice doubles nothing."""
    found = Calendar()
    found.add("prodid", "-//Yaksok//medicines//")
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", f"{person}-{int(entry.at.timestamp())}@yaksok")
        event.add("dtstamp", made_at)
        event.add("dtstart", entry.at)
        event.add("dtend", entry.at + LASTS)
        event.add("summary", entry.title)
        event.add("description", entry.details)
        found.add_component(event)
    return bytes(found.to_ical())
