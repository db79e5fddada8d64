"""What the README and those of the rooms say exists: settings, commands, files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "inference", "knowledge", "training")
PAGES = [ROOT / "README.md", *(ROOT / room / "README.md" for room in ROOMS)]
TEXT = "\n".join(page.read_text("utf-8") for page in PAGES)


def commands() -> list[tuple[str, str]]:
    """Return (module, command) for every `python -m module command` in the pages."""
    return sorted(set(re.findall(rf"python -m ({'|'.join(ROOMS)}) ([a-z][a-z-]+)", TEXT)))


def test_every_setting_is_documented_and_every_documented_one_exists():
    known = {f"YAKSOK_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"YAKSOK_[A-Z_]+[A-Z]", TEXT)) - {"YAKSOK_SHARED_DATA"} == known


def test_there_are_commands():
    assert len(commands()) >= 5


@pytest.mark.parametrize(("module", "command"), commands(), ids=lambda value: value)
def test_every_command_of_the_pages_exists(module, command):
    if module == "training":
        pytest.importorskip("torch", reason="the training extra is not installed")
    asked = [sys.executable, "-m", module, command, "--help"]
    done = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "target", sorted(set(re.findall(r"(?:^|`|\S=\S+ )make ([a-z-]+)", TEXT, re.MULTILINE)))
)
def test_every_make_target_of_the_pages_exists(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_file_that_a_page_points_at_exists():
    for page in PAGES:
        for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", page.read_text("utf-8")):
            assert (page.parent / path).exists(), f"{page}: {path}"


def test_every_weights_file_has_its_card():
    weights = sorted((ROOT / "inference" / "weights").glob("*.onnx"))
    assert weights
    assert [path.name for path in weights if not path.with_suffix(".json").exists()] == []
