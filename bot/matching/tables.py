"""Tables of short rows under keys, which take little memory when most rows hold one item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

_Item = TypeVar("_Item")


class Table(Generic[_Item]):
    """Live rows by key; ``rows`` is for reading. A row that becomes empty goes."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: dict[str, tuple[_Item, ...]] = {}

    def put(self, key: str, item: _Item) -> bool:
        """Adds an item to the key's row; whether it is the first one there."""
        row = self.rows.get(key, ())
        self.rows[key] = (*row, item)
        return not row

    def take(self, key: str, item: _Item) -> bool:
        """Takes an item out of the key's row; whether it was the last one there.

        Raises KeyError or ValueError if it is not in it.
        """
        row = self.rows[key]
        place = row.index(item)
        if len(row) == 1:
            del self.rows[key]
            return True
        self.rows[key] = row[:place] + row[place + 1 :]
        return False


class Words:
    """Live rows of words by key; a row of one word is that word itself, which takes no memory."""

    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[str, str | tuple[str, ...]] = {}

    def put(self, key: str, word: str) -> None:
        """Adds a word to the key's row."""
        row = self._rows.get(key)
        if row is None:
            self._rows[key] = word
        else:
            self._rows[key] = (row, word) if isinstance(row, str) else (*row, word)

    def take(self, key: str, word: str) -> None:
        """Takes a word out of the key's row. Raises KeyError or ValueError if it is not in it."""
        row = self._rows[key]
        if isinstance(row, str):
            del self._rows[key]
            return
        place = row.index(word)
        row = row[:place] + row[place + 1 :]
        self._rows[key] = row if len(row) > 1 else row[0]

    def collect(self, keys: Iterable[str], found: list[str]) -> None:
        """Adds the words of all these keys' rows to a list."""
        for row in map(self._rows.get, keys):
            if row is not None:
                if type(row) is tuple:
                    found += row
                else:
                    found.append(row)  # type: ignore[arg-type]


class Counts:
    """How often each key was counted; those that come to nothing go."""

    __slots__ = ("rows",)

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}

    def add(self, key: str, step: int) -> None:
        """Counts a key ``step`` times more."""
        count = self.rows.get(key, 0) + step
        if count:
            self.rows[key] = count
        else:
            del self.rows[key]
