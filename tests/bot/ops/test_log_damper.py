"""A storm of log lines is damped, and what was left out is counted."""

import logging

from bot.ops.monitoring.log_damper import LINES, SECONDS, Damper
from tests.captured import captured_log


class Moment:
    """Seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def line(message: object, name: str = "asyncio") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "file", 1, message, (), None)


def test_lines_that_say_the_same_are_written_so_many_times_and_then_counted():
    clock = Moment()
    damper = Damper(clock)
    assert sum(bool(damper.filter(line("no file descriptors"))) for _ in range(1000)) == LINES
    assert damper.filter(line("something else"))
    clock.now = SECONDS
    last = line("no file descriptors")
    assert damper.filter(last)
    assert last.getMessage() == f"no file descriptors ({1000 - LINES} such lines left out)"


def test_fields_do_not_make_another_kind_and_the_count_is_a_field():
    clock = Moment()
    damper = Damper(clock)
    events = [line({"event": "check failed", "check": str(number)}) for number in range(100)]
    assert sum(bool(damper.filter(each)) for each in events) == LINES
    clock.now = SECONDS
    last = line({"event": "check failed", "check": "last"})
    assert damper.filter(last)
    assert last.msg == {"event": "check failed", "check": "last", "left_out": 100 - LINES}


def test_the_log_of_the_service_is_damped():
    with captured_log(json=True, secrets=[]) as log:
        for _ in range(500):
            logging.getLogger("asyncio").error("socket.accept() out of system resource")
    assert len(log.getvalue().splitlines()) == LINES
