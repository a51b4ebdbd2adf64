"""The number gate's reader: what a headline counts, and how many.

What lives here: which numbers of a text count something, and what. What does not: how a number is spelled (``lexemes``,
``numerals``) and what follows from two different ones (``gates``).

Not read as quantities: years, dates, clock times, telephone numbers, links, designations (F-35, MH370, كوفيد-19), vague plurals
("dozens", «مئات»), the first of two in "from 3 to 30" (what it was before), and "one" where no counted noun stands by. A result
such as 2-1 is one quantity about ``score``; the larger end of a range (10-15 dead) stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.model.news import Language
from bot.stories.counted import CURRENCIES, DEAD, WOUNDED, about, dual, fate, label, people, unit, victims
from bot.stories.lexemes import Lexeme, Sort, lexemes
from bot.stories.number_words import DAYS, MONTHS, MONTHS_OF_TWO, NAMED, YEAR_WORDS
from bot.stories.numerals import Numeral, begins, numeral
from bot.stories.stems import is_arabic, listed, without_article
from bot.text.folding import folded

SCORE = "score"
# A class of counted things, and the word that named it as written.
_Kind = tuple[str, str]
_THOUSAND, _MILLION = 1_000, 1_000_000
_LAST_DAY = 31
_AHEAD, _BEHIND = 3, 6
_REMEMBERED = 1 << 14


# Passed over between a number and what it counts.
_PASSED = listed(
    "at least most more than other others some about around nearly almost over up to total of the a an new "
    "additional another further were was are is been be have has had reportedly confirmed only just rises rose "
    "rising climbs climbed reaches reached hits tops passes now stands ما لا يقل تقل عن علي الاقل اكثر من نحو "
    "حوالي قرابه زهاء الي حتي اخرين اخر اخري فقط جديد جديده ترتفع ارتفاع ارتفع يرتفع ارتفعت تبلغ بلغ بلغت يبلغ "
    "بلوغ عدد اعداد تصل وصول سقوط وقوع بينهم وصل وصلت يصل"
)
# Where the phrase of a number begins, seen from the number.
_BARS = listed(
    "in on after before during near from as amid by for with when while and or but في بعد قبل خلال قرب اثر جراء "
    "وسط منذ مع ضد بين او ثم"
)
_HUNDRED_OF_PERCENT = listed("المئة المائة cent")
# The singular is the number: «قتيل وجريحان» (one dead, two wounded), «مقتل شخص» (a person's death).
_ONE_BY_ITSELF = listed("قتيل جريح شهيد قتيلة جريحة")
_ONE_AFTER_FATE = listed("شخص جندي ضابط طفل طفلة شرطي مدني صحفي صحافي عامل امرأة شاب فتاة مواطن فلسطيني سوري لبناني")
_NONE = listed("no zero without بلا دون بدون")
_NONE_BEFORE = listed("وقوع سقوط اي any new تسجيل حدوث ذكر reported")
_CASUALTIES = listed("casualty casualties ضحايا ضحيه")
# What no text lacks that counts dead or wounded: words that tell of them, and the classes, which are stems of such words.
_OF_VICTIMS = (*victims(), *_CASUALTIES, DEAD, WOUNDED)
_NOTHING_BY_THEMSELVES = frozenset({Sort.STOP, Sort.HYPHEN, Sort.NOISE})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that counts something.

    ``about`` is a language-neutral class (``dead``, ``percent``, ``usd``) or the counted noun's light stem, "" when nothing is
    named; ``noun`` the noun as a reader would say it; ``said`` the number as a reader would say it; ``start`` and ``end`` code
    points in the text. ``ordinal``: a place in a row (fourth) instead of a count.
    """

    value: float
    about: str
    noun: str
    said: str
    start: int
    end: int
    ordinal: bool = False


def quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities of a text in order. Words of both languages are read; ``language`` names what is counted (``noun``)."""
    return tuple(_quantities(lexemes(text), language, text))


def tolls(text: str, language: Language) -> tuple[Quantity, ...]:
    """The quantities of a text that count dead or wounded, in order: those of ``quantities``, quicker where there are none."""
    if not any(map(folded(text).__contains__, _OF_VICTIMS)):
        return ()
    return tuple(quantity for quantity in quantities(text, language) if quantity.about in (DEAD, WOUNDED))


def _quantities(pieces: Sequence[Lexeme], language: Language, text: str) -> Iterator[Quantity]:
    at = 0
    while at < len(pieces):
        sort = pieces[at].sort
        if sort in _NOTHING_BY_THEMSELVES or (sort is Sort.WORD and not _may_count(pieces[at].word)):
            at += 1
            continue
        found = numeral(pieces, at)
        if found is not None:
            yield from _counted(pieces, at, found, language, text)
            at += found.length
            continue
        yield from _without_numeral(pieces, at, language)
        at += 1


@lru_cache(_REMEMBERED)
def _may_count(word: str) -> bool:
    """Whether a folded word can begin a quantity; most cannot."""
    single = word in _ONE_BY_ITSELF or word.removeprefix("و") in _ONE_BY_ITSELF or word in _ONE_AFTER_FATE
    return single or word in _NONE or begins(word) or bool(_dual(word))


def _without_numeral(pieces: Sequence[Lexeme], at: int, language: Language) -> Iterator[Quantity]:
    piece = pieces[at]
    if piece.sort is Sort.SCORE:
        yield from _score(pieces, at, language)
    elif piece.sort is Sort.WORD:
        value = 2 if (single := _dual(piece.word)) else _single(pieces, at)
        if value:
            own = (about(single or piece.word), piece.text)
            kind, noun = own if fate(single or piece.word) else _behind(pieces, at) or own
            yield Quantity(value, kind, label(kind, language) or noun, str(value), piece.start, piece.end)
        elif piece.word in _NONE:
            yield from _nobody(pieces, at, language)


@lru_cache(_REMEMBERED)
def _dual(word: str) -> str:
    """The folded singular of a dual, which may carry a clitic and the article; "" for any other word."""
    return next((found for form in _shorn(word) if (found := dual(form))), "")


def _single(pieces: Sequence[Lexeme], at: int) -> int:
    """1 where an Arabic noun counts one by being in the singular, else 0."""
    word = pieces[at].word
    alone = word in _ONE_BY_ITSELF or word.removeprefix("و") in _ONE_BY_ITSELF
    if not alone and (word not in _ONE_AFTER_FATE or fate(_word_at(pieces, at - 1)) not in (DEAD, WOUNDED)):
        return 0
    return int(at == 0 or not (pieces[at - 1].sort is Sort.NUMBER or numeral(pieces, at - 1)))


def _shorn(word: str) -> Iterator[str]:
    yield word
    yield without_article(word)
    if word[:1] in "وفبل":
        yield word[1:]
        yield without_article(word[1:])


def _score(pieces: Sequence[Lexeme], at: int, language: Language) -> Iterator[Quantity]:
    """A result, or the larger end of a range when a counted noun follows."""
    piece = pieces[at]
    kind = _ahead(pieces, at + 1, (fate, unit, people))
    if kind:
        yield Quantity(
            piece.value, kind[0], label(kind[0], language) or kind[1], _said(piece.value, ""), piece.start, piece.end
        )
    else:
        left, right = piece.word.split("-")
        yield Quantity(float(left) * _THOUSAND + float(right), SCORE, "", piece.text, piece.start, piece.end)


def _nobody(pieces: Sequence[Lexeme], at: int, language: Language) -> Iterator[Quantity]:
    """What "no casualties", «دون وقوع ضحايا» (without casualties) say: none dead."""
    for piece in pieces[at + 1 : at + 1 + _AHEAD]:
        kind = DEAD if piece.word in _CASUALTIES else fate(piece.word)
        if kind:
            yield Quantity(0, kind, label(kind, language) or piece.text, "0", pieces[at].start, piece.end)
        if piece.word not in _NONE_BEFORE:
            return


def _counted(pieces: Sequence[Lexeme], at: int, found: Numeral, language: Language, text: str) -> Iterator[Quantity]:
    after = at + found.length
    if _is_name_or_date(pieces, at, after, found):
        return
    start, end = pieces[at].start, pieces[after - 1].end
    spelled = text[start:end]
    if found.ordinal:
        kind, noun = _ordered(pieces, at, after)
        yield Quantity(found.value, kind, noun, spelled, start, end, ordinal=True)
        return
    kind, noun = _kind(pieces, at, after, found.unit)
    if _is_year(pieces, at, after, kind) or (found.bare and not (fate(kind) or kind in _COUNTED_ONE)):
        return
    if not _is_before(pieces, at, after):
        yield Quantity(found.value, kind, label(kind, language) or noun, _said(found.value, spelled), start, end)


# What "one" or «واحد» has to stand by to be a count.
_COUNTED_ONE = frozenset(
    {
        "dead",
        "wounded",
        "missing",
        "arrested",
        "people",
        "civilian",
        "soldier",
        "officer",
        "child",
        "woman",
        "journalist",
        "case",
    }
)


def _said(value: float, spelled: str) -> str:
    """A number as readers say it: digits up to a million, beyond it (and with a fraction) the outlet's own words."""
    if value >= _MILLION and spelled:
        return spelled
    return f"{int(value):,}" if value == int(value) else f"{value:g}"


def _is_name_or_date(pieces: Sequence[Lexeme], at: int, after: int, found: Numeral) -> bool:
    before = _word_at(pieces, at - 1)
    behind = _word_at(pieces, after)
    if pieces[after - 1].sort is Sort.NUMBER and _is_noise(pieces, after - 1):
        return True
    if before == "في" and _ends_percent(pieces, at):
        return True
    if (
        before in NAMED
        or without_article(before) in MONTHS_OF_TWO
        or (before in ("of", "no") and _word_at(pieces, at - 2) in {"group", "article"})
    ):
        return True
    if _is_clock(pieces, at):
        return True
    day = found.value <= _LAST_DAY
    dated = behind in MONTHS or before in MONTHS or (behind in ("of", "من") and _word_at(pieces, after + 1) in MONTHS)
    # «الاثنين» is Monday, and "second" after a day's name is its date.
    return (day and dated) or (after - at == 1 and pieces[at].word in DAYS)


