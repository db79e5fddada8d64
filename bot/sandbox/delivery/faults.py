"""Faults that a test orders: the next requests of a method fail in a chosen way."""

from dataclasses import dataclass
from typing import Literal, get_args

from bot.sandbox.errors import ApiError, bad_request, forbidden, too_many_requests

Fault = Literal[
    "429", "403", "400", "400-not-modified", "400-too-old", "400-cant-parse", "500",
    "drop-before", "drop-after", "hang-before", "hang-after", "garbage", "half",
]  # fmt: skip
BAD_REQUESTS = {
    "400": "chat not found",
    "400-not-modified": "message is not modified",
    "400-too-old": "query is too old and response timeout expired or query ID is invalid",
    "400-cant-parse": "can't parse entities: unsupported start tag",
}


@dataclass(frozen=True, slots=True)
class OrderedFault:
    """`times` requests of `method` ("*" for any) fail so. `retry_after` (seconds) goes with 429."""

    method: str
    fault: Fault
    retry_after: int = 1
    times: int = 1

    def __post_init__(self) -> None:
        if self.fault not in get_args(Fault):
            raise ValueError(f"expected a fault of {', '.join(get_args(Fault))}; got {self.fault!r}")
        if self.times < 1 or self.retry_after < 0:
            raise ValueError(f"expected times of at least 1 and retry_after of at least 0; got {self}")

    def error(self) -> ApiError | None:
        """Return the refusal; None where something else goes wrong than that."""
        match self.fault:
            case "429":
                return too_many_requests(self.retry_after)
            case "403":
                return forbidden("bot was blocked by the user")
            case fault if fault in BAD_REQUESTS:
                return bad_request(BAD_REQUESTS[fault])
            case "500":
                return ApiError(500, "Internal Server Error")
            case _:
                return None


class Faults:
    """The faults still to come, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._left: list[tuple[OrderedFault, int]] = []
        self.happened = 0

    def order(self, fault: OrderedFault) -> None:
        """Let the next requests of a method fail."""
        self._left.append((fault, fault.times))

    def clear(self) -> None:
        """Forget what has not happened yet."""
        self._left.clear()

    def take(self, method: str) -> OrderedFault | None:
        """Return what shall happen to a request of a method (in any case of letters), and count it."""
        for index, (fault, times) in enumerate(self._left):
            if fault.method in ("*", method) or fault.method.lower() == method.lower():
                self._left[index : index + 1] = [(fault, times - 1)] if times > 1 else []
                self.happened += 1
                return fault
        return None
