"""Rows of text as they are to be seen from left to right, for terminals that know one direction alone.

Arabic letters take the forms in which they join, then the bidirectional algorithm puts everything in its place. No colours and
no wrapping in here: a row is laid out after it has been broken off.

Source: https://www.unicode.org/reports/tr9/ (the rules named below are its own).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import Any

import regex
from arabic_reshaper import ArabicReshaper
from arabic_reshaper.ligatures import LIGATURES
from bidi import algorithm
from bidi.mirror import MIRRORED

from bot.model.message import Isolate, Piece
from bot.text.direction import FSI, isolates

Fragment = tuple[str, Piece]
"""A part of a row, and the piece of the line that it comes from."""

_OBJECT = "\ufffc"
_NUMBERS = frozenset({"EN", "AN"})
_MOST_BRACKETS = 63
_LAM_ALEF = "ARABIC LIGATURE LAM WITH ALEF"

Cell = dict[str, Any]
"""A letter with its marks, or an isolate, as the algorithm keeps it: ``ch``, ``type``, ``orig``, ``level``; ``rest``: the
marks, ``piece``: where it comes from, ``inner``: the fragments of an isolate."""


def laid_out(row: Sequence[Fragment], *, from_right: bool) -> list[Fragment]:
    """The fragments of a row from left to right, each reading from left to right, with joined letters.

    ``from_right``: whether the row as a whole runs from the right. Text without letters that run from there stays as it is.
    """
    cells: list[Cell] = []
    for alone, group in groupby(row, key=lambda fragment: id(fragment[1]) if _isolated(fragment[1]) else None):
        part = list(group)
        if alone is None:
            cells += _cells(part)
        else:
            piece = part[0][1]
            cells.append(_cell(_OBJECT, piece, _placed(_cells(part), _base(part, piece))))
    return _placed(cells, int(from_right))


def _isolated(piece: Piece) -> bool:
    return piece.isolate is not Isolate.NONE or piece.code


def _base(row: Sequence[Fragment], piece: Piece) -> int:
    """Whether an isolate runs from the right, 1, or not, 0; a bare URL never does."""
    opening, _ = isolates(piece, needed=True)
    return int(algorithm.get_base_level("".join(text for text, _ in row))) if opening == FSI else 0


def _placed(cells: list[Cell], base: int) -> list[Fragment]:
    """The cells from left to right, as fragments."""
    storage: dict[str, Any] = algorithm.get_empty_storage()
    storage.update(base_level=base, base_dir="LR"[base], chars=cells)
    for cell in cells:
        cell["level"] = base
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    _pair_brackets(storage["chars"], "LR"[base])
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    algorithm.reorder_resolved_levels(storage, debug=False)
    algorithm.apply_mirroring(storage, debug=False)
    shown: list[Fragment] = []
    for cell in storage["chars"]:
        shown += cell["inner"] or [(cell["ch"] + cell["rest"], cell["piece"])]
    return shown


def _cells(row: Sequence[Fragment]) -> list[Cell]:
    """The letters of fragments that stand side by side, joined as they are across fragments; marks stay with their letters."""
    pieces = [piece for text, piece in row for _ in text]
    cells: list[Cell] = []
    at = 0
    for cluster in regex.findall(r"\X", _joined("".join(text for text, _ in row))):
        cells.append(_cell(cluster, pieces[at]))
        at += sum(map(_letters, cluster))
    return cells


def _cell(cluster: str, piece: Piece, inner: Sequence[Fragment] = ()) -> Cell:
    kind = unicodedata.bidirectional(cluster[0]) or "L"
    return {"ch": cluster[0], "rest": cluster[1:], "type": kind, "orig": kind, "level": 0, "piece": piece, "inner": inner}


def _joined(text: str) -> str:
    """The text with its Arabic letters in the forms in which they join; as it was where letters cannot be told apart."""
    shaped: str = _reshaper().reshape(text)
    return shaped if sum(map(_letters, shaped)) == len(text) else text


def _letters(shaped: str) -> int:
    """How many letters of the text a shaped one stands for: two for lam with alef."""
    return 2 if unicodedata.name(shaped, "").startswith(_LAM_ALEF) else 1


@cache
def _reshaper() -> ArabicReshaper:
    """Joins letters and keeps vowel marks; of the ligatures only lam with alef, which every typeface has."""
    others = {name: False for name, _ in LIGATURES if not name.startswith(_LAM_ALEF)}
    return ArabicReshaper({"delete_harakat": False, "support_ligatures": True, **others})


def _pair_brackets(cells: Sequence[Cell], base: str) -> None:
    """Rule N0, which the library leaves out: brackets go with what stands between them, or with the row."""
    for opening, closing in sorted(_pairs(cells)):
        inside = {_strong(cell) for cell in cells[opening + 1 : closing]}
        before = next((found for cell in reversed(cells[:opening]) if (found := _strong(cell))), base)
        other = "RL"["LR".index(base)]
        if base in inside:
            cells[opening]["type"] = cells[closing]["type"] = base
        elif other in inside:
            cells[opening]["type"] = cells[closing]["type"] = other if before == other else base


def _pairs(cells: Sequence[Cell]) -> Iterator[tuple[int, int]]:
    """Where brackets open and close that belong together (rule BD16)."""
    open_ones: list[tuple[str, int]] = []
    for at, cell in enumerate(cells):
        sign = cell["ch"]
        if cell["type"] != "ON" or sign not in MIRRORED:
            continue
        if unicodedata.category(sign) == "Ps":
            if len(open_ones) == _MOST_BRACKETS:
                return
            open_ones.append((MIRRORED[sign], at))
        elif unicodedata.category(sign) == "Pe":
            met = next((number for number in reversed(range(len(open_ones))) if open_ones[number][0] == sign), None)
            if met is not None:
                yield open_ones[met][1], at
                del open_ones[met:]


def _strong(cell: Cell) -> str:
    """Which way a cell runs as brackets see it: numbers run from the right; "" for what runs neither way."""
    kind = str(cell["type"])
    return "R" if kind in _NUMBERS else kind if kind in {"L", "R"} else ""
