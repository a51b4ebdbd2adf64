"""The compact files that scripts write: a name a line, read and written.

A line is ``id, kind, en, ar, off, cased, adjectives``, parted by tabs; the spellings of a column are parted by ``|``. A line
that begins with ``#`` is a remark. What does not live here: what stands in the files (``make_…``).
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable

from bot.model.watch import Name


def shipped(file: str) -> Traversable:
    """One of the package's files."""
    return resources.files("bot.app.gazetteer") / file


def read_rows(file: Traversable) -> tuple[Name, ...]:
    """The names of such a file, in its order."""
    text = file.read_text(encoding="utf-8")
    return tuple(_name(line) for line in text.splitlines() if not line.startswith("#"))


def written(names: Iterable[Name], remark: str) -> str:
    """The text of a file that ``read_rows`` reads back; ``remark`` heads it."""
    lines = [f"# {line}" for line in remark.splitlines()]
    for name in names:
        lists = (name.en, name.ar, name.off, name.cased, name.adjectives)
        lines.append("\t".join((name.id, name.kind, *("|".join(spellings) for spellings in lists))).rstrip("\t"))
    return "\n".join(lines) + "\n"


def _name(line: str) -> Name:
    name_id, kind, *columns = line.split("\t")
    lists = [tuple(column.split("|")) if column else () for column in columns]
    return Name(name_id, kind, *lists)
