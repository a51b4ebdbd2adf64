"""``feed add`` of what is no feed: the only feed behind it, a choice of several, sites without feeds; and lists of feeds."""

from __future__ import annotations

import pytest

from bot.model.chat import ChatKind, Role
from bot.model.listing import Candidate, Dead, FeedList, Found, ListedFeed, OpmlFault, OpmlTrouble, RefusedFeed
from bot.model.message import Message
from bot.model.news import Broken, Fresh, Language, Source, Trouble
from tests.fakes import three_platforms
from tests.fakes.desk import NOON, PHRASES, Front, as_text, feed

AR, EN = Language.ARABIC, Language.ENGLISH
PAGE = "https://www.page.example/news/"
LIST = "https://lists.example/all.opml"
ONE = Candidate("https://page.example/feed", "صحيفة الساحل", "rss20", 20, AR)
TWO = Candidate("https://page.example/sport/feed?lang=en&kind=full", "Sport and so on " * 9, "atom10", 1, EN)
COMMENTS = Candidate("https://page.example/comments/feed", "Comments for page.example", "rss20", 10, EN, comments=True)
FEEDS = (ListedFeed("https://a.example/rss", "A"), ListedFeed("https://b.example/rss", "ب", language=AR))
REFUSED = tuple(RefusedFeed(f"Router {n}", Trouble.FORBIDDEN_ADDRESS, "a local name: router.lan") for n in range(12))

SCRIPTS: dict[str, tuple[tuple[str, str], ...]] = {
    "feed-found": ((f"feed add {PAGE}1", f"مصدر إضافة {PAGE}1"),),
    "feed-choice": ((f"feed add {PAGE}3", f"مصدر إضافة {PAGE}3"),),
    "feed-chosen": ((f"feed add {PAGE}3", f"مصدر إضافة {PAGE}3"), ("feed add ~2", "مصدر إضافة ~2")),
    "feed-no-offer": (("feed add ~77", "مصدر إضافة ~77"),),
    "feed-telegram": (("feed add t.me/harbour", "مصدر إضافة t.me/harbour"),),
    "feed-x": (("feed add https://x.com/harbour", "مصدر إضافة https://x.com/harbour"),),
    "feed-nowhere": ((f"feed add {PAGE}0", f"مصدر إضافة {PAGE}0"),),
    "feed-import": ((f"feed import {LIST}", f"مصدر استيراد {LIST}"),),
    "feed-import-again": ((f"feed import {LIST}", f"مصدر استيراد {LIST}"),) * 2,
    "feed-import-refused": ((f"feed import {LIST}2", f"مصدر استيراد {LIST}2"),),
    "feed-import-page": ((f"feed import {LIST}3", f"مصدر استيراد {LIST}3"),),
    "feed-import-gone": ((f"feed import {LIST}4", f"مصدر استيراد {LIST}4"),),
    "feed-import-empty": (("feed import", "مصدر استيراد"),),
    "feed-export": (("feed export", "مصدر تصدير"),),
}


def front() -> Front:
    made = Front()
    for number in range(4):
        made.reader.answers[f"{PAGE}{number}"] = Broken(Trouble.NOT_A_FEED, "HTML page")
    made.reader.answers[TWO.url] = as_feed(TWO)
    made.discovery.answers = {
        f"{PAGE}1": Found((ONE, COMMENTS)),
        f"{PAGE}3": Found((ONE, TWO, COMMENTS)),
    }
    made.lists.answers = {
        LIST: FeedList("All", FEEDS),
        f"{LIST}2": FeedList("All", (), REFUSED, left_out=7, damaged=True),
        f"{LIST}3": OpmlFault(OpmlTrouble.NOT_OPML, "a document of type <html>"),
        f"{LIST}4": Broken(Trouble.NOT_FOUND, "HTTP 404"),
    }
    return made


async def played(name: str, language: Language) -> Message:
    return await front().play(SCRIPTS[name], language)


@pytest.mark.parametrize("language", [AR, EN])
@pytest.mark.parametrize("name", SCRIPTS)
async def test_answers_read_as_they_should(name: str, language: Language) -> None:
    message = await played(name, language)
    assert message.language is language
    three_platforms.check(f"{name}.{language}", message)
    for row in message.buttons:
        for button in row:
            assert button.action.isascii()
            assert len(button.action.encode()) <= 64
            assert 0 < len(button.label) <= 40


async def test_the_only_feed_behind_a_page_is_added_and_can_be_undone() -> None:
    made = front()
    message = await made.ask(f"feed add {PAGE}1")
    assert message is not None
    source = made.chats.feeds[4]
    assert (source.url, source.name, source.language) == (ONE.url, ONE.title, AR)
    await made.ask(message.buttons[0][0].action, button=True)
    assert ONE.title not in await made.say("feeds")


