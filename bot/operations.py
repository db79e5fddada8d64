"""Commands for who runs a bot: backup, restore, change-key."""

from pathlib import Path
from typing import Annotated

import typer

from bot.app import utc_now
from bot.backup import Backups
from bot.console import console, refusals
from bot.core.errors import SettingError
from bot.lock import alone
from bot.replacing import change_key, restore
from bot.settings import Settings, check_key, read_key_file, read_settings
from bot.storage.copies import Contents

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
            contents, aside = restore(file, backup_key, settings.database_path, key, utc_now())
        _say(f"{settings.database_path} holds {_told(contents)}, from {file}.")
        if aside:
            _say(f"What it replaced is kept for {settings.backup_days} days: {aside}")


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


def _key_of(file: Path | None, settings: Settings, otherwise: str) -> str:
    if file is None:
        return otherwise
    if settings.holds(file):
        raise SettingError("the key file", "expected outside the folders of data and backups")
    return check_key(read_key_file(file))


def _told(contents: Contents) -> str:
    rows = sum(number for _, number in contents.rows)
    return f"{contents.count('accounts')} accounts, {rows} rows, schema {contents.schema}"


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False, soft_wrap=True)
