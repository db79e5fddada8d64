"""What is installed is whole: a wheel holds every file of every room."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("bot", "inference", "knowledge", "training", "migrations")
BUILD = "from setuptools import build_meta; build_meta.build_wheel('wheels')"
# documentation, and what only a checkout trains with
NOT_PACKED = shutil.ignore_patterns("__pycache__", "*.pyc", "*.md", "screens", "*.jpg", "checkpoints", "*.sh")


def test_a_wheel_holds_migrations_words_weights_tables_and_the_web_chat(tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=NOT_PACKED)
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, tmp_path)
    ours = {
        path.relative_to(tmp_path).as_posix() for room in ROOMS for path in (tmp_path / room).rglob("*.*")
    }
    subprocess.run([sys.executable, "-c", BUILD], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "wheels").iterdir()
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(ours - packed) == []
    for kind in (".sql", ".po", ".onnx", ".csv", ".html"):
        assert any(name.endswith(kind) for name in packed), kind
