"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option(help="The data folder: photos/, imprint/, us/, weights/.")]
SHARED = Path("../shared/data")
