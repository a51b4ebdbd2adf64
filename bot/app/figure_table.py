"""Figures of the matcher as people and programs read them: a Markdown table, examples of what went wrong, JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.app.evaluating import Example, Figure, Mark

_AROUND = 40


def table(figures: Sequence[Figure]) -> Iterator[str]:
    """The lines of a table: figure, value, mark, whether it is met, sample."""
    yield "| figure | value | mark | | sample |"
    yield "|---|---|---|---|---|"
    for figure in figures:
        met = "" if figure.mark is None else "met" if figure.mark.met(figure.value) else "missed"
        yield f"| {figure.label} | {_value(figure)} | {_mark(figure.mark)} | {met} | {figure.sample} |"
        if figure.parts:
            parts = ", ".join(f"{kind} {share:.3f}" for kind, share in figure.parts.items())
            yield f"| &nbsp; by kind | {parts} | | | |"


def as_json(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """The figures as values for JSON, without the examples."""
    return [
        {
            "figure": figure.key,
            "value": round(figure.value, 4),
            "mark": None if figure.mark is None else {"least": figure.mark.least, "most": figure.mark.most},
            "met": None if figure.mark is None else figure.mark.met(figure.value),
            "sample": figure.sample,
            "parts": {kind: round(share, 4) for kind, share in figure.parts.items()},
        }
        for figure in figures
    ]


def examples(figures: Iterable[Figure], kind: str, most: int) -> Iterator[str]:
    """Lines with what went wrong, figure by figure: ``false`` hits, the most frequent first, or what was ``missed``."""
    for figure in figures:
        chosen = [example for example in figure.wrong if bool(example.expected) == (kind == "missed")]
        if chosen:
            yield f"\n{kind}, {figure.label} ({min(most, len(chosen))} of {len(chosen)}):"
            yield from _missed(chosen[:most]) if kind == "missed" else _false(chosen, most)


def _missed(chosen: Iterable[Example]) -> Iterator[str]:
    for example in chosen:
        match = example.match
        instead = f"; found {match.text!r}, {match.how} {match.score}" if match is not None else ""
        place = f" [{example.place}]" if example.place else ""
        yield f"  {example.term} -> {example.expected}{place}{instead}"


def _false(chosen: Sequence[Example], most: int) -> Iterator[str]:
    seen: dict[tuple[str, str], Example] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for example in chosen:
        if example.match is not None:
            key = (example.term, example.match.text)
            seen.setdefault(key, example)
            counts[key] += 1
    for key, count in counts.most_common(most):
        match = seen[key].match
        if match is not None:
            yield f"  {count:4} x {key[0]} -> {key[1]}, {match.how} {match.score} [{seen[key].place}]: {_context(seen[key])}"


def _context(example: Example) -> str:
    match = example.match
    if match is None:
        return ""
    text = example.text[max(0, match.start - _AROUND) : match.end + _AROUND]
    return "… " + " ".join(text.split()) + " …"


def _value(figure: Figure) -> str:
    return f"{figure.value:.1f}" if figure.key.startswith("false") else f"{figure.value:.3f}"


def _mark(mark: Mark | None) -> str:
    if mark is None:
        return ""
    return f">= {mark.least:g}" if mark.least is not None else f"<= {mark.most:g}"
