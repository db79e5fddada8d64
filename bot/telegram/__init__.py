"""Telegram: updates in, messages out. The only folder that imports `telegram`."""

import os

# Unless told so before its import, the library gives spans of time as numbers and warns of it at every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")
