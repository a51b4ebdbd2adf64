"""What is kept of an article's text, to know it again: hashes, a MinHash signature, first stems and figures.

What lives here: making a fingerprint, its bytes, and estimates from two of them. What does not: what follows from a likeness
(``grouping``).
Source: Broder, "On the resemblance and containment of documents" (1997), for both estimates.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from zlib import crc32

from rensa import RMinHash

from bot.model.news import Article
from bot.stories.counted import DEAD, WOUNDED
from bot.stories.numbers import tolls
from bot.stories.stems import content, stem
from bot.text.folding import first_words, folded_words

VERSION = 1
SEED = 20_261
PERMUTATIONS = 128
# Words of the text that count, words in a shingle, and the fewest words whose likeness says anything.
WORDS, SHINGLE, LEAST_WORDS = 200, 3, 30
# Words of the text whose stems, with the title's, say what the report is about; and the fewest stems that say so.
LEAD_WORDS, LEAST_STEMS = 80, 20
# Figures are read from this many code points of the text: further down stand the tolls of other days.
_LEAD = 280
_LARGEST = 0xFFFFFFFF
_HASH = 16
_HEADER = struct.Struct(f"<4sBIHH{_HASH}s{_HASH}sII?H")
_MAGIC = b"rsd\0"
_SIGNATURE = struct.Struct(f"<{PERMUTATIONS}H")
_NO_FIGURE = _LARGEST

# Lines and sentences that outlets put around every text.
_BOILERPLATE = re.compile(
    r"""
    (?: follow \s us \s (?:on|at) | (?:click|tap|read|subscribe|sign \s up | download) \s (?:here|more|to \s our|for \s our|our)
      | (?:for \s )?more \s (?:stories|news) \s (?:on|from) | all \s rights \s reserved | copyright \s (?:\(c\)|©|\d{4})
      | share \s this \s (?:article|story)
      | (?:to \s )?join \s our \s (?:telegram|whatsapp|channel) | reporting \s by \s [^.\n]{3,80} ;\s (?:editing|writing) \s by
      | ت?ابعوا?نا?\s(?:على|عبر) | ل?متابعة\s(?:آخر|المزيد|أخبارنا) | اشتركوا?\s(?:في|ب)
      | ل?لاشتراك\s(?:في|ب) | حمّ?لوا?\s(?:تطبيق|التطبيق)
      | جميع\sالحقوق\sمحفوظة | اقرأ(?:وا)?\s(?:أيضا|أيضاً|المزيد|كذلك) | شاهد(?:وا)?\s(?:أيضا|أيضاً)
      | انضموا?\sإلى\s(?:قناتنا|قناة) | انقر(?:وا)?\sهنا
    ) [^.!?؟\n]* [.!?؟]?
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Within so many code points of where a match begins its telltale ends.
_TELLING = 40
# Each way to match the pattern holds one of these: they are looked for first, which is twenty times as quick.
_TELLTALES = (
    *(
        "follow us",
        "click",
        "tap ",
        "read here",
        "read more",
        "read to our",
        "read for our",
        "read our",
        "subscribe ",
        "sign up",
    ),
    *("download ", "more stories", "more news", "rights reserved", "copyright", "share this", "join our", "reporting by"),
    *(
        "ابعو",
        "متابعة آخر",
        "متابعة المزيد",
        "متابعة أخبارنا",
        "اشترك",
        "اشتراك",
        "لوا تطبيق",
        "لو تطبيق",
        "لوا التطبيق",
        "لو التطبيق",
    ),
    *("الحقوق محفوظة", "اقرأ", "شاهد أيضا", "شاهدوا أيضا", "انضم", "انقر"),
)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is known of a text. An empty one (``words`` 0, no ``exact``) is like no other.

    ``exact``: hash of the folded title and first 200 words; ``link``: hash of the canonical URL, empty without one;
    ``signature``: 16 bits of each of 128 permutations, empty under 30 words; ``words``: folded words counted (at most 200);
    ``shingles``: how many different ones they make; ``lead``: hashes of the stems of the
    title and the first 80 words, sorted, empty when they are too few;
    ``dead`` and ``wounded``: the largest such figure of the first sentences, None without one.
    """

    exact: bytes = b""
    link: bytes = b""
    signature: tuple[int, ...] = ()
    words: int = 0
    shingles: int = 0
    dead: int | None = None
    wounded: int | None = None
    lead: tuple[int, ...] = ()

    def to_bytes(self) -> bytes:
        """The fingerprint with its version and seed, as it is stored."""
        head = _HEADER.pack(
            _MAGIC,
            VERSION,
            SEED,
            self.words,
            self.shingles,
            self.exact,
            self.link,
            _stored(self.dead),
            _stored(self.wounded),
            bool(self.signature),
            len(self.lead),
        )
        signature = _SIGNATURE.pack(*self.signature) if self.signature else b""
        return head + signature + struct.pack(f"<{len(self.lead)}I", *self.lead)

    @classmethod
    def from_bytes(cls, data: bytes) -> Fingerprint:
        """The stored fingerprint; an empty one for bytes of another version or seed, or that cannot be read."""
        if len(data) < _HEADER.size:
            return cls()
        magic, version, seed, words, shingles, exact, link, dead, wounded, signed, stems = _HEADER.unpack_from(data)
        start = _HEADER.size + _SIGNATURE.size * signed
        if (magic, version, seed) != (_MAGIC, VERSION, SEED) or len(data) != start + stems * struct.calcsize("<I"):
            return cls()
        signature = _SIGNATURE.unpack_from(data, _HEADER.size) if signed else ()
        lead = struct.unpack_from(f"<{stems}I", data, start)
        return cls(_present(exact), _present(link), signature, words, shingles, _read(dead), _read(wounded), lead)


def fingerprint(article: Article) -> Fingerprint:
    """The fingerprint of an article's title, text and link."""
    words = body_words(article.text)
    shingles = (
        {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)} if len(words) >= LEAST_WORDS else set()
    )
    dead, wounded = toll(article)
    title = folded_title(article.title)
    return Fingerprint(
        exact=_hash("\n".join((title, " ".join(words)))) if title or words else b"",
        link=_hash(article.url) if _is_own_link(article.url) else b"",
        signature=_signature(shingles),
        words=len(words),
        shingles=len(shingles),
        dead=dead,
        wounded=wounded,
        lead=_lead(title, words),
    )


