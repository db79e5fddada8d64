"""The letters of drawings, charts and pages: NanumGothic, which has Korean and Latin ones; it comes with a package."""

from importlib.util import find_spec
from pathlib import Path

PACKAGE = "koreanize_matplotlib"  # never imported: it changes matplotlib's settings; only its files are used


def font(*, bold: bool = False) -> Path:
    """Return the file of the font (SIL Open Font License 1.1)."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {PACKAGE} is not installed")
    return Path(spec.submodule_search_locations[0]) / "fonts" / f"NanumGothic{'Bold' if bold else ''}.ttf"
