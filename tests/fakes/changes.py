"""Every command that changes something, each with what is done before it, and a furnished desk to give it at."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path
from zlib import crc32

from sqlalchemy import update

from bot.model.alert import Rejected
from bot.model.bundle import Bundle, BundledWatch
from bot.model.chat import Address, ChatKind, Place, Platform
from bot.model.listing import FeedList, ListedFeed
from bot.model.message import Attachment, Message
from bot.store.backups import Backups
from bot.store.database import open_database
from bot.store.schema import articles, sources
from bot.text.bundles import written
from tests.fakes.clock import FakeClock
from tests.fakes.desk import feed
from tests.fakes.real_desk import RealFront
from tests.store.house import House, placed

OWNER, GROUP = "111", "-100"
URL = "https://nahar.example/rss"
SECRET = "https://me:s3cret@nahar.example/own"
WATCH = "watch CENTCOM"
LIST = Attachment("feeds.opml", "text/x-opml", b"<opml/>")

# For each command that changes something what is done before it, and the change.
CHANGES: dict[str, tuple[tuple[str, ...], str]] = {
    "watch": ((), WATCH),
    "confirm": (("!asked",), "confirm 1"),
    "unwatch": ((WATCH, "severity 1 critical", "switch 1 2"), "unwatch CENTCOM"),
    "severity": ((WATCH,), "severity CENTCOM critical"),
    "switch": ((WATCH,), "switch 1 2"),
    "edit": ((WATCH, "severity 1 critical"), "edit 1 Bitcoin"),
    "route": ((WATCH,), "route 1 2"),
    "off": ((WATCH, "!told", "!sent"), f"off 1 1 w{crc32(b'says'):08x}"),
    "apart": ((WATCH, "!told", "!joined"), "apart 1 2"),
    "name": ((), "name Kyiv = Kiev"),
    "name_remove": (("name Kyiv = Kiev",), "name remove 1"),
    "mute": ((WATCH,), "mute CENTCOM 8h"),
    "unmute": ((WATCH, "mute CENTCOM 8h"), "unmute 1"),
    "feed_add": ((), f"feed add {URL}"),
    "feed_remove": ((), "feed remove 1"),
    "feed_pause": ((), "feed pause 1"),
    "feed_resume": (("feed pause 1",), "feed resume 1"),
    "feed_text": ((), "feed text 1 on"),
    "feed_import": ((f"feed add {URL}", "feed remove 3"), "feed import"),
    "feed_release": (("!held",), "feed release 1"),
    "feed_drop": (("!held",), "feed drop 1"),
    "feed_assign": ((f"feed add {URL}",), "feed assign 3 2"),
    "language": ((), "language ar"),
    "setting": ((), "setting style full"),
    "timezone": ((), "timezone Tokyo"),
    "quiet": ((), "quiet 23:00-07:00"),
    "digest": ((), "digest daily 08:00"),
    "style": ((), "style full"),
    "previews": ((), "previews on"),
    "digits": ((), "digits ١٢٣"),
    "pause": ((), "pause"),
    "resume": (("pause",), "resume"),
    "access": ((), "access open"),
    "invite": ((), "invite editor"),
    "invite_revoke": (("invite",), "invite revoke 1"),
    "role_grant": ((), "role grant telegram:5 editor everywhere"),
    "role_revoke": (("role grant telegram:5 editor everywhere",), "role revoke telegram:5"),
    "chat_close": ((), "chats close 2"),
    "chat_open": (("chats close 2",), "chats open 2"),
    "quota": ((), "quota 2 watches 9"),
    "retry": ((WATCH, "!told", "!dead"), "retry 1"),
    "drop": ((WATCH, "!told"), "drop 1"),
    "use": ((), "use 2"),
    "channel": ((), "channel @harbour"),
    "backup": ((), "backup"),
    "import": (("!bundle",), "import 1"),
}

PRESSED = frozenset({"off", "import"})
"""What only a button asks for."""


async def give(front: RealFront, name: str) -> Message:
    """The answer to the change of this name."""
    change = CHANGES[name][1]
    message = await front.ask(change, button=name in PRESSED, attached=LIST if name == "feed_import" else None)
    assert message is not None
    front.house.clock.advance(1)
    return message


async def furnish(house: House) -> None:
    """Brings about what every desk of these begins with: two feeds that were read, an owner in private, and a group."""
    await house.furnish("one", "two")
    front = RealFront(house)
    await front.ask("start")
    await front.ask("help", OWNER, GROUP, ChatKind.GROUP)


def desk_over(house: House) -> RealFront:
    """A desk over stores that were furnished so."""
    made = RealFront(house)
    # What was asked for while they were furnished is not to be taken for the same again.
    made.updates = 100
    house.fence = 1
    made.reader.answers |= {URL: feed(), SECRET: feed("Own")}
    listed = (ListedFeed(URL, "Nahar"), ListedFeed("https://new.example/rss", "New"), ListedFeed("https://one.example/feed"))
    made.lists.answers["<opml/>"] = FeedList("mine", listed)
    harbour = Address(Platform.TELEGRAM, "-200")
    made.places.answers["@harbour"] = Place(harbour, ChatKind.CHANNEL, "Harbour", theirs=True, present=True, writable=True)
    made.desk = replace(made.desk, backups=Backups(house.database))
    return made


def furnished_file(template: Path, folder: Path) -> Path:
    """A database file that was furnished so, made from an empty one."""

    async def make(path: str) -> None:
        clock = FakeClock()
        database = await open_database(f"sqlite:///{path}", clock=clock)
        await furnish(House(database, clock))
        await database.close()

    made = shutil.copy(template, folder / "furnished.db")
    asyncio.run(make(str(made)))
    return Path(made)


async def prepare(front: RealFront, step: str) -> None:
    """Brings about what a command needs: by another command, or in the store."""
    house = front.house
    if step == "!told":
        chat = await house.chats.chat(1)
        assert chat is not None
        (watch,) = await house.chats.watches(chat.id)
        await house.tell(chat, "CENTCOM says", watch)
    elif step == "!joined":
        (article,) = await house.publish("A quake", source="two")
        await house.triage(placed(article, story=1, how="headline"))
    elif step == "!bundle":
        bundle = Bundle((BundledWatch("Greenland"),), (("Kyiv", "Kiev"),))
        await front.ask("", attached=Attachment("rasid.json", "application/json", written(bundle, house.clock.now()).encode()))
    elif step == "!sent":
        await house.deliver()
    elif step == "!dead":
        await house.outbox.settle(await house.claim_one(), Rejected("too long"))
    elif step == "!asked":
        await house.chats.propose(1, "news", house.clock.now())
    elif step == "!private":
        await front.ask("start", "5", "5")
    elif step == "!held":
        await house.publish("Held back")
        now = house.clock.now()
        await house.database.write(lambda c: c.execute(update(articles).values(held=True, triaged=True)))
        await house.database.write(lambda c: c.execute(update(sources).where(sources.c.number == 1).values(held_since=now)))
    else:
        await front.ask(step)
    house.clock.advance(1)
