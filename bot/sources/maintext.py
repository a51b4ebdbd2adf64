"""The main text of a web page: what its author wrote, without menus, related links, comments and footers.

Pure work on bytes, slow for large or hostile pages and with a library behind it that takes as much memory as the rest of the
bot's: it runs in a process of its own (see ``bot.sources.pages``), and nothing else imports this file.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

from trafilatura.core import bare_extraction

from bot.model.news import Broken, Trouble
from bot.sources.decoding import decode
from bot.text.plain import paragraphs

LONGEST = 100_000
"""Code points kept of a page's text."""

SHORTEST = 200
"""A text of fewer code points is a caption, a notice or a menu, and no article."""

_HEAD = 4096
_LOOKED_AT = 300
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_PAID = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?false", re.IGNORECASE)
_SPACES = re.compile(r"\s+")
_BLOCKS = frozenset({"p", "head", "quote", "list", "table", "code", "div"})
_BEFORE = {"lb": "\n", "item": "\n", "row": "\n", "cell": " "}
# Not of the article: asks for consent, money, a login or another browser.
_NOT_ARTICLE = re.compile(
    r"(?:accept|manage|reject)(?: all)? cookies|we value your privacy|uses? cookies (?:to|and|for)|cookie (?:policy|settings)"
    r"|subscribe (?:now )?to (?:continue|keep|read)|(?:sign|log) in to (?:continue|keep|read)|already a subscriber"
    r"|(?:article|content|story) is (?:for|reserved for|available to|only available to) (?:our )?(?:subscribers|members)"
    r"|(?:enable|turn on) javascript|javascript is (?:disabled|required)|(?:verify|confirm)(?: that)? you are (?:a )?human"
    r"|checking your browser|unusual traffic|are you a robot"
    r"|ملفات تعريف الارتباط|(?:نستخدم|يستخدم موقعنا|يستخدم هذا الموقع) (?:ال)?كوكيز|سياسة الخصوصية"
    r"|(?:اشترك|اشتركوا|للاشتراك|سج[ّ]?ل الدخول|تسجيل الدخول) (?:الآن )?(?:لمتابعة|لقراءة|لمواصلة|من أجل متابعة)"
    r"|(?:المقال|المحتوى) (?:متاح|حصري|مخصص) (?:فقط )?للمشتركين|(?:تفعيل|تمكين) (?:ال)?جافا ?سكر[ي]?بت"
    r"|(?:تأكيد|التحقق من|إثبات) أنك (?:إنسان|لست روبوت)",
    re.IGNORECASE,
)

# It tells of each page that holds no article; that is no news here.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def main_text(body: bytes, content_type: str = "") -> str | Broken:
    """The text of the article on a page, its paragraphs parted by an empty line; at most ``LONGEST`` code points.

    ``content_type`` is the header's value. Broken where there is no article to speak of: too short, or a page that asks for
    consent, a subscription or another browser in its place. Raises ``MemoryError``.
    """
    html = decode(body, _declared(body, content_type))
    found = bare_extraction(
        html, favor_precision=True, include_comments=False, include_tables=True, deduplicate=False, with_metadata=False
    )
    tree = getattr(found, "body", None)
    text = _without_notices(paragraphs("".join(_written(tree)))) if tree is not None else ""
    if len(text) < SHORTEST:
        return Broken(Trouble.MALFORMED, "no article on the page")
    if _PAID.search(html):
        return Broken(Trouble.MALFORMED, "the article is for subscribers")
    return _cut(text)


def _declared(body: bytes, content_type: str) -> str:
    """The header's value, with the encoding that the page itself names where the header names none."""
    if "charset" in content_type.lower():
        return content_type
    named = _META.search(body[:_HEAD])
    return f"text/html; charset={named[1].decode('ascii')}" if named else content_type


def _written(tree: Any) -> Iterator[str]:
    """The tree's text piece by piece, with an empty line around blocks; the page's own headline left out where it leads."""
    if len(tree) and tree[0].tag == "head" and tree[0].get("rend") == "h1":
        del tree[0]
    ahead: list[Any] = [tree]
    while ahead:
        piece = ahead.pop()
        if isinstance(piece, str):
            yield piece
            continue
        around = "\n\n" if piece.tag in _BLOCKS else ""
        yield around or _BEFORE.get(piece.tag, "")
        yield _SPACES.sub(" ", piece.text or "")
        ahead.append(around + _SPACES.sub(" ", piece.tail or ""))
        ahead.extend(reversed(piece))


def _without_notices(text: str) -> str:
    """The text without the paragraphs at its edges that ask something of the reader; "" when nothing else is there."""
    parts = text.split("\n\n")
    kept = [part for part in parts if not _asks(part)]
    if sum(map(len, kept)) < SHORTEST:
        return ""
    while _asks(parts[0]):
        del parts[0]
    while _asks(parts[-1]):
        del parts[-1]
    return "\n\n".join(parts)


def _asks(part: str) -> bool:
    return len(part) < _LOOKED_AT and _NOT_ARTICLE.search(part) is not None


def _cut(text: str) -> str:
    """At most ``LONGEST`` code points, ending where a paragraph or at least a word ends."""
    if len(text) <= LONGEST:
        return text
    head = text[: LONGEST + 1]
    end = max(head.rfind("\n\n"), head.rfind(" ") if head.rfind("\n\n") < LONGEST // 2 else 0)
    return head[: end if end > 0 else LONGEST].rstrip()
