"""The photo or the document that a request carries: uploaded, attached by name, or sent before."""

from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.message.entities import read_caption
from bot.sandbox.params import Params, Upload
from bot.sandbox.state.files import Kind, Media
from bot.sandbox.state.world import World

Json = dict[str, Any]

UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes that a bot may upload at once


async def read_media(world: World, params: Params, name: str, kind: Kind) -> Media:
    """Return the media in parameter `name`; ApiError where there is none, or it is none of that kind."""
    given = params.text(name)
    upload = _upload(params, name, given)
    if upload is not None:
        return await store(world, upload, kind)
    if not given or given.startswith("attach://"):
        raise bad_request(f"there is no {kind} in the request")
    if "." in given:
        raise bad_request("failed to get HTTP URL content")  # the sandbox reaches nothing outside itself
    return world.files.sent_before(given, kind)


async def store(world: World, upload: Upload, kind: Kind) -> Media:
    """Keep an upload; ApiError for what is too large, or no photo where one is asked for."""
    if len(upload.data) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        return await world.files.add_photo(upload.data)
    return world.files.add_document(upload)


async def media_content(world: World, params: Params, name: str, kind: Kind) -> Json:
    """Return the fields of a Message with a photo or a document and its caption."""
    caption = read_caption(params)
    media = await read_media(world, params, name, kind)
    content = {kind: media.value, **caption.fields("caption", "caption_entities")}
    if kind == "photo" and params.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    if kind == "photo" and params.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


async def input_media_content(world: World, params: Params, item: Any) -> tuple[Kind, Json]:
    """Return the kind and the Message fields of one InputMedia object."""
    if not isinstance(item, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = item.get("type")
    if kind not in ("photo", "document"):
        raise bad_request(f'can\'t parse InputMedia: type "{kind}" is not supported by the sandbox')
    inner = params.inner(item)
    given = inner.text("media")
    if not given or (given.startswith("attach://") and _upload(inner, "media", given) is None):
        raise bad_request("can't parse InputMedia: media not found")
    return kind, await media_content(world, inner, "media", kind)


def _upload(params: Params, name: str, given: str) -> Upload | None:
    if given.startswith("attach://"):
        return params.uploads.get(given.removeprefix("attach://"))
    return params.uploads.get(name)
