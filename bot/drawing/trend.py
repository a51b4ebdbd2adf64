"""Draws a plot as a PNG: stacked columns over time, told apart by their pattern as well as by their colour.

The drawing library joins Arabic letters and lays out both directions by itself; what is said in the picture, and what its
figures are, comes with the plot.
"""

from __future__ import annotations

import asyncio
import io
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.model.news import Language
from bot.model.plot import Plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INCHES, _DOTS = (8.0, 4.5), 150
_FONT = "DejaVu Sans"
# Dark against light, so that they differ without colour too (Okabe and Ito's colours for all eyes).
_FILLS = (("#0072b2", ""), ("#f0b74a", "///"), ("#c4cdd2", "..."))
_INK, _PALE = "#1d2b33", "#d9e0e4"
_RLM, _LRM = "\u200f", "\u200e"
# Above so many columns their totals would run into one another.
_TOLD_APART = 14
_LABELS = 10
_LONGEST = 64
_MISSING = "\u25a1"


class Pictures:
    """Draws in a thread, one picture at a time; the library is loaded with the first of them."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def plotted(self, plot: Plot) -> bytes:
        """The plot as a PNG of 1,200 by 675 pixels."""
        async with self._turn:
            return await asyncio.to_thread(draw, plot)


def draw(plot: Plot) -> bytes:
    """The plot as a PNG. Slow: half a second and more."""
    from matplotlib import rc_context  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415

    plain: Any = {"font.family": _FONT, "text.parse_math": False, "hatch.linewidth": 0.8, "axes.unicode_minus": False}
    with rc_context(plain):
        figure = Figure(figsize=_INCHES, dpi=_DOTS, facecolor="white")
        axes = figure.add_axes((0.07, 0.09, 0.9, 0.67))
        _columns(axes, plot)
        _scale(axes, plot)
        _words(figure, axes, plot)
        written = io.BytesIO()
        figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()


def _columns(axes: Axes, plot: Plot) -> None:
    floor = [0] * len(plot.columns)
    for series, (colour, hatch) in zip(plot.series, _FILLS, strict=False):
        axes.bar(
            range(len(plot.columns)),
            series.counts,
            0.72,
            bottom=floor,
            color=colour,
            hatch=hatch,
            edgecolor=_INK if hatch else colour,
            linewidth=0.4,
            label=_directed(f"{_shortened(series.name)}: {_number(sum(series.counts), plot)}", plot),
            zorder=2,
        )
        floor = [below + count for below, count in zip(floor, series.counts, strict=True)]
    if len(plot.columns) <= _TOLD_APART:
        for place, total in enumerate(floor):
            if total:
                axes.annotate(
                    _number(total, plot), (place, total), (0, 3), textcoords="offset points", ha="center", color=_INK, size=9
                )


def _scale(axes: Axes, plot: Plot) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator  # noqa: PLC0415

    axes.set_ylim(0, max(4, max(plot.totals, default=0) * 1.12))
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _number(round(value), plot)))
    every = -(-len(plot.columns) // _LABELS)
    # Counted from the last one, which is now.
    shown = sorted(range(len(plot.columns) - 1, -1, -every))
    axes.set_xticks(shown, list(_labels(shown, plot)))
    axes.set_xlim(-0.6, len(plot.columns) - 0.4)
    axes.tick_params(colors=_INK, length=0, labelsize=9)
    axes.grid(axis="y", color=_PALE, linewidth=0.8, zorder=0)
    for name, spine in axes.spines.items():
        spine.set_visible(name == "bottom")
        spine.set_color(_INK)


def _labels(shown: Sequence[int], plot: Plot) -> Iterator[str]:
    """The labels of these columns; a second line only where it is another than before."""
    before = ""
    for place in shown:
        first, _, second = plot.columns[place].partition("\n")
        lines = [first] if second in {"", before} else [first, second]
        before = second
        yield "\n".join(_directed(_shortened(each), plot) for each in lines)


def _words(figure: Figure, axes: Axes, plot: Plot) -> None:
    """Title and legend, at the side from which the language is read."""
    from_right = plot.language is Language.ARABIC
    place: dict[str, Any] = {"x": 0.97 if from_right else 0.07, "ha": "right" if from_right else "left"}
    figure.text(y=0.925, s=_directed(_shortened(plot.title), plot), size=15, weight="bold", color=_INK, **place)
    figure.text(y=0.865, s=_directed(_shortened(plot.subtitle, 110), plot), size=10, color=_INK, **place)
    keys, labels = axes.get_legend_handles_labels()
    order = slice(None, None, -1) if from_right else slice(None)
    axes.legend(
        keys[order],
        labels[order],
        loc="lower right" if from_right else "lower left",
        bbox_to_anchor=(1.0 if from_right else 0.0, 1.0),
        ncols=len(keys) or 1,
        frameon=False,
        fontsize=10,
        labelcolor=_INK,
        borderaxespad=0.2,
        markerfirst=not from_right,
        handlelength=1.6,
        handleheight=1.1,
    )


def _directed(text: str, plot: Plot) -> str:
    """The text with a mark that states its base direction."""
    return f"{_RLM if plot.language is Language.ARABIC else _LRM}{text}"


def _shortened(text: str, longest: int = _LONGEST) -> str:
    """One line of a length that has room, of what the font can show."""
    line = " ".join("".join(letter if _is_drawn(letter) else _MISSING for letter in text).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def _is_drawn(letter: str) -> bool:
    return ord(letter) in _letters() or letter.isspace() or unicodedata.category(letter) == "Cf"


@lru_cache(maxsize=1)
def _letters() -> frozenset[int]:
    """The characters that the font has, bold as well as not: of others the library would complain."""
    from matplotlib.font_manager import findfont, get_font  # noqa: PLC0415

    bold, plain = (frozenset(get_font(findfont(face)).get_charmap()) for face in (f"{_FONT}:bold", _FONT))
    return bold & plain


def _number(number: int, plot: Plot) -> str:
    return f"{number:,}".translate({ord("0") + value: digit for value, digit in enumerate(plot.digits)})
