"""What an Arabic word may carry: clitics before it, pronouns and endings behind it. Works on folded words.

What lives here: every way a word can be taken apart, without judging which is meant. What does not: folding (``folding``) and
which readings count for which term (``bot.matching``).
Source: the clitic order conjunction + preposition + article + stem + pronoun of any grammar of written Arabic.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.text.folding import folded
from bot.text.plurals import OTHER_NUMBER

_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ك", "ل")
_ARTICLE = "ال"
_CLITIC_LETTERS = frozenset("وفبكلس")
_GOD = "الله"
PRONOUNS = ("ها", "هم", "هن", "هما", "كم", "نا", "ه")
"""What may stand behind a noun that belongs to somebody (جيشها, its army)."""
# Of the pronouns those that seldom end a word of their own.
_SURE_PRONOUNS = frozenset({"ها", "هم", "هما"})
# What may stand behind a plural that is another word than its singular.
_BEHIND_OTHER_NUMBER = frozenset({"", "ا", *PRONOUNS})
_PLURALS = ("ون", "ين", "ات", "ان")
# A relative adjective (حوثي, of the Houthis) takes these whatever its length.
_RELATIVE_ENDINGS = ("ون", "ين", "ه", "ات", "ان")

_LAST_LETTERS = ("ا", "ه", "م", "ن", "ت", "ي", "و")
# Nouns by their shape, so that the alef of the accusative (صاروخا, a missile) is told from that of names (مارينا, Marina).
_NOUN = re.compile(
    "[^ا][^اويه]{2}|[^ا].{2,}ار|[^ا][^ا][اوي][^اويه]|.ا.و[^اويه]|م[^اويه].{1,3}[^اويه]|ت[^اوي].ي[^اويه]|ا[^اوي].{1,3}ا[^اويه]"
)
# Participles (مقاتل, a fighter), whose plural before another noun loses its last letter (مقاتلو, مقاتلي).
_PARTICIPLE = re.compile("م[^اي].{2,}[^اويه]")
# Nouns whose last hamza takes another seat before an ending: عبء (a burden), عبئا; خطأ (a mistake), خطئه.
_HAMZATED = """
    عبء شيء جزء كفء نشء بدء ملء دفء درء برء ضوء سوء لجوء هدوء نشوء وضوء بطيء بريء جريء سيء مليء رديء دنيء مضيء مسيء
    خطأ مبدأ ملجأ نبأ منشأ مرفأ مخبأ ملأ
"""
_SEATED = {stem[:-1] + seat: stem for stem in folded(_HAMZATED).split() for seat in ("يو" if stem[-1] == "ء" else "يوء")}
CHANGED = "~"
"""The ``ending`` of a reading whose stem is the word's other number (صواريخ, missiles: صاروخ, a missile)."""

# Words of two letters that names of several words begin with (تل أبيب, بن غفير, آل سعود, بي بي سي, شي جين بينغ).
_PART_WORDS = """
    تل بن ام اب ال ذو ذي ذا سد حي بي سي شي جو دي دو دا لو لي سو كو يو تو جي كي دل سن سا فو ري رو نو لا اي او
"""
_PARTS = frozenset(_PART_WORDS.split())
# Latin letters by their Arabic names, which designations begin with (إف-35, إس-400). كأس is a cup.
_LETTER_NAMES = frozenset({"اف", "اس", "تي", "كا"})
# What stands behind the first letters of plurals whose ال is no article: ألغام (mines), ألوية, ألعاب, ألقاب, ألوان, آلاف.
_BEHIND_AL = ("غام", "ويه", "عاب", "قاب", "وان", "اف")
# What a last letter becomes before an ending.
_CHANGING = {"ه": "تا", "ء": "يوا", "ا": "يوء", "ي": "ا"}
_SHORTEST, _SHORTEST_BEFORE_AT = 3, 2
_SHORTEST_BEFORE_ENDING = 4
_LETTERS = re.compile("[\u0621-\u064a]")
_ATTACHED = re.compile("([\u0621-\u064a]{1,4})([a-z0-9].*)")
_ONE_WAY = {
    "امريك": "اميرك",
    "انجل": "انغل",
    "انكل": "انغل",
    "انقلت": "انغلت",
    "انقليز": "انغليز",
    "مسيول": "مسوول",
    "تليفزيون": "تلفزيون",
    "ديبلوماس": "دبلوماس",
    "انترنيت": "انترنت",
}
_EITHER_WAY = re.compile("|".join(_ONE_WAY))
_WHOLE = {
    "شيون": "شوون",
    "هياه": "هييه",
    "مايه": "ميه",
    "قرايه": "قراءه",
    "ريوس": "رووس",
    "موسيقا": "موسيقي",
    "كهربا": "كهرباء",
}
_OTHERWISE = {
    stem: tuple(form for form, own in (*_WHOLE.items(), *_SEATED.items()) if own == stem)
    for stem in (*_WHOLE.values(), *_SEATED.values())
}
_PREFIXES = frozenset(
    conjunction + preposition + article
    for conjunction in _CONJUNCTIONS
    for preposition in _PREPOSITIONS
    for article in ("", _ARTICLE)
) | {"لل", "ولل", "فلل"}


