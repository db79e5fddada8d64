"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option(help="The data folder: photos/, imprint/, us/, weights/.")]
Kept = Annotated[Path, typer.Option(help="The small checkpoint that lasts beyond a run's folder.")]
Run = Annotated[Path, typer.Option(help="The folder of the run; training resumes where it stopped.")]
SHARED = Path("../shared/data")
