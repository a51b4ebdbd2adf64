"""Groups and channels by name, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.model.chat import ChatKind, Person, Place


@dataclass
class FakePlaces:
    """What each name leads to; an unknown one leads nowhere. ``asked``: the names and who asked."""

    answers: dict[str, Place] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def look(self, named: str, person: Person) -> Place | None:
        self.asked.append((named, person.id))
        return self.answers.get(named)

    def adding(self, kind: ChatKind) -> str:
        return f"https://t.me/RasidBot?start{kind}=here"
