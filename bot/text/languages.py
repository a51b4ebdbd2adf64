"""Which of the two languages a text is in, told by its letters and its commonest small words. Knows nothing of words' forms."""

from __future__ import annotations

import re

from bot.model.news import Language

# Runs, for a letter at a time costs five times as much.
_ARABIC_LETTERS = re.compile("[\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]+")
_LATIN_LETTERS = re.compile("[A-Za-z\u00c0-\u024f]+")
_WORDS = re.compile(r"[^\W\d_]+")
# Beyond this many code points nothing is learned that would change the answer.
_LOOKED_AT = 4000

# Letters and small words of the languages that share the Arabic script (Persian, Urdu, Pashto, Kurdish), and Arabic's own.
_FOREIGN_LETTERS = "گپچژٹڈڑںےہھڵڕێۆەټډړښځڅۍ"
_DOUBTFUL_LETTERS = "کی"
_OWN_LETTERS = "ةىأإ"
_FOREIGN = """
    که از در این اين با را برای براي است می مي های هاي شد کرد كرد هم بر تا یک يك آن شود خود دی كه
    کے کی میں ہے سے کا کو نے اور په له کې لە بۆ کە هەر
"""
_OWN = """
    في من على إلى الى عن أن ان إن التي الذي هذا هذه بعد قبل مع كان لم لن ما لا هو هي ذلك كما قال خلال بين حول عبر
"""
_ENGLISH = """
    the of and to in is for on that with was by as at from it be has have are not will its this an after says said who but
"""
_OTHER_LATIN = """
    le la les des du et un une est dans pour sur au aux qui que par pas avec ce sont
    der die das und den von mit im dem ein eine ist nicht auf het een van dat niet och att det som på
    el los las y en del se una por con para como es lo su il di che e non per sono della o os um uma não com mais
    ve bir bu da de için ile olarak
"""
_FOREIGN_WORDS = frozenset(_FOREIGN.split())
_OWN_WORDS = frozenset(_OWN.split())
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
_OTHER_LATIN_WORDS = frozenset(_OTHER_LATIN.split())
# The article, alone or behind a clitic, on a word long enough to have one.
_WITH_ARTICLE = re.compile("(?:ال|وال|بال|لل).{2}")
_ENOUGH_WORDS = 8


def language_of(text: str) -> Language:
    """The language of most of the text's letters: Arabic, English, or OTHER when they are neither or there are none.

    Persian, Urdu and Kurdish are OTHER, and so are longer Latin texts whose small words are not English ones.
    """
    text = text[:_LOOKED_AT]
    words = _WORDS.findall(text)
    letters = sum(map(len, words))
    arabic = sum(map(len, _ARABIC_LETTERS.findall(text)))
    latin = 0 if arabic * 2 > letters else sum(map(len, _LATIN_LETTERS.findall(text)))
    if max(arabic, latin) * 2 < letters or not letters:
        return Language.OTHER
    if arabic >= latin:
        return Language.ARABIC if _is_arabic(text, words) else Language.OTHER
    return Language.ENGLISH if _is_english(words) else Language.OTHER


def _is_arabic(text: str, words: list[str]) -> bool:
    own = sum(2 for word in words if word in _OWN_WORDS or _WITH_ARTICLE.match(word))
    foreign = sum(2 for word in words if word in _FOREIGN_WORDS)
    own += sum(map(text.count, _OWN_LETTERS))
    foreign += sum(map(text.count, _FOREIGN_LETTERS)) + sum(map(text.count, _DOUBTFUL_LETTERS)) // 2
    return own >= foreign


def _is_english(words: list[str]) -> bool:
    if len(words) < _ENOUGH_WORDS:
        return True
    words = [word.lower() for word in words]
    english = sum(word in _ENGLISH_WORDS for word in words)
    return english >= sum(word in _OTHER_LATIN_WORDS for word in words)
