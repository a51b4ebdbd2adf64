"""Buttons under an alert, over the real stores: those of a story that is forgotten are answered with a sentence and change
nothing; what a press has done is taken back by the word as well.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.model.alert import AlertKind
from bot.store.database import open_database
from bot.store.schema import audit, stories
from bot.store.schema import sources as sources_table
from tests.fakes.clock import FakeClock
from tests.fakes.desk import as_text
from tests.fakes.real_desk import RealFront
from tests.store.house import House, alert, placed


@pytest.fixture
async def front(tmp_path: Path, sqlite_template: Path) -> AsyncIterator[RealFront]:
    """A desk over real stores, and an owner who was told of a story in two reports a month ago."""
    clock = FakeClock()
    path = shutil.copy(sqlite_template, tmp_path / "rasid.db")
    database = await open_database(f"sqlite:///{path}", clock=clock)
    made = RealFront(House(database, clock))
    await made.house.furnish("one", "two")
    await made.ask("watch storm")
    yield made
    await database.close()


async def test_every_button_of_a_story_that_is_forgotten_is_answered(front: RealFront) -> None:
    house = front.house
    chat = await house.chats.chat(1)
    assert chat is not None
    (watch,) = await house.chats.watches(1)
    storm = await house.tell(chat, "A storm over the harbour", watch)
    await house.deliver("m1")
    for title in ("The storm again", "Harbour: storm"):
        (also,) = await house.publish(title, source="two")
        await house.triage(placed(also, alert(chat, also, AlertKind.ALSO, storm.id, watch), story=storm.id))
        await house.deliver("m1")
    buttons = [f"why {storm.id}", f"off {storm.id}", f"apart {storm.id}", f"mute story {storm.id}"]
    for number in (storm.id, also.id):
        shown = await front.ask(f"{('off', 'apart')[number == also.id]} {storm.id}", button=True)
        assert shown is not None
        buttons += [button.action for row in shown.buttons for button in row]
    assert len(buttons) > len(("why", "off", "apart", "mute"))
    done = await front.ask(f"apart {storm.id} {also.id}", button=True)
    assert done is not None
    buttons += [button.action for row in done.buttons for button in row]
    house.clock.advance(days=31)
    later = house.clock.now()
    await house.database.write(lambda c: c.execute(update(sources_table).values(listed_from=later)))
    while claimed := await house.claim():
        for delivery in claimed:
            await house.outbox.drop(delivery, delivery.alerts[0].because)
    house.clock.advance(days=31)
    await house.articles.prune(house.clock.now())
    assert await house.rows(stories) == []
    before = len(await house.rows(audit))
    for action in buttons:
        said = await front.ask(action, button=True)
        assert said is not None, action
        assert as_text(said), action
    assert len(await house.rows(audit)) == before
    assert [each.term for each in await house.chats.watches(1)] == ["storm"]


async def test_what_off_topic_and_parting_did_is_taken_back_by_the_word_undo(front: RealFront) -> None:
    house = front.house
    chat = await house.chats.chat(1)
    assert chat is not None
    (watch,) = await house.chats.watches(1)
    storm = await house.tell(chat, "A storm over the harbour", watch)
    await house.deliver("m1")
    (also,) = await house.publish("Storm hits harbour", source="two")
    await house.triage(placed(also, alert(chat, also, AlertKind.ALSO, storm.id, watch), story=storm.id))
    await house.deliver("m1")
    parted = await front.say(f"apart {storm.id}", button=True)
    assert "Storm hits harbour is a story of its own here now" in parted, "the only other report: at once"
    assert "is back in the story" in await front.say("undo")
    offered = await front.ask(f"off {storm.id}", button=True)
    assert offered is not None
    await front.ask(offered.buttons[0][0].action, button=True)
    (narrowed,) = await house.chats.watches(1)
    told = await house.articles.told([storm.id])
    assert (narrowed.term != "storm", told[storm.id][0].watch_ids) == (True, frozenset())
    assert "is as it was: storm" in await front.say("undo")
    told = await house.articles.told([storm.id])
    assert ([each.term for each in await house.chats.watches(1)], told[storm.id][0].watch_ids) == (["storm"], {watch.id})
