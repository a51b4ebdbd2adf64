"""From the bytes of a feed to its text, whatever it says about its encoding.

The ladder: byte order mark, UTF-16 by its zeros, valid UTF-8, UTF-8 with a few bad bytes, the declared encoding, the one in the
header, and last the most Arabic of three guesses. A declaration that gives nonsense is passed over. No markup is read here
beyond the XML declaration.

Source: https://encoding.spec.whatwg.org/#names-and-labels for what labels mean.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}>", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_SINGLE_BYTE = re.compile(r"iso-8859-(?:[2-9]|1[0-1]|1[3-6])|cp125[0-8]|koi8-[ru]|mac-(?:arabic|roman|cyrillic)")
_LABELS = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "arabic": "iso-8859-6",
    "asmo-708": "iso-8859-6",
    "ecma-114": "iso-8859-6",
    "iso-8859-6-i": "iso-8859-6",
    "iso-8859-6-e": "iso-8859-6",
    "x-mac-arabic": "mac-arabic",
    "macintosh": "mac-roman",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5",
    "shift-jis": "shift-jis",
    "euc-jp": "euc-jp",
    "euc-kr": "euc-kr",
}
_GUESSES = ("cp1252", "cp1256", "iso-8859-6")
_TOLD_APART = {*_GUESSES, "cp1250", "cp1254", "cp1257", "cp1258", "iso-8859-9", "iso-8859-15"}

_STRAY = re.compile("[\udc80-\udcff]")
_STRAY_TO_TEXT: dict[int, str] = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd") | {
    0xDC00 + byte: bytes([byte]).decode("cp1252") for byte in (0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97)
}
_WORST_SHARE = 0.01
# How much better than the declared reading another must look to be taken instead.
_DOUBT = 0.2
_LOOKED_AT = 20_000
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u0652\u067e\u0686\u0698\u06af]")
_ARTICLE = re.compile("(?:^|[^\u0621-\u0652])[وفبك]?ال")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_RUNS = re.compile(r"[^\x00-\x7f]{3,}")
_CONTROLS = re.compile("[\x80-\x9f]")
_MIXED = re.compile("[A-Za-z\u00c0-\u024f][\u0621-\u0652]|[\u0621-\u0652][A-Za-z\u00c0-\u024f]")


def decode(body: bytes, content_type: str = "") -> str:
    """The text of a document, without byte order mark and XML declaration; never raises.

    Bytes that no step can read become U+FFFD.
    """
    text = _text(body, content_type)
    declaration = _XML_DECLARATION.match(text)
    return text[declaration.end() :] if declaration else text


def _text(body: bytes, content_type: str) -> str:
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, "replace")
    wide = _wide(body[:400])
    if wide:
        return body.decode(wide, "replace")
    labels = _named(body, content_type)
    repaired = _as_utf8(body, declared="utf-8" in labels)
    if repaired is not None:
        return repaired
    best = _guessed(body)
    for label in labels:
        read = _strictly(body, label)
        if read is not None and (label not in _TOLD_APART or _score(read) >= max(0, _score(best) - _DOUBT)):
            return read
    return best


def _wide(head: bytes) -> str:
    """UTF-16 without a mark, told by the zeros in every other byte."""
    half = len(head) // 2
    if half < 4:  # noqa: PLR2004 - too little to tell
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.3 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _named(body: bytes, content_type: str) -> tuple[str, ...]:
    """The encodings the document and the header name, as Python knows them, in the order of trust."""
    inside = _DECLARED.search(body[:1024])
    header = _IN_HEADER.search(content_type)
    names = [inside[1].decode("ascii") if inside else "", header[1] if header else ""]
    return tuple(dict.fromkeys(found for found in map(_known, names) if found))


def _known(label: str) -> str:
    label = label.lower().replace("_", "-").replace("windows-", "cp")
    if label in {"utf-8", "utf8"}:
        return "utf-8"
    label = _LABELS.get(label, label)
    return label if label in _LABELS.values() or _SINGLE_BYTE.fullmatch(label) else ""


def _as_utf8(body: bytes, *, declared: bool) -> str | None:
    """The body as UTF-8 when that is what it is, but for at most one bad byte in a hundred."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    text = body.decode("utf-8", "surrogateescape")
    bad = len(_STRAY.findall(text))
    good = len(_BEYOND_ASCII.findall(text)) - bad
    if bad > len(body) * _WORST_SHARE + 1 or good < (bad if declared else 4 * bad):
        return None
    return text.translate(_STRAY_TO_TEXT)


def _strictly(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(body: bytes) -> str:
    readings = [(name, body.decode(name, "replace")) for name in _GUESSES]
    return max(readings, key=lambda reading: (_score(reading[1]), -_GUESSES.index(reading[0])))[1]


def _score(text: str) -> float:
    """How much a reading looks like a text that somebody wrote; below 0: not at all. Per letter beyond ASCII.

    Western letters stand alone among ASCII ones; Arabic read as Western, or by the other Arabic encoding, does not.
    """
    beyond = _BEYOND_ASCII.findall(text)[:_LOOKED_AT]
    if not beyond:
        return 0.0
    arabic = len(_ARABIC.findall(text)[:_LOOKED_AT])
    nonsense = text.count("\ufffd") + len(_CONTROLS.findall(text)) + len(_MIXED.findall(text))
    if arabic * 2 >= len(beyond):
        strange = len(beyond) - arabic
        return (arabic + 5 * len(_ARTICLE.findall(text)[:_LOOKED_AT]) - 3 * strange - 9 * nonsense) / len(beyond)
    in_runs = sum(map(len, _RUNS.findall(text)))
    return (len(beyond) - 2 * in_runs - 9 * nonsense) / len(beyond) / 2
