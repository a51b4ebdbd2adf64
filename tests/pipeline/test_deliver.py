import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.catalogue import load_phrases
from bot.model.alert import (
    Absent,
    Alert,
    AlertKind,
    Delivered,
    DeliveryKind,
    Doubt,
    Found,
    Gone,
    Outcome,
    Reason,
    Rejected,
    Report,
    Retry,
    Summary,
    Unknowable,
)
from bot.model.chat import Chat, ChatState, Platform
from bot.model.message import Message
from bot.model.news import Language
from bot.pipeline.deliver import DoubtPolicy, Mailroom, carry, deliver
from bot.pipeline.inflight import InFlight
from tests.fakes.mail import CHAT, NOW, RecordingOutbox, ScriptedCourier, delivery


class Still:
    def now(self) -> object:
        return NOW


async def no_wait(_: float) -> None:
    pass


def room(outbox: RecordingOutbox, courier: ScriptedCourier, doubt: DoubtPolicy = DoubtPolicy.RESEND) -> Mailroom:
    return Mailroom(outbox, {Platform.TELEGRAM: courier}, load_phrases(), Still(), {Platform.TELEGRAM: doubt}, no_wait)  # type: ignore[arg-type]


def alert(title: str = "Headline", kind: AlertKind = AlertKind.NEW) -> Alert:
    report = Report(5, "Gulf Wire", Language.ENGLISH, title, "https://g.example/5", NOW, NOW)
    summary = Summary("A first sentence. A second one.")
    return Alert(3, CHAT.id, 5, kind, report, (report,), ("CENTCOM",), summary, Reason("first_match"), NOW)


async def test_a_notice_goes_out_and_is_acknowledged() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    await carry(room(outbox, courier), delivery())
    assert [what for what, _, _ in courier.sent] == ["send"]
    assert outbox.log == [("part", 0, "m1"), ("settle", Delivered("m1"))]


async def test_nothing_of_a_paused_chat_goes_out() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    await carry(room(outbox, courier), delivery(chat=replace(CHAT, state=ChatState.PAUSED)))
    assert courier.sent == []
    assert outbox.log == [("hold", "paused")]


async def test_what_nobody_watches_any_more_is_dropped() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    await carry(room(outbox, courier), delivery(kind=DeliveryKind.SEND, notice=None))
    assert courier.sent == []
    assert outbox.log == [("drop", "unwatched")]


@pytest.mark.parametrize(
    "outcome",
    [Retry(timedelta(seconds=3), "429", counted=False), Doubt("read time-out"), Gone("blocked"), Rejected("no")],
)
async def test_a_bad_outcome_is_settled_and_nothing_is_claimed_as_sent(outcome: object) -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier(outcome)  # type: ignore[arg-type]
    await carry(room(outbox, courier), delivery())
    assert outbox.log == [("settle", outcome)]


async def test_a_doubt_that_is_found_is_not_sent_again() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Found("m0"))
    await carry(room(outbox, courier), delivery(doubtful=True))
    assert [(what, key) for what, key, _ in courier.sent] == [("find", "7.0")]
    assert outbox.log == [("part", 0, "m0"), ("settle", Delivered("m0"))]


async def test_a_doubt_that_is_absent_is_sent() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Absent())
    await carry(room(outbox, courier), delivery(doubtful=True))
    assert [what for what, _, _ in courier.sent] == ["find", "send"]


async def test_a_claim_lost_while_looking_is_not_sent() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Absent())
    outbox.owned = False
    await carry(room(outbox, courier), delivery(doubtful=True))
    assert [what for what, _, _ in courier.sent] == ["find"]
    assert outbox.log == [("intend",)]


async def test_where_the_platform_cannot_tell_the_policy_decides() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Unknowable())
    await carry(room(outbox, courier, DoubtPolicy.RESEND), delivery(doubtful=True))
    assert [what for what, _, _ in courier.sent] == ["find", "send"]
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Unknowable())
    await carry(room(outbox, courier, DoubtPolicy.HOLD), delivery(doubtful=True))
    assert [what for what, _, _ in courier.sent] == ["find"]
    assert outbox.log == [("doubt", "answer-lost")]


async def test_a_platform_that_may_tell_later_is_asked_later() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Unknowable(timedelta(seconds=9)))
    await carry(room(outbox, courier, DoubtPolicy.RESEND), delivery(doubtful=True))
    assert [what for what, _, _ in courier.sent] == ["find"]
    assert outbox.log == [("hold", "doubt")]


