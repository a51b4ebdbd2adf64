"""What Slack lets through as blocks and text, and how a person sees it.

The limits are Slack's documented ones, and for the total of a message's blocks the lowest figure that was reported.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

BLOCKS = 50
HOME_BLOCKS = 100
SECTION = 3_000
HEADER = 150
BUTTON = 75
VALUE = 2_000
OPTION_VALUE = 150
TOTAL = 13_200
TEXT = 40_000
UPDATE_TEXT = 4_000
ACTIONS = 25
OPTIONS = 5
CONTEXT = 10
LABEL = 2_000
PLACEHOLDER = 150
URL = 3_000

_STYLES = {"bold", "italic", "strike", "code", "underline"}
_ENTITY = re.compile(r"&(amp|lt|gt);")
_CONTROL = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


class Refused(Exception):
    """Slack would refuse this; ``code`` is the error it gives."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}")
        self.code = code
        self.why = why


def check_message(blocks: list[dict[str, Any]], text: str, *, limit: int = TEXT) -> None:
    """Raises ``Refused`` for what Slack would not take, and for what this house never sends."""
    if not text:
        raise Refused("no_text", "text must be set beside blocks")
    if units(text) > limit:
        raise Refused("msg_too_long", f"{units(text)} units of text")
    check_mrkdwn(text)
    check_blocks(blocks)


def check_blocks(blocks: list[dict[str, Any]], *, most: int = BLOCKS, total: int = TOTAL) -> None:
    if len(blocks) > most:
        raise Refused("invalid_blocks", f"{len(blocks)} blocks")
    if units(json.dumps(blocks, ensure_ascii=False)) > total:
        raise Refused("msg_blocks_too_long", "the blocks together")
    for block in blocks:
        check = _CHECKS.get(block.get("type", ""))
        if check is None:
            raise Refused("invalid_blocks", f"unknown block {block.get('type')!r}")
        check(block)
    ids = [element.get("action_id") for block in blocks if block["type"] == "actions" for element in block["elements"]]
    if len(ids) != len(set(ids)):
        raise Refused("invalid_blocks", "an action_id twice")


def check_mrkdwn(text: str) -> None:
    """Text for mrkdwn must have its three characters escaped; only links may stand in angle brackets."""
    rest = _CONTROL.sub(_check_control, text)
    if "<" in rest or ">" in rest:
        raise Refused("invalid_blocks", "an angle bracket that is not escaped")
    if "&" in _ENTITY.sub("", rest):
        raise Refused("invalid_blocks", "an ampersand that is not escaped")


def _check_control(match: re.Match[str]) -> str:
    if not re.match(r"https?://[^\s]+$", match[1]):
        raise Refused("invalid_blocks", f"a live control sequence {match[0]!r}")
    return match[2] or ""


def _need(condition: object, why: str) -> None:
    if not condition:
        raise Refused("invalid_blocks", why)


def _check_section(block: dict[str, Any]) -> None:
    _check_text(block.get("text"), SECTION)
    if "accessory" in block:
        _check_actions({"elements": [block["accessory"]]})


def check_input(block: dict[str, Any]) -> None:
    """A field of a form."""
    _need(set(block) <= {"type", "block_id", "label", "hint", "optional", "element"}, "keys of an input block")
    _need(0 < len(block.get("block_id", "")) <= 255, "a block_id")
    for name in ("label", "hint"):
        if name in block:
            _need(block[name].get("type") == "plain_text", f"a {name} takes plain_text")
            _check_text(block[name], LABEL)
    element = block.get("element") or {}
    allowed = _ELEMENTS.get(element.get("type", ""))
    _need(allowed is not None, f"unknown element {element.get('type')!r}")
    _need(set(element) <= {"type", "action_id", *(allowed or ())}, f"keys of a {element.get('type')}")
    if "placeholder" in element:
        _check_text(element["placeholder"], PLACEHOLDER)
    for option in element.get("options", []):
        _check_text(option.get("text"), BUTTON)
        _need(0 < len(option.get("value", "")) <= OPTION_VALUE, "an option's value")
    if "initial_option" in element:
        _need(element["initial_option"] in element["options"], "a chosen option that is not among them")
    if "initial_time" in element:
        _need(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", element["initial_time"]), "a time of day")
    _need("initial_value" not in element or 0 < len(element["initial_value"]) <= element.get("max_length", SECTION), "a value")


_ELEMENTS = {
    "plain_text_input": {"initial_value", "max_length", "min_length", "placeholder", "multiline"},
    "static_select": {"options", "initial_option", "placeholder"},
    "timepicker": {"initial_time", "placeholder", "timezone"},
    "conversations_select": {"initial_conversation", "filter", "placeholder", "default_to_current_conversation"},
}


def _check_header(block: dict[str, Any]) -> None:
    _need(block.get("text", {}).get("type") == "plain_text", "a header takes plain_text")
    _check_text(block.get("text"), HEADER)


def _check_context(block: dict[str, Any]) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and 0 < len(elements) <= CONTEXT, "elements of a context block")
    for element in elements or []:
        _check_text(element, SECTION)


