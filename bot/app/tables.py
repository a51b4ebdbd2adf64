"""The rows of a TOML table, read with care: what is wrong is said with its file, line and key.

What lives here: reading and checking one table of one file. What does not: what the rows mean (``catalogue``, ``gazetteer``).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app.settings import ConfigProblem, line_of, parse_toml


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one ``[[kind]]`` of a file, with the means to say where a fault stands."""

    path: Path
    text: str
    kind: str
    rows: tuple[dict[str, Any], ...]

    def fault(self, index: int, key: str, reason: str) -> ConfigProblem:
        """The fault of a row, with the line its key stands in."""
        return ConfigProblem(str(self.path), f"{self.kind}.{key}", reason, line_of(self.text, key, self.kind, index))

    def word(self, index: int, key: str, *, default: str | None = None) -> str:
        """The text under a key; raises ConfigProblem when there is none and no default."""
        value = self.rows[index].get(key, default)
        if value is None:
            raise self.fault(index, key, "is missing")
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(index, key, "must be a text in quotes")
        return value.strip()

    def words(self, index: int, key: str) -> tuple[str, ...]:
        """The texts of a list, each once; none when the key is absent. Raises ConfigProblem."""
        value = self.rows[index].get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fault(index, key, 'must be a list of texts: ["one", "two"]')
        return tuple(dict.fromkeys(item.strip() for item in value))

    def flag(self, index: int, key: str) -> bool:
        """Whether a key says true; false when it is absent. Raises ConfigProblem."""
        value = self.rows[index].get(key, False)
        if not isinstance(value, bool):
            raise self.fault(index, key, "must be true or false, without quotes")
        return value

    def known(self, keys: frozenset[str]) -> None:
        """Raises ConfigProblem for a key that is none of these."""
        for index, row in enumerate(self.rows):
            for key in row.keys() - keys:
                raise self.fault(index, key, f"no such key; known are {', '.join(sorted(keys))}")


def read_table(path: Path, kind: str) -> Table:
    """The ``[[kind]]`` rows of a file, none when there is no such file; raises ConfigProblem."""
    if not path.exists():
        return Table(path, "", kind, ())
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigProblem(str(path), "", f"cannot be read as UTF-8 text: {error}") from None
    values = parse_toml(path, text)
    for key in values.keys() - {kind}:
        raise ConfigProblem(str(path), key, f"no such table; this file holds [[{kind}]]", line_of(text, key))
    rows = values.get(kind, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigProblem(str(path), kind, f"each {kind} begins with a line [[{kind}]]", line_of(text, kind))
    return Table(path, text, kind, tuple(rows))
