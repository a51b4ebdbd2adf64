"""Lists of feeds in the chat: taking one in from an address, and giving this chat's out, for other readers and other chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.command import Call, Caller, Desk
from bot.chat.feed_adding import address_in, not_read
from bot.chat.feed_removing import undoing_import
from bot.chat.feeds import host_of
from bot.chat.quotas import room
from bot.chat.saying import bullets, example, line, pressed, say, small, title, usage
from bot.model.chat import Role
from bot.model.listing import FeedList, ListedFeed, OpmlFault, RefusedFeed
from bot.model.message import Attachment, Block, BlockKind, Isolate, Line, Message, Piece, Unread
from bot.model.news import Broken, Trouble
from bot.ports import SourceState
from bot.text.addresses import without_credentials

REFUSED = 10
"""How many of the refused lines of a list are named."""

LISTED = 20
"""How many feeds are named when the list itself is too long for a message."""

LONGEST = 3000
"""Code points of a list that a message still takes on every platform."""

_LONGEST_NAME = 60


async def import_feeds(call: Call, caller: Caller, desk: Desk) -> Message:
    """Takes in every feed that may be read of a list: a file, or one at an address; says what was added, there, or refused.

    None of them is fetched now: the first reading of each is its baseline, and what cannot be read says so then.
    """
    attached, owns = call.request.attached, caller.role >= Role.OWNER
    if isinstance(attached, Unread):
        return say(call.language, line(call, desk, f"file.{attached}"))
    if attached is None and not call.argument:
        return say(call.language, line(call, desk, "feed_import.empty", command=example(call, desk, "feed_import")))
    url = address_in(call.argument)
    listed: FeedList | OpmlFault | Broken = Broken(Trouble.BAD_URL)
    if attached is not None:
        listed = await desk.lists.read(attached.content, attached.media_type, credentials=owns)
    elif url is not None:
        listed = await desk.lists.fetch(url, credentials=owns)
    if isinstance(listed, Broken):
        return not_read(call, desk, "feed_import", listed)
    if isinstance(listed, OpmlFault):
        return say(call.language, line(call, desk, "feed_import.failed", trouble=line(call, desk, f"opml.{listed.trouble}")))
    before = await desk.chats.sources(caller.chat.id)
    listed = await _as_many_as_allowed(listed, before, caller, desk)
    new = await desk.chats.add_sources(caller.chat.id, listed.feeds, call.request.person, desk.clock.now())
    after = await desk.chats.sources(caller.chat.id) if any(new) else before
    added = {state.number for state in after} - {state.number for state in before}
    undo = pressed(call, caller, desk, "undo", await undoing_import(added, caller, desk)) if added else None
    return replace(_report(call, desk, listed, sum(new)), buttons=((undo,),) if undo is not None else ())


async def _as_many_as_allowed(listed: FeedList, states: Sequence[SourceState], caller: Caller, desk: Desk) -> FeedList:
    """The list without the new feeds for which the chat has no room."""
    known = {state.source.url for state in states}
    free = max(await room(caller.chat, "feeds", desk), 0)
    new = [feed for feed in listed.feeds if feed.url not in known]
    over = {feed.url for feed in new[free:]}
    kept = tuple(feed for feed in listed.feeds if feed.url not in over)
    return replace(listed, feeds=kept, left_out=listed.left_out + len(listed.feeds) - len(kept))


async def export_feeds(call: Call, caller: Caller, desk: Desk) -> Message:
    """This chat's feeds as a list to be copied; too long a one is named in part, with where the whole can be had."""
    sources = [state.source for state in await desk.chats.sources(caller.chat.id)]
    if not sources:
        return say(call.language, line(call, desk, "feeds.none", command=example(call, desk, "feed_add")))
    feeds = [ListedFeed(each.url, each.name, (each.region,) if each.region else (), language=each.language) for each in sources]
    head = title(line(call, desk, "feed_export.title", count=len(feeds)))
    text = desk.lists.written(feeds, desk.called(call.language), desk.clock.now())
    missed = desk.phrases.text(call.language, "file.missed")
    file = Attachment("feeds.opml", "text/x-opml", text.encode(), missed=missed)
    if len(text) <= LONGEST:
        rows = tuple((Piece(row, Isolate.LTR, code=True),) for row in text.splitlines())
        again = line(call, desk, "feed_export.again", command=usage(call, desk, "feed_import"))
        return replace(say(call.language, head, Block(BlockKind.TEXT, rows), small(again)), attachment=file)
    command = Piece(f"rasid opml export --chat {caller.chat.address}", Isolate.LTR, code=True)
    whole = line(call, desk, "feed_export.long", number=min(LISTED, len(feeds)), command=command)
    listed = bullets([_item(call, desk, each) for each in feeds[:LISTED]])
    return replace(say(call.language, head, listed, whole), attachment=file)


def _report(call: Call, desk: Desk, listed: FeedList, added: int) -> Message:
    counts = {"added": added, "present": len(listed.feeds) - added, "refused": len(listed.refused)}
    said = {name: line(call, desk, f"feed_import.{name}", count=count) for name, count in counts.items()}
    blocks: list[Block | Line] = [line(call, desk, "feed_import.done", **said)]
    if added:
        blocks.append(line(call, desk, "feed_import.after"))
    if listed.left_out:
        blocks.append(line(call, desk, "feed_import.left_out", number=listed.left_out))
    if listed.damaged:
        blocks.append(line(call, desk, "feed_import.damaged"))
    if listed.refused:
        blocks.append(title(line(call, desk, "feed_import.not_taken")))
        blocks.append(bullets([_refused(call, desk, each) for each in listed.refused[:REFUSED]]))
    if len(listed.refused) > REFUSED:
        blocks.append(small(line(call, desk, "feed_import.more", count=len(listed.refused) - REFUSED)))
    return say(call.language, *blocks)


def _refused(call: Call, desk: Desk, refused: RefusedFeed) -> Line:
    trouble = line(call, desk, f"trouble.{refused.trouble}")
    name = Piece(" ".join(refused.title.split())[:_LONGEST_NAME], Isolate.AUTO)
    return line(call, desk, "feed_import.refused_line", name=name, trouble=trouble)


def _item(call: Call, desk: Desk, feed: ListedFeed) -> Line:
    name = Piece(feed.title[:_LONGEST_NAME] or host_of(feed.url), Isolate.AUTO)
    return line(call, desk, "feed_export.item", name=name, address=Piece(without_credentials(feed.url), Isolate.LTR))
