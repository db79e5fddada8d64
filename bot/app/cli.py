"""The commands of `python -m bot`: run the bot, or try it without Telegram."""

import asyncio
import contextlib
import gc
import secrets
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bot.app.clock import Clock, utc_now
from bot.app.commands import commands
from bot.app.service import Service, opened
from bot.core.errors import SettingError
from bot.ops.commands.console import console, refusals
from bot.ops.commands.schedule_command import language_commands
from bot.ops.commands.understand_command import understanding_commands
from bot.ops.monitoring.logs import configure_logging
from bot.ops.process.isolation import forget_secrets, keep_memory_private
from bot.ops.process.lock import alone
from bot.ops.process.standby import turn
from bot.ops.process.systemd import alive, notify
from bot.sandbox.server import Sandbox
from bot.sandbox.state.world import SandboxSettings
from bot.settings import Settings, make_key, read_settings
from inference.memory import give_back_large_blocks

app = typer.Typer(
    no_args_is_help=True, help=__doc__, pretty_exceptions_enable=False
)  # its tracebacks show values
app.add_typer(commands)
app.add_typer(language_commands)
app.add_typer(understanding_commands)
CANNOT_RUN = "Yaksok does not run."


@app.callback()
def main() -> None:
    """Yaksok: photo, interactions, list and reminders in a Telegram chat."""


@app.command()
def run(
    standby: Annotated[
        bool,
        typer.Option(
            "--standby", help="Where another bot runs on the database, wait, and take over from it."
        ),
    ] = False,
) -> None:
    """Run the bot with the token and key of the environment."""
    with refusals(CANNOT_RUN):
        settings = read_settings()
        serve(settings if settings.has_key else with_new_key(settings), standby=standby)


def with_new_key(settings: Settings) -> Settings:
    """Make a key for a bot that has no data yet, and say where it is; the settings as they are, where it has some."""
    settings.bot_token()  # without it nothing starts, and nothing is to be left behind
    file = settings.own_key_file
    if settings.database_path.exists() or settings.holds(file):
        return settings
    make_key(file)
    console.print(
        f"The key of the users' database is in {file}. Keep a copy elsewhere: without it the data are lost."
    )
    return settings.model_copy(update={"database_key_file": file})


def serve(settings: Settings, now: Clock = utc_now, *, standby: bool = False) -> None:
    """Run the bot until it is stopped; raise SettingError where it can't begin. A test gives a clock of its own."""
    settings.bot_token()
    _configure_logging(settings)
    keep_memory_private()
    forget_secrets()
    give_back_large_blocks()
    asyncio.run(_until_stopped(_serving(settings, now, standby=standby)))


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the chat is served, on this machine only.")] = 8800,
) -> None:
    """Run the bot against a stand-in for Telegram, with a chat in the browser."""
    with refusals(CANNOT_RUN), tempfile.TemporaryDirectory(prefix="yaksok-demo-") as throw_away:
        settings = read_settings()
        lasting = "data_dir" in settings.model_fields_set
        folder = settings.data_dir if lasting else Path(throw_away)
        with alone(folder):
            asyncio.run(_until_stopped(_demonstrating(settings, port, folder, lasting=lasting)))


@asynccontextmanager
async def _serving(settings: Settings, now: Clock, *, standby: bool) -> AsyncIterator[Service]:
    if standby:
        notify("READY=1\nSTATUS=stands by")  # systemd would not wait so long
    async with (
        alive(),
        turn(settings, standby=standby) as after,
        opened(settings, now, after=after) as service,
        service.running(),
    ):
        gc.collect()
        gc.freeze()  # what lives as long as the bot is not looked through by every collection: that took 70 ms
        notify("READY=1\nSTATUS=runs")
        console.print(f"Yaksok runs; http://{settings.host}:{settings.port}/healthz tells how it is.")
        yield service


@asynccontextmanager
async def _demonstrating(
    settings: Settings, port: int, folder: Path, *, lasting: bool
) -> AsyncIterator[Service]:
    """Serve the sandbox and the real bot behind it; what they keep is gone afterwards unless it is `lasting`."""
    if (folder / "users.db").exists() and not (folder / "sandbox.json").exists():
        raise SettingError(
            "YAKSOK_DATA_DIR", "holds the data of a real bot; the demo wants a folder of its own"
        )
    sandbox = Sandbox(SandboxSettings(state_file=folder / "sandbox.json" if lasting else None), port=port)
    async with _listening(sandbox, port):
        own: dict[str, object] = {
            "token": SecretStr(sandbox.token),
            "api_url": sandbox.url,
            "data_dir": folder,
            "port": 0,
            "webhook_url": "",
            "sync_hour": None,
            "backup_hour": settings.backup_hour if lasting else None,
        }
        if not settings.database_key.get_secret_value() and settings.database_key_file is None:
            own["database_key"] = SecretStr(_demo_key(folder) if lasting else secrets.token_hex(32))
        settings = settings.model_copy(update=own)
        _configure_logging(settings)
        async with opened(settings) as service, service.running():
            console.print(f"Open [bold]{sandbox.url}/[/bold] in a browser. Stop with Ctrl-C.")
            yield service


@asynccontextmanager
async def _listening(sandbox: Sandbox, port: int) -> AsyncIterator[None]:
    try:
        await sandbox.start()
    except OSError as error:
        raise SettingError("--port", f"{port} can't be listened on: {error.strerror}") from error
    try:
        yield
    finally:
        await sandbox.stop()


def _demo_key(folder: Path) -> str:
    """Return the demo's own key: beside the data folder, never in it, and the same at the next start."""
    file = folder.resolve().with_name(f"{folder.resolve().name}.demo-key")
    if not file.exists():
        make_key(file)
    return file.read_text().strip()


async def _until_stopped(running: contextlib.AbstractAsyncContextManager[Service]) -> None:
    """Run until Ctrl-C or SIGTERM; raise where the service fails before."""
    stop, task = asyncio.Event(), asyncio.current_task()
    _on_signals(task.cancel if task else stop.set)  # while it starts there is nothing to finish
    async with running as service:
        _on_signals(stop.set)
        ends = {asyncio.ensure_future(stop.wait()), asyncio.ensure_future(service.failed())}
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        for end in ends - done:
            end.cancel()
        for end in done:
            end.result()


def _on_signals(act: Callable[[], object]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, act)


def _configure_logging(settings: Settings) -> None:
    configure_logging(json=settings.log_json, secrets=settings.hidden())
