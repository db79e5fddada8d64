"""What the process keeps to itself: no core files, nothing for other processes to read, no secrets for its children."""

import ctypes
import os
import resource

_PR_SET_DUMPABLE = 4  # prctl(2)
SECRETS = ("YAKSOK_TOKEN", "YAKSOK_DATABASE_KEY", "YAKSOK_WEBHOOK_SECRET", "YAKSOK_SERVICE_KEY")


def keep_memory_private() -> None:
    """Leave no core file when the process aborts, and let no other process of its user read its memory.

    Its memory holds the token, the key, and what people wrote. Processes that it starts leave no core files, either.
    """
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0 if most else most))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # Linux alone has it
    if prctl:
        prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def forget_secrets() -> None:
    """Take the secrets out of the environment once they are read: workers and downloads inherit it, and need none."""
    for name in SECRETS:
        os.environ.pop(name, None)
