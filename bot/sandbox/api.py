"""The Bot API's own addresses: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import hmac
from typing import Any

from aiohttp import web

from bot.sandbox.delivery.faults import OrderedFault
from bot.sandbox.errors import ApiError
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.receiving import Described
from bot.sandbox.params import Params, read_params
from bot.sandbox.state.world import World

FILE_DOWNLOAD = "file"  # the name under which faults know downloads


class BotApi:
    """Answers the bot as Telegram's server does."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes of the Bot API."""
        return [
            web.route("*", r"/bot{token:[^/]*}/{method:\w+}", self.call),
            web.get(r"/file/bot{token:[^/]*}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Carry out one method."""
        name = request.match_info["method"]
        self._world.requests[name] += 1
        fault = self._world.faults.take(name)
        if fault and fault.fault in ("drop-before", "hang-before"):
            return await _failed(request, fault)
        try:
            self._check_token(request.match_info["token"])
            body = await self._carry_out(request, name, fault)
        except ApiError as error:
            self._world.refusals[error.code] += 1
            return web.json_response(error.body(), status=error.code)
        except web.HTTPRequestEntityTooLarge:
            self._world.refusals[413] += 1
            return web.json_response(ApiError(413, "Request Entity Too Large").body(), status=413)
        return await _failed(request, fault) if fault else web.json_response(body)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Send a file whose path getFile told."""
        self._world.requests[FILE_DOWNLOAD] += 1
        fault = self._world.faults.take(FILE_DOWNLOAD)
        try:
            if fault and (error := fault.error()):
                raise error
            self._check_token(request.match_info["token"])
        except ApiError as refusal:
            return web.json_response(refusal.body(), status=refusal.code)
        file = self._world.files.at_path(request.match_info["path"])
        if file is None:
            return web.json_response(ApiError(404, "Not Found").body(), status=404)
        if fault:
            return await _failed(request, fault, file.data)
        return web.Response(body=file.data, content_type="application/octet-stream")

    async def _carry_out(self, request: web.Request, name: str, fault: OrderedFault | None) -> dict[str, Any]:
        if fault and (error := fault.error()):
            raise error
        return await carry_out(self._world, name, await read_params(request))

    def _check_token(self, token: str) -> None:
        """ApiError 401 for a token that is not ours, 404 for what is none at all."""
        bot_id, _, secret = token.partition(":")
        if not bot_id.isdigit() or not secret:
            raise ApiError(404, "Not Found")
        if not hmac.compare_digest(token.encode(), self._world.settings.token.encode()):
            raise ApiError(401, "Unauthorized")


async def carry_out(world: World, name: str, params: Params) -> dict[str, Any]:
    """Carry out one method, and return the body of its answer; raise ApiError where it is refused."""
    method = METHODS.get(name.lower())
    if method is None:
        raise ApiError(404, "Not Found")
    result = await method(world, params)
    if isinstance(result, Described):
        return {"ok": True, "result": result.result, "description": result.description}
    return {"ok": True, "result": result}


async def _failed(request: web.Request, fault: OrderedFault, content: bytes = b"") -> web.StreamResponse:
    """Answer with nonsense, with half of the content, or not at all: at once, or when the other side gives up."""
    if fault.fault == "garbage":
        return web.Response(text="<html>it works!</html>", content_type="text/html")
    if fault.fault == "half":
        half = web.StreamResponse(headers={"Content-Length": str(len(content))})
        await half.prepare(request)
        await half.write(content[: len(content) // 2])
    elif fault.fault.startswith("hang"):
        while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    if request.transport is not None:  # the response that is returned reaches nobody
        request.transport.abort()
    return web.Response()
