"""Cities by their names in both languages, for looking up what a term may mean."""

from __future__ import annotations

from functools import lru_cache

from bot.app.gazetteer.rows import read_rows, shipped
from bot.model.watch import Name


@lru_cache(maxsize=1)
def load_cities() -> tuple[Name, ...]:
    """The package's cities, the largest first; articles are not searched for them, but for the terms they lend spellings to."""
    return read_rows(shipped("cities.tsv"))
