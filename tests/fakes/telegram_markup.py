"""How the Bot API reads a message's HTML: the fake's own checker, written apart from the code it checks.

Returns the text as a reader sees it and its entities; offsets and lengths are UTF-16 units. What stands in no chat message
(whole pages, media) is not here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-time": "date_time",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TEXT_LIMIT = 4096
ENTITY_LIMIT = 100

_TOKEN = re.compile(r"<(?P<close>/?)(?P<tag>[^\s<>/]*)(?P<rest>[^<>]*)>|&(?P<name>#?\w+);|(?P<text>[^<&]+|[<&])")
_ATTRIBUTE = re.compile(r"""\s+([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[\w:/.-]+)""")
_DROPPED = re.compile("[\u2028-\u202e\u0333\u033f\u030a\r]")
_BLANKED = re.compile("[\x00-\x09\x0b-\x1f]")


class MarkupError(Exception):
    """The text after "can't parse entities: "."""


@dataclass(frozen=True)
class Entity:
    """A styled stretch of a message: offset and length in UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str = ""

    def as_json(self) -> dict[str, object]:
        shown: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        return shown | ({"url": self.url} if self.url else {})


@dataclass
class _Reading:
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    open: list[tuple[str, int, str]] = field(default_factory=list)


def utf16(text: str) -> int:
    """Length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The text after the server's own cleaning: old embedding controls and three combining lines go, tabs become spaces."""
    return _BLANKED.sub(" ", _DROPPED.sub("", text))


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: only spaces, controls and invisible marks."""
    return all(unicodedata.category(character)[0] in "ZC" for character in text)


def parse_html(source: str) -> tuple[str, tuple[Entity, ...]]:
    """The visible text and its entities; raises MarkupError as the server words it."""
    reading = _Reading()
    for token in _TOKEN.finditer(source):
        offset = len(source[: token.start()].encode())
        if token["tag"] is not None:
            (_close if token["close"] else _open)(reading, token["tag"].lower(), token["rest"], offset)
        elif token["name"] is not None:
            reading.text += _entity(token["name"])
        elif token["text"] == "<":
            raise MarkupError(f"Unclosed start tag at byte offset {offset}")
        else:
            reading.text += token["text"]
    if reading.open:
        raise MarkupError(f'Can\'t find end tag corresponding to start tag "{reading.open[-1][0]}"')
    return reading.text, tuple(sorted(reading.entities, key=lambda entity: (entity.offset, -entity.length)))


def _entity(name: str) -> str:
    if name.startswith("#"):
        digits = name[1:]
        number = int(digits[1:], 16) if digits[:1] in "xX" and digits[1:] else int(digits) if digits.isdigit() else 0
        return chr(number) if 0 < number <= 0x10FFFF else f"&{name};"
    return NAMED.get(name, f"&{name};")


def _open(reading: _Reading, tag: str, rest: str, offset: int) -> None:
    if tag not in TAGS:
        raise MarkupError(f'Unsupported start tag "{tag}" at byte offset {offset}')
    attributes = {name: _unquoted(value) for name, value in _ATTRIBUTE.findall(rest)}
    if _ATTRIBUTE.sub("", rest).strip(" /"):
        raise MarkupError(f'Expected equal sign in declaration of an attribute of the tag "{tag}" at byte offset {offset}')
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    reading.open.append((tag, utf16(reading.text), attributes.get("href", "")))


def _unquoted(value: str) -> str:
    inner = value[1:-1] if value[:1] in "\"'" else value
    return re.sub(r"&(#?\w+);", lambda match: _entity(match[1]), inner)


def _close(reading: _Reading, tag: str, rest: str, offset: int) -> None:
    if not reading.open:
        raise MarkupError(f"Unexpected end tag at byte offset {offset}")
    opened, start, url = reading.open.pop()
    if tag not in ("", opened) or rest.strip():
        raise MarkupError(f'Unmatched end tag at byte offset {offset}, expected "</{opened}>", found "</{tag}>"')
    length = utf16(reading.text) - start
    if opened == "a" and not url.startswith(("http://", "https://", "tg://")):
        return
    if length:
        reading.entities.append(Entity(TAGS[opened], start, length, url))
