"""The clocks: each stage runs when woken by the one before it, with APScheduler's ticks as the backstop.

Also the supervision of what must stay up: a platform that is down is tried again, alone. No stage's work stands here.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.ports import Fenced, Intake, PlatformDown, PlatformRefused, StoreUnavailable

log = structlog.get_logger()

_SOONEST = 0.01
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0

REFUSED, FAILED = "refused", "failed"
"""States of a platform that trying again has not mended."""

Work = Callable[[], Awaitable[int]]
NextDue = Callable[[], Awaitable[float | None]]


class Stage:
    """One stage, never overlapping itself.

    ``run`` returns how much it did: anything above 0 wakes ``then`` and this stage again. ``next_due`` gives the seconds to the
    next known work (None: nothing known), so that it need not wait for a tick. ``rest``: seconds between the starts of two runs
    at least, so that what becomes due bit by bit is done in batches.
    """

    def __init__(
        self, name: str, run: Work, then: tuple[Stage, ...] = (), next_due: NextDue | None = None, rest: float = 0.0
    ) -> None:
        self.name = name
        self._rest = rest
        self._run = run
        self._then = then
        self._next_due = next_due
        self._woken = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None
        self._failures = 0
        self._timer: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """Makes the stage run as soon as it can."""
        self._woken.set()

    async def tick(self) -> None:
        """Wakes it from a scheduler, which runs plain functions in threads of its own and coroutines here."""
        self.wake()

    def start(self) -> None:
        """Starts with a first run."""
        self.wake()
        self._task = asyncio.create_task(self._loop(), name=f"stage-{self.name}")

    async def stop(self, patience: float) -> None:
        """Lets the run under way finish, for ``patience`` seconds at most."""
        self._stopping = True
        self.wake()
        if self._task is not None:
            done, _ = await asyncio.wait({self._task}, timeout=patience)
            if not done:
                log.warning("stage.cut_short", stage=self.name)
                self._task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await self._task

    async def _loop(self) -> None:
        while not self._stopping:
            await self._woken.wait()
            self._woken.clear()
            if not self._stopping:
                rested = asyncio.get_running_loop().time() + self._rest
                await self._once()
                await asyncio.sleep(max(rested - asyncio.get_running_loop().time(), 0))

    async def _once(self) -> None:
        try:
            done = await self._run()
            if done:
                self.wake()
                for stage in self._then:
                    stage.wake()
            elif self._next_due is not None:
                self._wake_in(await self._next_due())
        except Fenced:
            log.info("stage.lease_lost", stage=self.name)
        except StoreUnavailable as error:
            await self._pause("stage.store_unavailable", error)
        except Exception as error:  # noqa: BLE001
            # The stage runner's one broad net: a defect in one batch must not stop the watch for good.
            await self._pause("stage.failed", error)
        else:
            if self._failures:
                log.info("stage.recovered", stage=self.name, after=self._failures)
            self._failures = 0

    def _wake_in(self, seconds: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        # What is due already and was not done is held up by something else: the next tick is soon enough.
        if seconds is not None and seconds > 0:
            self._timer = asyncio.get_running_loop().call_later(max(seconds, _SOONEST), self.wake)

    async def _pause(self, event: str, error: Exception) -> None:
        self._failures += 1
        known = isinstance(error, StoreUnavailable)
        log.error(event, stage=self.name, failures=self._failures, error=str(error), exc_info=not known)
        for _ in range(min(2**self._failures, 30) * 10):
            if self._stopping:
                return
            await asyncio.sleep(0.1)
        self.wake()


class Supervisor:
    """Keeps one intake running: starts it, tries again when its platform is down, gives up when it is refused.

    ``may_run`` is asked again every ``renew`` seconds while the intake runs; when it says no, the intake stops. ``check`` is
    called as often, and raises PlatformRefused or PlatformDown when what was started has ended by itself.
    """

    def __init__(
        self,
        intake: Intake,
        may_run: Callable[[], Awaitable[bool]] | None = None,
        renew: float = 5.0,
        check: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._intake = intake
        self.platform = intake.platform
        self._may_run = may_run
        self._renew = renew
        self._check = check
        self._task: asyncio.Task[None] | None = None
        self.state = "starting"

    def start(self) -> None:
        """Begins; returns at once."""
        self._task = asyncio.create_task(self._loop(), name=f"intake-{self._intake.platform}")

    async def stop(self) -> None:
        """Stops the intake and waits for it."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _loop(self) -> None:
        wait = _FIRST_WAIT
        while True:
            if not await self._permitted():
                self.state = "standby"
                await asyncio.sleep(2)
                continue
            try:
                await self._run()
            except PlatformRefused as error:
                self.state = REFUSED
                log.critical("platform.refused", platform=str(self._intake.platform), error=str(error))
                return
            except PlatformDown as error:
                if self.state != "down":
                    log.warning(
                        "platform.down", platform=str(self._intake.platform), error=str(error), retried="until it is up"
                    )
                self.state = "down"
            except Exception:
                # A defect in one intake must not take it away for good.
                self.state = FAILED
                log.exception("platform.failed", platform=str(self._intake.platform), retry_seconds=wait)
            else:
                wait = _FIRST_WAIT
                continue
            await asyncio.sleep(wait)
            wait = min(wait * 2, _LONGEST_WAIT)

    async def _run(self) -> None:
        """Starts the intake and keeps it running until its role is somebody else's."""
        await self._intake.start()
        self.state = "up"
        log.info("platform.up", platform=str(self._intake.platform))
        try:
            await self._while_permitted()
        finally:
            await self._intake.stop()

    async def _while_permitted(self) -> None:
        while True:
            await asyncio.sleep(self._renew)
            if not await self._permitted():
                return
            if self._check is not None:
                await self._check()

    async def _permitted(self) -> bool:
        try:
            return self._may_run is None or await self._may_run()
        except StoreUnavailable:
            return self.state == "up"


class Clocks:
    """All stages and their ticks. ``ticks``: stage -> how often it is woken in any case."""

    def __init__(self, ticks: dict[Stage, timedelta]) -> None:
        self._stages = tuple(ticks)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for stage, every in ticks.items():
            self._scheduler.add_job(
                stage.tick, "interval", seconds=every.total_seconds(), id=stage.name, coalesce=True, max_instances=1
            )

    def start(self) -> None:
        """Starts every stage and the ticks."""
        for stage in self._stages:
            stage.start()
        self._scheduler.start()

    async def stop(self, patience: float) -> None:
        """Stops the ticks, then the stages in order: nothing new is claimed, what is under way ends."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for stage in self._stages:
            await stage.stop(patience)