class Reading(NamedTuple):
    """One way to take a word apart.

    ``stem`` stands without its article; ``article`` says whether it had one, ``proclitic`` is what stood before that (و, وب,
    ل), ``ending`` what was taken off behind (a pronoun, a plural or dual, the alef of the accusative), "" for none, or
    ``CHANGED``.
    """

    stem: str
    proclitic: str = ""
    article: bool = False
    ending: str = ""


def is_arabic(word: str) -> bool:
    """Whether the folded word holds Arabic letters."""
    return _LETTERS.search(word) is not None


def without_article(word: str) -> Reading:
    """The word's own stem: the article off if a word is left behind it, nothing else changed."""
    rest = word.removeprefix(_ARTICLE)
    if word not in {rest, _GOD} and len(rest) >= _SHORTEST - 1:
        return Reading(rest, article=True)
    return Reading(word)


def readings(word: str) -> tuple[Reading, ...]:
    """Every way to take a folded word apart, the plainest first: clitics off, then endings off each of those."""
    attached = _ATTACHED.fullmatch(word)
    if attached:
        return _attached(word, *attached.groups())
    stems = clitics_off(word)
    stems += [
        reading._replace(stem=_ARTICLE + reading.stem, article=False)
        for reading in stems
        if reading.article and reading.stem.startswith(_BEHIND_AL) and not reading.proclitic.endswith("ل")
    ]
    found = list(stems)
    if word.endswith(_LAST_LETTERS):
        for stem in stems:
            found += _endings_off(stem)
    found += [reading._replace(stem=_SEATED[reading.stem]) for reading in found if reading.ending and reading.stem in _SEATED]
    found += [
        reading._replace(stem=other, ending=CHANGED)
        for reading in found
        if reading.stem in OTHER_NUMBER and reading.ending in _BEHIND_OTHER_NUMBER
        for other in OTHER_NUMBER[reading.stem]
    ]
    return tuple(found)


def _attached(word: str, prefix: str, rest: str) -> tuple[Reading, ...]:
    """A Latin word or number behind Arabic clitics (الـBitcoin, the Bitcoin)."""
    if prefix not in _PREFIXES:
        return (Reading(word),)
    article = prefix.endswith((_ARTICLE, "لل"))
    proclitic = prefix.removesuffix(_ARTICLE) if prefix.endswith(_ARTICLE) else prefix.removesuffix("ل") if article else prefix
    return Reading(word), Reading(rest, proclitic, article)


def clitics_off(word: str) -> list[Reading]:
    """The readings that leave a folded word's endings on, the plainest first."""
    found = [without_article(word)]
    if word[:1] not in _CLITIC_LETTERS:
        return found
    for conjunction in _CONJUNCTIONS:
        if not word.startswith(conjunction):
            continue
        rest = word[len(conjunction) :]
        if conjunction:
            _keep(found, rest, conjunction)
        for preposition in _PREPOSITIONS[1:]:
            if rest.startswith(preposition):
                _keep(found, rest[1:], conjunction + preposition)
        if rest.startswith("لل") and len(rest) >= _SHORTEST:
            if len(rest) > _SHORTEST:
                found.append(Reading(rest[2:], conjunction + "ل", article=True))
            # Before a noun in ل the third is not written: للاذقية, to Latakia (اللاذقية).
            found.append(Reading(rest[1:], conjunction + "ل", article=True))
        if rest.startswith("س") and rest[1:2] in {"ي", "ت", "ن"}:
            _keep(found, rest[1:], conjunction + "س")
    return found


def _keep(found: list[Reading], rest: str, proclitic: str) -> None:
    """The reading of what stands behind a proclitic, unless too little is left to be a word or part of a name (تل أبيب)."""
    own = without_article(rest)
    named = rest in _PARTS or (rest in _LETTER_NAMES and "ك" not in proclitic)
    if own.article or len(rest) >= _SHORTEST or named:
        found.append(Reading(own.stem, proclitic, own.article))


