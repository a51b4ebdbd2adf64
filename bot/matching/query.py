"""The watch language: what a term asks for. Knows no names and no articles.

    word · several words (one phrase, in order) · "exact" · -without · +also · title:… · lang:ar · from:source · this | that

``+`` and ``-`` bind to the next word or quoted phrase; a ``+`` standing alone, and ``title:``, to all words up to the next
operator. Each alternative has filters of its own; several of ``lang:`` or of ``from:`` in one are either-or. How people write
the operators, in words and on phones, is ``marks``'s; how a phrase finds its forms, ``watchlist``'s.

``parse`` gives a ``Query``, or a ``Fault`` with one of these keys:

- ``empty``, ``no_letters`` (nothing to look for in all of it), ``no_word`` (in a part of it), ``too_long``
- ``quote_open`` (never closed), ``quote_empty``
- ``nothing_wanted`` (an alternative that only excludes or filters), ``empty_alternative`` (nothing beside a ``|``)
- ``nothing_behind`` (an operator with no term behind it), ``brackets`` (there is no grouping)
- ``unknown_field``, ``unknown_language``
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.matching.marks import Fault, Mark, Sort, Unreadable, is_sign, marks_of, script_of
from bot.matching.terms import LONGEST_QUERY, LONGEST_TERM, words_of
from bot.model.news import Language
from bot.text.folding import folded

__all__ = ["Alternative", "Fault", "Phrase", "Query", "parse"]

_LANGUAGES = {
    Language.ARABIC: "ar ara arabic عربي عربيه العربي العربيه بالعربي بالعربيه",
    Language.ENGLISH: (
        "en eng english انجليزي انجليزيه انكليزي انكليزيه الانجليزي الانجليزيه الانكليزي الانكليزيه بالانجليزي بالانجليزيه "
        "بالانكليزي بالانكليزيه"
    ),
}
_LANGUAGE_NAMES = {name: language for language, names in _LANGUAGES.items() for name in names.split()}
# Letters that are part of words and of nothing else: most terms hold no other, and need no reading.
_PLAIN = frozenset(string.ascii_letters + string.digits + " ").union(
    map(chr, range(0x0621, 0x063B)), map(chr, range(0x0641, 0x064B))
)
_BARE_IN_SOURCE = frozenset("._-")
_BINDING = frozenset({Sort.WORD, Sort.QUOTE, Sort.FIELD})
_WANTING = frozenset({Sort.WORD, Sort.QUOTE, Sort.FIELD, Sort.ALSO})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to find: ``exact`` as written, ``title`` in titles alone. ``str`` gives it as it is written in a term."""

    text: str
    exact: bool = False
    title: bool = False

    @property
    def spelled(self) -> str:
        """The phrase with its quotes but without its field: phrases that are spelled alike find the same words."""
        return f'"{self.text}"' if self.exact else self.text

    @property
    def single(self) -> bool:
        """Whether ``+`` and ``-`` take all of it: one word, or quoted."""
        return self.exact or " " not in self.text

    def __str__(self) -> str:
        return f"title:{self.spelled}" if self.title else self.spelled


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to be found: all of ``wanted``, none of ``unwanted``, in one of the languages, from one of the sources.

    No languages or sources: any. The sources are as written.
    """

    wanted: tuple[Phrase, ...]
    unwanted: tuple[Phrase, ...] = ()
    languages: tuple[Language, ...] = ()
    other_than: tuple[Language, ...] = ()
    sources: tuple[str, ...] = ()
    not_from: tuple[str, ...] = ()

    @property
    def plain(self) -> bool:
        """Whether it is one phrase, wanted anywhere, and nothing else."""
        filtered = self.languages or self.other_than or self.sources or self.not_from
        return len(self.wanted) == 1 and not (self.unwanted or filtered or self.wanted[0].title)

    def __str__(self) -> str:
        return " ".join(self._parts())

    def _parts(self) -> Iterator[str]:
        # Filters come first: what stands before a phrase cannot be taken for part of it.
        yield from (f"lang:{language}" for language in self.languages)
        yield from (f"-lang:{language}" for language in self.other_than)
        yield from (f"from:{_written(source)}" for source in self.sources)
        yield from (f"-from:{_written(source)}" for source in self.not_from)
        yield str(self.wanted[0])
        yield from (f"+{phrase}" if phrase.single else f"+ {phrase}" for phrase in self.wanted[1:])
        yield from (f"-{phrase}" for phrase in self.unwanted)


@dataclass(frozen=True, slots=True)
class Query:
    """What a term asks for: any of its alternatives. ``str`` gives its canonical text, which parses to the same query."""

    alternatives: tuple[Alternative, ...]

    @property
    def plain(self) -> Phrase | None:
        """The phrase, if the query is nothing but one."""
        first = self.alternatives[0]
        return first.wanted[0] if len(self.alternatives) == 1 and first.plain else None

    @property
    def wanted(self) -> tuple[Phrase, ...]:
        """All phrases that any alternative wants, each once, in order."""
        return tuple(dict.fromkeys(phrase for each in self.alternatives for phrase in each.wanted))

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All its phrases, unwanted ones too, each once."""
        return tuple(dict.fromkeys(phrase for each in self.alternatives for phrase in (*each.wanted, *each.unwanted)))

    def __str__(self) -> str:
        return " | ".join(map(str, self.alternatives))


