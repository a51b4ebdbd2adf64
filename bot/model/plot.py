"""A picture of figures before it is drawn: its words, its columns and the series that they are made of."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model.news import Language


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of thing that was counted: what it is called, and a count for each column."""

    name: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Counts over time, as stacked columns in the order of time.

    ``columns``: the label of each column; a second line of it is what neighbours may have in common, such as the month.
    ``digits``: the ten digits that numbers are written in. The base direction of all words is that of ``language``.
    """

    language: Language
    title: str
    subtitle: str
    columns: tuple[str, ...]
    series: tuple[Series, ...]
    digits: str = "0123456789"

    @property
    def totals(self) -> tuple[int, ...]:
        """The sum of each column."""
        return tuple(map(sum, zip(*(each.counts for each in self.series), strict=True)))
