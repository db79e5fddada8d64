"""Errors by whose fault they are."""


class UserError(Exception):
    """Something the person can mend; a view turns it into a sentence in their language."""


class ServiceError(Exception):
    """Something only the operator can mend; its text is for the operator."""


class SettingError(ServiceError):
    """A setting that is missing or wrong; refused at start."""

    def __init__(self, setting: str, problem: str) -> None:
        super().__init__(f"{setting}: {problem}")
        self.setting = setting


class GoneError(UserError):
    """What this is about was deleted meanwhile."""


class StorageError(ServiceError):
    """The database did not do what it was asked to. With `is_passing`, the same may succeed later."""

    is_passing = False


class StorageBusy(StorageError):
    """Another program holds the database."""

    is_passing = True


class DiskError(StorageError):
    """The disk is full, or fails: a quota that is used up reads as an I/O error, too."""

    is_passing = True


class LeaseLost(StorageError):
    """Another process has taken over the database; what this one leaves is done by that one."""

    is_passing = True


class StorageFailed(StorageError):
    """The database refuses this for good: a damaged file, or a mistake in a statement."""


def is_passing(error: BaseException | None) -> bool:
    """Return whether what failed may succeed when it is tried again."""
    return isinstance(error, StorageError) and error.is_passing
