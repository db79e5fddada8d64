"""The day that a question about doses is about: today unless it says otherwise."""

import re

DAYS = (
    (r"그끄저께|그끄제", -3),
    (r"그저께|그제|그젓께|엊그제|엊그저께|\bday before yesterday\b|\btwo days ago\b", -2),
    (r"어제|어저께|엊저녁|\byesterday\b|\blast night\b", -1),
    (r"내일|낼|\btomorrow\b", 1),
)  # the first that is found counts


def day_said(text: str) -> int:
    """Return the day that a text names as days from today: -1 is yesterday, 0 is today or no day named."""
    return next((days for pattern, days in DAYS if re.search(pattern, text, re.IGNORECASE)), 0)
