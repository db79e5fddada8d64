"""The catalogue of the Taiwan FDA: its items, and the photo of both sides that many of them have."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def photographed_items(folder: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """Yield the items of `appearance.json` in a folder, each with the first of its photos, where that is there."""
    for item in json.loads((folder / "appearance.json").read_text(encoding="utf-8"))["items"]:
        if item["imgs"] and (photo := folder / item["imgs"][0]["file"]).exists():
            yield item, photo