def parse(term: str) -> Query | Fault:
    """What a term asks for, or where and why it cannot be understood. Runs in linear time on any text."""
    if _PLAIN.issuperset(term) and len(term) <= LONGEST_TERM:
        chunks = term.split()
        if chunks and (len(chunks) == 1 or not any(map(is_sign, chunks))):
            return Query((Alternative((Phrase(" ".join(chunks)),)),))
    if not term.strip():
        return Fault("empty", 1, "")
    if len(term.strip()) > LONGEST_QUERY:
        return Fault("too_long", LONGEST_QUERY + 1, term[:LONGEST_TERM])
    try:
        marks, bracket = marks_of(term)
        query = _Reading(marks).query()
    except Unreadable as reason:
        return reason.fault
    return query if bracket is None or query.plain else bracket


def phrase_of(term: str) -> Query | None:
    """All words of a term as one phrase, whatever else it holds; None if there are none. For terms kept from older days."""
    words = " ".join(chunk for chunk in term.split() if words_of(chunk))[:LONGEST_TERM]
    return Query((Alternative((Phrase(words),)),)) if words_of(words) else None


def _written(source: str) -> str:
    bare = all(letter.isalnum() or letter in _BARE_IN_SOURCE for letter in source)
    return source if bare and source[0].isalnum() and source[-1].isalnum() else f'"{source}"'


@dataclass(slots=True)
class _Draft:
    """An alternative while it is read. ``run`` are the bare words met since the last operator."""

    at: int
    piece: str
    wanted: list[Phrase] = field(default_factory=list)
    unwanted: list[Phrase] = field(default_factory=list)
    languages: tuple[list[Language], list[Language]] = field(default_factory=lambda: ([], []))
    sources: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    run: list[Mark] = field(default_factory=list)
    in_title: bool = False

    @property
    def begun(self) -> bool:
        """Whether anything is wanted yet."""
        return bool(self.wanted or self.run)

    def end_run(self) -> None:
        """Makes one phrase of the bare words; joining words at its ends join nothing (و, and; أو, or; بدون, without)."""
        run = self.run
        while len(run) > 1 and run[-1].joining:
            run.pop()
        while len(run) > 1 and run[0].joining:
            del run[0]
        if run:
            self.wanted.append(_phrase(" ".join(word.text for word in run), run[0], title=self.in_title))
        self.run, self.in_title = [], False

    def closed(self) -> Alternative:
        """The alternative. Raises Unreadable if it wants nothing."""
        self.end_run()
        if not self.wanted:
            only_noise = not (self.unwanted or any(self.languages) or any(self.sources))
            raise Unreadable("no_word" if only_noise else "nothing_wanted", self.at, self.piece)
        return Alternative(
            _once(self.wanted),
            _once(self.unwanted),
            tuple(dict.fromkeys(self.languages[0])),
            tuple(dict.fromkeys(self.languages[1])),
            tuple(dict.fromkeys(self.sources[0])),
            tuple(dict.fromkeys(self.sources[1])),
        )


