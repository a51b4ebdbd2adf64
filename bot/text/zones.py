"""Time zones by the names people know: cities and countries in both languages, beside the keys of the zones themselves.

Source: Unicode CLDR and the IANA time zone database, through Babel.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from rapidfuzz import fuzz, process

from bot.text.cities import city
from bot.text.folding import folded

_LANGUAGES: Final = ("en", "ar")
_ALIKE: Final = 70.0
_HOUR: Final = 60
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
    **dict.fromkeys(("US", "USA", "America", "أمريكا", "أميركا"), "United States"),
}
# What people call the clocks of a region; some letters stand for more than one.
_CLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("EST", "EDT", "ET"), ("America/New_York",)),
    **dict.fromkeys(("CST", "CDT", "CT"), ("America/Chicago",)),
    **dict.fromkeys(("MST", "MDT", "MT"), ("America/Denver",)),
    **dict.fromkeys(("PST", "PDT", "PT"), ("America/Los_Angeles",)),
    **dict.fromkeys(("CET", "CEST", "MET"), ("Europe/Berlin", "Europe/Madrid", "Europe/Paris", "Europe/Rome")),
    **dict.fromkeys(("EET", "EEST"), ("Africa/Cairo", "Asia/Beirut", "Asia/Gaza", "Europe/Athens")),
    **dict.fromkeys(("WET", "WEST"), ("Europe/Lisbon",)),
    "AST": ("Asia/Riyadh", "America/Halifax"),
    "BST": ("Europe/London",),
    "IST": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "MSK": ("Europe/Moscow",),
    "GST": ("Asia/Dubai",),
    "TRT": ("Europe/Istanbul",),
}
# Where most people who read this live: of the places at one offset these come first.
_FIRST: Final = (
    *("Asia/Riyadh", "Africa/Cairo", "Asia/Dubai", "Asia/Baghdad", "Asia/Beirut", "Asia/Damascus", "Asia/Amman", "Asia/Gaza"),
    *("Africa/Casablanca", "Africa/Algiers", "Africa/Tunis", "Africa/Tripoli", "Africa/Khartoum", "Asia/Aden", "Asia/Kuwait"),
    *("Asia/Qatar", "Europe/Istanbul", "Europe/London", "Europe/Paris", "Europe/Berlin", "America/New_York"),
    *("America/Chicago", "America/Los_Angeles", "Asia/Tehran", "Asia/Karachi", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo"),
)
_SIGNS: Final = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\uff0b": "+"})
_OFFSET: Final = re.compile(r"(?:utc|gmt|z|غرينتش|غرينيتش|جرينتش)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?")
_TRAILING: Final = re.compile(r"^([\d:]+)\s*([+-])$")
# "Mecca time" and «توقيت مكة» name the city.
_TIME: Final = re.compile(r"^(?:ب?توقيت(?: مدينه)?|time(?: zone)?(?: of| in)?) (?=\S)|(?<=\S) (?:standard )?time$")
_FARTHEST: Final = timedelta(hours=14)


def zones_called(name: str) -> tuple[str, ...]:
    """The keys of the zones that a name of either language means: of a city, a country, or a key itself; empty for none.

    Of a country with several zones those come that most people there live by.
    """
    plain = _plain(name)
    return _index().get(plain) or _index().get(_TIME.sub("", plain), ())


def offset_in(name: str) -> timedelta | None:
    """The difference to UTC that a text is: ``+3``, ``UTC+03:00``, ``GMT-5``; None for what is none."""
    text = " ".join(folded(_TIME.sub("", folded(name.translate(_SIGNS)))).split())
    found = _OFFSET.fullmatch(_TRAILING.sub(r"\2\1", text))
    if found is None:
        return None
    span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return None if span > _FARTHEST or int(found[3] or 0) >= _HOUR else -span if found[1] == "-" else span


def zones_at(offset: timedelta, now: datetime, limit: int) -> tuple[str, ...]:
    """Up to ``limit`` zones whose clocks differ from UTC by so much now, those first where most readers live."""
    chief = sorted(set(get_global("windows_zone_mapping").values()))
    known = (zone for zone in dict.fromkeys((*_FIRST, *chief)) if zone.count("/") and not zone.startswith("Etc/"))
    return tuple(islice((zone for zone in known if now.astimezone(ZoneInfo(zone)).utcoffset() == offset), limit))


def zones_like(name: str, limit: int) -> tuple[str, ...]:
    """Up to ``limit`` zones whose names are much like this one, the likest first."""
    index = _index()
    near = process.extract(_TIME.sub("", _plain(name)), index.keys(), scorer=fuzz.ratio, limit=3 * limit, score_cutoff=_ALIKE)
    found = dict.fromkeys(zone for key, _, _ in near if len(index[key]) == 1 for zone in index[key])
    return tuple(found)[:limit]


def _plain(name: str) -> str:
    return " ".join(folded(name.replace("_", " ").replace("-", " ").replace(".", "")).split())


@lru_cache(maxsize=1)
def _index() -> Mapping[str, tuple[str, ...]]:
    territories: Mapping[str, str] = get_global("zone_territories")
    zones = [zone for zone in territories if zone.count("/") and not zone.startswith("Etc/")]
    index: dict[str, dict[str, None]] = defaultdict(dict)
    for zone in zones:
        for name in (zone, zone.rsplit("/", 1)[-1], *(city(code, zone) for code in _LANGUAGES)):
            index[_plain(name)][zone] = None
    for alias, zone in get_global("zone_aliases").items():
        if not zone.startswith("Etc/"):
            index.setdefault(_plain(alias), {zone: None})
            index.setdefault(_plain(alias.rsplit("/", 1)[-1]), {zone: None})
    for name, zone in _CITIES.items():
        index[_plain(name)] = {zone: None}
    index["utc"] = {"UTC": None}
    for name, those in _CLOCKS.items():
        index[_plain(name)] = dict.fromkeys(those)
    for name, there in _countries(territories, zones).items():
        index.setdefault(name, dict.fromkeys(there))
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
