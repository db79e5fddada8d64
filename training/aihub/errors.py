"""What can be wrong with archives and stores; each error names the place."""

NO_SPACE = "no space left"


class AihubError(Exception):
    """Something outside of the program is not as it must be. The text is for the person at the terminal."""


class StoreError(AihubError):
    """A store refuses, does not answer, or is full."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(url, problem)  # both, so that it survives pickling between processes
        self.url, self.problem = url, problem

    def __str__(self) -> str:
        return f"{self.url}: {self.problem}"

    @property
    def full(self) -> bool:
        """Whether nothing more can be written there."""
        return self.problem == NO_SPACE


class ArchiveError(AihubError):
    """A whole archive that can't be read."""

    def __init__(self, archive: str, problem: str) -> None:
        super().__init__(archive, problem)
        self.archive, self.problem = archive, problem

    def __str__(self) -> str:
        return f"{self.archive}: {self.problem}"


class MemberError(AihubError):
    """One member of an archive that can't be used; `reason` is a word that reports count by."""

    def __init__(self, reason: str, detail: str = "", uncounted: int | None = None) -> None:
        """`uncounted`: how many of its labels no report counts yet; all of them unless given."""
        super().__init__(reason, detail, uncounted)
        self.reason, self.detail, self.uncounted = reason, detail, uncounted

    def __str__(self) -> str:
        return f"{self.reason}: {self.detail}" if self.detail else self.reason
