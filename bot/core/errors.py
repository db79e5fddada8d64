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
