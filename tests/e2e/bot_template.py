"""A process that has imported the bot and waits: each line on its input makes a fork of it into a running bot.

Importing takes seconds, in which nothing happens that a kill could break. A fork opens all else itself: the database,
its workers, the connections. There is one thread and no connection before it. Workers are forks of another such process.
"""


def main() -> None:
    """Fork for each line (the environment and the arguments as JSON), and answer with the number of the process."""
    import gc
    import importlib
    import json
    import multiprocessing.forkserver
    import os
    import signal
    import sys
    from pathlib import Path

    importlib.import_module("bot.app.cli")
    multiprocessing.set_forkserver_preload(["inference.pool", "inference.scan"])
    multiprocessing.forkserver.ensure_running()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever asked for a fork sees its end by itself
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("expected one thread before a fork")
    gc.freeze()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            become_bot(**order)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def become_bot(environment: dict[str, str], arguments: list[str], log: str) -> None:
    """Be a bot until the end, with a session, an environment and a log of its own."""
    import multiprocessing.forkserver
    import os
    import signal

    from inference import pool_processes
    from tests.e2e.killable_main import main as serve

    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.update(environment)
    nothing, file = (
        os.open(os.devnull, os.O_RDONLY),
        os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600),
    )
    for source, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(source, target)
    pool_processes.START = "forkserver"
    multiprocessing.forkserver._forkserver.ensure_running = lambda: None  # noqa: SLF001  it is the template's child
    code = 1
    try:
        serve(*arguments)
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
