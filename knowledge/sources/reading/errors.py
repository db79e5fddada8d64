"""What is wrong with a file from outside, said so that a person can find the place."""


class SourceChanged(Exception):
    """A file is not what its reader was written for: damaged, renamed, or with something new in it.

    `file` is the file's name, `row` the line or sheet row from 1 (None: the whole file), `field` the column.
    """

    def __init__(self, file: str, problem: str, *, row: int | None = None, field: str = "") -> None:
        self.file, self.row, self.field, self.problem = file, row, field, problem
        place = [file]
        if row is not None:
            place.append(f"row {row}")
        if field:
            place.append(f"field {field}")
        super().__init__(f"{', '.join(place)}: {problem}")
