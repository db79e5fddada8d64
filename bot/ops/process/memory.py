"""How the C library gives memory back to the system."""

import ctypes

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD in glibc's malloc.h
_LARGE = 1_000_000  # bytes


def give_back_large_blocks() -> None:
    """Let blocks of a megabyte and more go back to the system as soon as they are freed.

    Else glibc raises its limit with every large file that is freed, up to 32 MB, and the next ones stay in its heaps.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
    if mallopt:
        mallopt(_MMAP_THRESHOLD, _LARGE)
