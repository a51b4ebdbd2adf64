"""The outbox under anything: processes that send, crash, come late and wait in any order lose nothing, double nothing."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from bot.model.alert import AlertKind, Delivered, Delivery, DeliveryKind, Doubt, PlacementKind, Reason, Retry
from bot.store.database import open_database
from bot.store.schema import deliveries, delivery_alerts
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import finished, new_database
from tests.store.house import AT_ONCE, House, alert, placed

LEASE = timedelta(seconds=30)


class Chatter(RuleBasedStateMachine):
    """``visible`` is what people see: the deliveries whose message has reached their chat, in order, copies included."""

    def __init__(self, new_url: Callable[[], str]) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.clock = FakeClock()
        pacing = replace(AT_ONCE, queue=4)
        url = new_url()
        self.databases = [self.run(open_database(url, clock=self.clock)) for _ in range(2)]
        self.houses = [House(database, self.clock, pacing) for database in self.databases]
        self.run(self.houses[0].furnish())
        self.chats = [self.run(self.houses[0].open(str(number))) for number in range(2)]
        self.headlines = 0
        self.stories: list[tuple[int, int]] = []
        self.held: list[tuple[int, Delivery, Any]] = []
        self.visible: list[Delivery] = []
        self.doubts: Counter[int] = Counter()
        self.waited: set[int] = set()

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    def headline(self) -> str:
        """One that no other article has: the same once more would be the same article."""
        self.headlines += 1
        return f"Headline number {self.headlines}"

    @property
    def house(self) -> House:
        return self.houses[0]

    @rule(who=st.integers(0, 1))
    def news_comes(self, who: int) -> None:
        article = self.run(self.house.tell(self.chats[who], self.headline()))
        self.stories.append((who, article.id))

    @precondition(lambda self: self.stories)
    @rule(which=st.integers(0, 99), kind=st.sampled_from([AlertKind.ALSO, AlertKind.UPDATE]))
    def a_story_goes_on(self, which: int, kind: AlertKind) -> None:
        who, story = self.stories[which % len(self.stories)]
        (report,) = self.run(self.house.publish(self.headline()))
        placement = PlacementKind.UPDATE if kind is AlertKind.UPDATE else PlacementKind.REPEAT
        told = alert(self.chats[who], report, kind, story=story)
        self.run(self.house.triage(placed(report, told, story=story, kind=placement)))

    @rule(process=st.integers(0, 1), limit=st.integers(1, 3))
    def a_process_claims(self, process: int, limit: int) -> None:
        now = self.clock.now()
        for delivery in self.run(self.houses[process].claim(limit)):
            live = [one for one in self.held if one[1].chat.id == delivery.chat.id and one[2] > now]
            assert not live, "one send under way in each chat"
            assert delivery.alerts
            if any(one[1].id == delivery.id for one in self.held):
                assert delivery.doubtful
            self.held.append((process, delivery, now + LEASE))

    def take(self, which: int) -> tuple[House, Delivery, bool]:
        """One of the claims, and whether its lease still runs."""
        process, delivery, until = self.held.pop(which % len(self.held))
        return self.houses[process], delivery, until > self.clock.now()

    def show(self, delivery: Delivery) -> None:
        self.visible.append(delivery)

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9))
    def a_send_succeeds(self, which: int) -> None:
        house, delivery, live = self.take(which)
        self.show(delivery)
        if not live:
            self.doubts[delivery.id] += 1
        self.run(house.outbox.settle(delivery, Delivered(f"m{delivery.id}"), "text"))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9), reached=st.booleans())
    def an_answer_is_lost(self, which: int, reached: bool) -> None:
        house, delivery, _ = self.take(which)
        if reached:
            self.show(delivery)
        self.doubts[delivery.id] += 1
        self.waited.add(delivery.id)
        self.run(house.outbox.settle(delivery, Doubt("reset")))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9), reached=st.booleans())
    def a_process_crashes(self, which: int, reached: bool) -> None:
        _, delivery, _ = self.take(which)
        if reached:
            self.show(delivery)
        self.doubts[delivery.id] += 1

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9), seconds=st.integers(0, 40), hold=st.booleans())
    def a_send_is_put_off(self, which: int, seconds: int, hold: bool) -> None:
        house, delivery, _ = self.take(which)
        self.waited.add(delivery.id)
        if hold and not delivery.doubtful:
            self.run(house.outbox.hold(delivery, self.clock.now() + timedelta(seconds=seconds), Reason("paused")))
        else:
            self.run(house.outbox.settle(delivery, Retry(timedelta(seconds=seconds), "HTTP 429", counted=False)))

    @precondition(lambda self: self.held)
    @rule(which=st.integers(0, 9))
    def the_platform_is_out_of_reach_for_long(self, which: int) -> None:
        """Longer than any number of failures that a delivery may be given up for."""
        house, delivery, live = self.take(which)
        self.waited.add(delivery.id)
        unreached = Retry(timedelta(seconds=5), "not reached: ConnectError", counted=False)
        self.run(house.outbox.settle(delivery, unreached))
        for _ in range(AT_ONCE.attempts + 1 if live else 0):
            self.clock.advance(300)
            for again in self.run(house.claim()):
                self.waited.add(again.id)
                self.run(house.outbox.settle(again, unreached))
                self.doubts[again.id] += again.doubtful

    @rule(seconds=st.sampled_from([0, 1, 5, 29, 30, 31, 300]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    def teardown(self) -> None:
        try:
            self.drain()
            self.check()
        finally:
            for database in self.databases:
                self.run(database.close())
            self.runner.close()

    def drain(self) -> None:
        self.held.clear()
        for _ in range(1000):
            wait = self.run(self.house.outbox.next_due())
            if wait is None:
                return
            self.clock.advance(wait)
            for delivery in self.run(self.house.claim()):
                self.show(delivery)
                self.run(self.house.outbox.settle(delivery, Delivered(f"m{delivery.id}"), "text"))
        raise AssertionError("the queue never empties")

    def check(self) -> None:
        rows = {row.id: row for row in self.run(self.house.rows(deliveries))}
        shown = Counter(delivery.id for delivery in self.visible)
        assert {row.state for row in rows.values()} <= {"sent", "dropped"}
        for row in rows.values():
            if row.state == "dropped":
                assert row.kind in {"edit", "reply"}
                assert row.because["code"] in {"joined", "no_target"}
            else:
                assert 1 <= shown[row.id] <= 1 + self.doubts[row.id], "never lost, one more copy for each doubt at most"
        carried = {row.alert_id for row in self.run(self.house.rows(delivery_alerts))}
        assert len(carried) >= len(self.stories)
        for chat in self.chats:
            seen = list(dict.fromkeys(one.id for one in self.visible if one.chat.id == chat.id))
            steady = [rows[one].seq for one in seen if one not in self.waited and not self.doubts[one]]
            assert steady == sorted(steady), "in order"
        for delivery in self.visible:
            if delivery.kind is DeliveryKind.EDIT:
                assert delivery.target


@pytest.mark.parametrize(("kind", "examples"), [("sqlite", 8), ("postgresql", 4)])
def test_nothing_is_lost_doubled_or_out_of_order(request: pytest.FixtureRequest, kind: str, examples: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="rasid-machine-"))
    if kind == "sqlite":
        template = request.getfixturevalue("sqlite_template")

        def new_url() -> str:
            path = Path(tempfile.mkdtemp(dir=folder)) / "rasid.db"
            shutil.copy(template, path)
            return f"sqlite:///{path}"
    else:
        server, made = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_template")

        def new_url() -> str:
            return finished(new_database(server, made))

    slow = (HealthCheck.too_slow, HealthCheck.data_too_large)
    phases = (Phase.generate, Phase.shrink)
    once = settings(max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=slow, phases=phases)
    try:
        run_state_machine_as_test(lambda: Chatter(new_url), settings=once)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