class _Reading:
    """A walk along the marks of a term."""

    def __init__(self, marks: list[Mark]) -> None:
        self._marks = marks
        self._place = 0

    def query(self) -> Query:
        """The whole query. Raises Unreadable."""
        marks = self._marks
        if not any(words_of(mark.text) for mark in marks):
            raise _nothing(marks)
        alternatives = [self._alternative()]
        while self._here() is not None:
            self._place += 1
            alternatives.append(self._alternative())
        return Query(tuple(dict.fromkeys(alternatives)))

    def _here(self, ahead: int = 0) -> Mark | None:
        place = self._place + ahead
        return self._marks[place] if place < len(self._marks) else None

    def _alternative(self) -> Alternative:
        """One alternative; stops at the sign of the next. Raises Unreadable."""
        first = self._here()
        if first is None or first.sort is Sort.OR:
            sign = first or self._marks[-1]
            raise Unreadable("empty_alternative", sign.at, sign.piece)
        draft = _Draft(first.at, first.piece)
        while (mark := self._here()) is not None and mark.sort is not Sort.OR:
            if mark.sort is Sort.WORD and self._is_or(mark, draft):
                break
            self._place += 1
            self._take(mark, draft)
        return draft.closed()

    def _take(self, mark: Mark, draft: _Draft) -> None:
        match mark.sort:
            case Sort.WORD:
                self._word(mark, draft)
            case Sort.QUOTE:
                draft.end_run()
                self._quote(mark, draft)
            case Sort.WITHOUT:
                draft.end_run()
                self._target(mark, draft, without=True)
            case Sort.ALSO if mark.loose:
                draft.end_run()
                self._start_run(draft)
            case Sort.ALSO:
                draft.end_run()
                self._target(mark, draft, without=False)
            case Sort.FIELD:
                draft.end_run()
                self._field(mark, draft, sign=None)

    def _start_run(self, draft: _Draft) -> None:
        """Takes the next word for what it says, operator or not."""
        following = self._here()
        if following is not None and following.sort is Sort.WORD and words_of(following.text):
            self._place += 1
            draft.run.append(following)

    def _is_or(self, mark: Mark, draft: _Draft) -> bool:
        """Whether أو (or) stands between two terms."""
        following = self._here(1)
        return (
            mark.operator is Sort.OR
            and draft.begun
            and following is not None
            and following.sort in _WANTING
            and following.operator is not Sort.WITHOUT
        )

    def _word(self, mark: Mark, draft: _Draft) -> None:
        following = self._here()
        if mark.operator is Sort.WITHOUT and following is not None and following.sort in _BINDING:
            draft.end_run()
            self._target(mark, draft, without=True)
        elif mark.minus and self._is_wrong_side(mark, draft):
            draft.end_run()
            draft.unwanted.append(_phrase(mark.text, mark))
        elif words_of(mark.text):
            draft.run.append(mark)
            if mark.minus and _binds_ahead(mark, following):
                draft.end_run()
                self._target(mark, draft, without=True)

    def _quote(self, mark: Mark, draft: _Draft) -> None:
        phrase = _phrase(mark.text, mark, exact=True)
        (draft.unwanted if mark.minus and self._is_wrong_side(mark, draft) else draft.wanted).append(phrase)

    def _is_wrong_side(self, mark: Mark, draft: _Draft) -> bool:
        """Whether a minus behind this word is its own: a line of both scripts shows it before the word."""
        before = self._marks[self._place - 2] if self._place > 1 else None
        if before is None or not draft.begun or before.sort not in {Sort.WORD, Sort.QUOTE}:
            return False
        following = self._here()
        if following is not None and following.text[:1].isdigit():
            # F- 35 is a hyphen and a slip.
            return False
        return {script_of(before.text), script_of(mark.text)} == {"arabic", "latin"}

    def _target(self, sign: Mark, draft: _Draft, *, without: bool) -> None:
        """The word or quoted phrase, field and all, that a sign binds to."""
        mark = self._here()
        if mark is None or mark.sort not in _BINDING:
            raise Unreadable("nothing_behind", sign.at, sign.piece)
        self._place += 1
        if mark.sort is Sort.FIELD:
            self._field(mark, draft, sign=without)
        else:
            (draft.unwanted if without else draft.wanted).append(_phrase(mark.text, mark, exact=mark.sort is Sort.QUOTE))

    def _field(self, name: Mark, draft: _Draft, *, sign: bool | None) -> None:
        """What a field says of the term behind it. ``sign``: whether a sign before it excludes; None without one."""
        value = self._here()
        if value is not None and sign is None and value.sort in {Sort.WITHOUT, Sort.ALSO}:
            sign, self._place = value.sort is Sort.WITHOUT, self._place + 1
            value = self._here()
        if value is None or value.sort not in {Sort.WORD, Sort.QUOTE}:
            raise Unreadable("nothing_behind", name.at, name.piece)
        self._place += 1
        if name.text == "lang":
            draft.languages[bool(sign)].extend(self._languages(value))
        elif name.text == "from":
            draft.sources[bool(sign)].append(_phrase(value.text, value).text)
        elif value.sort is Sort.WORD and sign is None and words_of(value.text):
            draft.run, draft.in_title = [value], True
        else:
            phrase = _phrase(value.text, value, exact=value.sort is Sort.QUOTE, title=True)
            (draft.unwanted if sign else draft.wanted).append(phrase)

    def _languages(self, value: Mark) -> Iterator[Language]:
        """The language named, with those that follow a ``|`` between two of them (``lang:ar|en``)."""
        yield _language(value)
        while (bar := self._here()) is not None and bar.sort is Sort.OR and bar.tight:
            following = self._here(1)
            if following is None or folded(following.text) not in _LANGUAGE_NAMES:
                return
            self._place += 2
            yield _language(following)


