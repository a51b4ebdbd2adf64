"""The little words that names begin, join or end with, as both scripts write them: عبد (Abdul), أبو (Abu), الدين (al-Din).

What lives here: the closed list of these words, and how a name that has one is written apart, joined and in the other script,
its other words as they are: عبد الرحمن gives "abdul الرحمن", where الرحمن is then rendered as any word is. What does not: the
spellings of given names (``variants``) and renderings by letters (``crossing``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product
from typing import NamedTuple

from bot.text.arabic import is_arabic
from bot.text.folding import folded

Words = tuple[str, ...]

# Ways in one's own script apart and joined, and in the other.
_MOST_APART, _MOST_JOINED, _MOST_CROSSED = 12, 8, 24
_SHORTEST_CORE = 3

# Arabic apart | Latin apart | Arabic joined | Latin joined; the usual form first. A + stands for the next letter, doubled.
_BEFORE = """
    عبد | abdul, abdel, abd, abdal | عبد | abdul, abdel, abdal, abdu+, abde+
    أبو, أبي, أبا | abu, abou, abul, aboul, abo | أبو | abu, abou
    بن, ابن | bin, ibn, ben | | ben
    بنت | bint, bent | |
    أم | umm, um, oum | | umm, oum
    آل | al, aal | |
    ذو, ذي | dhu, zu | |
"""
# Those of European names, each of which is written in one way in Latin letters.
_EUROPEAN = """
    فان دير, فان در | van der | فاندير |
    فان دن | van den | |
    فان دي | van de | |
    فون دير, فون در | von der | |
    فان | van | فان | van
    فون | von | فون | von
    دي لا, دو لا | de la | ديلا, دولا | dela
    دي, دو | de, di, du, do | دي, دو | de, di, du
    دا | da | دا | da
    دوس | dos | دوس | dos
    ديل, دل | del | ديل, دل | del
    ديلا | della | ديلا | della
    لو | le | لو | le
    لا | la | لا | la
    سان | san, saint | سان | san
    ماك, مك | mac, mc | ماك, مك | mac, mc
"""
_BEHIND = """
    الدين | din, deen, eddin, eddine, uddin, eldin, aldin | الدين | eddin, eddine, uddin, eldin, aldin
    الإسلام | islam | الإسلام | ulislam
    الله | allah, ullah | الله | allah, ullah, ollah
"""
# Names that stand by themselves.
_WHOLE = """
    عبد الله, عبدالله | abdullah, abdallah, abdulla, abdollah, abdellah
    أبو بكر, أبوبكر, أبي بكر, أبا بكر | abu bakr, abubakr, abubakar, abu bakar, abou bakr, aboubakr, aboubacar
    عز الدين, عزالدين | ezzedine, ezzeddine, izz din, ezz din, izzeddin, ezzeldin, azzedine, azzeddine, izzuddin
    نصر الله, نصرالله | nasrallah, nasrullah, nasralla
"""
# What stands behind عبد, mostly names of God: words of Arabic as well, so that letters alone do not tell.
_SERVED = """
    الرحمن rahman rahmane · الرحيم rahim raheem · العزيز aziz · الفتاح fattah fatah · الهادي hadi hady
    · الناصر nasser nasir naser · السلام salam salaam · الحكيم hakim hakeem · الغني ghani · الحق haq haqq hak
    · الملك malik malek · الواحد wahid waheed wahed · الخالق khaliq khalek · القوي qawi · الباسط basit basset
    · الرزاق razzaq razak razek razzak · الصمد samad · الجليل jalil · العليم alim aleem · العظيم azim azeem
    · المنعم moneim monem munim · الستار sattar · الوهاب wahab wahhab · القادر qader qadir kader kadir
    · المجيد majid majeed meguid · الكريم karim kareem krim · اللطيف latif lateef · الجبار jabbar
    · الحميد hamid hameed · الحليم halim haleem · السميع sami · الغفور ghafour ghafur · الغفار ghaffar
    · المحسن mohsen muhsin · الإله ilah elah · ربه rabbo rabbuh rabboh rabu · المطلب muttalib · المهدي mahdi mehdi
    · الحفيظ hafiz hafeez · الرؤوف raouf rauf · المؤمن momen mumin · النبي nabi · الشافي shafi · الحي hay hayy
    · العال aal · الباقي baqi baki · الباري bari · القدوس quddus
