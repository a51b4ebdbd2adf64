"""A table of short rows under keys, which takes little memory when most rows hold one item."""

from __future__ import annotations

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
