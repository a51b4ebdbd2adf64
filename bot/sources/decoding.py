"""From the bytes of a feed to its text, whatever it says about its encoding.

The ladder: byte order mark, UTF-16 and UTF-32 by their zeros, the two in which even ``<`` is another byte, valid UTF-8, UTF-8
with a few bad bytes, the declared encoding, the one in the header, and last the most Arabic of four guesses. A declaration that
gives nonsense is passed over. Last, what was decoded wrongly before it was sent is set right. No markup is read here beyond the
XML declaration.

Source: https://encoding.spec.whatwg.org/#names-and-labels for what labels mean.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import islice

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}>", re.IGNORECASE)
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_KNOWN = re.compile(
    r"cp\d{3,4}|iso8859-\d+|koi8-[rut]|mac-\w+|gb18030|big5\w*|shift_jis\w*|euc_\w+|iso2022_\w+|hz|johab|tis-620|kz1048|ptcp154"
)
_LABELS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "arabic": "iso8859-6",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "x-mac-arabic": "mac-arabic",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "shift_jis",
    "x-gbk": "gb18030",
}
_EBCDIC = frozenset({"cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"})
_EBCDIC_START = "<?xml".encode("cp037")
# Mac's Arabic has two of each mark of ASCII; who writes by Python's table gets the one for text from right to left.
_MAC_START = re.compile(rb"\s*\xbc[?!A-Za-z]")
_GUESSES = ("cp1252", "cp1256", "iso8859-6", "mac-arabic")
# What a declaration is held against: in these, Arabic of another encoding still decodes to something.
_TOLD_APART = {*_GUESSES, "cp1250", "cp1254", "cp1257", "cp1258", "iso8859-9", "iso8859-15", "cp720", "cp864", "mac-farsi"}

_STRAY = re.compile("[\udc80-\udcff]")
_STRAY_TO_TEXT: dict[int, str] = dict.fromkeys(range(0xDC80, 0xDD00), "\ufffd") | {
    0xDC00 + byte: bytes([byte]).decode("cp1252") for byte in (0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97)
}
_WORST_SHARE = 0.01
# How much better than the declared reading another must look to be taken instead.
_DOUBT = 0.2
_LOOKED_AT = 20_000
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u0652\u067e\u0686\u0698\u06af]")
_MARKS_OF_ARABIC = re.compile("[\u060c\u061b\u061f\u0640\u0660-\u066c«»–—…‘’“”\u00a0]")
_BEYOND_ASCII_BYTES = re.compile(rb"[\x80-\xff][^<>]{0,300}")
_SAMPLE = 4_000
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_RUNS = re.compile(r"[^\x00-\x7f]{3,}")
_CONTROLS = re.compile("[\x80-\x9f]")
# What stands in no word: letters of two scripts, brackets and lines between letters, the ends of words inside them.
_MIXED = re.compile(
    "[A-Za-z\u00c0-\u024f][\u0621-\u0652]|[\u0621-\u0652][A-Za-z\u00c0-\u024f]|[\u0621-\u0652][\\[\\]^_{}|\\\\@][\u0621-\u0652]"
    "|[\u0629\u0649\u064c\u064d][\u0621-\u064a]|\u064b[\u0621-\u0626\u0628-\u064a]"
)
# Two encodings of Arabic differ in which letter a byte is; how usual a letter is (most usual first) and what follows what tell
# them apart in a single word. Seven pairs of ten in an Arabic text are among these, the words' edges included.
_WEIGHTS = {letter: 1 - rank / 18 for rank, letter in enumerate("الينمورتبعةدهسفحقكأجشطصخإىضزغئثءذظآؤ")}
_PAIRS = (
    "اللمفييةوالامناتماانارلتينليراريلىياباهاامعللأعانادييروللعبيللداأننيادونميقالسستلكملرةورابمعاءاعاسومسيلولبلحلف"
    "تيمرمسسامولقعدلدكاائافيدوييملهتههمإلحاتمجالنلجلإبررويووقأمتونهترمتدةفالشدوتحاقيلشرقدبعنتمةبل"
)
_USUAL = (
    " ال",
    *(_PAIRS[at : at + 2] for at in range(0, len(_PAIRS), 2)),
    *(f" {letter}" for letter in "اومبأفلعتيإسحكقنهجرخ"),
    *(f"{letter} " for letter in "ةنيالترمدىهعبقفءوسك"),
)
_WORDS = re.compile("[\u0621-\u063a\u0641-\u064a\u067e\u0686\u0698\u06af]+")
_LETTERS_PAIRED = 6000
# How rarely the guesses are right, by themselves.
_RARE = {"iso8859-6": 0.02, "mac-arabic": 0.3}

# How the first bytes of UTF-8 look to who takes them for letters, with what follows them.
_TAKEN_FOR = (
    ("cp1252", re.compile(r"[ÂÃØÙÚÛ][^\x00-\x7f]|â[^\x00-\x7f]{2}|ð[^\x00-\x7f]{3}")),
    ("cp1256", re.compile(r"[طظعغآأ][^\x00-\x7f]|â[^\x00-\x7f]{2}|ً[^\x00-\x7f]{3}")),
)
_AS_BYTES = {code: 0xDC00 + code for code in range(0x80, 0xA0)}
_ALMOST_ALL = 0.9


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
    # This mark may stand before anything: a template that was saved with it prints it.
    marked = body.startswith(codecs.BOM_UTF8)
    body = body.removeprefix(codecs.BOM_UTF8)
    foreign = _wide(body[:400]) or _other_than_ascii(body[:400])
    if foreign:
        return body.decode(foreign, "replace")
    labels = _named(body, content_type)
    repaired = _as_utf8(body, declared=marked or "utf-8" in labels)
    if repaired is not None:
        return _undone(repaired)
    return _by_trust(body, labels)


def _by_trust(body: bytes, labels: tuple[str, ...]) -> str:
    """The body in the first of the named encodings that makes sense, else in the likeliest of the guesses."""
    sample = _sample(body)
    scores = {name: _likelihood(sample, name) for name in (*_GUESSES, *labels)}
    guess = max(_GUESSES, key=lambda name: scores[name])
    best = body.decode(guess, "replace")
    for label in labels:
        if label in _TOLD_APART and scores[label] < max(0, scores[guess] - _DOUBT):
            continue
        read = body.decode(label, "replace")
        bad = read.count("\ufffd")
        if not bad or (bad <= len(body) * _WORST_SHARE + 1 and "\ufffd" in best):
            return _in_full(body, label, read)
    return _in_full(body, guess, best)


def _in_full(body: bytes, encoding: str, text: str) -> str:
    """The text; by Mac's Arabic when ISO's leaves holes, for it is the same and more."""
    if encoding != "iso8859-6" or "\ufffd" not in text:
        return text
    fuller = body.decode("mac-arabic", "replace")
    return fuller if _score(fuller) > _score(text) else text


def _sample(body: bytes) -> bytes:
    """What of the body is not ASCII, and what follows it: enough to tell encodings apart."""
    pieces = (piece[0] for piece in islice(_BEYOND_ASCII_BYTES.finditer(body), _SAMPLE // 8))
    return b"\n".join(pieces)[:_SAMPLE]


def _likelihood(sample: bytes, encoding: str) -> float:
    return _score(sample.decode(encoding, "replace")) - _RARE.get(encoding, 0.0)


def _wide(head: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where the zeros are: in every other byte, or in three of four."""
    half = len(head) // 2
    if half < 4:  # noqa: PLR2004 - too little to tell
        return ""
    for encoding, upper, letter in (("utf-32-le", (2, 3), 0), ("utf-32-be", (0, 1), 3)):
        if min(head[at::4].count(0) for at in upper) > half * 0.4 and head[letter::4].count(0) < half * 0.05:
            return encoding
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.3 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.3 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _other_than_ascii(head: bytes) -> str:
    """The encoding of a document whose very markup is not written in ASCII."""
    if _MAC_START.match(head):
        return "mac-arabic"
    if not head.startswith(_EBCDIC_START):
        return ""
    inside = _DECLARED.search(head.decode("cp037").encode("ascii", "replace"))
    named = _codec(inside[1].decode("ascii")) if inside else ""
    return named if named in _EBCDIC else "cp037"


