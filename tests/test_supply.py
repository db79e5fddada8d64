"""What comes with the repository: weights are those of their cards, and no secret is in any file."""

import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CARDS = sorted(path.with_suffix(".json") for path in (ROOT / "inference" / "weights").glob("*.onnx"))
EXAMPLES = {"tests/bot/ops/test_logs.py"}  # tokens that were never anybody's
SECRETS = {
    "a bot's token": re.compile(rb"\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b"),
    "a private key": re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
    "a key of a cloud": re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.stem)
def test_weights_are_those_of_their_card(card: Path):
    expected = json.loads(card.read_text("utf-8"))["sha256"]
    assert hashlib.sha256(card.with_suffix(".onnx").read_bytes()).hexdigest() == expected


def files() -> list[Path]:
    """Return the files of the repository; none where it is no repository any more."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_secret_is_in_the_repository():
    found = [
        (path.relative_to(ROOT), what)
        for path in files()
        if path.is_file() and str(path.relative_to(ROOT)) not in EXAMPLES
        for what, pattern in SECRETS.items()
        if pattern.search(path.read_bytes())
    ]
    assert found == []
