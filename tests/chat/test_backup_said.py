from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.model.backup import Backup, BackupByHand
from bot.model.chat import ChatKind, Person, Role
from tests.fakes import three_platforms
from tests.fakes.desk import Front


@dataclass
class Copies:
    answer: Backup | BackupByHand
    made: int = 0

    async def make(self, now: datetime, person: Person | None = None) -> Backup | BackupByHand:
        assert person is not None
        self.made += 1
        return self.answer

    async def copies(self) -> tuple[str, ...]:
        return ()


COPY = Backup("/srv/rasid/data/backups/rasid-20261121-120000.db", 5_400_000, 3)
BY_HAND = BackupByHand(
    "pg_dump --file=a.dump postgresql://rasid@db/news", "pg_restore --dbname=postgresql://rasid@db/news a.dump"
)


def front(answer: Backup | BackupByHand = COPY) -> tuple[Front, Copies]:
    made, copies = Front(), Copies(answer)
    made.desk = replace(made.desk, backups=copies)
    return made, copies


async def test_how_it_reads_on_every_platform() -> None:
    for language, words in (("en", "backup"), ("ar", "نسخة احتياطية")):
        for name, answer in (("backup", COPY), ("backup-by-hand", BY_HAND)):
            made, _ = front(answer)
            message = await made.ask(words)
            assert message is not None
            three_platforms.check(f"{name}.{language}", message)


async def test_it_is_for_owners_in_private() -> None:
    made, copies = front()
    assert "private chat" in await made.say("backup", "111", "-100", ChatKind.GROUP)
    made.chats.roles["telegram:23"] = Role.ADMIN
    assert 'needs the role "owner"' in await made.say("backup", "23", "23")
    assert copies.made == 0
    await made.ask("backup")
    assert copies.made == 1


async def test_sizes_are_said_as_people_do() -> None:
    for size, said in ((0, "0 B"), (999, "999 B"), (1000, "1 kB"), (5_400_000, "5.4 MB"), (3 * 10**9, "3.0 GB")):
        made, _ = front(replace(COPY, size=size))
        assert said in await made.say("backup")
    assert "5.4 ميغابايت" in await front()[0].say("نسخة احتياطية")
