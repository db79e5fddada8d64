"""The files to run a bot with: each setting, command, metric and page that they name exists."""

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.ops.monitoring.metrics import Metrics
from bot.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
PAGE = (DEPLOY / "README.md").read_text("utf-8")
FILES = [path for path in DEPLOY.rglob("*") if path.is_file() and path.parent.name != "secrets"]
SETTINGS = {f"YAKSOK_{name.upper()}" for name in Settings.model_fields}
RULES = yaml.safe_load((DEPLOY / "prometheus/alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
DASHBOARD = json.loads((DEPLOY / "grafana/yaksok.json").read_text("utf-8"))
EXPRESSIONS = [rule["expr"] for rule in RULES] + [
    target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]
]


def figures() -> set[str]:
    """Return the names under which Prometheus knows the figures, before anything happened."""
    families = list(Metrics().registry.collect())
    ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    return {family.name + end for family in families for end in ends[family.type]}


def anchors() -> set[str]:
    return {re.sub(r"[^a-z0-9 -]", "", line.lower()).strip().replace(" ", "-")
            for line in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_a_file_names_exists(path):
    assert set(re.findall(r"YAKSOK_[A-Z_]+[A-Z]", path.read_text("utf-8"))) <= SETTINGS


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_figure_of_an_alert_or_a_panel_is_one_that_the_bot_gives(expression):
    assert set(re.findall(r"yaksok_\w+", expression)) <= figures()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_it_means_and_what_to_do(rule):
    assert rule["annotations"]["meaning"].endswith(".")
    page, anchor = rule["annotations"]["runbook"].split("#")
    assert (ROOT / page) == DEPLOY / "README.md"
    assert anchor in anchors()


def test_every_page_that_is_pointed_at_exists():
    for path in re.findall(r"\]\((?!https?:)([^)#]+)\)", PAGE) + re.findall(r"`(deploy/[^` ]+)", PAGE):
        assert (DEPLOY / path).exists() or (ROOT / path).exists(), path


@pytest.mark.parametrize(
    "command", sorted(set(re.findall(r"(?:python -m bot|deploy/yaksok) ([a-z-]+)", PAGE)) | {"health"})
)
def test_every_command_exists(command):
    done = subprocess.run(
        [sys.executable, "-m", "bot", command, "--help"], capture_output=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0


def test_the_unit_runs_the_bot_shut_in_and_gives_its_secrets_as_credentials():
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment]
    unit.read(DEPLOY / "yaksok.service")
    service = unit["Service"]
    assert service["ExecStart"].endswith("python -m bot run")
    for hardening in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "DynamicUser", "RestrictNamespaces"):
        assert service[hardening] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert (service["Type"], service["LimitCORE"], service["CapabilityBoundingSet"]) == ("notify", "0", "")
    text = (DEPLOY / "yaksok.service").read_text("utf-8")
    for name, credential in (("TOKEN", "token"), ("DATABASE_KEY", "key")):
        assert f"YAKSOK_{name}_FILE=%d/{credential}" in text
        assert f"LoadCredential={credential}:" in text


def test_a_command_beside_the_unit_uses_its_folder_and_secrets(tmp_path):
    script, data = tmp_path / "deploy" / "yaksok", tmp_path / "data"
    script.parent.mkdir()
    shutil.copy(DEPLOY / "yaksok", script)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    data.mkdir(mode=0o700)
    (tmp_path / "token").write_text("123456:abc\n")
    (tmp_path / "key").write_text("ab" * 32)
    environment = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "YAKSOK_DATA_DIR": str(data),
                   "YAKSOK_TOKEN_FILE": str(tmp_path / "token"), "YAKSOK_DATABASE_KEY_FILE": str(tmp_path / "key")}  # fmt: skip
    done = subprocess.run(
        [script, "doctor", "--json"], env=environment, capture_output=True, text=True, check=False
    )
    assert [each for each in json.loads(done.stdout) if each["level"] == "problem"] == []
    assert done.returncode == 0
    assert (
        subprocess.run(
            [script, "no-such-command"], env=environment, capture_output=True, check=False
        ).returncode
        == 2
    )


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_reads_the_unit():
    done = subprocess.run(
        ["systemd-analyze", "verify", DEPLOY / "yaksok.service"], capture_output=True, text=True, check=False
    )
    assert "Unknown" not in done.stderr


def steps() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile with their arguments."""
    text = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ")
    return [tuple(line.split(" ", 1)) for line in text.splitlines() if line and not line.startswith("#")]  # type: ignore[misc]


def test_the_image_runs_as_a_user_of_its_own_and_tells_its_health():
    made = steps()
    assert [name for name, _ in made].count("FROM") == 2
    users = [argument for name, argument in made if name == "USER"]
    assert users == ["10001"]
    after = [name for name, _ in made][[name for name, _ in made].index("USER") :]
    assert {"HEALTHCHECK", "ENTRYPOINT", "CMD", "VOLUME", "STOPSIGNAL"} <= set(after)
    assert not any(
        "YAKSOK_TOKEN" in argument or "KEY" in argument for name, argument in made if name in ("ENV", "ARG")
    )


def test_compose_declares_what_it_uses():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    service = compose["services"]["yaksok"]
    assert {volume.split(":")[0] for volume in service["volumes"]} == set(compose["volumes"])
    assert set(service["secrets"]) == set(compose["secrets"])
    for name, value in service["environment"].items():
        assert name in SETTINGS
        if value.startswith("/run/secrets/"):
            assert value.rsplit("/", 1)[1] in compose["secrets"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).exists()


@pytest.mark.slow
def test_what_the_image_copies_is_enough_to_install_and_run(tmp_path: Path):
    """The steps of the image without an engine: the copied files alone are installed, and the bot finds all it needs."""
    build, installed = tmp_path / "build", tmp_path / "installed"
    for name, argument in steps():
        if name == "COPY" and not argument.startswith("--from"):
            *sources, _ = argument.split()
            for source in sources:
                copied = build / source
                if (ROOT / source).is_dir():
                    shutil.copytree(ROOT / source, copied, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    copied.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(ROOT / source, copied)
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        installed,
        build,
    ]
    subprocess.run(pip, check=True, capture_output=True, timeout=110)
    environment = {"PYTHONPATH": str(installed), "YAKSOK_DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin:/bin",
                   "YAKSOK_TOKEN": "123456:abc", "YAKSOK_DATABASE_KEY": "ab" * 32}  # fmt: skip
    done = subprocess.run([sys.executable, "-P", "-m", "bot", "doctor", "--json"], cwd=tmp_path, env=environment,
                          capture_output=True, text=True, check=False, timeout=110)  # fmt: skip
    problems = [each for each in json.loads(done.stdout) if each["level"] == "problem"]
    assert problems == []
