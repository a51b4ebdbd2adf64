"""Every sentence that people can read stands in a golden file, in both languages, and no golden file is without its twin.

Golden files name the sentences that they show (``three_platforms``), so that nothing is played here again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot.chat.reception import COMMANDS
from bot.model.news import Language
from tests.fakes import golden
from tests.fakes.desk import PHRASES
from tests.fakes.three_platforms import SENTENCES

AR, EN = Language.ARABIC, Language.ENGLISH

# Why a sentence need not stand in any golden file; a key that ends in a dot stands for its family.
NOT_SHOWN = {
    "form.digits": "an alphabet",
    "role.nobody": "asked for with a role that is taken, and not said",
    "trend.others": "stands in the picture of a trend, and test_trend_picture looks at that",
}
# A chat's own language is never called foreign.
NOT_SHOWN_IN = {AR: {"alert.foreign_ar"}, EN: {"alert.foreign_en"}}

# Why golden files are in one language alone.
ALONE = {"console-visual/": "a terminal that cannot lay out Arabic; English looks as everywhere"}


@cache
def shown(language: Language) -> frozenset[str]:
    """The sentences that golden files of a language name."""
    return frozenset(
        key for path in golden.FOLDER.rglob(f"*.{language}.txt") for key in _named(path.read_text(encoding="utf-8"))
    )


def _named(text: str) -> Iterator[str]:
    for part in text.split(f"{SENTENCES}\n")[1:]:
        yield from part.partition("\n\n")[0].replace("\n", " ").strip().split(", ")


def sentences(language: Language) -> set[str]:
    """All that a catalogue can say: no lists of words, which people type."""
    return {key for key in PHRASES.keys(language) if PHRASES.has(language, key)}


@pytest.mark.parametrize("language", [AR, EN])
def test_every_sentence_stands_in_a_golden_file(language: Language) -> None:
    missing = sentences(language) - shown(language) - NOT_SHOWN_IN[language]
    assert sorted(key for key in missing if not any(key == each or key.startswith(each) for each in NOT_SHOWN)) == []


@pytest.mark.parametrize("language", [AR, EN])
def test_no_exception_is_stale(language: Language) -> None:
    keys = sentences(language)
    assert {each for each in NOT_SHOWN if not any(key == each or key.startswith(each) for key in keys)} == set()
    assert NOT_SHOWN_IN[language] <= keys


@pytest.mark.parametrize("language", [AR, EN])
def test_every_command_is_explained_in_a_golden_file(language: Language) -> None:
    parts = ("usage", "example", "about")
    wanted = {f"commands.{command.name}.{part}" for command in COMMANDS for part in parts}
    assert sorted(wanted - shown(language)) == []


def test_every_golden_file_has_its_twin_in_the_other_language() -> None:
    names = {path.relative_to(golden.FOLDER).as_posix() for path in golden.FOLDER.rglob("*.txt")}
    twins = {name.replace(".ar.", ".en.") if ".ar." in name else name.replace(".en.", ".ar.") for name in names}
    assert sorted(name for name in twins - names if not name.startswith(tuple(ALONE))) == []
    assert all(".ar." in name or ".en." in name for name in names)


def test_a_file_names_its_sentences_and_a_sentence_that_is_not_said_is_not_named() -> None:
    assert list(_named(f"words\n{SENTENCES}\na.b, c.d,\ne.f\n\n==== next\n{SENTENCES}\ng.h")) == ["a.b", "c.d", "e.f", "g.h"]
