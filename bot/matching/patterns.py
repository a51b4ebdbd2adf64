"""What is looked for: one pattern per distinct form, shared by all terms and names that mean it.

What lives here: how a pattern hangs on its units, and whether it takes a hit. What does not: finding hits (``units``) and
walking through articles (``matcher``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from bot.matching.common import COMMON, SMALL_WORDS
from bot.matching.evidence import Evidence
from bot.matching.particles import is_particle
from bot.matching.terms import Form
from bot.matching.units import Hit, Unit, UnitIndex
from bot.model.watch import How
from bot.text.arabic import plural_stem
from bot.text.english import is_surname

_LOOSE = frozenset({How.FUZZY, How.TRANSLITERATED})
_SHORTEST_LOOSE, _SHORTEST_BESIDE_PARTICLE = 4, 3
_LONGEST_BARE_NAME = 4
_SHORTEST_PLURAL_NAME = 5
# Short English names are listed in all their spellings, and what differs is another (Cameroon, Cameron).
_SHORTEST_LOOSE_NAME = 9
_JOINED_LENGTH = 6
_SHORTEST_WITH_CLITIC = 3
# Two letters in capitals are an abbreviation or a number (Xi, XI).
_SHORTEST_CAPITALS = 3
_NAME_PLURALS = frozenset({"ون", "ين"})


class Meaning(NamedTuple):
    """Who a pattern is for: a term, by one of its spellings, or a known name by its id (``term`` is "" then).

    ``own``: the spelling is the term itself and not a spelling of the name it belongs to. ``part``: ``term`` is no whole term
    but a phrase of some.
    """

    term: str
    spelling: str
    off: bool = False
    own: bool = True
    name: str = ""
    joined: bool = False
    part: bool = False


@dataclass(eq=False, slots=True)
class Pattern:
    """A form on its units. ``anchor`` is the place of the word under which it is looked up, the rarest one."""

    form: Form
    units: tuple[Unit, ...]
    anchor: int
    loose: bool = False
    meanings: list[Meaning] = field(default_factory=list)

    @property
    def watched(self) -> bool:
        """Whether any term, not just the list of names, looks for it."""
        return any(meaning.term for meaning in self.meanings)

    def takes(self, hit: Hit, place: int, raw: str) -> bool:
        """Whether this pattern accepts the hit, on a word written ``raw``, for its word at ``place``."""
        form = self.form
        if hit.how in _LOOSE and not self.loose:
            return False
        if form.exact and (hit.how is not How.FOLDED or hit.article):
            return False
        if not _is_written_so(form, place, raw) or _is_another(form, hit, raw) or (form.behind_article and hit.article <= 0):
            return False
        return self._is_in_order(hit, place) and (not form.proper or self._takes_as_name(hit))

    def _is_in_order(self, hit: Hit, place: int) -> bool:
        """Whether a phrase's word may have these clitics where it stands."""
        if place and hit.proclitic and not self._is_construct(hit, place):
            # "The states and the united" are not the United States: behind the first word only the article may be added.
            return False
        if hit.article > 0 and not place and len(self.units) > 1 and self.form.proper:
            return False
        if hit.article > 0 and place + 1 < len(self.units) and not hit.unit.article:
            # A noun before its owner takes no article: الأمن before الطاقة is not the security of energy.
            return not self.units[place + 1].article
        return True

    def refusal(self, hit: Hit, place: int, raw: str) -> str:
        """Why ``takes`` says no, as one of the keys of ``explaining``; "" if it says yes."""
        form = self.form
        if self.takes(hit, place, raw):
            return ""
        if form.exact:
            return "quoted"
        if hit.how in _LOOSE and not self.loose:
            return "case" if form.cased else "strict"
        if not _is_written_so(form, place, raw):
            return _not_written_so(form, place, raw)
        return "clitic" if place and hit.proclitic and not self._is_construct(hit, place) else "name_form"

    def _is_construct(self, hit: Hit, place: int) -> bool:
        """Whether ل (of) joins the word to the noun before it, as behind an indefinite one (وقف لإطلاق النار, a cease-fire)."""
        before = self.units[place - 1]
        return hit.proclitic == "ل" and not self.form.proper and before.arabic and not before.article

    def _takes_as_name(self, hit: Hit) -> bool:
        """A name keeps its article, takes no pronouns, and its short forms take no article (مالي, Mali; المالي, financial)."""
        unit = hit.unit
        if (hit.how is How.TRANSLITERATED and not self.form.rendered) or hit.article < 0:
            return False
        if len(self.units) == 1 and unit.arabic and hit.article > 0 and _is_word_with_article(unit.stem):
            return False
        if hit.ending == "s":
            return len(unit.word) >= _SHORTEST_PLURAL_NAME or unit.word[-1].isdigit()
        if hit.how is How.FUZZY and not unit.arabic and len(unit.word) < _SHORTEST_LOOSE_NAME:
            return False
        return not hit.ending or (
            hit.ending in _NAME_PLURALS and (unit.stem.endswith("ي") or plural_stem(unit.stem) is not None)
        )


def _is_another(form: Form, hit: Hit, raw: str) -> bool:
    """Whether a word, alone, is more likely one of its own than a form: لبن (milk), Waters (a surname), 5b."""
    if len(form.words) > 1:
        return False
    if hit.proclitic and hit.unit.arabic and len(hit.unit.stem) < _SHORTEST_WITH_CLITIC:
        return True
    return hit.ending == "s" and ((raw[0].isupper() and is_surname(hit.unit.word)) or hit.unit.word.isdigit())