def _named(body: bytes, content_type: str) -> tuple[str, ...]:
    """The encodings the document and the header name, as Python knows them, in the order of trust."""
    inside = _DECLARED.search(body[:1024])
    header = _IN_HEADER.search(content_type)
    names = [inside[1].decode("ascii") if inside else "", header[1] if header else ""]
    return tuple(dict.fromkeys(found for found in map(_known, names) if found))


def _known(label: str) -> str:
    """Python's name for an encoding that documents are written in; empty for any other."""
    name = _codec(label)
    return name if name == "utf-8" or (_KNOWN.fullmatch(name) and name not in _EBCDIC) else ""


def _codec(label: str) -> str:
    label = label.lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
    except (LookupError, ValueError):
        return ""
    return _LABELS.get(name, name)


def _as_utf8(body: bytes, *, declared: bool) -> str | None:
    """The body as UTF-8 when that is what it is, but for at most one bad byte in a hundred."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # Another encoding shows at once; the whole is looked at only where it may be UTF-8.
    for part in (_sample(body), body):
        text = part.decode("utf-8", "surrogateescape")
        bad = len(_STRAY.findall(text))
        good = len(_BEYOND_ASCII.findall(text)) - bad
        if bad > len(body) * _WORST_SHARE + 1 or good < (bad if declared else 4 * bad):
            return None
    return text.translate(_STRAY_TO_TEXT)


def _undone(text: str) -> str:
    """The text, or what it was before somebody took its UTF-8 for windows-1252 or windows-1256 and encoded it once more."""
    # No second byte of UTF-8 is an alef, and no Arabic text is without one.
    if text.isascii() or "ا" in text:
        return text
    head = text[:_LOOKED_AT]
    beyond = len(_BEYOND_ASCII.findall(head))
    for wrong, pairs in _TAKEN_FOR:
        if sum(map(len, pairs.findall(head))) > beyond * _ALMOST_ALL:
            try:
                return text.translate(_AS_BYTES).encode(wrong, "surrogateescape").decode("utf-8")
            except UnicodeError:
                continue
    return text


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
        strange = len(beyond) - arabic - len(_MARKS_OF_ARABIC.findall(text)[:_LOOKED_AT])
        return 2 * _usual(text) - (3 * strange + 9 * nonsense) / len(beyond)
    in_runs = sum(map(len, _RUNS.findall(text)))
    return (len(beyond) - 2 * in_runs - 9 * nonsense) / len(beyond) / 2


def _usual(text: str) -> float:
    """How usual an Arabic text's letters and pairs of letters are; about 1 for a text that somebody wrote."""
    letters = f" {' '.join(_WORDS.findall(text)[:_LETTERS_PAIRED])} "[:_LETTERS_PAIRED]
    pairs = sum(map(letters.count, _USUAL))
    weight = sum(_WEIGHTS.get(letter, 0.0) * times for letter, times in Counter(letters).items())
    return (pairs + weight / 2) / max(len(letters) - 1, 1)
