"""A summary: a few of the article's own sentences, and where the watched words stand in them.

What lives here: which sentences are chosen and how they are cut to length. What does not: where sentences end
(``sentences``), how a highlight looks (the platforms).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from bot.model.alert import Summary
from bot.model.news import Article
from bot.model.watch import Match
from bot.stories.fingerprint import without_boilerplate
from bot.stories.headline import alike, stems, wording
from bot.stories.sentences import Sentence, sentences
from bot.text.folding import folded, folded_words

LIMIT = 350
FULLER = 900
"""How many code points a summary has for chats that want to read more."""
_CUT = "…"
# Sentences looked at; further down an article repeats itself.
_LOOKED_AT = 60
_TITLE_AGAIN = 88.0
# By how many code points a sentence that says the title again may be longer.
_LONGER = 4
_SHORTEST = 3
_ENDS = tuple(".!?؟؛…\"'”’»)")
_LEAD = 2
# Under this limit a sentence is not cut in front.
_LEAST_WINDOW = 40
_UNENDED = 0.5
_POSITION, _TITLE, _CENTROID = 1.0, 0.6, 0.6
# The agency and place that open a report: «بيروت – رويترز:», "LONDON (Reuters) -".
_DATELINE = regex.compile(
    r"""^\s*(?:
        \(?(?:رويترز|أ\s?ف\s?ب|ا\s?ف\s?ب|فرانس\sبرس|د\s?ب\s?أ|وكالات|متابعات|الأناضول|وام|واس|بترا|قنا|سانا|Reuters|AFP|AP|DPA|ANSA|Xinhua|BBC)\)?\s*[:\-–—]\s*
      | [\p{L}\p{M}،,.\s]{2,40}?\s*(?:[(/\-–—،,]\s*)+(?:[\p{L}\p{M}\s.]{1,20}[/،,]\s*)?
        (?:رويترز|أ\s?ف\s?ب|ا\s?ف\s?ب|فرانس\sبرس|د\s?ب\s?أ|وكالات|متابعات|الأناضول|وام|واس|بترا|قنا|سانا|Reuters|AFP|AP|DPA|ANSA|Xinhua|BBC)\s*\)?\s*[:\-–—]+\s*
    )""",
    regex.VERBOSE,
)
_BYLINE = regex.compile(
    r"^\s*(?:by\s+\p{Lu}[\p{L}.'-]+(?:\s+(?:and\s+)?\p{Lu}[\p{L}.'-]+){0,5}|(?:كتب|كتبت|تقرير|إعداد|بقلم|متابعة|ترجمة|تحرير|مراسلنا)\s*[:：]?\s*(?:[\p{L}\p{M}]+\s*){1,4}"
    r"|(?:photo|image|file photo|picture|صورة|الصورة|أرشيف)\b[^.]{0,80}"
    r"|[\p{L}\p{M}\s]{2,25}[-–—/،]\s*(?:رويترز|أ\s?ف\s?ب|ا\s?ف\s?ب|وكالات|متابعات|الأناضول|وام|واس|Reuters|AFP|AP))\s*[.:]?\s*$",
    regex.IGNORECASE,
)
_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A sentence that may be told: its number among them, its place in the text, and its weight."""

    number: int
    sentence: Sentence
    weight: float
    match: float


def summarize(article: Article, matches: Sequence[Match], limit: int = LIMIT) -> Summary:
    """The article's own sentences, at most ``limit`` code points, the best-matching one always in; empty without a text.

    ``spans`` are the matched tokens in the summary's text; ``sentences`` the chosen sentences, the last one cut at a word
    with "…" when it alone is too long.
    """
    return _summarized(article, matches, (limit,))[0]


def summarize_twice(article: Article, matches: Sequence[Match]) -> Summary:
    """The same of ``LIMIT``, with one of ``FULLER`` beside it where that says more."""
    short, full = _summarized(article, matches, (LIMIT, FULLER))
    return short if full.sentences == short.sentences else replace(short, fuller=full)


def _summarized(article: Article, matches: Sequence[Match], limits: Sequence[int]) -> list[Summary]:
    found = _candidates(article, [match for match in matches if match.field == "text"])
    return [_composed(_chosen(found, limit), matches, limit) if found and limit >= 1 else Summary("") for limit in limits]


def _candidates(article: Article, matches: Sequence[Match]) -> list[_Candidate]:
    told = [
        piece
        for sentence in sentences(article.text)[:_LOOKED_AT]
        if (piece := _worth(article, sentence, first=sentence.start == 0))
    ]
    # Two sentences of the same words are one.
    told = list({folded(sentence.text): sentence for sentence in reversed(told)}.values())[::-1]
    words = [frozenset(stems(sentence.text)) for sentence in told]
    title = frozenset(stems(article.title))
    common = Counter(stem for each in words for stem in each)
    return [
        _Candidate(number, sentence, _weight(number, each, title, common) * _ended(sentence), _matched(sentence, matches))
        for number, (sentence, each) in enumerate(zip(told, words, strict=True))
    ]


