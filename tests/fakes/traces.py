"""Stories as one chat may know them, in memory: what the tests put in, and what parting makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.model.alert import AlertKind, Reason
from bot.model.chat import Person
from bot.model.trace import Spotted, StoryTrace, Word
from bot.model.watch import Watch


@dataclass
class FakeTraces:
    """``stories``: by chat and number; ``messages``: the stories that a chat's messages tell of; ``seen``: by address.

    ``chats``: whose watches are made narrower; ``let_go``: by chat and watch, the stories that these have let go of.
    """

    stories: dict[tuple[int, int], StoryTrace] = field(default_factory=dict)
    messages: dict[tuple[int, str], tuple[int, ...]] = field(default_factory=dict)
    seen: dict[str, Sequence[Spotted]] = field(default_factory=dict)
    brought: dict[str, Sequence[int]] = field(default_factory=dict)
    parted: dict[tuple[int, int], StoryTrace] = field(default_factory=dict)
    chats: Any = None
    let_go: set[tuple[int, int, int]] = field(default_factory=set)

    async def story(self, chat_id: int, story: int) -> StoryTrace | None:
        return self.stories.get((chat_id, story))

    async def told_by(self, chat_id: int, message: str) -> Sequence[int]:
        return self.messages.get((chat_id, message), ())

    async def told_last(self, chat_id: int) -> int | None:
        return max((story for (chat, story), trace in self.stories.items() if chat == chat_id and trace.words), default=None)

    async def spotted(self, chat_id: int, url: str) -> Sequence[Spotted]:
        return self.seen.get(url, ())

    async def carriers(self, chat_id: int, url: str) -> Sequence[int]:
        return self.brought.get(url, ())

    async def part(self, chat_id: int, story: int, article_id: int, person: Person, now: datetime) -> StoryTrace | None:
        trace = self.stories.get((chat_id, story))
        chosen = trace.report(article_id) if trace is not None else None
        if trace is None or chosen is None or chosen == trace.opening:
            return None
        self.parted[chat_id, article_id] = trace
        self.stories[chat_id, story] = replace(trace, reports=tuple(each for each in trace.reports if each != chosen))
        word = Word(article_id, AlertKind.NEW, trace.words[0].terms, Reason("parted"), now)
        self.stories[chat_id, article_id] = StoryTrace(article_id, (replace(chosen, parted=True),), (word,))
        return self.stories[chat_id, article_id]

    async def rejoin(self, chat_id: int, story: int, person: Person, now: datetime) -> StoryTrace | None:
        whole = self.parted.pop((chat_id, story), None)
        if whole is not None:
            self.stories[chat_id, whole.story] = whole
        return whole

    async def narrow(
        self, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime
    ) -> Watch | None:
        made = await self._changed(chat_id, before, after, person, now)
        self.let_go |= set() if made is None else {(chat_id, before.id, story)}
        return made

    async def widen(self, chat_id: int, story: int, before: Watch, after: Watch, person: Person, now: datetime) -> Watch | None:
        made = await self._changed(chat_id, before, after, person, now)
        self.let_go -= set() if made is None else {(chat_id, before.id, story)}
        return made

    async def _changed(self, chat_id: int, before: Watch, after: Watch, person: Person, now: datetime) -> Watch | None:
        is_so = self.chats.terms.get(before.id)
        if is_so is None or (is_so.term, is_so.switched) != (before.term, before.switched):
            return None
        made: Watch | None = await self.chats.edit_watch(chat_id, before.id, after.term, after.switched, person, now)
        return made
