"""What an Arabic word may carry: clitics before it, pronouns and endings behind it. Works on folded words.

What lives here: every way a word can be taken apart, without judging which is meant. What does not: folding (``folding``) and
which readings count for which term (``bot.matching``).
Source: the clitic order conjunction + preposition + article + stem + pronoun of any grammar of written Arabic.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CONJUNCTIONS = ("", "و", "ف")
_PREPOSITIONS = ("", "ب", "ك", "ل")
_ARTICLE = "ال"
_GOD = "الله"
_PRONOUNS = ("ها", "هم", "هن", "هما", "كم", "نا", "ه")
_PLURALS = ("ون", "ين", "ات", "ان")
# A relative adjective (حوثي, of the Houthis) takes these whatever its length.
_RELATIVE_ENDINGS = ("ون", "ين", "ه", "ات", "ان")

_LAST_LETTERS = ("ا", "ه", "م", "ن", "ت")

_SHORTEST = 3
_SHORTEST_BEFORE_ENDING = 4
_LETTERS = re.compile("[\u0621-\u064a]")
_ATTACHED = re.compile("([\u0621-\u064a]{1,4})([a-z0-9].*)")
_ONE_WAY = {"امريك": "اميرك", "انجل": "انغل", "انكل": "انغل", "انقل": "انغل"}
_EITHER_WAY = re.compile("|".join(_ONE_WAY))
_PREFIXES = frozenset(
    conjunction + preposition + article
    for conjunction in _CONJUNCTIONS
    for preposition in _PREPOSITIONS
    for article in ("", _ARTICLE)
) | {"لل", "ولل", "فلل"}


class Reading(NamedTuple):
    """One way to take a word apart.

    ``stem`` stands without its article; ``article`` says whether it had one, ``proclitic`` is what stood before that (و, وب,
    ل), ``ending`` the pronoun or plural taken off, "" for none.
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
    stems = _clitics_off(word)
    if not word.endswith(_LAST_LETTERS):
        return tuple(stems)
    return (*stems, *(ended for stem in stems for ended in _endings_off(stem)))


def _attached(word: str, prefix: str, rest: str) -> tuple[Reading, ...]:
    """A Latin word or number behind Arabic clitics (الـBitcoin, the Bitcoin)."""
    if prefix not in _PREFIXES:
        return (Reading(word),)
    article = prefix.endswith((_ARTICLE, "لل"))
    proclitic = prefix.removesuffix(_ARTICLE) if prefix.endswith(_ARTICLE) else prefix.removesuffix("ل") if article else prefix
    return Reading(word), Reading(rest, proclitic, article)


def _clitics_off(word: str) -> list[Reading]:
    found = [without_article(word)]
    for conjunction in _CONJUNCTIONS:
        if not word.startswith(conjunction):
            continue
        rest = word[len(conjunction) :]
        if conjunction:
            _keep(found, rest, conjunction)
        for preposition in _PREPOSITIONS[1:]:
            if rest.startswith(preposition):
                _keep(found, rest[1:], conjunction + preposition)
        if rest.startswith("لل") and len(rest) > _SHORTEST:
            found.append(Reading(rest[2:], conjunction + "ل", article=True))
        if rest.startswith("س") and rest[1:2] in {"ي", "ت", "ن"}:
            _keep(found, rest[1:], conjunction + "س")
    return found


def _keep(found: list[Reading], rest: str, proclitic: str) -> None:
    """The reading of what stands behind a proclitic, unless too little is left to be a word."""
    own = without_article(rest)
    if own.article or len(rest) >= _SHORTEST:
        found.append(own._replace(proclitic=proclitic))


def _endings_off(reading: Reading) -> list[Reading]:
    stem = reading.stem
    found = []
    if not reading.article:
        found += _off(reading, _PRONOUNS)
    for ending in _PLURALS:
        if stem.endswith(ending) and len(stem) - len(ending) >= _SHORTEST_BEFORE_ENDING:
            found.append(reading._replace(stem=stem.removesuffix(ending), ending=ending))
            if ending in {"ات", "ان", "ين"}:
                feminine = stem.removesuffix(ending).removesuffix("ت" if ending != "ات" else "") + "ه"
                found.append(reading._replace(stem=feminine, ending=ending))
    found += [
        reading._replace(stem=stem.removesuffix(ending), ending=ending)
        for ending in _RELATIVE_ENDINGS
        if stem.endswith("ي" + ending) and len(stem) - len(ending) >= _SHORTEST
    ]
    return found


def _off(reading: Reading, endings: tuple[str, ...]) -> list[Reading]:
    found = []
    for ending in endings:
        stem = reading.stem.removesuffix(ending)
        if stem == reading.stem or len(stem) < _SHORTEST_BEFORE_ENDING:
            continue
        found.append(reading._replace(stem=stem, ending=ending))
        if stem.endswith("ت"):
            # Before a pronoun the feminine ending is written ت (حكومته, his government).
            found.append(reading._replace(stem=stem[:-1] + "ه", ending=ending))
    return found


def same_spelling(stem: str) -> str:
    """The stem with the spellings that outlets write either way brought to one (أمريكا and أميركا, إنجلترا and إنكلترا)."""
    return _EITHER_WAY.sub(lambda match: _ONE_WAY[match.group()], stem) if "ا" in stem else stem


def plural_stem(word: str) -> str | None:
    """The singular behind a plural of a relative adjective (حوثيين -> حوثي), None if the word is no such plural."""
    for ending in ("ون", "ين"):
        if word.endswith("ي" + ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return None
