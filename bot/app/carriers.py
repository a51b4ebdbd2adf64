"""The plain sentences that a name is put into to see whether it is found, and how a name is written in them.

What lives here: carrier sentences, Arabic clitics, English capitals. What does not: which names (``labelled``) and what is
counted (``evaluating``). Source for the clitics: any Arabic grammar; ل and the article ال are written لل, and a stem that
begins with ل keeps two of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.arabic import is_arabic

# And, so, in, like, for, the, and the, in the, for the.
CLITICS = ("و", "ف", "ب", "ك", "ل", "ال", "وال", "بال", "لل")

_ARTICLE = "ال"
_ARABIC = (
    "وبحسب المصدر نفسه فقد ورد ذكر {} في التقرير الأخير.",
    "وتناول الاجتماع الذي عقد أمس {} ومواضيع أخرى.",
    "{} في مقدمة الأخبار هذا المساء.",
    "وقال المتحدث خلال المؤتمر الصحافي: {} من بين ما جرى بحثه.",
    "وذكرت الصحيفة أن آخر ما نوقش كان {}.",
)
_ENGLISH = (
    "According to the same source, {} was mentioned in the latest report.",
    "The meeting held yesterday dealt with {} and other matters.",
    "{} was at the top of the news this evening.",
    "A spokesman told the press conference that {} had been discussed.",
    "The paper said that the last item on the list was {}.",
)
_INITIAL = re.compile(r"(?:^|(?<=[\s-])|(?<=\b[dlo]['’]))\w")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A carrier sentence with a word in it, which begins at code point ``start``."""

    text: str
    start: int
    word: str


def sentence(word: str, number: int) -> Sentence:
    """The word in one of the carrier sentences of its script; ``number`` says which, counted round."""
    carriers = _ARABIC if is_arabic(word) else _ENGLISH
    before, after = carriers[number % len(carriers)].split("{}")
    return Sentence(before + word + after, len(before), word)


def attached(clitic: str, word: str) -> str | None:
    """An Arabic word with a clitic as it is written; None where the word has its article already and would get another."""
    has_article = word.startswith(_ARTICLE) and len(word) > len(_ARTICLE) + 1
    if clitic.endswith(_ARTICLE) or clitic == "لل":
        if has_article:
            return None
        return "ل" + word if clitic == "لل" and word.startswith("ل") else clitic + word
    if clitic == "ل" and has_article:
        return "لل" + word[len(_ARTICLE) :].removeprefix("ل")
    return clitic + word


def headlined(name: str) -> str:
    """A Latin name in the capitals that a newspaper gives it: O'Brien, Saint-Denis; one that has capitals is left alone."""
    if name != name.lower():
        return name
    return _INITIAL.sub(lambda match: match.group().upper(), name)
