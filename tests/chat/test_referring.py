"""How a watch may be named: by its number, its term, another spelling of it, or before other words."""

from __future__ import annotations

import pytest

from bot.chat.referring import leading_watch, named_watch
from bot.model.news import Source
from bot.model.watch import Watch
from tests.fakes.desk import Front

WATCHED = [Watch(3, 1, "Bitcoin"), Watch(12, 1, "Bitcoin cash"), Watch(7, 1, "3"), Watch(8, 1, "“central bank”")]


@pytest.mark.parametrize(
    ("argument", "number"),
    [
        ("3", 3),
        ("٣", 3),
        ("#12", 12),
        ("12.", 12),
        ("bitcoin", 3),
        ("central bank", 8),
        ("“Central Bank”", 8),
        ("7", 7),
        ("99", None),
        ("", None),
    ],
)
def test_a_number_comes_before_a_term(argument: str, number: int | None) -> None:
    found = named_watch(argument, WATCHED)
    assert (found and found.id) == number


@pytest.mark.parametrize(
    ("argument", "alone", "number", "rest"),
    [
        ("bitcoin here", True, 3, "here"),
        ("bitcoin cash here", True, 12, "here"),
        ("bitcoin cash", True, 12, ""),
        ("bitcoin cash", False, 3, "cash"),
        ("12", False, None, "12"),
        ("12 oil prices", False, 12, "oil prices"),
        ("oil", True, None, "oil"),
        ("", True, None, ""),
    ],
)
def test_the_longest_name_before_other_words_is_meant(argument: str, alone: bool, number: int | None, rest: str) -> None:
    found, behind = leading_watch(argument, WATCHED, alone=alone)
    assert ((found and found.id), behind) == (number, rest)


@pytest.mark.parametrize(
    ("watched", "command", "said"),
    [
        ("بيتكوين", "unwatch bitcoin", "No longer watching بيتكوين"),
        ("Bitcoin", "unwatch بيتكوين", "No longer watching Bitcoin"),
        ("CENTCOM", "severity سنتكوم critical", "CENTCOM is critical"),
        ("CENTCOM", "mute سنتكوم 8h", ": CENTCOM"),
        ("CENTCOM", "route سنتكوم", "Alerts on CENTCOM come to this chat"),
        ("CENTCOM", "examples سنتكوم", "CENTCOM"),
        ("Zaporizhzhia", "unwatch CENTCOM", "not watched here"),
    ],
)
async def test_another_spelling_names_a_watch_too(watched: str, command: str, said: str) -> None:
    made = Front()
    await made.ask(f"watch {watched}")
    assert said in await made.say(command)


async def test_a_spelling_of_two_watches_names_neither() -> None:
    made = Front()
    await made.ask("watch CENTCOM")
    await made.ask("watch U.S. Central Command")
    assert "not watched here" in await made.say("unwatch سنتكوم")
    assert len(made.chats.terms) == 2


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("feed pause Wirelight", "Wirelight"),
        ("feed remove wirelight", "Wirelight"),
        ("feed text Wirelight on", "Wirelight"),
        ("feed check “Wirelight”", "Wirelight"),
        ("مصدر حذف رويترز", "رويترز"),
        ("feed assign Wirelight", "Wirelight"),
    ],
)
async def test_a_feed_may_be_named_by_its_name(command: str, said: str) -> None:
    made = Front()
    made.chats.seed(Source("wire", "https://wire.example/rss", said))
    by_number = next(state.number for state in await made.chats.sources(1) if state.source.name == said)
    twin = Front()
    twin.chats.seed(Source("wire", "https://wire.example/rss", said))
    asked = [word for word in command.split() if word.strip("“”").casefold() != said.casefold()]
    at = next(place for place, word in enumerate(command.split()) if word.strip("“”").casefold() == said.casefold())
    asked.insert(at, str(by_number))
    assert await made.say(command) == await twin.say(" ".join(asked))


async def test_a_name_of_two_feeds_names_neither() -> None:
    made = Front()
    for number in (1, 2):
        made.chats.seed(Source(f"wire-{number}", f"https://{number}.example/rss", "Wire"))
    assert "Wire" in await made.say("feed remove Wire")
    assert sum(state.source.name == "Wire" for state in await made.chats.sources(1)) == 2