async def test_of_several_each_can_be_taken_by_its_button() -> None:
    made = front()
    message = await made.ask(f"feed add {PAGE}3")
    assert message is not None
    assert len(made.chats.feeds) == 3, "nothing is added before somebody has chosen"
    assert [row[0].action for row in message.buttons] == ["feed add ~1", "feed add ~2", "feed add ~3"]
    for candidate in (ONE, TWO):
        made.reader.answers[candidate.url] = Broken(Trouble.TIMEOUT)
    assert "Not added" in await made.say("feed add ~1", button=True)
    made.reader.answers |= {ONE.url: as_feed(ONE), TWO.url: as_feed(TWO)}
    for row in message.buttons[:2]:
        answer = await made.ask(row[0].action, button=True)
        assert answer is not None
        assert not answer.replaces, "the choice stays for whoever wants another one"
    assert [made.chats.feeds[number].url for number in (4, 5)] == [ONE.url, TWO.url]


async def test_an_offer_is_for_its_own_chat_and_no_term() -> None:
    made = front()
    await made.ask(f"feed add {PAGE}3")
    assert "No feed was offered" in await made.say("feed add ~1", "111", "-5", ChatKind.GROUP)
    assert "No feed was offered" in await made.say("feed add ~9")
    await made.say("confirm 1")
    assert made.chats.terms == {}
    number = await made.chats.propose(1, "a term", NOON)
    assert "No feed was offered" in await made.say(f"feed add ~{number}")


@pytest.mark.parametrize("site", Dead)
@pytest.mark.parametrize("language", [AR, EN])
def test_every_site_without_feeds_has_words(site: Dead, language: Language) -> None:
    key = "discovery.telegram" if site is Dead.TELEGRAM else f"discovery.site_{site}"
    assert PHRASES.has(language, key)


@pytest.mark.parametrize("trouble", OpmlTrouble)
@pytest.mark.parametrize("language", [AR, EN])
def test_every_fault_of_a_list_has_words(trouble: OpmlTrouble, language: Language) -> None:
    assert PHRASES.has(language, f"opml.{trouble}")


async def test_a_site_without_feeds_is_not_asked() -> None:
    made = front()
    assert "X (Twitter)" in await made.say("feed add twitter.com/harbour")
    assert (made.reader.read_urls, made.discovery.asked) == ([], [])


async def test_why_a_page_cannot_be_searched_is_said() -> None:
    made = front()
    made.discovery.answers[f"{PAGE}0"] = Found(broken=Broken(Trouble.LOGIN_PAGE))
    assert PHRASES.text(EN, "trouble.login_page") in await made.say(f"feed add {PAGE}0")


async def test_a_page_behind_a_password_is_searched_with_it_for_owners() -> None:
    made = front()
    page = "https://me:s3cret@page.example/"
    made.reader.answers[page] = Broken(Trouble.NOT_A_FEED)
    made.discovery.answers[page] = Found((ONE,))
    said = await made.say(f"feed add {page}")
    assert made.discovery.asked == [(page, True)]
    assert "s3cret" not in said
    assert "page.example" in said


async def test_an_imported_list_belongs_to_the_chat() -> None:
    made = front()
    assert "2 feeds added, 0 here already, 0 refused" in await made.say(f"feed import {LIST}")
    assert [(made.chats.feeds[n].url, made.chats.feeds[n].owner_chat) for n in (4, 5)] == [(each.url, 1) for each in FEEDS]
    assert made.reader.read_urls == [], "imported feeds are read when they are due"


async def test_only_an_owner_takes_in_addresses_with_passwords() -> None:
    made = front()
    made.chats.roles["telegram:23"] = Role.ADMIN
    await made.ask(f"feed import {LIST}")
    await made.ask(f"feed import {LIST}", "23", "23")
    assert made.lists.asked == [(LIST, True), (LIST, False)]


async def test_lists_are_for_admins() -> None:
    made = front()
    made.chats.roles["telegram:22"] = Role.EDITOR
    for command in (f"feed import {LIST}", "feed export"):
        message = await made.ask(command, "22", "22")
        assert message is not None
        assert message.private
        assert 'needs the role "admin"' in as_text(message)


async def test_a_long_list_is_named_in_part() -> None:
    made = front()
    made.chats.feeds.clear()
    made.chats.seed(*(Source(f"s{n}", f"https://u:s3cret@h{n}.example/rss", f"Feed {n}") for n in range(200)))
    said = await made.say("feed export")
    assert "200 feeds as OPML" in said
    assert "Feed 19: https://h19.example/rss" in said
    assert "Feed 20:" not in said
    assert "rasid opml export --chat telegram:111" in said
    assert "s3cret" not in said


async def test_a_chat_without_feeds_has_nothing_to_export() -> None:
    made = front()
    made.chats.feeds.clear()
    assert "No feed is read for this chat yet" in await made.say("feed export")


def as_feed(candidate: Candidate) -> Fresh:
    return feed(candidate.title, candidate.language, candidate.entries)