def folded_title(title: str) -> str:
    """A title's folded words, one space between them."""
    return " ".join(folded_words(title))


def without_boilerplate(text: str) -> str:
    """The text without "follow us on …" and its like."""
    return _BOILERPLATE.sub(" ", text) if _may_hold_boilerplate(text) else text


def _may_hold_boilerplate(text: str) -> bool:
    # Folding of case, and of the dots of i, makes all letters one that the pattern, which ignores case, takes for one.
    plain = " ".join(text.casefold().replace("\u0131", "i").replace("i\u0307", "i").split())
    return any(map(plain.__contains__, _TELLTALES))


def body_words(text: str) -> list[str]:
    """The first 200 folded words of a text, boilerplate left out."""
    # No word with what parts it from the next is longer on the average; this bounds the work on endless texts.
    head = text[: WORDS * 30]
    # The words nearly always stand in a third of that. The last one may be cut, so it must not be needed.
    beginning = text[: WORDS * 10]
    if len(beginning) < len(head) and not _may_hold_boilerplate(beginning):
        found = first_words(beginning[:-_TELLING], WORDS + 1)
        if len(found) > WORDS:
            return found[:WORDS]
    return first_words(without_boilerplate(head), WORDS)


def likeness(same: int) -> float:
    """The estimated Jaccard likeness (0-1) of two texts whose signatures agree in ``same`` places."""
    return same / PERMUTATIONS


def containment(estimate: float, one: int, other: int) -> float:
    """The estimated share (0-1) of the shorter text that the longer one holds, from their likeness and numbers of shingles."""
    least = min(one, other)
    return min(1.0, estimate * (one + other) / (1 + estimate) / least) if least else 0.0


def _signature(shingles: set[str]) -> tuple[int, ...]:
    if not shingles:
        return ()
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update(sorted(shingles))
    return tuple(value & 0xFFFF for value in sketch.digest())


def _lead(title: str, words: Sequence[str]) -> tuple[int, ...]:
    stems = content(stem(word) for word in (*title.split(), *words[:LEAD_WORDS])) if words else ()
    return tuple(sorted({crc32(each.encode()) for each in stems})) if len(stems) >= LEAST_STEMS else ()


def overlap(one: frozenset[int], other: Sequence[int]) -> float:
    """The share (0-1) of the smaller of two leads' stems that the other one has too."""
    least = min(len(one), len(other))
    return len(one.intersection(other)) / least if least else 0.0


def toll(article: Article) -> tuple[int | None, int | None]:
    """The largest numbers of dead and of wounded in an article's title and first sentences; None without one."""
    found: dict[str, int] = {}
    for quantity in (*tolls(article.title, article.language), *tolls(article.text[:_LEAD], article.language)):
        if not quantity.ordinal and quantity.value < _LARGEST:
            found[quantity.about] = max(found.get(quantity.about, 0), int(quantity.value))
    return found.get(DEAD), found.get(WOUNDED)


def _is_own_link(url: str) -> bool:
    """Whether a link can tell articles apart: a site's front page cannot."""
    return bool(re.match(r"https?://[^/]+/[^/?#]|https?://[^/]+/?\?.", url))


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_HASH).digest()


def _stored(figure: int | None) -> int:
    return _NO_FIGURE if figure is None else figure


def _read(figure: int) -> int | None:
    return None if figure == _NO_FIGURE else figure


def _present(value: bytes) -> bytes:
    return value if any(value) else b""
