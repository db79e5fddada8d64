"""Why a photo was not scanned, through no fault of its sender."""


class ScanError(Exception):
    """A photo was not scanned, through no fault of whoever sent it."""


class Busy(ScanError):
    """Too many photos are waiting already; said at once."""


class ScanTimeout(ScanError):
    """The scan took longer than it may; its worker was ended."""


class ScanCrashed(ScanError):
    """The worker died over this photo."""


class OutOfMemory(ScanCrashed):
    """The worker may have no more memory; what earlier photos left there counts, too."""