def _endings_off(reading: Reading) -> list[Reading]:
    pronouns = [] if reading.article else _pronouns_off(reading)
    found = [*pronouns, *_plurals_off(reading), *_relative_off(reading)]
    for owned in pronouns:
        # A plural may stand before a pronoun (طائراتها, its aircraft).
        found += _plurals_off(owned)
    if not reading.article:
        found += _cases_off(reading)
    return found


def _pronouns_off(reading: Reading) -> list[Reading]:
    found = []
    for ending in PRONOUNS:
        stem = reading.stem.removesuffix(ending)
        if stem == reading.stem or not _may_own(stem, ending):
            continue
        found.append(reading._replace(stem=stem, ending=ending))
        last = _before_pronoun(stem)
        if last:
            found.append(reading._replace(stem=stem[:-1] + last, ending=ending))
    return found


def _may_own(stem: str, ending: str) -> bool:
    """Whether a pronoun may stand behind what would be left: a short word is more likely whole, unless it is a noun."""
    if len(stem) >= _SHORTEST_BEFORE_ENDING or stem in OTHER_NUMBER or stem in _SEATED:
        return True
    return len(stem) == _SHORTEST and (ending in _SURE_PRONOUNS or stem.endswith("ت"))


def _before_pronoun(stem: str) -> str:
    """What the last letter is where no pronoun follows, "" if it is the same (حكومته, his government: ه)."""
    if stem.endswith("ت"):
        return "ه"
    if stem.endswith(("او", "اي")):
        return "ء"
    return "ي" if stem.endswith("ا") else ""


def _plurals_off(reading: Reading) -> list[Reading]:
    found = []
    for ending in _PLURALS:
        stem = reading.stem.removesuffix(ending)
        if stem == reading.stem or len(stem) < (_SHORTEST_BEFORE_AT if ending == "ات" else _SHORTEST):
            continue
        if len(stem) >= _SHORTEST_BEFORE_ENDING or stem in OTHER_NUMBER:
            found.append(stem)
        if ending == "ات":
            found += (stem + "ه", stem + "ا") if stem.endswith("ي") else (stem + "ه",)
        elif stem.endswith("ت"):
            found.append(stem[:-1] + "ه")
        return [reading._replace(stem=stem, ending=ending + reading.ending) for stem in found]
    return []


def _relative_off(reading: Reading) -> list[Reading]:
    stem = reading.stem
    return [
        reading._replace(stem=stem.removesuffix(ending), ending=ending)
        for ending in _RELATIVE_ENDINGS
        if stem.endswith("ي" + ending) and len(stem) - len(ending) > _SHORTEST
    ]


def _cases_off(reading: Reading) -> list[Reading]:
    """The alef of the accusative, and the dual or plural before another noun (ناقلتي نفط, two oil tankers)."""
    stem, last = reading.stem[:-1], reading.stem[-1]
    if len(stem) < _SHORTEST or last not in "اوي":
        return []
    if last != "و" and stem.endswith("ت") and len(stem) >= _SHORTEST_BEFORE_ENDING:
        return [reading._replace(stem=stem[:-1] + "ه", ending="ت" + last)]
    if last == "ا" and stem in _SEATED:
        return [reading._replace(stem=stem, ending=last)]
    if (_NOUN if last == "ا" else _PARTICIPLE).fullmatch(stem) or (last == "ا" and stem in OTHER_NUMBER):
        return [reading._replace(stem=stem, ending=last)]
    return []


def same_spelling(stem: str) -> str:
    """The stem with the spellings that outlets write either way brought to one (أمريكا and أميركا, مسئول and مسؤول)."""
    if stem in _WHOLE:
        return _WHOLE[stem]
    return _EITHER_WAY.sub(lambda match: _ONE_WAY[match.group()], stem) if "ا" in stem or "ي" in stem else stem


def spelled_otherwise(stem: str) -> tuple[str, ...]:
    """The stem as it is written otherwise: what ``same_spelling`` brings to it as a whole, its hamza on other seats."""
    return _OTHERWISE.get(stem, ())


def before_endings(stem: str) -> tuple[str, ...]:
    """What a stem of three letters, the last of which endings change, is without them (كرة, a ball: كرتها, كرات)."""
    return tuple(stem[:-1] + letter for letter in _CHANGING.get(stem[-1:], "")) if len(stem) == _SHORTEST else ()


def plural_stem(word: str) -> str | None:
    """The singular behind a plural of a relative adjective (حوثيين -> حوثي), None if the word is no such plural."""
    for ending in ("ون", "ين"):
        if word.endswith("ي" + ending) and len(word) - len(ending) > _SHORTEST:
            return word.removesuffix(ending)
    return None
