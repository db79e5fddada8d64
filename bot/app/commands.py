"""Commands for who runs a bot: backup, restore, change-key, donations, doctor, health."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from urllib.request import urlopen

import typer

from bot.app.clock import utc_now
from bot.core.errors import SettingError
from bot.ops.backups.backup import Backups
from bot.ops.backups.database_swap import change_key, restore
from bot.ops.backups.donation_export import write_out
from bot.ops.commands.console import console, refusals
from bot.ops.monitoring.doctor import Finding, Level, examine
from bot.ops.process.lock import alone
from bot.settings import Settings, check_key, read_secret, read_settings
from bot.storage.file.snapshots import Contents
from bot.telegram.transport.token import name_of

SIGNS = {Level.OK: "✔", Level.WARNING: "▲ warning,", Level.PROBLEM: "✘ problem,"}
commands = typer.Typer()


@commands.command("backup")
def backup() -> None:
    """Make a backup now, also while the bot runs; encrypted with the same key, checked by opening it."""
    with refusals("No backup was made."):
        settings = read_settings()
        path, contents = Backups.of(settings).make(settings.key(), utc_now())
        _say(f"{path} holds {_told(contents)}; opened and checked.")


@commands.command("restore")
def restore_backup(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    key_file: Annotated[
        Path | None, typer.Option(help="A file with the key of that backup, if it is another.")
    ] = None,
) -> None:
    """Put a backup in the place of the database, which is kept aside. The bot must be stopped."""
    with refusals("Nothing was restored."):
        settings = read_settings()
        key = settings.key()
        with alone(settings.data_dir):
            backup_key = _key_of(key_file, settings, key)
            restored = restore(file, backup_key, settings.database_path, key, utc_now())
        _say(f"{settings.database_path} holds {_told(restored.contents)}, from {file}.")
        if restored.aside:
            _say(f"What it replaced is kept for {settings.backup_days} days: {restored.aside}")
        if not restored.knows_deletions:
            _say("What people deleted since that backup was made is in it again: no database told of it.")


@commands.command("change-key")
def change_database_key(
    new_key_file: Annotated[
        Path | None,
        typer.Option(help="A file with the new key, outside the data folder; asked for unless given."),
    ] = None,
) -> None:
    """Encrypt the database anew with another key. The bot must be stopped."""
    with refusals("The key was not changed."):
        settings = read_settings()
        if new_key_file:
            new = _key_of(new_key_file, settings, "")
        else:
            new = check_key(typer.prompt("New key", hide_input=True, confirmation_prompt=True))
        with alone(settings.data_dir):
            contents = change_key(settings.database_path, settings.key(), new)
        _say(f"{settings.database_path} opens with the new key alone; it holds {_told(contents)}.")
        setting = f"YAKSOK_DATABASE_KEY_FILE={new_key_file}" if new_key_file else "YAKSOK_DATABASE_KEY"
        _say(f"Set {setting} before you start the bot.")
        path, _ = Backups.of(settings).make(new, utc_now())
        _say(f"{path} is a backup with the new key.")
        _say(f"Older ones need the old key: keep it until they are gone, in {settings.backup_days} days.")


@commands.command("donations")
def donations(
    out: Annotated[
        Path, typer.Option(help="The folder for the photos; those taken back are removed from it.")
    ],
) -> None:
    """Write out the photos that people gave to learn from. Run it again before every training: some are taken back."""
    with refusals("Nothing was written."):
        settings = read_settings()
        if not settings.database_path.exists():
            raise SettingError("YAKSOK_DATA_DIR", f"{settings.database_path} is not there")
        given, taken_back = write_out(settings.database_path, settings.key(), out)
        _say(f"{given} photos in {out}; {taken_back} that were taken back are removed.")


@commands.command("doctor")
def doctor(
    online: Annotated[
        bool, typer.Option("--online", help="Ask Telegram whether it knows the token.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Check settings, key, database, backups, knowledge, weights, clock and disk; end with 1 where there is a problem."""
    findings = _examined(online=online)
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(f"{SIGNS[finding.level]} {finding.check}: {finding.told}")
            if finding.remedy:
                typer.echo(f"    → {finding.remedy}")
    if any(finding.level is Level.PROBLEM for finding in findings):
        raise typer.Exit(1)


@commands.command("health")
def health() -> None:
    """Ask the bot that runs here whether it takes updates; end with 1 where it does not: for a container's health check."""
    with refusals("The bot was not asked."):
        settings = read_settings()
        host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104
        try:
            with urlopen(f"http://{host}:{settings.port}/readyz", timeout=4) as answer:  # noqa: S310  our own
                typer.echo(answer.read().decode())
        except OSError as error:
            typer.echo(str(error))
            raise typer.Exit(1) from error


def _examined(*, online: bool) -> list[Finding]:
    try:
        settings = read_settings()
    except SettingError as error:
        return [Finding("settings", Level.PROBLEM, str(error), f"set {error.setting}")]
    findings = examine(settings, utc_now())
    return [*findings, _token(settings)] if online else findings


def _token(settings: Settings) -> Finding:
    try:
        name = asyncio.run(name_of(settings.bot_token(), settings.api_url))
    except (SettingError, OSError) as error:
        return Finding("token", Level.PROBLEM, str(error), "check the network, the token and YAKSOK_API_URL")
    if name is None:
        return Finding("token", Level.PROBLEM, "Telegram does not know it", "ask @BotFather for the token")
    return Finding("token", Level.OK, f"belongs to @{name}")


def _key_of(file: Path | None, settings: Settings, otherwise: str) -> str:
    if file is None:
        return otherwise
    if settings.holds(file):
        raise SettingError("the key file", "expected outside the folders of data and backups")
    return check_key(read_secret(file))


def _told(contents: Contents) -> str:
    rows = sum(number for _, number in contents.rows)
    return f"{contents.count('accounts')} accounts, {rows} rows, schema {contents.schema}"


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
