"""Which keys an entry may go by in its feed, and how telling they must be there.

What lives here: the ladder of keys, and the policy that a feed has settled on, from what its documents have shown. What does
not: whether an entry without a known key is one that is known (``recognition``).

A feed's own ids are enough until one of its documents gives an id to two entries; then ids and links are, until those repeat as
well. What a feed has needed once it needs for good, or a document without the repeated entry would make news of all others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum

from bot.model.news import Entry
from bot.text.links import key_of_canonical, link_key

_LONGEST = 200


class Identity(StrEnum):
    """What tells the entries of a feed apart, the plainest first; where one is missing, what stands next takes its place."""

    ID = "id"
    LINK = "id+link"
    TITLE = "id+link+title"


_LEVELS = tuple(Identity)


def rungs(id_: str, url: str, title: str, text: str) -> tuple[str, str, str]:
    """The keys of an entry with this id and link of its feed ("" for none), one for each ``Identity``.

    The link is canonical. Without an id it stands for that; without either the title, then title and text; without a title the
    text. Ids and links are compared as ``link_key`` has it, so http and https are one.
    """
    link = key_of_canonical(url) if url else ""
    if not id_ and not link:
        whole = _hashed("hash", title, text)
        plain = _hashed("title", "", "", title) if title else whole
        return plain, plain, whole
    # Many a feed's ids are its links.
    own = link if id_ == url else link_key(id_) if id_ else ""
    plain = _short("id", own) if own else _short("link", link)
    linked = _short("both", own, link) if own and link else plain
    return plain, linked, _hashed("title", own, link, title)


def rungs_of(entry: Entry) -> Sequence[str]:
    """The keys an entry may go by; of one that was given none, its own key and one with its link and title."""
    return entry.rungs or (entry.key, entry.key, _hashed("title", entry.key, link_key(entry.url), entry.title))


def settled(policy: str, entries: Iterable[Entry]) -> Identity:
    """What tells a feed's entries apart after this document, given what did so far ("" when nothing was known)."""
    document = tuple(entries)
    level = _level(policy)
    while level < len(_LEVELS) - 1 and _confuses(level, document):
        level += 1
    return _LEVELS[level]


def _confuses(level: int, document: Sequence[Entry]) -> bool:
    """Whether different entries of a document have one key of this level; one under two links is not two, nor one edited."""
    under: dict[str, tuple[set[str], set[tuple[str, str]]]] = {}
    for entry in document:
        ladder = rungs_of(entry)
        named, said = under.setdefault(ladder[level], (set(), set()))
        named.add(ladder[-1])
        said.add((entry.title, entry.text))
    return any(len(named) > 1 and len(said) > 1 for named, said in under.values())


def key_of(policy: Identity, entry: Entry) -> str:
    """The key of an entry in a feed with this policy."""
    return rungs_of(entry)[_level(policy)]


def told_by(policy: Identity, entry: Entry, key: str) -> bool:
    """Whether a key is one of the entry's, and as telling as the policy asks for."""
    return key in rungs_of(entry)[_level(policy) :]


def _level(policy: str) -> int:
    return _LEVELS.index(Identity(policy)) if policy in set(_LEVELS) else 0


def _short(kind: str, *parts: str) -> str:
    plain = f"{kind}:{' '.join(parts)}"
    return plain if len(plain) <= _LONGEST else _hashed(kind, *parts)


def _hashed(kind: str, *parts: str) -> str:
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=16)
    return f"{kind}#{digest.hexdigest()}"