def _worth(article: Article, sentence: Sentence, *, first: bool) -> Sentence | None:
    """The sentence without its dateline; None for a byline, boilerplate, or the title said again."""
    if _BYLINE.match(sentence.text) or not without_boilerplate(sentence.text).strip(" .،,:-–"):
        return None
    tag = _DATELINE.match(sentence.text)
    if tag is not None and tag.end() < len(sentence.text):
        sentence = Sentence(sentence.text[tag.end() :], sentence.start + tag.end(), sentence.end)
    if len(folded_words(sentence.text)) < _SHORTEST and not (first and len(article.text) == len(sentence.text)):
        return None
    return None if _is_title(article, sentence) else sentence


def _is_title(article: Article, sentence: Sentence) -> bool:
    if not article.title or len(sentence.text) > len(article.title) + _LONGER:
        return False
    same = folded(sentence.text).strip(" .!?…") == folded(article.title).strip(" .!?…")
    return same or alike(wording(sentence.text), wording(article.title)) >= _TITLE_AGAIN


def _weight(number: int, words: frozenset[str], title: frozenset[str], common: Counter[str]) -> float:
    """Position, words of the title, and words the whole text turns on."""
    if not words:
        return 0.0
    in_title = len(words & title) / max(1, len(title))
    central = sum(common[word] - 1 for word in words) / (len(words) * max(1, max(common.values()) - 1))
    return _POSITION / math.sqrt(1 + number) + _TITLE * in_title + _CENTROID * central


def _ended(sentence: Sentence) -> float:
    """1 for a sentence that ends as one; less for a question, and for what may be a row of tags or a caption."""
    return 1.0 if sentence.text.endswith(_ENDS) and not sentence.text.endswith(("?", "؟")) else _UNENDED


def _matched(sentence: Sentence, matches: Iterable[Match]) -> float:
    """The best score (0-100) of the matches that lie in a sentence, 0 without any."""
    return max((match.score for match in matches if sentence.start <= match.start and match.end <= sentence.end), default=0.0)


def _chosen(found: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """The best-matching sentence (the lead of two when it is the first), then the weightiest that fit, in article order."""
    best = max(found, key=lambda candidate: (candidate.match, candidate.weight))
    lead = found[:_LEAD] if best.number == 0 else ()
    order = [best, *lead, *sorted(found, key=lambda candidate: -candidate.weight)]
    chosen: dict[int, _Candidate] = {}
    length = 0
    for candidate in order:
        more = len(candidate.sentence.text) + bool(chosen)
        if candidate.number in chosen or (chosen and length + more > limit):
            continue
        chosen[candidate.number] = candidate
        length += more
    return [chosen[number] for number in sorted(chosen)]


def _composed(chosen: Sequence[_Candidate], matches: Sequence[Match], limit: int) -> Summary:
    parts: list[str] = []
    spans: set[tuple[int, int]] = set()
    at = 0
    for candidate in chosen:
        sentence = candidate.sentence
        start, text = _fitted(sentence, matches, limit)
        kept = len(text) - text.count(_CUT) * (text != sentence.text)
        shift = at - start + (1 if text.startswith(_CUT) and start > sentence.start else 0)
        for match in matches:
            if match.field == "text" and start <= match.start and match.end <= start + kept and match.start < match.end:
                spans.add((match.start + shift, match.end + shift))
        parts.append(text)
        at += len(text) + 1
    return Summary(" ".join(parts), tuple(parts), _apart(spans))


def _fitted(sentence: Sentence, matches: Sequence[Match], limit: int) -> tuple[int, str]:
    """The sentence, cut at words with "…" when it is longer than the limit; and where in the article what is left begins.

    The first match stays in: when it lies too far down, the sentence is cut in front as well.
    """
    if len(sentence.text) <= limit:
        return sentence.start, sentence.text
    inside = [
        match for match in matches if match.field == "text" and sentence.start <= match.start and match.end <= sentence.end
    ]
    best = max(inside, key=lambda match: (match.score, -match.start), default=None)
    room = limit - len(_CUT)
    if best is None or best.end - sentence.start <= room or limit < _LEAST_WINDOW:
        return sentence.start, _cut(sentence.text, limit)
    begin = max(sentence.start, min(best.start - (limit - (best.end - best.start)) // 2, best.start))
    begin = _word_start(sentence, begin, best.start)
    return begin, _CUT + _cut(sentence.text[begin - sentence.start :], limit - len(_CUT))


def _word_start(sentence: Sentence, begin: int, latest: int) -> int:
    """The first start of a word from ``begin`` on, ``latest`` at the latest (both code points in the article)."""
    space = sentence.text.find(" ", begin - sentence.start, latest - sentence.start)
    return latest if space < 0 else sentence.start + space + 1


def _cut(text: str, limit: int) -> str:
    """The text cut to ``limit`` code points at a word with "…", never inside a grapheme."""
    if len(text) <= limit:
        return text
    room = limit - len(_CUT)
    end = 0
    for grapheme in _GRAPHEME.finditer(text):
        if grapheme.end() > room:
            break
        end = grapheme.end()
    space = text.rfind(" ", 0, end + 1)
    if space > 0:
        end = space
    return text[:end].rstrip(" ،,;:-–") + _CUT


def _apart(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans in order; those that overlap become one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
