"""The bot as a process of its own, to be killed: ``python -m tests.fakes.bot_process CONFIG``.

The product's own ``rasid run``, with short leases and a quick pace so that tests need not wait. TEST_KILL=POINT:PLATFORM:N
kills the process at the N-th time that a delivery to PLATFORM passes POINT; TEST_MUTANT plants a fault that must be found.
Each claim of a delivery in doubt is told on standard error as ``test.doubt platform=PLATFORM delivery=ID``.
TEST_LEASE: seconds that a claim or role is held; TEST_ALSO_WAIT: seconds in which outlets gather for one edit.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import update

from bot.alerts import routing
from bot.app import running, wiring
from bot.model.alert import Absent, Delivered, Delivery, Finding, Outcome
from bot.model.chat import Chat, Platform
from bot.model.message import Message
from bot.platforms.slack.courier import SlackCourier
from bot.store.articles import Articles
from bot.store.outbox import DatabaseOutbox
from bot.store.pacing import Pace, Pacing
from bot.store.schema import deliveries

POINTS: Final = ("after-claim", "before-send", "after-write", "after-response", "before-ack", "after-ack")
QUICK: Final = Pacing(Pace(0.001), Pace(0.02), Pace(0.02), Pace(0.02), overload=0)
LEASE: Final = timedelta(seconds=float(os.environ.get("TEST_LEASE", "1.5")))

MUTANT: Final = os.environ.get("TEST_MUTANT", "")


class Trap:
    """Counts what passes each point, and kills the process where it was told to."""

    def __init__(self, told: str) -> None:
        self._point, self._platform, number = [*told.split(":"), "", ""][:3] if told else ("", "", "0")
        self._left = int(number or 1)

    def pass_(self, point: str, platform: Platform) -> None:
        """A delivery to this platform is at this point."""
        if (point, platform.value) == (self._point, self._platform):
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


TRAP: Final = Trap(os.environ.get("TEST_KILL", ""))


class TrappedOutbox(DatabaseOutbox):
    """The outbox, with a trap at each of its points."""

    def __init__(self, database: Any) -> None:
        super().__init__(database, QUICK, LEASE)

    async def claim(self, limit: int, platforms: Sequence[Platform]) -> Sequence[Delivery]:
        claimed = await super().claim(limit, platforms)
        if MUTANT == "no-intent":
            await self._forget([delivery.id for delivery in claimed])
        for delivery in claimed:
            if delivery.doubtful:
                platform = delivery.chat.address.platform.value
                sys.stderr.write(f"test.doubt platform={platform} delivery={delivery.id}\n")
            TRAP.pass_("after-claim", delivery.chat.address.platform)
            if MUTANT == "ack-first":
                await super().part_sent(delivery, 0, "unknown")
                await super().settle(delivery, Delivered("unknown"))
        return claimed

    async def part_sent(self, delivery: Delivery, ordinal: int, message: str) -> None:
        TRAP.pass_("before-ack", delivery.chat.address.platform)
        await super().part_sent(delivery, ordinal, message)

    async def settle(self, delivery: Delivery, outcome: Outcome, rendered: str = "") -> None:
        await super().settle(delivery, outcome, rendered)
        TRAP.pass_("after-ack", delivery.chat.address.platform)

    async def _forget(self, claimed: Sequence[int]) -> None:
        """Takes the written intent back: after a kill these look as if nobody had begun to send them."""
        pending = update(deliveries).where(deliveries.c.id.in_(claimed)).values(state="pending", doubtful=False)
        await self._database.write(lambda connection: connection.execute(pending))


class TrappedCourier:
    """A courier, with a trap before each send and after each answer."""

    def __init__(self, courier: Any) -> None:
        self._courier = courier
        self.platform: Platform = courier.platform
        self.split = courier.split

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        TRAP.pass_("before-send", self.platform)
        outcome = await self._courier.send(chat, part, key)
        TRAP.pass_("after-response", self.platform)
        return outcome

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        return await self._courier.edit(chat, target, part, key)

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        return await self._courier.reply(chat, target, part, key)

    async def find(self, chat: Chat, key: str, since: datetime) -> Finding:
        if MUTANT == "no-check" and isinstance(self._courier, SlackCourier):
            return Absent()
        return await self._courier.find(chat, key, since)


class TrappedCouriers(Mapping[Platform, TrappedCourier]):
    """The couriers as they come to be connected, each with its traps."""

    def __init__(self, couriers: Mapping[Platform, Any]) -> None:
        self._couriers = couriers

    def __getitem__(self, platform: Platform) -> TrappedCourier:
        return TrappedCourier(self._couriers[platform])

    def __iter__(self) -> Iterator[Platform]:
        return iter(self._couriers)

    def __len__(self) -> int:
        return len(self._couriers)


def main() -> int:
    """Runs the bot with the configuration folder that is named."""
    plain = wiring.Mailroom

    def trapped(outbox: Any, couriers: Mapping[Platform, Any], *rest: Any) -> Any:
        return plain(outbox, TrappedCouriers(couriers), *rest)

    wiring.DatabaseOutbox = TrappedOutbox
    wiring.Articles = lambda database, _pacing, **more: Articles(database, QUICK, lease=LEASE * 2, **more)
    wiring.Mailroom = trapped
    wiring._LEASE = LEASE.total_seconds()
    routing.ALSO_WAIT = timedelta(seconds=float(os.environ.get("TEST_ALSO_WAIT", routing.ALSO_WAIT.total_seconds())))
    return running.run_bot(Path(sys.argv[1]))


if __name__ == "__main__":
    sys.exit(main())
