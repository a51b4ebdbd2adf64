"""What the matcher knows beside names: how letters render each other, how frequent words are, how names are usually rendered.

A value that the roof loads and hands down. Without it nothing unlisted is recognised in the other script.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.matching.frequencies import Frequencies
from bot.matching.letters import Letters, Table, confusions
from bot.matching.skeleton import Skeletons


@dataclass(frozen=True)
class Evidence:
    """``renderings``: folded words of names in one script with their usual renderings in the other, both ways round.

    ``words``: Latin ones with the Arabic words that render them but are mostly no names (نور, light: Nour).
    """

    letters: Letters = field(default_factory=lambda: Letters(Table({})))
    arabic: Frequencies = field(default_factory=Frequencies)
    english: Frequencies = field(default_factory=Frequencies)
    renderings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    skeletons: Skeletons = field(init=False)
    confusions: Mapping[tuple[str, str], float] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "skeletons", Skeletons(self.letters.seen))
        object.__setattr__(self, "confusions", confusions(self.letters.seen))
