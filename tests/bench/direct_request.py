"""Requests of a bot to a sandbox in the same process, without the sockets between them: they take half of a long simulation."""

import json
from typing import Any

from telegram.request import HTTPXRequest, RequestData

from bot.sandbox.api import carry_out
from bot.sandbox.errors import ApiError
from bot.sandbox.params import Params, Upload
from bot.sandbox.server import Sandbox
from bot.telegram.transport.fence import FencedRequest


class _Direct(HTTPXRequest):
    """Carries a request to the sandbox's methods, as its server does with what it reads from the socket."""

    def __init__(self, *, sandbox: Sandbox, **options: Any) -> None:
        super().__init__(**options)
        self._sandbox = sandbox

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        """Return the status and the body of the answer."""
        name = url.rsplit("/", 1)[-1]
        self._sandbox.world.requests[name] += 1
        try:
            body = await carry_out(self._sandbox.world, name, _params(request_data))
        except ApiError as error:
            return error.code, json.dumps(error.body()).encode()
        return 200, json.dumps(body).encode()


class DirectRequest(FencedRequest, _Direct):
    """The bot's own requests, with the fence before them: `DirectRequest(may_send, sandbox=sandbox)`."""


def _params(data: RequestData | None) -> Params:
    if data is None:
        return Params({})
    files = {name: Upload(name=file[0], mime_type=file[2], data=file[1]) for name, file in _files(data)}
    return Params(data.json_parameters, files)


def _files(data: RequestData) -> list[tuple[str, Any]]:
    return list(data.multipart_data.items()) if data.contains_files else []