def _ends_percent(pieces: Sequence[Lexeme], at: int) -> bool:
    """Whether the hundred at ``at`` ends «5 في المئة» (5 percent)."""
    return pieces[at].word in _HUNDRED_OF_PERCENT and at > 1 and pieces[at - 2].sort in (Sort.NUMBER, Sort.WORD)


def _is_clock(pieces: Sequence[Lexeme], at: int) -> bool:
    return _word_at(pieces, at - 1) in ("oclock", "الساعه", "ساعه") and at > 0


def _is_noise(pieces: Sequence[Lexeme], at: int) -> bool:
    """Whether a hyphen ties the digits to a name in front of them (Covid - 19 is not tied, "سو-57" is)."""
    return at > 1 and pieces[at - 1].sort is Sort.HYPHEN and pieces[at - 2].sort is Sort.WORD


def _word_at(pieces: Sequence[Lexeme], at: int) -> str:
    return pieces[at].word if 0 <= at < len(pieces) and pieces[at].sort is Sort.WORD else ""


def _is_year(pieces: Sequence[Lexeme], at: int, after: int, kind: str) -> bool:
    if after - at != 1 or not pieces[at].year:
        return False
    if _word_at(pieces, at - 1) in YEAR_WORDS:
        return True
    behind = _word_at(pieces, after)
    near = bool(behind) and bool(unit(behind) or people(behind) or fate(behind))
    return not (near and kind)


def _is_before(pieces: Sequence[Lexeme], at: int, after: int) -> bool:
    """Whether this is the first number of "from 3 to 30"."""
    if _word_at(pieces, at - 1) not in ("from", "من"):
        return False
    for place in range(after, min(after + _AHEAD, len(pieces))):
        if pieces[place].word in ("to", "الي"):
            following = pieces[place + 1 : place + 2]
            return bool(following) and (following[0].sort is Sort.NUMBER or numeral(pieces, place + 1) is not None)
    return False


def _kind(pieces: Sequence[Lexeme], at: int, after: int, sign: str) -> _Kind:
    """The class of what is counted and the noun for it: a unit, a fate behind or before the number, people, or any noun."""
    if _word_at(pieces, after) in ("في", "per") and _word_at(pieces, after + 1) in _HUNDRED_OF_PERCENT:
        return "percent", ""
    near = _ahead(pieces, after, (unit,), reach=2)
    if sign or near:
        kind = sign if sign and not (near and near[0] in CURRENCIES) else near[0] if near else sign
        return kind, near[1] if near else ""
    told = _ahead(pieces, after, (fate,)) or _behind(pieces, at)
    return told or _ahead(pieces, after, (people,)) or _any_noun(pieces, after) or ("", "")


def _ahead(pieces: Sequence[Lexeme], after: int, readers: Sequence[Callable[[str], str]], reach: int = _AHEAD) -> _Kind | None:
    met = 0
    for place in range(after, len(pieces)):
        piece = pieces[place]
        if piece.sort is Sort.HYPHEN:
            continue
        if piece.sort is not Sort.WORD or met == reach or _joins(piece.word):
            break
        for read in readers:
            if kind := read(piece.word):
                return kind, piece.text
        if piece.word in _BARS or (is_arabic(piece.word) and place > after and numeral(pieces, place)):
            break
        met += piece.word not in _PASSED
    return None


def _joins(word: str) -> bool:
    """Whether an Arabic word opens a new phrase with و and a known fate («وإصابة»: and the wounding of)."""
    return word.startswith("و") and bool(fate(word[1:]))


def _behind(pieces: Sequence[Lexeme], at: int) -> _Kind | None:
    met = 0
    for place in range(at - 1, -1, -1):
        piece = pieces[place]
        if _is_before(pieces, place, place + 1) and (piece.sort is Sort.NUMBER or numeral(pieces, place)):
            continue
        if piece.sort is not Sort.WORD or met == _BEHIND:
            break
        if kind := fate(piece.word):
            return kind, piece.text
        if (piece.word in _BARS and piece.word not in ("from", "as", "for")) or numeral(pieces, place):
            break
        met += piece.word not in _PASSED
    return None


def _any_noun(pieces: Sequence[Lexeme], after: int) -> _Kind | None:
    for piece in pieces[after : after + _AHEAD]:
        if piece.sort is not Sort.WORD or piece.word in _BARS:
            break
        if piece.word not in _PASSED:
            return about(piece.word), piece.text
    return None


def _ordered(pieces: Sequence[Lexeme], at: int, after: int) -> _Kind:
    """What stands in a row: behind an English ordinal or «رابع», before «الرابعة»."""
    word = pieces[at].word
    thing = None if is_arabic(word) else _ahead(pieces, after, (unit,))
    if thing:
        return thing
    definite = is_arabic(word) and word.lstrip("وفبك").startswith(("ال", "لل"))
    place = at - 1 if definite else after
    noun = _word_at(pieces, place)
    if not noun or noun in _BARS:
        return "", ""
    return about(noun), pieces[place].text
