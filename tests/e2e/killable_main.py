"""`python -m bot run`, but for its clock: that is ahead by the seconds in a file.

Each process that scans photos reads this file again as it starts, so nothing is imported before it is needed.
"""


def main(ahead: str, *arguments: str) -> None:
    """Serve as the command does, with a clock that is ahead; `--standby` as there."""
    from datetime import datetime, timedelta
    from pathlib import Path

    from bot.app.cli import serve
    from bot.app.clock import utc_now
    from bot.ops.commands.console import refusals
    from bot.settings import read_settings

    file = Path(ahead)

    def now() -> datetime:
        return utc_now() + timedelta(seconds=float(file.read_text()))

    with refusals("Yaksok does not run."):
        serve(read_settings(), now, standby="--standby" in arguments)


if __name__ == "__main__":
    import sys

    main(*sys.argv[1:])
