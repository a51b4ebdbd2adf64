"""Writes ``names.tsv`` from the tables in ``names/``: ``python -m bot.app.gazetteer.make_names``, after every change there.

What lives here: nothing but that. TOML is for people, and reading it at every start would take longer than all the rest.
"""

from __future__ import annotations

from pathlib import Path

from bot.app.gazetteer.known import by_hand
from bot.app.gazetteer.rows import written

REMARK = """The names of names/*.toml, quick to read: id, kind, en, ar, off, cased, adjectives. Written by make_names.py."""


def main() -> None:
    """Writes the file and says how much stands in it."""
    names = tuple(by_hand())
    (Path(__file__).parent / "names.tsv").write_text(written(names, REMARK), encoding="utf-8")
    print(f"{len(names)} names, {sum(len(name.spellings) for name in names)} spellings")


if __name__ == "__main__":
    main()
