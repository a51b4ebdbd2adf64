"""An outbox and a courier for tests of delivering: the one records what it is told, the other does as it is scripted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.model.alert import Absent, Delivered, Delivery, DeliveryKind, Finding, Notice, Outcome, Reason
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.message import Block, Message
from bot.ports import StoreUnavailable

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CHAT = Chat(1, Address(Platform.TELEGRAM, "-100"), ChatKind.GROUP, admitted=True)


def delivery(**changes: object) -> Delivery:
    """A claimed notice to CHAT, with ``changes``."""
    values: dict[str, object] = {
        "id": 7,
        "chat": CHAT,
        "seq": 1,
        "kind": DeliveryKind.NOTICE,
        "fence": 1,
        "created": NOW,
        "intent_at": NOW,
        "notice": Notice("plain", (("text", "one two"),)),
    }
    return Delivery(**(values | changes))  # type: ignore[arg-type]


class RecordingOutbox:
    """Hands out what it was given; keeps every word of what became of it in ``log``."""

    def __init__(self, *deliveries: Delivery, failures: int = 0) -> None:
        self.deliveries = list(deliveries)
        self.failures = failures
        self.log: list[tuple[object, ...]] = []
        self.owned = True

    async def claim(self, limit: int, platforms: Sequence[Platform]) -> Sequence[Delivery]:
        taken = [one for one in self.deliveries if one.chat.address.platform in platforms][:limit]
        self.deliveries = [one for one in self.deliveries if one not in taken]
        return taken

    async def part_sent(self, delivery: Delivery, ordinal: int, message: str) -> None:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("down")
        self.log.append(("part", ordinal, message))

    async def intend(self, delivery: Delivery) -> bool:
        self.log.append(("intend",))
        return self.owned

    async def settle(self, delivery: Delivery, outcome: Outcome, rendered: str = "") -> None:
        self.log.append(("settle", outcome))

    async def hold(self, delivery: Delivery, until: datetime, because: Reason, title: Notice | None = None) -> None:
        self.log.append(("hold", because.code))

    async def drop(self, delivery: Delivery, because: Reason) -> None:
        self.log.append(("drop", because.code))

    async def list_doubt(self, delivery: Delivery, because: str) -> None:
        self.log.append(("doubt", because))

    async def notify(self, chat_id: int, notice: Notice, now: datetime) -> None:
        self.log.append(("notify", chat_id))

    async def reserve(self, address: Address, kind: ChatKind) -> float:
        return 0.0

    async def next_due(self) -> float | None:
        return None


class ScriptedCourier:
    """Gives out its scripted outcomes in turn (Delivered when they run out); a message is a part per block."""

    platform = Platform.TELEGRAM

    def __init__(self, *outcomes: Outcome, finding: Finding | None = None) -> None:
        self.outcomes = list(outcomes)
        self.finding: Finding = finding or Absent()
        self.sent: list[tuple[str, str, Message]] = []

    def split(self, message: Message) -> tuple[Message, ...]:
        return tuple(Message(message.language, (block,)) for block in message.blocks)

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        return self._do("send", key, part)

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        return self._do(f"edit {target}", key, part)

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        return self._do(f"reply {target}", key, part)

    async def find(self, chat: Chat, key: str, since: datetime) -> Finding:
        self.sent.append(("find", key, Message(chat.language, ())))
        return self.finding

    def _do(self, what: str, key: str, part: Message) -> Outcome:
        self.sent.append((what, key, part))
        return self.outcomes.pop(0) if self.outcomes else Delivered(f"m{len(self.sent)}")


def words(blocks: Sequence[Block]) -> str:
    """All text of some blocks."""
    return " ".join(piece.text for block in blocks for line in block.lines for piece in line)
