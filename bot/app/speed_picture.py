"""A picture of speed against size: lines on two logarithmic axes, as SVG that any browser shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

_WIDTH, _HEIGHT = 720, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 170, 40, 56
# Told apart by those who see few colours, too; the line ends say which is which.
_COLOURS = ("#0b6e4f", "#58a182", "#33415c", "#b5541c")
_GAP = 16.0

Points = Sequence[tuple[float, float]]


def picture(series: Mapping[str, Points]) -> str:
    """An SVG with one line per series of (terms, articles per CPU second), all above 0, its name at its right end."""
    across = _Axis([x for points in series.values() for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Axis([y for points in series.values() for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" font-weight="bold" fill="#1b1f23">Articles per CPU second, by terms watched</text>',
        *_grid(across, up),
        *_drawn(series, across, up),
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 14}" text-anchor="middle" fill="#57606a">terms</text>',
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


class _Axis:
    """Whole powers of ten around the values, laid out between two places."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self._low = floor(log10(min(values)))
        self._high = max(ceil(log10(max(values))), self._low + 1)
        self._start, self._end = start, end

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]

    def at(self, value: float) -> float:
        share = (log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)


def _grid(across: _Axis, up: _Axis) -> Iterator[str]:
    right, floor_ = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for tick in up.ticks:
        y = up.at(tick)
        yield f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d8dee4"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#57606a">{tick:,g}</text>'
    for tick in across.ticks:
        x = across.at(tick)
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{floor_}" stroke="#eef1f4"/>'
        yield f'<text x="{x:.1f}" y="{floor_ + 20}" text-anchor="middle" fill="#57606a">{tick:,g}</text>'


def _drawn(series: Mapping[str, Points], across: _Axis, up: _Axis) -> Iterator[str]:
    ends = _apart({name: up.at(points[-1][1]) for name, points in series.items()})
    for number, (name, points) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        places = [(across.at(x), up.at(y)) for x, y in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        for (x, y), (_, value) in zip(places, points, strict=True):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"><title>{value:,.1f}</title></circle>'
        yield f'<text x="{places[-1][0] + 10:.1f}" y="{ends[name] + 4:.1f}" fill="{colour}">{escape(name)}</text>'


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """The heights of the names, moved down where two would stand on each other."""
    found: dict[str, float] = {}
    last = 0.0
    for name, place in sorted(places.items(), key=lambda item: item[1]):
        last = found[name] = max(place, last + _GAP)
    return found