def _binds_ahead(mark: Mark, following: Mark | None) -> bool:
    """Whether a minus behind a Latin word belongs to the Arabic word that comes next."""
    return (
        following is not None
        and following.sort in {Sort.WORD, Sort.QUOTE}
        and (script_of(mark.text), script_of(following.text)) == ("latin", "arabic")
    )


def _language(value: Mark) -> Language:
    name = folded(value.text)
    language = _LANGUAGE_NAMES.get(name) or Language.of(name if "-" in name or "_" in name else "")
    if language is Language.OTHER:
        raise Unreadable("unknown_language", value.at, value.text)
    return language


def _phrase(text: str, mark: Mark, *, exact: bool = False, title: bool = False) -> Phrase:
    """A phrase that begins at a mark. Raises Unreadable if it says nothing or too much."""
    if not words_of(text):
        raise Unreadable("no_word" if text else "quote_empty", mark.at, mark.piece)
    if len(text) > LONGEST_TERM:
        raise Unreadable("too_long", mark.at + LONGEST_TERM, text[:LONGEST_TERM])
    return Phrase(text, exact, title)


def _nothing(marks: list[Mark]) -> Unreadable:
    """What is wrong with a term that holds nothing to look for."""
    if marks and not any(mark.text for mark in marks) and marks[0].sort is Sort.QUOTE:
        return Unreadable("empty", 1, "")
    return Unreadable("no_letters", marks[0].at if marks else 1, marks[0].piece if marks else "")


def _once(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    return tuple(dict.fromkeys(phrases))