def _check_text(text: Any, limit: int) -> None:
    _need(isinstance(text, dict) and text.get("type") in {"plain_text", "mrkdwn"}, "a text object")
    words = text.get("text")
    _need(isinstance(words, str) and words and units(words) <= limit, f"1 to {limit} characters of text")
    allowed = {"type", "text", "emoji"} if text["type"] == "plain_text" else {"type", "text", "verbatim"}
    _need(set(text) <= allowed, "unknown keys in a text object")
    if text["type"] == "mrkdwn":
        check_mrkdwn(words)


def _check_actions(block: dict[str, Any]) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and 0 < len(elements) <= ACTIONS, "1 to 25 elements of an actions block")
    for element in elements or []:
        _need(0 < len(element.get("action_id", "")) <= 255, "an action_id")
        if element.get("type") == "button":
            _need(element.get("text", {}).get("type") == "plain_text", "a button takes plain_text")
            _check_text(element.get("text"), BUTTON)
            link = element.get("url")
            _need(link is None or (link.startswith("https://") and len(link) <= 3000), "a button's link")
            _need(link or isinstance(element.get("value"), str), "a button says something or leads somewhere")
            _need(isinstance(element.get("value", ""), str) and len(element.get("value", "")) <= VALUE, "a button's value")
        elif element.get("type") == "overflow":
            options = element.get("options")
            _need(isinstance(options, list) and 2 <= len(options) <= OPTIONS, "2 to 5 options")
            for option in options or []:
                _check_text(option.get("text"), BUTTON)
                _need(0 < len(option.get("value", "")) <= OPTION_VALUE, "an option's value")
        else:
            raise Refused("invalid_blocks", f"unknown element {element.get('type')!r}")


def _check_rich(block: dict[str, Any]) -> None:
    elements = block.get("elements")
    _need(isinstance(elements, list) and elements, "elements of a rich_text block")
    for element in elements or []:
        if element.get("type") == "rich_text_list":
            _need(set(element) <= {"type", "style", "elements", "indent", "offset", "border"}, "keys of a list")
            _need(element.get("style") in {"bullet", "ordered"} and element.get("elements"), "a list")
            for item in element["elements"]:
                _check_rich_section(item)
        else:
            _check_rich_section(element)


def _check_rich_section(section: dict[str, Any]) -> None:
    _need(section.get("type") == "rich_text_section" and set(section) == {"type", "elements"}, "a rich_text_section")
    _need(isinstance(section["elements"], list) and section["elements"], "elements of a section")
    for element in section["elements"]:
        kind = element.get("type")
        _need(kind in {"text", "link"}, f"unknown rich element {kind!r}")
        _need(isinstance(element.get("text"), str) and element["text"], "an element's text")
        _need(set(element) <= {"type", "text", "style"} | ({"url"} if kind == "link" else set()), "keys of an element")
        style = element.get("style", {"bold": True})
        _need(style and set(style) <= _STYLES and all(value is True for value in style.values()), "a style")
        if kind == "link":
            _need(re.fullmatch(r"https?://\S+", element.get("url", "")) and len(element["url"]) <= URL, "a link's url")


_CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "section": _check_section,
    "header": _check_header,
    "context": _check_context,
    "actions": _check_actions,
    "rich_text": _check_rich,
    "divider": lambda _block: None,
}


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_rich(blocks: list[dict[str, Any]]) -> bool:
    return any(block["type"] == "rich_text" for block in blocks)


def seen(blocks: list[dict[str, Any]], text: str) -> str:
    """What a person reads: the blocks' words line by line, buttons in brackets; without blocks, the text."""
    if not blocks:
        return read_mrkdwn(text)
    return "\n".join(line for block in blocks for line in _lines(block))


def read_mrkdwn(text: str) -> str:
    return html.unescape(_CONTROL.sub(lambda match: match[2] or match[1], text))


def buttons(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every button and menu entry: its label, value, and the action as a press sends it."""
    found = []
    for element in _pressable(blocks):
        if element["type"] == "button":
            value = element.get("value", "")
            action = {"type": "button", "action_id": element["action_id"]} | ({"value": value} if value else {})
            found.append({"label": element["text"]["text"], "value": value, "action": action})
        else:
            for option in element["options"]:
                action = {"type": "overflow", "action_id": element["action_id"], "selected_option": option}
                found.append({"label": option["text"]["text"], "value": option["value"], "action": action})
    return found


def _pressable(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]
        elif "accessory" in block:
            yield block["accessory"]


def _lines(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind in {"section", "header"}:
        yield " ".join([_words(block["text"]), *(f"[{button['label']}]" for button in buttons([block]))])
    elif kind == "context":
        yield from (_words(element) for element in block["elements"])
    elif kind == "actions":
        yield " ".join(f"[{button['label']}]" for button in buttons([block]))
    elif kind == "rich_text":
        for element in block["elements"]:
            if element["type"] == "rich_text_list":
                yield from ("• " + _joined(item) for item in element["elements"])
            else:
                yield _joined(element)


def _words(text: dict[str, Any]) -> str:
    return read_mrkdwn(text["text"]) if text["type"] == "mrkdwn" else str(text["text"])


def _joined(section: dict[str, Any]) -> str:
    return "".join(element["text"] for element in section["elements"])
