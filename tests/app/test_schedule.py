import asyncio
import threading
from datetime import timedelta

import pytest

from bot.app.schedule import Clocks, Stage, Supervisor
from bot.model.chat import Platform
from bot.ports import PlatformDown, PlatformRefused, StoreUnavailable


async def until(condition: object) -> None:
    async with asyncio.timeout(20):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def test_a_stage_that_did_something_wakes_itself_and_the_next() -> None:
    left = [2, 1, 0]
    ran: list[str] = []

    async def first() -> int:
        ran.append("first")
        return left.pop(0) if left else 0

    async def second() -> int:
        ran.append("second")
        return 0

    after = Stage("second", second)
    before = Stage("first", first, then=(after,))
    after.start()
    before.start()
    await until(lambda: ran.count("first") >= 3 and ran.count("second") >= 2)
    await before.stop(1)
    await after.stop(1)
    assert ran.count("first") == 3


async def test_a_stage_never_overlaps_itself() -> None:
    running, most = 0, 0

    async def work() -> int:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        return 0

    stage = Stage("only", work)
    stage.start()
    for _ in range(20):
        stage.wake()
        await asyncio.sleep(0.002)
    await stage.stop(1)
    assert most == 1


@pytest.mark.parametrize("error", [StoreUnavailable("disk full"), ValueError("a defect")])
async def test_a_stage_goes_on_after_an_error(error: Exception) -> None:
    calls = 0

    async def work() -> int:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise error
        return 0

    stage = Stage("shaky", work)
    stage.start()
    await until(lambda: calls >= 2)
    await stage.stop(1)


async def test_a_tick_wakes_a_stage_that_nobody_wakes() -> None:
    calls = 0

    async def work() -> int:
        nonlocal calls
        calls += 1
        return 0

    clocks = Clocks({Stage("ticked", work): timedelta(seconds=0.05)})
    clocks.start()
    await until(lambda: calls >= 3)
    await clocks.stop(1)


async def test_ticks_come_on_the_loops_own_thread() -> None:
    threads: list[int] = []

    class Watched(Stage):
        def wake(self) -> None:
            threads.append(threading.get_ident())
            super().wake()

    async def work() -> int:
        return 0

    clocks = Clocks({Watched("ticked", work): timedelta(seconds=0.02)})
    clocks.start()
    await until(lambda: len(threads) >= 4)
    await clocks.stop(1)
    assert set(threads) == {threading.get_ident()}


async def test_a_stage_comes_back_when_its_next_work_is_due() -> None:
    calls = 0

    async def work() -> int:
        nonlocal calls
        calls += 1
        return 0

    async def due() -> float:
        return 0.02

    stage = Stage("due", work, next_due=due)
    stage.start()
    await until(lambda: calls >= 3)
    await stage.stop(1)


class FakeIntake:
    platform = Platform.TELEGRAM

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.starts = 0
        self.stops = 0

    async def start(self) -> None:
        self.starts += 1
        if self.errors:
            raise self.errors.pop(0)

    async def stop(self) -> None:
        self.stops += 1


async def test_a_platform_that_is_down_is_tried_again() -> None:
    intake = FakeIntake(PlatformDown("no route"))
    supervisor = Supervisor(intake)
    supervisor.start()
    await until(lambda: supervisor.state == "up")
    await supervisor.stop()
    assert (intake.starts, intake.stops) == (2, 1)


async def test_a_refused_token_is_said_once_and_not_tried_again() -> None:
    intake = FakeIntake(PlatformRefused("the token is wrong"))
    supervisor = Supervisor(intake)
    supervisor.start()
    await until(lambda: supervisor.state == "refused")
    await asyncio.sleep(0.05)
    await supervisor.stop()
    assert intake.starts == 1


async def test_an_intake_waits_for_its_role() -> None:
    allowed = False

    async def may_run() -> bool:
        return allowed

    intake = FakeIntake()
    supervisor = Supervisor(intake, may_run)
    supervisor.start()
    await until(lambda: supervisor.state == "standby")
    assert intake.starts == 0
    allowed = True
    await until(lambda: supervisor.state == "up")
    await supervisor.stop()
    assert intake.stops == 1


async def test_a_defect_in_an_intake_is_tried_again_and_does_not_break_the_stop() -> None:
    intake = FakeIntake(KeyError("a defect"), KeyError("a defect"))
    supervisor = Supervisor(intake)
    supervisor.start()
    await until(lambda: supervisor.state == "failed")
    await until(lambda: supervisor.state == "up")
    await supervisor.stop()
    assert (intake.starts, intake.stops) == (3, 1)


async def test_a_platform_that_refuses_what_it_took_before_is_given_up() -> None:
    refused = False

    async def check() -> None:
        if refused:
            raise PlatformRefused("the token was withdrawn")

    intake = FakeIntake()
    supervisor = Supervisor(intake, renew=0.01, check=check)
    supervisor.start()
    await until(lambda: supervisor.state == "up")
    await asyncio.sleep(0.05)
    assert supervisor.state == "up"
    refused = True
    await until(lambda: supervisor.state == "refused")
    await supervisor.stop()
    assert (intake.starts, intake.stops) == (1, 1)
