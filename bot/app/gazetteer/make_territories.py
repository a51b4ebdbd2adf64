"""Writes ``territories.tsv``: territories and currencies by their names in both languages.

``python -m bot.app.gazetteer.make_territories``. What lives here: what CLDR calls them. What does not: those written by hand,
which come first; a territory or currency of which any spelling stands there is left out.

Source: the Common Locale Data Repository (https://cldr.unicode.org, Unicode License v3), by way of Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from babel import Locale
from babel.numbers import get_territory_currencies

from bot.app.gazetteer.known import by_hand
from bot.app.gazetteer.rows import written
from bot.model.watch import Name
from bot.text.folding import folded_words

HERE = Path(__file__).parent
REMARK = """Territories and currencies that names/*.toml lacks: id, kind, en, ar, off, cased. Written by make_territories.py.
From CLDR (https://cldr.unicode.org), Unicode License v3, changed: spellings chosen and added. See ATTRIBUTION.md."""

# What CLDR lists for tests and for the sake of completeness, and those it calls as nobody else does (Congo - Kinshasa).
_NONE = frozenset({"QO", "UM", "XA", "XB", "ZZ", "EZ", "EA", "CD", "HK", "MO"})
_ASIDE = re.compile(r"\s*\([^)]*\)| الإدارية الخاصة$")
_COUNTRY_CODE = 2
# Names that running text has for other things.
_SHARED = frozenset({"أروبا", "جيرسي", "Jersey", "سان مارتن", "ساموا"})


def main() -> None:
    """Writes the file and says how much stands in it."""
    names = tuple(generated(by_hand()))
    (HERE / "territories.tsv").write_text(written(names, REMARK), encoding="utf-8")
    print(f"{len(names)} territories and currencies")


def generated(known: Iterable[Name]) -> Iterator[Name]:
    """The territories and currencies of CLDR of which no name known already has a spelling."""
    taken = {_key(text) for name in known for text in name.spellings}
    english, arabic = Locale("en"), Locale("ar")
    territories = {str(code) for code in english.territories if len(str(code)) == _COUNTRY_CODE} - _NONE
    yield from _names("territory", sorted(territories), english.territories, arabic.territories, taken)
    current = {currency for code in territories for currency in get_territory_currencies(code)}
    yield from _names("currency", sorted(current), english.currencies, arabic.currencies, taken)


def _names(
    kind: str, codes: Iterable[str], english: Mapping[Any, Any], arabic: Mapping[Any, Any], taken: set[str]
) -> Iterator[Name]:
    for code in codes:
        if code not in english or code not in arabic:
            continue
        en, ar = tuple(spellings(str(english[code]))), tuple(spellings(str(arabic[code])))
        keys = {_key(text) for text in (*en, *ar)}
        if taken.isdisjoint(keys):
            taken |= keys
            off = tuple(text for text in (*en, *ar) if text in _SHARED or (kind == "currency" and " " not in text))
            yield Name(f"{kind}-{code.lower()}", kind, _without(en, off), _without(ar, off), off)


def _without(spellings: tuple[str, ...], off: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for text in spellings if text not in off)


def spellings(text: str) -> Iterator[str]:
    """What CLDR calls it, without an aside in brackets, and with & and St. spelled out, or the other spelling of أمريكي."""
    bare = " ".join(_ASIDE.sub("", text).replace("’", "'").split())
    yield bare
    if "&" in bare or "St. " in bare:
        yield bare.replace("&", "and").replace("St. ", "Saint ")
    if "أمريكي" in bare:
        yield bare.replace("أمريكي", "أميركي")


def _key(text: str) -> str:
    return " ".join(folded_words(text))


if __name__ == "__main__":
    main()