def _is_written_so(form: Form, place: int, raw: str) -> bool:
    """Whether a word is written in the letters, and in the case, that the form's word at ``place`` asks for."""
    if (raw in SMALL_WORDS or form.small[place]) and raw != form.small[place]:
        return False
    if form.capital and raw[0].islower():
        return False
    return not form.cased or _is_cased(form.cased.split()[place], raw)


def _not_written_so(form: Form, place: int, raw: str) -> str:
    if (raw in SMALL_WORDS or form.small[place]) and raw != form.small[place]:
        return "small_word"
    return "lower_case" if form.capital and raw[0].islower() else "case"


def _is_word_with_article(stem: str) -> bool:
    """Whether a name becomes another word behind the article: المالي (financial), السورية (Syrian)."""
    return len(stem) <= _LONGEST_BARE_NAME or stem.endswith("يه")


def _is_cased(wanted: str, raw: str) -> bool:
    """Whether a word is written in the case of a name, or all in capitals as headlines are."""
    wanted = wanted.replace(".", "")
    bare = raw.replace(".", "").removesuffix("'s").removesuffix("’s").removesuffix("'S").removesuffix("’S")
    capitals = wanted.istitle() and len(wanted) >= _SHORTEST_CAPITALS
    return any(
        bare == each or (bare.endswith(each) and not bare[: -len(each)].isascii())
        for each in ((wanted, wanted.upper()) if capitals else (wanted,))
    )


class Patterns:
    """All patterns, live, on one index of units."""

    def __init__(self, evidence: Evidence | None = None) -> None:
        self.index = UnitIndex(evidence)
        self._patterns: dict[Form, Pattern] = {}

    def attach(self, form: Form, meaning: Meaning) -> None:
        """Looks for a form on behalf of one more meaning."""
        pattern = self._patterns.get(form)
        if pattern is None:
            pattern = self._patterns[form] = self._new(form)
        pattern.meanings.append(meaning)
        self._count_named(pattern, meaning, 1)
        if meaning.term and not pattern.loose:
            self._set_loose(pattern)

    def detach(self, form: Form, meaning: Meaning) -> None:
        """Undoes one ``attach``; the last one takes the pattern along."""
        pattern = self._patterns[form]
        pattern.meanings.remove(meaning)
        self._count_named(pattern, meaning, -1)
        if meaning.term:
            self._set_loose(pattern)
        if not pattern.meanings:
            del self._patterns[form]
            self._drop(pattern)

    def of(self, form: Form) -> Pattern:
        """The pattern of a form. Raises KeyError for one that is not looked for."""
        return self._patterns[form]

    def _new(self, form: Form) -> Pattern:
        units = tuple(self.index.hold(word) for word in form.words)
        pattern = Pattern(form, units, _anchor(units))
        units[pattern.anchor].anchored.append(pattern)
        self._count_small(pattern, 1)
        return pattern

    def _drop(self, pattern: Pattern) -> None:
        self._count_small(pattern, -1)
        pattern.units[pattern.anchor].anchored.remove(pattern)
        for unit in pattern.units:
            self.index.release(unit)

    def _count_named(self, pattern: Pattern, meaning: Meaning, step: int) -> None:
        """Counts known names only: what one chat taught the bot must not hide a word from the terms of others."""
        if meaning.name and pattern.form.proper and len(pattern.units) == 1:
            pattern.units[0].named += step
            self.index.forget()

    def _count_small(self, pattern: Pattern, step: int) -> None:
        if any(pattern.form.small):
            for unit in pattern.units:
                unit.small += step
            self.index.forget()

    def _set_loose(self, pattern: Pattern) -> None:
        """Loose routes are open to a pattern only while a term that allows them looks for it."""
        form = pattern.form
        loose = pattern.watched and not form.exact and not form.cased and not form.strict
        if loose == pattern.loose:
            return
        pattern.loose = loose
        crossing = int(not form.proper or form.rendered)
        shortest = _shortest_loose(pattern.units)
        for unit in pattern.units:
            if len(unit.word) < shortest or is_particle(unit.word):
                continue
            if loose:
                self.index.loosen(unit, crossing)
            else:
                self.index.tighten(unit, crossing)


def joined(form: Form) -> Form | None:
    """The form of two words written as one (bit coin, F-35), None where that is not done."""
    if len(form.words) != 2 or form.exact or form.cased or any(map(is_particle, form.words)):  # noqa: PLR2004
        return None
    word = "".join(form.words)
    has_digit = any(letter.isdigit() for letter in word)
    if word in COMMON or (len(word) < _JOINED_LENGTH and not has_digit) or word.isdigit():
        return None
    # Only English words take their endings when they are joined (airstrikes).
    return Form((word,), exact=not word.isascii() or has_digit, strict=True)


def _shortest_loose(units: tuple[Unit, ...]) -> int:
    """How long a word is at least that something similar is taken for: beside a particle names may be short (Abu Ali)."""
    if len(units) == 1:
        return 0
    return _SHORTEST_BESIDE_PARTICLE if any(is_particle(unit.word) for unit in units) else _SHORTEST_LOOSE


def _anchor(units: tuple[Unit, ...]) -> int:
    """The place of the word that is probably rarest: no common one, few patterns on it, long."""
    if len(units) == 1:
        return 0
    return max(
        range(len(units)),
        key=lambda place: (
            not is_particle(units[place].word),
            units[place].word not in COMMON,
            -len(units[place].anchored).bit_length(),
            len(units[place].word),
        ),
    )
