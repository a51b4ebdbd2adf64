"""Names that articles are searched for: the package's, changed by the operator's ``names.toml``.

What lives here: reading both, and what an entry of the operator's does to the package's. What does not: cities, which are
only looked up (``cities``), and how a table is read (``bot.app.tables``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from bot.app.gazetteer.rows import read_rows, shipped
from bot.app.settings import ConfigProblem
from bot.app.tables import Table, read_table
from bot.model.watch import Name
from bot.text.folding import folded_words

_LISTS = ("en", "ar", "off", "cased", "adjectives")
_ON = ("en", "ar", "cased")
_OWN_KEYS = frozenset({"id", "kind", "note", *_LISTS})
_OPERATOR_KEYS = _OWN_KEYS | {"extend", "remove"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its table and its number there."""

    table: Table
    index: int


def load_names(folder: Path) -> tuple[Name, ...]:
    """The package's names with the changes of ``names.toml`` in the folder, if it is there; raises ConfigProblem."""
    return tuple(_with_changes(_shipped(), _changes(folder)))


def clashes(folder: Path) -> tuple[ConfigProblem, ...]:
    """Each spelling that is on in two names, with where that can be mended; raises ConfigProblem like ``load_names``.

    A watch for such a spelling means both names.
    """
    changes = _changes(folder)
    places = {
        table.word(index, "id"): Place(table, index) for table in (*_tables(), changes) for index in range(len(table.rows))
    }
    owners: dict[tuple[str, ...], str] = {}
    found = []
    for name in _with_changes(_shipped(), changes):
        for key in _ON:
            for spelling in getattr(name, key):
                owner = owners.setdefault(tuple(folded_words(spelling)), name.id)
                if owner != name.id:
                    found.append(_clash(name.id, owner, key, spelling, places))
    return tuple(found)


def _clash(later: str, earlier: str, key: str, spelling: str, places: dict[str, Place]) -> ConfigProblem:
    """The clash, said of the later name if it was written by hand: a table of the package's is not for mending."""
    if later not in places:
        later, earlier = earlier, later
    place = places[later]
    reason = f"{spelling!r} is a spelling of {earlier!r} as well; put it under off in one of the two"
    return place.table.fault(place.index, key, reason)


def _with_changes(names: Mapping[str, Name], changes: Table) -> Iterable[Name]:
    """The names as the operator's table leaves them."""
    changed = dict(names)
    seen: set[str] = set()
    for index in range(len(changes.rows)):
        name_id = _id(changes, index, seen)
        name = _changed(changes, index, names.get(name_id), name_id)
        if name is None:
            del changed[name_id]
        else:
            changed[name_id] = name
    return changed.values()


def _changes(folder: Path) -> Table:
    table = read_table(folder / "names.toml", "name")
    table.known(_OPERATOR_KEYS)
    return table


def _id(table: Table, index: int, seen: set[str]) -> str:
    name_id = table.word(index, "id")
    if name_id in seen:
        raise table.fault(index, "id", f"{name_id!r} stands there twice")
    seen.add(name_id)
    return name_id


def _changed(table: Table, index: int, known: Name | None, name_id: str) -> Name | None:
    """What becomes of a name by an entry of the operator's; None when it is to go."""
    extend, remove = table.flag(index, "extend"), table.flag(index, "remove")
    for key in ("extend", "remove"):
        if table.flag(index, key) and known is None:
            raise table.fault(index, key, f"there is no name {name_id!r} that came with the package")
    if remove and (extend or any(table.words(index, key) for key in _LISTS)):
        raise table.fault(index, "remove", "a name that is removed has no spellings; leave them out, or leave out remove")
    if remove:
        return None
    own = _name(table, index, name_id)
    return _extended(known, own) if extend and known is not None else own


def _name(table: Table, index: int, name_id: str) -> Name:
    lists = {key: table.words(index, key) for key in _LISTS}
    if not any(lists.values()):
        raise table.fault(index, "en", "a name needs at least one spelling in en, ar or cased")
    return Name(name_id, table.word(index, "kind", default=""), **lists)


def _extended(known: Name, own: Name) -> Name:
    """The known name with more spellings; one that the addition lists elsewhere (under off, say) moves there."""
    moved = {spelling for key in _LISTS for spelling in getattr(own, key)}
    lists = {
        key: (*(spelling for spelling in getattr(known, key) if spelling not in moved), *getattr(own, key)) for key in _LISTS
    }
    return Name(known.id, own.kind or known.kind, **lists)


def shipped_names() -> tuple[Name, ...]:
    """The package's names, without the operator's changes."""
    return tuple(_shipped().values())


def by_hand() -> Iterator[Name]:
    """The package's names as they were written by hand, in ``names/``; raises ConfigProblem."""
    seen: set[str] = set()
    for table in _tables():
        table.known(_OWN_KEYS)
        for index in range(len(table.rows)):
            yield _name(table, index, _id(table, index, seen))


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Name]:
    """The package's names by id, those written by hand first, from the files that are quick to read."""
    return MappingProxyType({name.id: name for file in ("names.tsv", "territories.tsv") for name in read_rows(shipped(file))})


def _tables() -> Iterator[Table]:
    """The tables of the package written by hand."""
    for entry in sorted(shipped("names").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            with resources.as_file(entry) as path:
                yield read_table(path, "name")
