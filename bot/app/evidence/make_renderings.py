"""Writes ``renderings.tsv``: python -m bot.app.evidence.make_renderings PAIRS LIST….

PAIRS: names as TSV with the columns arabic and english (google/transliteration); only the part that ``rasid eval matching
--split held-out`` does not measure with is used. LIST…: hand-written names, TSV with the columns latin and arabic, several
spellings separated by |, and ``word`` in a third column where the Arabic one is an ordinary word, too.
Needs spylls (the dependency group ``data``), whose dictionary says what is an English word.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib import import_module, resources
from pathlib import Path

from bot.app.evidence.tables import load_evidence
from bot.app.labelled import Split, read_labelled
from bot.matching.evidence import Evidence
from bot.matching.letters import IMPOSSIBLE
from bot.text.arabic import is_arabic
from bot.text.english import is_latin
from bot.text.folding import folded_words

_SHORTEST = 3
# Below this likelihood per letter, either way round, two words of the mined pairs are hardly one name.
_LEAST_PER_LETTER = -1.6
# A spelling this frequent (a logarithm) is taken for a word if the name is rarer by so much in English.
_FREQUENT, _MOST_DROWNED = -12.0, 1.0
_HEADING = (
    "# Names with their usual renderings, folded: a Latin one, its Arabic ones, and those that are mostly other words.\n"
    "# Written by make_renderings. See ATTRIBUTION.md."
)


def main(pairs: str, *lists: str) -> None:
    """Writes the file and says how many names it holds."""
    dictionary = resources.files("spylls") / "hunspell/data/en/en_US"
    english = import_module("spylls.hunspell").Dictionary.from_files(str(dictionary))
    found: defaultdict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    evidence = load_evidence()
    for latin, arabic in _mined(Path(pairs), evidence):
        found[latin][_drowned(latin, arabic, evidence)].add(arabic)
    for path in lists:
        for latin, arabic, word in _written(Path(path)):
            found[latin][word and _drowned(latin, arabic, evidence)].add(arabic)
    out = Path(__file__).parent / "renderings.tsv"
    rows = [
        f"{latin}\t{'|'.join(sorted(both))}\t{'|'.join(sorted(one_way - both))}".rstrip() + "\n"
        # Where both sides are words (fares, فارس), neither stands for the other.
        for latin, (both, one_way) in sorted(found.items())
        if both or not english.lookup(latin)
    ]
    out.write_text(_HEADING + "\n" + "".join(rows), encoding="utf-8")
    print(f"{out.name}: {len(rows):,} Latin names, {out.stat().st_size:,} bytes")


def _mined(path: Path, evidence: Evidence) -> Iterator[tuple[str, str]]:
    for pair in read_labelled([path]).part(Split.TUNING).pairs:
        for latin, arabic in _crossed([pair.english], [pair.arabic]):
            if _plausible(latin, arabic, evidence):
                yield latin, arabic


def _plausible(latin: str, arabic: str, evidence: Evidence) -> bool:
    letters = evidence.letters
    bare = arabic.removeprefix("ال") if len(arabic) > _SHORTEST + 1 else arabic
    best = max(letters.rendering(shape, latin) - letters.of_arabic(shape) for shape in (arabic, bare))
    other = max(letters.rendering(shape, latin) for shape in (arabic, bare)) - letters.of_latin(latin)
    return best > IMPOSSIBLE and min(best, other) >= _LEAST_PER_LETTER * len(latin)


def _written(path: Path) -> Iterator[tuple[str, str, bool]]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        latin, arabic, *word = line.split("\t")
        for pair in _crossed(latin.split("|"), arabic.split("|")):
            yield *pair, bool(word)


def _drowned(latin: str, arabic: str, evidence: Evidence) -> bool:
    """Whether the Arabic spelling stands in running text far more often than the name does, so that it is mostly a word."""
    common = evidence.arabic.log(arabic)
    return common > _FREQUENT and common - evidence.english.log(latin) > _MOST_DROWNED


def _crossed(latin: Iterable[str], arabic: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each Latin spelling with each Arabic one, folded; what is not one word of one script is left out."""
    others = [words[0] for words in map(folded_words, arabic) if len(words) == 1 and is_arabic(words[0])]
    for words in map(folded_words, latin):
        if len(words) == 1 and is_latin(words[0]) and len(words[0]) >= _SHORTEST:
            yield from ((words[0], other) for other in others if len(other) >= _SHORTEST - 1)


if __name__ == "__main__":
    main(*sys.argv[1:])
