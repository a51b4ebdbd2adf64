"""Made-up news and made-up terms for measuring speed: the same for the same seed, on every machine, in any number.

Words are as unevenly frequent as in running text, and go on being new: of the words that follow 500 articles of a language,
about one in seven is new in Arabic and one in fifteen in English, much as in newspapers of both (one in six, one in eighteen).
What lives here: letters and chances. What does not: what is measured (``speed``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from bot.matching.common import COMMON
from bot.model.watch import Name
from bot.text.arabic import is_arabic

_Item = TypeVar("_Item")

_WORDS_PER_ARTICLE = 330
_WORDS_PER_TITLE = 9
_WORDS_PER_SENTENCE = 22

# Syllables of names, each as it is written in Latin and in Arabic letters: one name may turn up in both.
_ONSETS = (
    *(("b", "ب"), ("d", "د"), ("f", "ف"), ("g", "غ"), ("h", "ه"), ("j", "ج"), ("k", "ك"), ("l", "ل"), ("m", "م"), ("n", "ن")),
    *(("r", "ر"), ("s", "س"), ("t", "ت"), ("v", "ف"), ("z", "ز"), ("sh", "ش"), ("kh", "خ"), ("ch", "تش"), ("st", "ست")),
    *(("br", "بر"), ("tr", "تر"), ("kr", "كر")),
)
_VOWELS = (("a", "ا"), ("i", "ي"), ("o", "و"), ("u", "و"), ("e", "ي"), ("a", ""), ("ei", "اي"))
_CODAS = (
    *(("", ""), ("", ""), ("n", "ن"), ("r", "ر"), ("l", "ل"), ("s", "س"), ("m", "م"), ("k", "ك"), ("t", "ت"), ("d", "د")),
    ("nd", "ند"),
)

_ROOT_LETTERS = "بتثجحخدذرزسشصضطظعغفقكلمنهوي"
# Shapes of Arabic words around a root of three letters.
_SHAPES = (
    *("123", "1ا23", "12ا3", "12و3", "12ي3", "م12و3", "م123ة", "1ا2ي3", "ت12ي3"),
    *("ا12ا3", "ا1ت2ا3", "است12ا3", "ان12ا3", "م1ا23ة", "12ا3ة", "ي123", "ت123", "1و23"),
)
_BEFORE = ("", "", "", "", "ال", "ال", "ال", "و", "وال", "ب", "بال", "لل", "ل")
_AFTER = ("", "", "", "", "", "ه", "ها", "هم", "ات", "ين", "ية", "ون")
_ENGLISH_AFTER = ("", "", "", "s", "ed", "ing", "er", "ly", "tion", "ment", "al", "ness")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language, the most frequent first, and their frequencies summed up."""

    words: tuple[str, ...]
    totals: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class MadeArticle:
    """A title and a text in one language."""

    title: str
    text: str


class MadeText:
    """A supply of articles and terms; ``names`` lends its spellings to both."""

    def __init__(self, names: Iterable[Name], seed: int = 7) -> None:
        self._seed = seed
        dice = self._dice("words")
        listed = [spelling for name in names for spelling in name.spellings]
        self._listed = tuple(dict.fromkeys(listed))
        self._made = _different(lambda: _name(dice), 120_000)
        arabic, english = zip(*self._made, strict=True)
        # How many words there are and how their frequency falls: fitted to newspapers of both languages.
        self._arabic = _vocabulary(dice, [*filter(is_arabic, COMMON)], arabic[:35_000], _arabic_word, 100_000, 1.0)
        self._english = _vocabulary(dice, [*filter(str.isascii, COMMON)], english[:24_000], _english_word, 60_000, 1.3)

    @property
    def vocabularies(self) -> tuple[Vocabulary, Vocabulary]:
        """The words of Arabic and of English, for those who write shorter texts."""
        return self._arabic, self._english

    def articles(self, count: int) -> Iterator[MadeArticle]:
        """Articles of about 330 words, Arabic and English in turn."""
        dice = self._dice("articles")
        for number in range(count):
            words = self._arabic if number % 2 == 0 else self._english
            length = int(_WORDS_PER_ARTICLE * dice.uniform(0.4, 1.6))
            written = dice.choices(words.words, cum_weights=words.totals, k=length + _WORDS_PER_TITLE)
            yield MadeArticle(" ".join(written[:_WORDS_PER_TITLE]), _sentences(written[_WORDS_PER_TITLE:]))

    def terms(self, count: int) -> tuple[str, ...]:
        """Different terms: a tenth known names (as far as there are), three tenths phrases of two words, the rest names."""
        dice = self._dice("terms")
        known = dice.sample(self._listed, min(len(self._listed), count // 10))
        phrases = _different(lambda: self._phrase(dice), count * 3 // 10)
        # Every other name occurs in the articles' vocabulary, the other never does.
        names = [pair[number % 2] for number, pair in enumerate(dice.sample(self._made, min(len(self._made), count)))]
        terms = list(dict.fromkeys([*known, *phrases, *names]))[:count]
        dice.shuffle(terms)
        return tuple(terms)

    def _phrase(self, dice: random.Random) -> str:
        words = dice.choice((self._arabic, self._english)).words
        return f"{words[dice.randrange(200, len(words))]} {words[dice.randrange(200, len(words))]}"

    def _dice(self, what: str) -> random.Random:
        return random.Random(f"{self._seed} {what}")  # noqa: S311 (no secret)


def _vocabulary(
    dice: random.Random,
    common: Sequence[str],
    names: Sequence[str],
    make: Callable[[random.Random], str],
    size: int,
    steepness: float,
) -> Vocabulary:
    # The short words of a language are its frequent ones, more or less; a set has no order of its own.
    head = sorted(common, key=lambda word: (len(word), word))
    tail = [*names, *_different(lambda: make(dice), size - len(head) - len(names))]
    dice.shuffle(tail)
    words = tuple(dict.fromkeys([*head, *tail]))
    return Vocabulary(words, tuple(accumulate(1 / (rank + 20) ** steepness for rank in range(1, len(words) + 1))))


def _different(make: Callable[[], _Item], count: int) -> list[_Item]:
    made: dict[_Item, None] = {}
    while len(made) < count:
        made[make()] = None
    return list(made)


def _name(dice: random.Random) -> tuple[str, str]:
    """One name in Arabic and in Latin letters."""
    latin = arabic = ""
    for _ in range(dice.choice((2, 2, 3))):
        for latin_part, arabic_part in (dice.choice(_ONSETS), dice.choice(_VOWELS), dice.choice(_CODAS)):
            latin += latin_part
            arabic += arabic_part
    return arabic, latin.capitalize()


def _arabic_word(dice: random.Random) -> str:
    shape = dice.choice(_SHAPES)
    for place in "123":
        shape = shape.replace(place, dice.choice(_ROOT_LETTERS))
    # Behind the feminine ending nothing more is written.
    return dice.choice(_BEFORE) + shape + ("" if shape.endswith("ة") else dice.choice(_AFTER))


def _english_word(dice: random.Random) -> str:
    stem = "".join(
        dice.choice(_ONSETS)[0] + dice.choice(_VOWELS)[0] + dice.choice(_CODAS)[0] for _ in range(dice.choice((1, 2, 2)))
    )
    return stem + dice.choice(_ENGLISH_AFTER)


def _sentences(words: Sequence[str]) -> str:
    parts = (words[at : at + _WORDS_PER_SENTENCE] for at in range(0, len(words), _WORDS_PER_SENTENCE))
    return " ".join(f"{part[0][:1].upper()}{' '.join(part)[1:]}." for part in parts)
