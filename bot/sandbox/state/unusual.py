"""Messages that a bot seldom expects: stickers, voice, video, places, contacts, dice, polls."""

import secrets
from typing import Any

from bot.sandbox.params import Params, Upload
from bot.sandbox.state.files import FileStore

Json = dict[str, Any]

# kind -> media type of a small made-up file, and what a Message says of it beside the file's ids
_WITH_FILE: dict[str, tuple[str, Json]] = {
    "sticker": (
        "image/webp",
        {
            "type": "regular",
            "width": 512,
            "height": 512,
            "is_animated": False,
            "is_video": False,
            "emoji": "🙂",
        },
    ),
    "voice": ("audio/ogg", {"duration": 3, "mime_type": "audio/ogg"}),
    "audio": ("audio/mpeg", {"duration": 60, "mime_type": "audio/mpeg", "title": "Sandbox"}),
    "video": ("video/mp4", {"width": 640, "height": 360, "duration": 5, "mime_type": "video/mp4"}),
    "video_note": ("video/mp4", {"length": 240, "duration": 5}),
    "animation": ("video/mp4", {"width": 320, "height": 240, "duration": 2, "mime_type": "video/mp4"}),
}


def unusual_content(files: FileStore, kind: str, params: Params) -> Json | None:
    """Return the fields of a message of some kind, its file as sent or made up; None for an unknown kind."""
    if kind in _WITH_FILE:
        return _with_file(files, kind, params)
    match kind:
        case "location":
            return {"location": _place(params)}
        case "venue":
            return {"venue": {"location": _place(params), "title": "약국", "address": "서울"}}
        case "contact":
            return {"contact": {"phone_number": "+821000000000", "first_name": params.text("text") or "이웃"}}
        case "dice":
            return {"dice": {"emoji": "🎲", "value": 1 + secrets.randbelow(6)}}
        case "poll":
            return {"poll": _poll(params)}
    return None


def _with_file(files: FileStore, kind: str, params: Params) -> Json:
    mime_type, extra = _WITH_FILE[kind]
    upload = params.uploads.get("file") or Upload(kind, mime_type, f"made up {kind}".encode())
    file = files.add_other(upload)
    ids = {"file_id": file.file_id, "file_unique_id": file.unique_id, "file_size": len(file.data)}
    content: Json = {kind: ids | extra}
    if kind == "animation":  # Telegram sets both, for those who do not know animations
        content["document"] = ids | {"file_name": "animation.mp4", "mime_type": mime_type}
    return content


def _place(params: Params) -> Json:
    return {"latitude": params.number("latitude", 37.5665), "longitude": params.number("longitude", 126.978)}


def _poll(params: Params) -> Json:
    options = [
        {"persistent_id": str(place), "text": text, "voter_count": 0}
        for place, text in enumerate(("예", "아니요"))
    ]
    return {
        "id": str(secrets.randbits(62)),
        "question": params.text("text") or "?",
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