"""
# The Arabic article in Latin letters: by itself, and as it is spoken before some letters.
_ARTICLES = frozenset({"al", "el", "ul"})
_SPOKEN = {"ar": "r", "er": "r", "as": "s", "es": "s", "ash": "sh", "esh": "sh", "at": "t", "et": "t"}
_SPOKEN |= {"ad": "d", "ed": "d", "an": "n", "en": "n", "az": "z", "ez": "z"}
# English and Arabic words as well: what stands beside them may be parted from them.
_WORDS = frozenset({"van", "la", "le", "san", "saint", "mac", "al", "del", "islam", *folded("لا لو الإسلام دل أم").split()})


class _Particle(NamedTuple):
    """A little word in all its forms. ``behind``: it ends a name; ``whole``: it is one."""

    arabic: tuple[Words, ...]
    latin: tuple[Words, ...]
    joined_arabic: tuple[str, ...] = ()
    joined_latin: tuple[str, ...] = ()
    behind: bool = False
    whole: bool = False
    european: bool = False

    def written(self, form: Words, *, arabic: bool) -> _Particle:
        """The particle as a name has it, with its other forms only where the name may have those as well."""
        if arabic or not self.european:
            return self
        joined = tuple(each for each in self.joined_latin if (each,) == form or form in {("mac",), ("mc",)})
        return self._replace(latin=(form,), joined_latin=joined)

    def apart(self, *, arabic: bool) -> tuple[Words, ...]:
        return self.arabic if arabic else self.latin

    def joined(self, core: str, *, arabic: bool) -> Iterator[str]:
        """The particle and a word of its own script as one word."""
        for form in self.joined_arabic if arabic else self.joined_latin:
            if self.behind:
                yield core + form
            elif not form.endswith("+"):
                yield form + core
            elif core[0] in "rsdtnz":
                yield form[:-1] + core[0] + core


class _Slot(NamedTuple):
    """A part of a name: in its own script apart and joined, and what of it is written in the other script."""

    own: tuple[Words, ...]
    joined: tuple[str, ...]
    crossed: tuple[Words, ...]


class Way(NamedTuple):
    """A way to write a name. ``joined``: a particle and its word are one word here that is rendered as a whole."""

    words: Words
    joined: bool = False
    crossed: bool = False
    article: bool = False


def _read(table: str, *, behind: bool = False, whole: bool = False, european: bool = False) -> Iterator[_Particle]:
    for row in table.strip().splitlines():
        cells = [[folded(form.strip()) for form in cell.split(",") if form.strip()] for cell in row.split("|")]
        arabic, latin = (tuple(tuple(form.split()) for form in cell) for cell in cells[:2])
        joined_arabic, joined_latin = ((), ()) if whole else map(tuple, cells[2:])
        yield _Particle(arabic, latin, joined_arabic, joined_latin, behind, whole, european)


_PARTICLES = (*_read(_WHOLE, whole=True), *_read(_BEHIND, behind=True), *_read(_BEFORE), *_read(_EUROPEAN, european=True))
_BY_WORDS: dict[Words, _Particle] = {}
for _each in _PARTICLES:
    for _words in (*_each.arabic, *_each.latin):
        _BY_WORDS.setdefault(_words, _each)
_LONGEST = max(map(len, _BY_WORDS))
_CORES: dict[str, tuple[str, ...]] = {}
for _served in folded(_SERVED).split("·"):
    _words = tuple(_served.split())
    _CORES[_words[0]] = tuple(_words[1:])
    for _word in _words[1:]:
        _CORES[_word] = (*_CORES.get(_word, ()), _words[0])
_JOINED_ARABIC = tuple(
    (re.compile(pattern), _BY_WORDS[words])
    for pattern, words in (
        ("^عبد(?=ال..)", ("abdul",)),
        ("^ابو(?=...)", ("abu",)),
        ("(?<=..)الدين$", ("eddin",)),
        ("(?<=..)الله$", ("allah",)),
    )
)
_JOINED_LATIN = tuple(
    (re.compile(pattern), _BY_WORDS[words])
    for pattern, words in (
        (r"^abd(?:[aeu]l(?=\w{3})|[aeu](\w)(?=\1\w{2}))", ("abdul",)),
        (r"^ben(?=[^\Waeiou]\w{4})", ("ben",)),
        (r"^ma?c(?=[a-gi-z]\w{4})", ("mac",)),
        (r"(?<=\w{3})(?:[eaiu]dd[ie]+ne?|edine?|[ae]ld[ie]+n)$", ("eddin",)),
        (r"(?<=\w{3})[auo]llah$", ("allah",)),
    )
)
_DIN_WORDS = frozenset({"din", "deen", "islam"})
_SINGLE = frozenset(word for words, each in _BY_WORDS.items() if not each.whole or len(words) > 1 for word in words) | _ARTICLES


def is_particle(word: str) -> bool:
    """Whether a folded word is one of the little words: nothing similar is taken for it, and no phrase hangs on it."""
    return word in _SINGLE


def is_bound(word: str) -> bool:
    """Whether a folded word is nothing but one of the little words, so that no other stands between it and its name."""
    return word in _SINGLE and word not in _WORDS


def is_article(word: str, following: str) -> bool:
    """Whether an English word is the Arabic article before the next one, both in lower case: al-Rahman, ar-Rahman."""
    return word in _ARTICLES or (word in _SPOKEN and following.startswith(_SPOKEN[word]))


def ways(words: Words) -> Iterator[Way]:
    """The other ways to write a name that has one of the little words, each once; none for any other."""
    if len({is_arabic(word) for word in words}) > 1 or words[-1] in _ARTICLES:
        return
    parts = list(_parts(_unspoken(words)))
    cores = [part for part in parts if isinstance(part, str) and part not in _ARTICLES]
    wholes = any(isinstance(part, _Particle) and part.whole for part in parts)
    if len(cores) == len(parts) or not (wholes or any(len(core) >= _SHORTEST_CORE for core in cores)):
        return
    slots = list(_slots(parts, arabic=is_arabic(words[0])))
    seen: set[Words] = {words}
    for way in (*_own(slots), *_joined(slots), *_crossed(slots)):
        if way.words not in seen:
            seen.add(way.words)
            alone = way.crossed and len(way.words) == 1 and way.words[0] in cores
            yield way._replace(article=alone)


def _unspoken(words: Words) -> Words:
    """A name without its articles where they belong to a particle: Nur ad-Din, Abd ar-Rahman."""
    return tuple(
        word
        for place, word in enumerate(words)
        if not (
            0 < place < len(words) - 1
            and is_article(word, words[place + 1])
            and (words[place + 1] in _DIN_WORDS or (word in _SPOKEN and words[place - 1] in _SINGLE))
        )
    )


def _own(slots: Sequence[_Slot]) -> Iterator[Way]:
    return (Way(words) for words in _combined((slot.own for slot in slots), _MOST_APART))


def _joined(slots: Sequence[_Slot]) -> Iterator[Way]:
    """All particles joined that can be; nothing if none can."""
    if any(slot.joined for slot in slots):
        choices = [[(word,) for word in slot.joined] or slot.own for slot in slots]
        yield from (Way(words, joined=True) for words in _combined(choices, _MOST_JOINED))


def _crossed(slots: Sequence[_Slot]) -> Iterator[Way]:
    return (Way(words, crossed=True) for words in _combined((slot.crossed for slot in slots), _MOST_CROSSED))


def _combined(choices: Iterable[Iterable[Words]], most: int) -> Iterator[Words]:
    return islice((tuple(word for words in each for word in words) for each in product(*choices)), most)


def _parts(words: Words) -> Iterator[str | _Particle]:
    """A name's particles, articles and other words in order, joined ones taken apart."""
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            found = _BY_WORDS.get(words[place : place + length])
            last = place + length == len(words)
            if found and (found.whole or (place > 0 if found.behind else not last)) and words[place] not in _ARTICLES:
                yield found.written(words[place : place + length], arabic=is_arabic(words[place]))
                place += length
                break
        else:
            yield from _taken_apart(words[place])
            place += 1


