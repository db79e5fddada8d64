"""What can be wrong with a knowledge file, in words that name the file and the remedy."""

from pathlib import Path


class KnowledgeError(Exception):
    """A knowledge file cannot be used. `path` is the file; the text says why and what to do."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}")
