"""A set-up taken over in one transaction and taken back in another, on both databases."""

from __future__ import annotations

from bot.model.bundle import Adoption, BundledFeed, BundledSettings, BundledWatch
from bot.model.news import Language
from bot.model.preferences import Preferences, Style
from bot.model.watch import Severity
from bot.store.schema import audit
from tests.store.house import SOMEBODY, House

ADOPTION = Adoption(
    watches=(
        BundledWatch("storm", Severity.CRITICAL, frozenset({"tempest"})),
        BundledWatch("بيتكوين"),
    ),
    routes=(None, None),
    names=((("Zed", "زد"), ()),),
    feeds=(BundledFeed("https://own.example/rss", "Own"), BundledFeed("https://one.example/feed", paused=True)),
    settings=BundledSettings(Language.ARABIC, "Asia/Beirut", Preferences(style=Style.FULL)),
)


async def test_what_is_taken_over_is_there_and_goes_back(house: House) -> None:
    chat = await house.open("-100")
    kept = await house.watch(chat, "storm")
    now = house.clock.now()
    reversal = await house.chats.adopt(chat.id, ADOPTION, SOMEBODY, now)
    watches = await house.chats.watches(chat.id)
    assert [(each.term, each.severity, each.switched) for each in watches] == [
        ("storm", Severity.CRITICAL, frozenset({"tempest"})),
        ("بيتكوين", Severity.NORMAL, frozenset()),
    ]
    paused = {state.source.url: state.paused for state in await house.chats.sources(chat.id)}
    assert paused == {"https://one.example/feed": True, "https://own.example/rss": False}
    assert [each.spellings for each in await house.chats.taught_names(chat.id)] == [("Zed", "زد")]
    changed = await house.chats.chat(chat.id)
    assert changed is not None
    assert (changed.language, changed.time_zone, changed.preferences.style) == (Language.ARABIC, "Asia/Beirut", Style.FULL)

    await house.chats.revert(chat.id, reversal, SOMEBODY, now)
    (left,) = await house.chats.watches(chat.id)
    assert (left.id, left.severity, left.switched) == (kept.id, Severity.NORMAL, frozenset())
    assert {state.source.url: state.paused for state in await house.chats.sources(chat.id)} == {
        "https://one.example/feed": False
    }
    assert await house.chats.taught_names(chat.id) == ()
    assert await house.chats.chat(chat.id) == chat
    assert {"import", "import undone"} <= {row.action for row in await house.rows(audit)}


async def test_what_is_gone_since_stays_gone(house: House) -> None:
    chat = await house.open("-100")
    kept = await house.watch(chat, "storm")
    now = house.clock.now()
    reversal = await house.chats.adopt(chat.id, ADOPTION, SOMEBODY, now)
    for watch in await house.chats.watches(chat.id):
        await house.chats.remove_watch(chat.id, watch.id, SOMEBODY, now)
    await house.chats.revert(chat.id, reversal, SOMEBODY, now)
    assert await house.chats.watches(chat.id) == ()
    assert kept.id not in reversal.watches
