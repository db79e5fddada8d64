"""python -m bot.sandbox: the sandbox alone, so that the bot beside it can be ended and started again."""

import asyncio
from typing import Annotated

import typer

from bot.sandbox.server import Sandbox


async def _serve(host: str, port: int) -> None:
    async with Sandbox(host=host, port=port) as sandbox:
        typer.echo(f"The chat is at {sandbox.url}/. A bot beside it:")
        typer.echo(f"YAKSOK_API_URL={sandbox.url} YAKSOK_TOKEN={sandbox.token} python -m bot run")
        await asyncio.Event().wait()


def main(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port; 0 for any that is free.")] = 8081,
) -> None:
    """Serve the sandbox until Ctrl-C."""
    try:
        asyncio.run(_serve(host, port))
    except OSError as error:
        typer.echo(f"Port {port} can't be listened on: {error.strerror}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    typer.run(main)
