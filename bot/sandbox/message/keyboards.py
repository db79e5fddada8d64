"""The buttons of a message, checked as Telegram checks them."""

import re
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params

Json = dict[str, Any]

BUTTONS_LIMIT = 100
ROW_LIMIT = 8
REPLY_BUTTONS_LIMIT = 300
REPLY_ROW_LIMIT = 12
MOST_SHARED = 10  # people, by one button
DATA_LIMIT = 64  # bytes

_ACTIONS = frozenset({
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
})  # fmt: skip
_URL = re.compile(r"(?:(?:https?|tg|tonsite)://)?[\w-]+(?:\.[\w-]+)*(?::\d+)?(?:[/?#]\S*)?", re.ASCII)


def read_inline_keyboard(params: Params) -> Json | None:
    """Read `reply_markup` where only an inline keyboard may stand (edits); None for none or an empty one."""
    markup = _markup(params)
    if markup is None:
        return None
    if "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return _inline(markup)


def read_keyboards(params: Params) -> tuple[Json | None, Json | None]:
    """Read `reply_markup` of a new message: the inline keyboard, and what becomes of the reply keyboard.

    The second is the ReplyKeyboardMarkup, ReplyKeyboardRemove or ForceReply itself; None changes nothing.
    """
    markup = _markup(params)
    if markup is None:
        return None, None
    if "inline_keyboard" in markup:
        return _inline(markup), None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"], "keyboard", "ReplyKeyboardMarkup")
        if any(not _reply_text(button) for row in rows for button in row):
            raise bad_request("can't parse KeyboardButton: Can't find field \"text\"")
        for row in rows:
            for button in row:
                _check_request(button)
        _check_size(rows, REPLY_BUTTONS_LIMIT, REPLY_ROW_LIMIT)
    return None, markup or None


def _markup(params: Params) -> Json | None:
    markup = params.json("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    return markup


def _inline(markup: Json) -> Json | None:
    rows = _rows(markup["inline_keyboard"], "inline_keyboard", "InlineKeyboardMarkup")
    for row in rows:
        for button in row:
            _check_button(button)
    _check_size(rows, BUTTONS_LIMIT, ROW_LIMIT)
    kept = [row for row in rows if row]
    return {"inline_keyboard": kept} if kept else None


def _rows(rows: Any, field: str, owner: str) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{field}" of the {owner} must be an Array of Arrays')
    return rows


def _check_size(rows: list[list[Any]], buttons: int, in_a_row: int) -> None:
    if sum(map(len, rows)) > buttons or any(len(row) > in_a_row for row in rows):
        raise bad_request("reply markup is too long")


def _reply_text(button: Any) -> str:
    text = button.get("text") if isinstance(button, dict) else button
    return text if isinstance(text, str) else ""


def _check_request(button: Any) -> None:
    """Refuse a button that asks for people without a number of 32 bits, or for none or more than ten."""
    request = button.get("request_users") if isinstance(button, dict) else None
    if request is None:
        return
    number = request.get("request_id") if isinstance(request, dict) else None
    if not isinstance(number, int) or not -(2**31) <= number < 2**31:
        raise bad_request("can't parse KeyboardButtonRequestUsers: Can't find field \"request_id\"")
    if not 1 <= request.get("max_quantity", 1) <= MOST_SHARED:
        raise bad_request("MAX_QUANTITY_INVALID")


def asked_for_people(keyboard: Json | None) -> Json | None:
    """Return what the first button of a reply keyboard that asks for people says; None without one."""
    buttons = [button for row in (keyboard or {}).get("keyboard", []) for button in row]
    asked = (button.get("request_users") for button in buttons if isinstance(button, dict))
    return next((one for one in asked if one), None)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse InlineKeyboardButton: expected an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request("can't parse InlineKeyboardButton: Can't find field \"text\"")
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    actions = _ACTIONS & button.keys()
    if not actions:
        raise bad_request(
            "can't parse InlineKeyboardButton: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in actions and not 1 <= len(str(button["callback_data"]).encode()) <= DATA_LIMIT:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in actions and not _URL.fullmatch(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def find_button(message: Json, wanted: str) -> Json | None:
    """Return the inline button whose data or text is `wanted`, data first; None where there is none."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    buttons: list[Json] = [button for row in rows for button in row]
    by_data = (button for button in buttons if button.get("callback_data") == wanted)
    by_text = (button for button in buttons if button["text"] == wanted)
    return next(by_data, None) or next(by_text, None)