def _taken_apart(word: str) -> Iterator[str | _Particle]:
    arabic = is_arabic(word)
    for pattern, particle in _JOINED_ARABIC if arabic else _JOINED_LATIN:
        match = pattern.search(word)
        if match:
            own = particle.written((match[0],), arabic=arabic)
            yield from (word[: match.start()], own) if own.behind else (own, word[match.end() :])
            return
    yield word


def _slots(parts: Sequence[str | _Particle], *, arabic: bool) -> Iterator[_Slot]:
    """The parts, each particle with the word that it belongs to."""
    left = list(reversed(parts))
    while left:
        part = left.pop()
        following = left[-1] if left else None
        if part in _ARTICLES:
            if isinstance(following, str):
                yield _with_article(str(left.pop()))
        elif isinstance(part, str):
            # An article before الدين is part of it.
            behind = following if following not in _ARTICLES else left[-2]
            if isinstance(behind, _Particle) and behind.behind:
                del left[left.index(behind) :]
                yield _pair(behind, part, arabic=arabic)
            else:
                yield _Slot(((part,),), (), ((part,),))
        else:
            if following in _ARTICLES and not part.whole:
                left.pop()
                following = left[-1]
            if isinstance(following, str) and not part.whole:
                yield _pair(part, str(left.pop()), arabic=arabic)
            else:
                yield _alone(part, arabic=arabic)


def _pair(particle: _Particle, core: str, *, arabic: bool) -> _Slot:
    def side(form: Words) -> Words:
        return (core, *form) if particle.behind else (*form, core)

    own, crossed = particle.apart(arabic=arabic), particle.apart(arabic=not arabic)
    listed = _CORES.get(core, ()) if particle is _BY_WORDS["abdul",] else ()
    known = [(*form, other) for other in listed for form in crossed]
    known += [(word,) for other in listed for word in particle.joined(other, arabic=not arabic)]
    joined = tuple(particle.joined(core, arabic=arabic))
    return _Slot(tuple(map(side, own)), joined, (*map(side, crossed), *known))


def _with_article(core: str) -> _Slot:
    """Al-Masri may be written without its article; in Arabic it is part of the word, or stands for آل (house of)."""
    return _Slot((("al", core), ("el", core)), ("al" + core, "el" + core), ((core,), ("ال", core)))


def _alone(particle: _Particle, *, arabic: bool) -> _Slot:
    return _Slot(particle.apart(arabic=arabic), (), particle.apart(arabic=not arabic))