async def test_a_history_that_stays_unreadable_is_given_up_on() -> None:
    long_ago = delivery(doubtful=True, intent_at=NOW - timedelta(minutes=11))
    outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Unknowable(timedelta(seconds=60)))
    await carry(room(outbox, courier, DoubtPolicy.HOLD), long_ago)
    assert outbox.log == [("doubt", "answer-lost")]


async def test_parts_that_are_out_are_not_sent_again() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    many = delivery(kind=DeliveryKind.SEND, notice=None, alerts=(alert(),), sent=("m0",))
    await carry(room(outbox, courier), many)
    keys = [key for _, key, _ in courier.sent]
    assert keys[0] == "7.1"
    assert ("part", 0, "m0") not in outbox.log
    assert outbox.log[-1] == ("settle", Delivered("m0"))


async def test_a_claim_lost_between_parts_ends_the_work() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    outbox.owned = False
    await carry(room(outbox, courier), delivery(kind=DeliveryKind.SEND, notice=None, alerts=(alert(),)))
    assert len(courier.sent) == 1
    assert outbox.log[-1] == ("intend",)


async def test_an_edit_that_changes_nothing_is_not_sent() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    edit = delivery(kind=DeliveryKind.EDIT, notice=None, alerts=(alert(),), target="m0")
    shown: list[str] = []

    async def settle(_delivery: object, _outcome: object, rendered: str = "") -> None:
        shown.append(rendered)

    outbox.settle = settle  # type: ignore[method-assign]
    await carry(room(outbox, courier), edit)
    assert [what for what, _, _ in courier.sent] == ["edit m0"]
    await carry(room(outbox, courier), replace(edit, rendered=shown[0]))
    assert len(courier.sent) == 1
    assert outbox.log == [("drop", "unchanged")]


async def test_an_update_replies_to_the_first_message() -> None:
    outbox, courier = RecordingOutbox(), ScriptedCourier()
    update = delivery(kind=DeliveryKind.REPLY, notice=None, alerts=(alert(kind=AlertKind.UPDATE),), target="m0")
    await carry(room(outbox, courier), update)
    assert courier.sent[0][0] == "reply m0"
    assert {what for what, _, _ in courier.sent[1:]} <= {"send"}


async def test_an_acknowledgement_waits_for_the_database() -> None:
    outbox, courier = RecordingOutbox(failures=3), ScriptedCourier()
    await carry(room(outbox, courier), delivery())
    assert len(courier.sent) == 1
    assert outbox.log == [("part", 0, "m1"), ("settle", Delivered("m1"))]


@pytest.fixture
def failures() -> Iterator[list[Exception]]:
    seen: list[Exception] = []
    yield seen
    assert seen == []


async def test_deliver_claims_no_more_than_there_is_room_for(failures: list[Exception]) -> None:
    outbox, courier = RecordingOutbox(delivery(id=1), delivery(id=2), delivery(id=3)), ScriptedCourier()
    under_way = InFlight(2, lambda: None, failures.append)
    assert await deliver(room(outbox, courier), under_way) == 2
    assert await deliver(room(outbox, courier), under_way) == 0
    await under_way.drain(5)
    assert await deliver(room(outbox, courier), under_way) == 1
    await under_way.drain(5)


async def test_what_an_earlier_attempt_said_is_not_taken_for_what_is_shown() -> None:
    shown: list[str] = []

    async def settle(_delivery: object, _outcome: object, rendered: str = "") -> None:
        shown.append(rendered)

    for claimed in (delivery(), delivery(doubtful=True)):
        outbox, courier = RecordingOutbox(), ScriptedCourier(finding=Found("m0"))
        outbox.settle = settle  # type: ignore[method-assign]
        await carry(room(outbox, courier), claimed)
    assert shown[0] != ""
    assert shown[1] == ""


async def test_a_defect_ends_its_delivery_and_is_raised_for_the_log() -> None:
    class Broken(ScriptedCourier):
        async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
            raise KeyError("a defect")

    outbox = RecordingOutbox()
    with pytest.raises(KeyError):
        await carry(room(outbox, Broken()), delivery())
    assert outbox.log == [("settle", Rejected("defect"))]


async def test_a_slow_send_keeps_its_claim() -> None:
    release = asyncio.Event()

    class Slow(ScriptedCourier):
        async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
            await release.wait()
            return await super().send(chat, part, key)

    outbox = RecordingOutbox()
    carrying = asyncio.create_task(carry(replace(room(outbox, Slow()), renew_seconds=0.01), delivery()))
    while outbox.log.count(("intend",)) < 3:
        await asyncio.sleep(0.01)
    release.set()
    await carrying
    assert outbox.log[-1] == ("settle", Delivered("m1"))
