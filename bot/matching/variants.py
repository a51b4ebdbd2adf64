"""Other ways in which a whole spelling is written that no ending explains: word by word, from small tables.

What lives here: British and American words, the cases of Arabic kunyas (أبو, أبي, أبا), Arab given names in Latin letters. What
does not: the little words of names (``particles``), the spellings of known names (``lexicon``) and what is merely similar
(``likeness``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product

from bot.matching.particles import ways
from bot.matching.terms import Form
from bot.text.folding import folded
from bot.text.houses import other_house

_MOST = 12
_MOST_IN_WORDS = 4
WordsFor = Mapping[str, Sequence[str]]
"""Latin names with the Arabic words that render them but are mostly no names."""
# The first word of a name, by its case in the sentence.
_CASES = "أبو أبي أبا · ذو ذي ذا · بنو بني · أخو أخي أخا"
_GIVEN = """
    mohammed mohammad mohamed mohamad muhammad muhammed mohamud · ahmed ahmad · mahmoud mahmud · osama usama ·
    hussein hussain husayn hossein · hassan hasan · youssef yousef yusuf yousuf · omar umar · othman uthman osman ·
    khaled khalid · saeed said saied · abdul abdel abd · abdullah abdallah abdulla · abdulrahman abdelrahman abdurrahman ·
    abdulaziz abdelaziz · jamal gamal · mustafa mostafa moustafa · suleiman sulaiman soliman · ibrahim ebrahim ·
    ismail ismael · tariq tarek tareq · faisal faysal feisal · walid waleed · rashid rasheed · hamid hameed · majid majed
    · nasser nasir naser · salem salim · karim kareem · amin ameen · fatima fatimah fatma · aisha ayesha aysha ·
    laden ladin · bin ben ibn · abu abou
"""
_ALIKE = {
    word: tuple(other for other in words if other != word)
    for group in (*_CASES.split("·"), *_GIVEN.split("·"))
    for words in [folded(group).split()]
    for word in words
}
# Alone these are words or names of their own (said, ben, abd).
_WORDS = "said ben bin ibn abd abu abou amin karim laden salem"
_ONLY_IN_PHRASES = frozenset(f"{_WORDS} {folded(_CASES)}".split())


def variants(form: Form, words_for: WordsFor | None = None) -> Iterator[Form]:
    """The form with one or several of its words written otherwise; none for one that must be found as it is written.

    With ``words_for`` the little words of a name are written in the other script as well.
    """
    if form.exact or form.cased:
        return
    found: dict[tuple[str, ...], None] = {form.words: None}
    for place, word in enumerate(form.words):
        others = tuple(_others(word, alone=len(form.words) == 1))
        for words in list(found) if others else ():
            for other in others:
                if len(found) <= _MOST:
                    found[*words[:place], other, *words[place + 1 :]] = None
    yield from (form._replace(words=words) for words in found if words != form.words)
    yield from (each for each in _with_particles(form, words_for) if each.words not in found)
    if words_for and len(form.words) > 1 and not form.strict and not form.proper:
        # Beside another name such a word is one, too (خالد المصري, the Egyptian: Khalid Masri).
        yield from (form._replace(words=words) for words in _in_words(form.words, words_for) if words != form.words)


def _with_particles(form: Form, words_for: WordsFor | None) -> Iterator[Form]:
    """A name with its little words otherwise, also in the other script unless nothing merely similar is taken for it."""
    joined = 0
    for way in ways(form.words):
        if way.crossed and (form.strict or words_for is None):
            continue
        joined += way.joined
        # Of the joined forms the usual one alone is rendered and likened: the others are spellings of it.
        strict = form.strict or (way.joined and joined > 1)
        rendered = form.rendered or (words_for is not None and (way.crossed or (way.joined and not strict)))
        for words in _in_words(way.words, words_for or {}) if way.crossed and not way.article else (way.words,):
            yield form._replace(
                words=words,
                small=("",) * len(words),
                strict=strict,
                capital=False,
                rendered=rendered,
                behind_article=way.article,
            )


def _in_words(words: tuple[str, ...], words_for: WordsFor) -> Iterator[tuple[str, ...]]:
    """The words, and those with Latin names as the Arabic words that they are beside another name (نور, light: Nour)."""
    yield from islice(product(*((word, *words_for.get(word, ())) for word in words)), _MOST_IN_WORDS)


def _others(word: str, *, alone: bool) -> Iterable[str]:
    house = other_house(word)
    if house is not None:
        return (house,)
    return () if alone and word in _ONLY_IN_PHRASES else _ALIKE.get(word, ())
