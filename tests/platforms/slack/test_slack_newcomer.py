"""A newcomer who types nothing: the Home, its forms and a shortcut, through the real slack-bolt to the real commands."""

from __future__ import annotations

from dataclasses import replace

from bot.model.alert import AlertKind, Reason
from bot.model.chat import Address, ChatKind, Platform
from bot.model.news import Language
from bot.model.preferences import Digest, QuietHours, Style
from bot.model.trace import StoryTrace, Word
from bot.model.watch import Severity
from tests.fakes.desk import NOON, Front
from tests.fakes.slack_blocks import seen
from tests.fakes.slack_hands import message_shortcut, modals, open_home, press_in, send_form, shortcut
from tests.fakes.slack_server import FakeSlack
from tests.fakes.slack_views import shown
from tests.fakes.slack_world import Message as Posted
from tests.platforms.slack.conftest import until


def home(slack: FakeSlack) -> str:
    return seen(slack.world.homes["U1"]["blocks"], "") if "U1" in slack.world.homes else ""


def said(slack: FakeSlack) -> str:
    """What the open modals say, without the marks of direction."""
    words = "".join(text for view in modals(slack) for text in shown(view))
    return words.translate(dict.fromkeys(map(ord, "\u200f\u2066\u2068\u2069")))


async def test_in_english(slack: FakeSlack, front: Front) -> None:
    await open_home(slack)
    await until(lambda: "Nothing is watched here yet." in home(slack))
    assert front.only_chat().time_zone == "Asia/Beirut"
    await press_in(slack, slack.world.homes["U1"], "Add a watch")
    await until(lambda: "What to watch for" in said(slack))
    await send_form(slack, modals(slack)[0], {"term": "CENTCOM", "severity": "critical"})
    await until(lambda: "Watching CENTCOM" in said(slack))
    (watch,) = await front.chats.watches(1)
    assert (watch.term, watch.severity) == ("CENTCOM", Severity.CRITICAL)
    await until(lambda: "CENTCOM" in home(slack))
    await press_in(slack, slack.world.homes["U1"], "Pause")
    await until(lambda: "alerts in this direct message are paused" in home(slack))
    await press_in(slack, slack.world.homes["U1"], "Remove")
    await until(lambda: "Nothing is watched here yet." in home(slack))
    assert slack.refusals == []


async def test_in_arabic(slack: FakeSlack, front: Front) -> None:
    slack.world.users["U1"].locale = "ar-SA"
    slack.world.users["U1"].tz = "Asia/Riyadh"
    await open_home(slack)
    await until(lambda: "لا شيء يُرصد هنا بعد" in home(slack))
    assert (front.only_chat().language, front.only_chat().time_zone) == (Language.ARABIC, "Asia/Riyadh")
    told = slack.world.post(Posted("D1", slack.world.stamp(), "U1", "بيتكوين"))
    await message_shortcut(slack, "rasid_watch_this", told)
    await until(lambda: "العبارة المطلوب رصدها" in said(slack))
    await send_form(slack, modals(slack)[0])
    await until(lambda: "بدأ رصد بيتكوين" in said(slack))
    await press_in(slack, modals(slack)[0], "تراجع")
    await until(lambda: "بيتكوين" in said(slack) and "بدأ رصد" not in said(slack))
    assert not await front.chats.watches(1)
    await press_in(slack, slack.world.homes["U1"], "English")
    await until(lambda: "Nothing is watched here yet." in home(slack))


async def test_an_alert_is_watched_by_what_it_is_an_alert_for(slack: FakeSlack, front: Front) -> None:
    chat = await front.chats.open_chat(Address(Platform.SLACK, "C1"), ChatKind.GROUP, "news", Language.ENGLISH)
    await front.chats.save(replace(chat, admitted=True))
    alert = slack.world.post(Posted("C1", slack.world.stamp(), "U0BOT", "Osprey climbs out of bankruptcy in court &amp;"))
    word = Word(1, AlertKind.NEW, ("Osprey | Kestrel",), Reason("new"), NOON)
    front.traces.stories[(chat.id, 1)] = StoryTrace(1, (), (word,))
    front.traces.messages[(chat.id, alert.ts)] = (1,)
    await message_shortcut(slack, "rasid_watch_this", alert)
    await until(lambda: "What to watch for" in said(slack))
    (term,) = (block["element"] for block in modals(slack)[0]["blocks"] if block.get("block_id") == "term")
    assert term["initial_value"] == "Osprey | Kestrel"


async def test_a_term_with_a_fault_says_where(slack: FakeSlack, front: Front) -> None:
    await open_home(slack)
    await until(lambda: home(slack))
    await press_in(slack, slack.world.homes["U1"], "Add a watch")
    await until(lambda: "What to watch for" in said(slack))
    await send_form(slack, modals(slack)[0], {"term": "?"})
    await until(lambda: any("?" in text for text in shown(modals(slack)[0])))


async def test_a_stranger_leaves_no_trace(slack: FakeSlack, front: Front) -> None:
    await open_home(slack, user="U2", channel="D2")
    await until(lambda: "U2" in slack.world.homes)
    assert "slack:U2" in seen(slack.world.homes["U2"]["blocks"], "")
    await shortcut(slack, "rasid_settings", user="U2")
    await until(lambda: any("slack:U2" in text for view in modals(slack, "U2") for text in shown(view)))
    assert front.chats.rows == {}


async def test_settings_are_chosen_in_the_form(slack: FakeSlack, front: Front) -> None:
    await open_home(slack)
    await until(lambda: home(slack))
    await shortcut(slack, "rasid_settings")
    await until(lambda: "Time zone" in said(slack))
    chosen = {
        "zone": "Asia/Riyadh",
        "quiet_from": "23:00",
        "quiet_to": "07:00",
        "digest": "weekly",
        "digest_at": "09:30",
        "digest_day": "Friday",
        "style": "full",
        "language": "ar",
    }
    await send_form(slack, modals(slack)[0], chosen)
    await until(lambda: front.only_chat().language is Language.ARABIC)
    chat = front.only_chat()
    assert chat.time_zone == "Asia/Riyadh"
    assert chat.preferences.quiet == QuietHours(23 * 60, 7 * 60)
    assert chat.preferences.digest == Digest((9 * 60 + 30,), 4)
    assert chat.preferences.style is Style.FULL
    await until(lambda: "لا شيء يُرصد هنا بعد" in home(slack))
    assert slack.refusals == []


async def test_a_place_that_nobody_knows_stays_in_the_form(slack: FakeSlack, front: Front) -> None:
    await open_home(slack)
    await until(lambda: home(slack))
    await shortcut(slack, "rasid_settings")
    await until(lambda: "Time zone" in said(slack))
    await send_form(
        slack, modals(slack)[0], {"zone": "Nowhereville", "style": "headline", "quiet_from": None, "quiet_to": None}
    )
    await until(lambda: "Nowhereville" in said(slack))
    assert front.only_chat().preferences.style is Style.HEADLINE, "what could be taken was"
    assert front.only_chat().time_zone == "Asia/Beirut"
    (view,) = modals(slack)
    await send_form(slack, view, {"zone": "riyadh"})
    await until(lambda: front.only_chat().time_zone == "Asia/Riyadh")
    await until(lambda: not any(block["type"] == "input" for block in modals(slack)[0]["blocks"]))
