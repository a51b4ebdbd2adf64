"""Time zones by the names people know: cities and countries in both languages, beside the keys of the zones themselves.

Source: Unicode CLDR and the IANA time zone database, through Babel.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from babel import Locale
from babel.core import get_global
from babel.dates import get_timezone, get_timezone_location
from rapidfuzz import fuzz, process

from bot.text.folding import folded

_LANGUAGES: Final = ("en", "ar")
_ALIKE: Final = 70.0
# So many zones of a country are all offered; of more, those that other systems name.
_FEW: Final = 4
# Large cities whose zone is named for another one.
_CITIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("Jeddah", "جدة", "Mecca", "Makkah", "مكة", "Medina", "المدينة المنورة", "Dammam", "الدمام"), "Asia/Riyadh"
    ),
    **dict.fromkeys(("Abu Dhabi", "أبوظبي", "أبو ظبي", "Sharjah", "الشارقة", "العين"), "Asia/Dubai"),
    **dict.fromkeys(("Alexandria", "الإسكندرية", "Giza", "الجيزة", "Suez", "السويس", "Aswan", "أسوان"), "Africa/Cairo"),
    **dict.fromkeys(("Aleppo", "حلب", "Homs", "حمص", "Latakia", "اللاذقية", "إدلب", "Idlib"), "Asia/Damascus"),
    **dict.fromkeys(("Basra", "البصرة", "Mosul", "الموصل", "Erbil", "أربيل", "Kirkuk", "كركوك"), "Asia/Baghdad"),
    **dict.fromkeys(("Rabat", "الرباط", "Marrakesh", "مراكش", "Fez", "فاس", "Tangier", "طنجة"), "Africa/Casablanca"),
    **dict.fromkeys(("Benghazi", "بنغازي", "Misrata", "مصراتة"), "Africa/Tripoli"),
    **dict.fromkeys(("Sanaa", "صنعاء", "Taiz", "تعز"), "Asia/Aden"),
    **dict.fromkeys(("Ramallah", "رام الله", "Nablus", "نابلس", "West Bank", "الضفة الغربية"), "Asia/Hebron"),
    **dict.fromkeys(("Tel Aviv", "تل أبيب", "Haifa", "حيفا"), "Asia/Jerusalem"),
    **dict.fromkeys(("Omdurman", "أم درمان", "Port Sudan", "بورتسودان"), "Africa/Khartoum"),
    **dict.fromkeys(("Oran", "وهران", "Constantine", "قسنطينة"), "Africa/Algiers"),
    **dict.fromkeys(("Irbid", "إربد", "Zarqa", "الزرقاء", "Aqaba", "العقبة"), "Asia/Amman"),
    **dict.fromkeys(("Tripoli Lebanon", "طرابلس الشام", "Sidon", "صيدا", "Tyre", "صور"), "Asia/Beirut"),
    **dict.fromkeys(("Ankara", "أنقرة"), "Europe/Istanbul"),
    **dict.fromkeys(("Washington", "واشنطن", "Boston", "بوسطن", "Miami", "ميامي"), "America/New_York"),
    **dict.fromkeys(("San Francisco", "سان فرانسيسكو", "Seattle", "سياتل"), "America/Los_Angeles"),
    **dict.fromkeys(("Geneva", "جنيف", "Bern", "برن"), "Europe/Zurich"),
    **dict.fromkeys(("Munich", "ميونخ", "Frankfurt", "فرانكفورت", "Hamburg", "هامبورغ"), "Europe/Berlin"),
    **dict.fromkeys(("Barcelona", "برشلونة"), "Europe/Madrid"),
    **dict.fromkeys(("Milan", "ميلانو"), "Europe/Rome"),
    **dict.fromkeys(("Manchester", "مانشستر", "Edinburgh", "إدنبرة"), "Europe/London"),
    **dict.fromkeys(("Delhi", "دلهي", "New Delhi", "نيودلهي", "Mumbai", "مومباي"), "Asia/Kolkata"),
    **dict.fromkeys(("Beijing", "بكين"), "Asia/Shanghai"),
    **dict.fromkeys(("السعودية", "KSA"), "Asia/Riyadh"),
    **dict.fromkeys(("الإمارات", "Emirates", "UAE"), "Asia/Dubai"),
    **dict.fromkeys(("بريطانيا", "Britain", "England", "UK"), "Europe/London"),
    **dict.fromkeys(("سورية", "الشام"), "Asia/Damascus"),
    **dict.fromkeys(("GMT", "غرينتش", "غرينيتش", "جرينتش"), "UTC"),
}
_SEVERAL: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Palestine", "فلسطين"), "Palestinian Territories"),
    **dict.fromkeys(("USA", "America", "أمريكا", "أميركا"), "United States"),
}


def zones_called(name: str) -> tuple[str, ...]:
    """The keys of the zones that a name of either language means: of a city, a country, or a key itself; empty for none.

    Of a country with several zones those come that most people there live by.
    """
    return _index().get(_plain(name), ())


def zones_like(name: str, limit: int) -> tuple[str, ...]:
    """Up to ``limit`` zones whose names are much like this one, the likest first."""
    index = _index()
    near = process.extract(_plain(name), index.keys(), scorer=fuzz.ratio, limit=3 * limit, score_cutoff=_ALIKE)
    found = dict.fromkeys(zone for key, _, _ in near if len(index[key]) == 1 for zone in index[key])
    return tuple(found)[:limit]


def _plain(name: str) -> str:
    return " ".join(folded(name.replace("_", " ").replace("-", " ")).split())


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[str, ...]]:
    territories: Mapping[str, str] = get_global("zone_territories")
    zones = [zone for zone in territories if zone.count("/") and not zone.startswith("Etc/")]
    index: dict[str, dict[str, None]] = defaultdict(dict)
    for zone in zones:
        for name in (zone, zone.rsplit("/", 1)[-1], *(_city(zone, code) for code in _LANGUAGES)):
            index[_plain(name)][zone] = None
    for alias, zone in get_global("zone_aliases").items():
        if not zone.startswith("Etc/"):
            index.setdefault(_plain(alias), {zone: None})
            index.setdefault(_plain(alias.rsplit("/", 1)[-1]), {zone: None})
    for name, zone in _CITIES.items():
        index[_plain(name)] = {zone: None}
    index["utc"] = {"UTC": None}
    for name, those in _countries(territories, zones).items():
        index.setdefault(name, dict.fromkeys(those))
    for name, country in _SEVERAL.items():
        index[_plain(name)] = index[_plain(country)]
    return {name: tuple(those) for name, those in index.items()}


def _countries(territories: Mapping[str, str], zones: list[str]) -> Mapping[str, list[str]]:
    """The zones of each country by its names; of many those that other systems name for it."""
    chief = set(get_global("windows_zone_mapping").values())
    by_code: dict[str, list[str]] = defaultdict(list)
    for zone in zones:
        by_code[territories[zone]].append(zone)
    named: dict[str, list[str]] = {}
    for code in _LANGUAGES:
        names: Any = Locale.parse(code).territories
        for territory, those in by_code.items():
            if territory in names:
                few = those if len(those) <= _FEW else chief.intersection(those)
                named[_plain(names[territory])] = sorted(few or those)
    return named


def _city(zone: str, code: str) -> str:
    name: str = get_timezone_location(get_timezone(zone), locale=code, return_city=True)
    return name
