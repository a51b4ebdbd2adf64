"""The bot's own words: sentences with places for values, plural forms, times and numbers in each language.

The words themselves stand in ``catalogues/``, one file per language; whoever builds ``Phrases`` has read them. What a message
is made of, and which sentences it takes, is not decided here.
Source: Unicode CLDR through Babel, for plural rules, month names and the names of cities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date

from bot.model.message import Isolate, Line, Piece
from bot.model.news import Language
from bot.text.cities import city

Value = str | int | Piece | Line
Template = str | Mapping[str, str]

_PLACE = re.compile(r"\{(\w+)\}")
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_CHOOSER = "count"

# Where Arabic calls the months otherwise than Egypt and the Gulf do.
_MONTHS = {
    **dict.fromkeys(("Beirut", "Damascus", "Amman", "Gaza", "Hebron", "Jerusalem"), "ar_LB"),
    "Baghdad": "ar_IQ",
    "Casablanca": "ar_MA",
    "El_Aaiun": "ar_MA",
    "Algiers": "ar_DZ",
    "Tunis": "ar_TN",
    "Nouakchott": "ar_MR",
}


class Phrases:
    """The catalogues of all languages. A language without a catalogue is answered for by English."""

    def __init__(self, catalogues: Mapping[Language, Mapping[str, Any]]) -> None:
        self._entries = {language: dict(_flat(catalogue)) for language, catalogue in catalogues.items()}

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages that have a catalogue."""
        return tuple(self._entries)

    def keys(self, language: Language) -> frozenset[str]:
        """All keys of a language's catalogue, dotted."""
        return frozenset(self._entries[language])

    def has(self, language: Language, key: str) -> bool:
        """Whether ``line`` and ``text`` know this key."""
        return isinstance(self._entries[self._known(language)].get(key), str | Mapping)

    def line(self, language: Language, key: str, /, **values: Value) -> Line:
        """The sentence of ``key`` with its places filled.

        A text stands isolated (``Isolate.AUTO``), a number is written in the language's digits, pieces and lines stand as they
        are. Of a plural entry the number called ``count`` chooses the form, or else the only number there is.
        Raises KeyError for an unknown key or a place without a value.
        """
        template = self._template(language, key, values)
        pieces: list[Piece] = []
        for position, part in enumerate(_PLACE.split(template)):
            if position % 2:
                pieces.extend(self._pieces(language, values[part]))
            elif part:
                pieces.append(Piece(part))
        return tuple(pieces)

    def text(self, language: Language, key: str, /, **values: Value) -> str:
        """The same sentence as plain text. Raises KeyError as ``line`` does."""
        return "".join(piece.text for piece in self.line(language, key, **values))

    def words(self, language: Language, key: str) -> tuple[str, ...]:
        """A list of words, such as those a command is called by; empty when there is none."""
        value = self._entries[self._known(language)].get(key, ())
        return tuple(value) if isinstance(value, tuple) else ()

    def number(self, language: Language, number: int) -> str:
        """A number in the language's digits, grouped by thousands."""
        digits = self.text(language, "form.digits")
        return f"{number:,}".translate({ord("0") + value: digit for value, digit in enumerate(digits)})

    def joined(self, language: Language, items: Iterable[Value]) -> Line:
        """Items as one list with the language's comma."""
        comma = Piece(self.text(language, "form.comma"))
        pieces: list[Piece] = []
        for item in items:
            if pieces:
                pieces.append(comma)
            pieces.extend(self._pieces(language, item))
        return tuple(pieces)

    def moment(self, language: Language, when: datetime, time_zone: str, today: datetime | None = None) -> str:
        """The local time of ``when``; with its date unless ``today`` is on the same day there."""
        zone = _zone(time_zone)
        local = when.astimezone(zone)
        clock = local.strftime("%H:%M")
        if today is not None and local.date() == today.astimezone(zone).date():
            return clock
        return self.text(language, "form.moment", day=Piece(self.day(language, when, time_zone, today)), clock=Piece(clock))

    def day(self, language: Language, when: datetime, time_zone: str, today: datetime | None = None) -> str:
        """The local date of ``when`` with its month in words; with its year unless ``today`` is in the same one there."""
        zone = _zone(time_zone)
        local = when.astimezone(zone)
        year = "" if today is None or local.year == today.astimezone(zone).year else " y"
        if self._known(language) is Language.ARABIC:
            return format_date(local.date(), f"d MMMM{year}", locale=_MONTHS.get(time_zone.rsplit("/", 1)[-1], "ar"))
        return format_date(local.date(), f"d MMM{year}", locale="en_GB")

    def since(self, language: Language, when: datetime, time_zone: str, today: datetime) -> str:
        """From when on: the local time of ``when`` if it is on the same day as ``today`` there, else its date alone."""
        zone = _zone(time_zone)
        if when.astimezone(zone).date() == today.astimezone(zone).date():
            return self.moment(language, when, time_zone, today)
        return self.day(language, when, time_zone, today)

    def place(self, language: Language, time_zone: str) -> str:
        """The city that a time zone is named for."""
        return city(self._known(language).value, str(_zone(time_zone)))

    def _known(self, language: Language) -> Language:
        return language if language in self._entries else Language.ENGLISH

    def _template(self, language: Language, key: str, values: Mapping[str, Value]) -> str:
        language = self._known(language)
        entry = self._entries[language][key]
        if isinstance(entry, str):
            return entry
        if not isinstance(entry, Mapping):
            raise KeyError(key)
        form: str = entry.get(_plural_form(language.value, _chooser(values)), entry["other"])
        return form

    def _pieces(self, language: Language, value: Value) -> Sequence[Piece]:
        if isinstance(value, Piece):
            return (value,)
        if isinstance(value, str):
            return (Piece(value, Isolate.AUTO),)
        if isinstance(value, int):
            return (Piece(self.number(language, value)),)
        return value


def places(template: Template) -> frozenset[str]:
    """The names of all places in an entry; in a plural one those of all its forms."""
    forms = (template,) if isinstance(template, str) else tuple(template.values())
    return frozenset(name for form in forms for name in _PLACE.findall(form))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Template | tuple[str, ...]]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and not ("other" in value and value.keys() <= _FORMS):
            yield from _flat(value, f"{key}.")
        elif isinstance(value, list):
            yield key, tuple(value)
        else:
            yield key, value


def _chooser(values: Mapping[str, Value]) -> int:
    number = values.get(_CHOOSER)
    if isinstance(number, int):
        return number
    numbers = [value for value in values.values() if isinstance(value, int)]
    if len(numbers) != 1:
        raise KeyError(_CHOOSER)
    return numbers[0]


@lru_cache(maxsize=1024)
def _plural_form(code: str, number: int) -> str:
    return str(Locale.parse(code).plural_form(number))


@lru_cache(maxsize=256)
def _zone(time_zone: str) -> tzinfo:
    try:
        return ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
