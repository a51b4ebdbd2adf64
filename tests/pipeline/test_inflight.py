import asyncio

from bot.pipeline.inflight import InFlight


async def test_a_slow_piece_holds_up_nobody_and_room_comes_back() -> None:
    ended: list[str] = []
    release = asyncio.Event()
    work = InFlight(2, lambda: ended.append("finished"), lambda error: ended.append(str(error)))

    async def slow() -> None:
        await release.wait()

    async def quick() -> None:
        ended.append("quick")

    work.launch(slow())
    work.launch(quick())
    assert work.room == 0
    while "finished" not in ended:
        await asyncio.sleep(0)
    assert ended == ["quick", "finished"]
    assert work.room == 1
    release.set()
    assert await work.drain(5) == 0
    assert work.room == 2


async def test_what_a_piece_raises_is_handed_over() -> None:
    failed: list[Exception] = []
    work = InFlight(1, lambda: None, failed.append)

    async def broken() -> None:
        raise ValueError("no")

    work.launch(broken())
    await work.drain(5)
    assert [str(error) for error in failed] == ["no"]


async def test_what_does_not_end_in_time_is_cut_short_and_counted() -> None:
    work = InFlight(1, lambda: None, lambda _: None)
    work.launch(asyncio.Event().wait())
    assert await work.drain(0.01) == 1
    assert work.room == 1
