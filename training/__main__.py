"""python -m training: make the datasets, train the models, measure and export them."""

import typer

from training.aihub import commands as aihub
from training.commands import detector, imprints, lines, measure, ranking, reader

app = typer.Typer(no_args_is_help=True, help=__doc__)
for group in (detector, reader, lines, imprints, ranking, measure):
    app.add_typer(group.app)
app.add_typer(aihub.app, name="aihub")


@app.callback()
def main() -> None:
    """Make the datasets, train the models, measure and export them."""


if __name__ == "__main__":
    app()
