"""A picture of what the bot used while it was measured: shares of one core and memory over time, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from bot.app.ingest_table import Moment

_WIDTH, _HEIGHT = 720, 400
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 64, 64, 44
_STEPS = 5
# Told apart by those who see few colours, too; the words above the picture say which is which.
_LOOP, _THREADS, _WORKER, _MEMORY = "#0b6e4f", "#58a182", "#33415c", "#b5541c"
_NAMES = (("event loop", _LOOP), ("+ threads", _THREADS), ("+ parser: all, % of one core", _WORKER), ("memory, MiB", _MEMORY))


def load_picture(moments: Sequence[Moment]) -> str:
    """An SVG of the seconds of a run, at least one: three areas, one on the other, and a line for memory."""
    end = max(moment.at for moment in moments)
    shares = [_sums(moment) for moment in moments]
    most = _round(max(share[-1] for share in shares))
    memory = _round(max(moment.memory for moment in moments))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" font-weight="bold" fill="#1b1f23">What reading feeds uses</text>',
        *_names(),
        *_grid(end, most, memory),
    ]
    across = [_across(moment.at, end) for moment in moments]
    for place, (_, colour) in reversed(list(enumerate(_NAMES[:3]))):
        tops = [_up(share[place], most) for share in shares]
        lines.append(_area(across, tops, colour))
    path = _path(across, [_up(moment.memory, memory) for moment in moments])
    lines.append(f'<polyline points="{path}" fill="none" stroke="{_MEMORY}" stroke-width="2"/>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _sums(moment: Moment) -> tuple[float, float, float]:
    """Percent of one core: the loop, with the threads, with the parser."""
    return moment.loop * 100, (moment.loop + moment.threads) * 100, (moment.loop + moment.threads + moment.worker) * 100


def _round(value: float) -> float:
    """A number not below ``value`` that divides well."""
    step = 25 if value <= 200 else 100  # noqa: PLR2004 (where finer lines would crowd)
    return max(ceil(value / step) * step, step)


def _across(at: float, end: float) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * at / max(end, 1e-9)


def _up(value: float, most: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * min(value / most, 1)


def _area(across: Sequence[float], tops: Sequence[float], colour: str) -> str:
    ground = _HEIGHT - _BOTTOM
    path = f"{across[0]:.1f},{ground} {_path(across, tops)} {across[-1]:.1f},{ground}"
    return f'<polygon points="{path}" fill="{colour}"/>'


def _path(across: Sequence[float], up: Sequence[float]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, up, strict=True))


def _names() -> Iterator[str]:
    at = float(_LEFT)
    for name, colour in _NAMES:
        yield f'<rect x="{at:.0f}" y="36" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="{at + 17:.0f}" y="47" fill="#57606a">{name}</text>'
        at += 36 + 7 * len(name)


def _grid(end: float, most: float, memory: float) -> Iterator[str]:
    right, ground = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    for step in range(_STEPS + 1):
        share = step / _STEPS
        y, x = _up(most * share, most), _across(end * share, end)
        yield f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d8dee4"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" fill="#57606a">{most * share:g}</text>'
        yield f'<text x="{right + 8}" y="{y + 4:.1f}" fill="{_MEMORY}">{memory * share:g}</text>'
        yield f'<text x="{x:.1f}" y="{ground + 20}" text-anchor="middle" fill="#57606a">{end * share:.0f} s</text>'
