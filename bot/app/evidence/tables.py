"""Reads and writes the learned table of letters, and reads the evidence that ships with the package.

The table is a text file: a line per pair of steps that followed each other (two steps, a count), then what pairs of letters
usually add to a word's likelihood (``arabic`` or ``latin``, the pair, the logarithm). A step is written ش/sh, with - for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path

from bot.matching.evidence import Evidence
from bot.matching.frequencies import Frequencies
from bot.matching.letters import Letters, Step, Table

_EDGE = "|"
_NOTHING = "-"
_USUAL = ("arabic", "latin")


def load_evidence() -> Evidence:
    """The evidence that ships with the package."""
    folder = resources.files("bot.app.evidence")
    table = read_table((folder / "letters.tsv").read_text(encoding="utf-8").splitlines())
    arabic, english = (Frequencies((folder / f"frequencies_{code}.bin").read_bytes()) for code in ("ar", "en"))
    lines = (folder / "renderings.tsv").read_text(encoding="utf-8").splitlines()
    return Evidence(Letters(table), arabic, english, read_renderings(lines), read_words(lines))


def read_renderings(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Renderings both ways round, from lines of a folded Latin name and its Arabic ones separated by |.

    Behind a second tab stand those that are mostly other words: they are rendered by the Latin name, but do not render it.
    """
    found: dict[str, tuple[str, ...]] = {}
    backward: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("#"):
            continue
        latin, listed, *words = line.split("\t")
        found[latin] = arabic = tuple(filter(None, listed.split("|")))
        for name in (*arabic, *(words[0].split("|") if words else ())):
            backward.setdefault(name, []).append(latin)
    found.update((name, tuple(latin)) for name, latin in backward.items())
    return found


def read_words(lines: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each Latin name that has some the Arabic words behind the second tab, which ``read_renderings`` leaves out."""
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {row[0]: tuple(row[2].split("|")) for row in rows if len(row) > 2 and row[2]}  # noqa: PLR2004


def read_table(lines: Iterable[str]) -> Table:
    """The table that ``written`` wrote; raises ValueError with the line's number for a line that it cannot have written."""
    counts: dict[tuple[Step | None, Step | None], float] = {}
    usual: dict[str, dict[str, float]] = {name: {} for name in _USUAL}
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            continue
        try:
            first, second, value = line.split("\t")
            if first in usual:
                usual[first][second] = float(value)
            else:
                counts[_read_step(first), _read_step(second)] = float(value)
        except ValueError:
            raise ValueError(f"line {number} is no line of a table of letters: {line[:60]!r}") from None
    return Table(counts, usual["arabic"], usual["latin"])


def written(table: Table, heading: str) -> Iterator[str]:
    """The lines of the table's file, in an order that depends on nothing but the table."""
    yield f"# {heading}"
    rows = sorted((_step(first), _step(second), count) for (first, second), count in table.counts.items())
    for one, other, count in rows:
        yield f"{one}\t{other}\t{count:g}"
    for name, usual in zip(_USUAL, (table.arabic, table.latin), strict=True):
        for pair, value in sorted(usual.items()):
            yield f"{name}\t{pair}\t{value:g}"


def write_table(table: Table, path: Path, heading: str) -> None:
    """Writes the table's file; raises OSError."""
    path.write_text("".join(f"{line}\n" for line in written(table, heading)), encoding="utf-8")


def _step(step: Step | None) -> str:
    return _EDGE if step is None else f"{step.arabic or _NOTHING}/{step.latin or _NOTHING}"


def _read_step(text: str) -> Step | None:
    if text == _EDGE:
        return None
    arabic, latin = text.split("/")
    return Step("" if arabic == _NOTHING else arabic, "" if latin == _NOTHING else latin)
