"""Parting a report from its story: it is told by itself, the story loses it, its copies follow; one chat is concerned."""

from __future__ import annotations

from dataclasses import replace

from bot.chat.paging import numbered
from bot.model.alert import AlertKind, Delivered, DeliveryKind, PlacementKind
from bot.model.chat import Chat
from bot.model.news import Article
from bot.store.schema import audit, story_splits
from bot.store.traces import StoredTraces
from tests.store.house import AT_ONCE, SOMEBODY, House, alert, placed


def traces(house: House) -> StoredTraces:
    return StoredTraces(house.database, AT_ONCE)


async def join(house: House, story: Article, title: str, *chats: Chat, near: Article | None = None) -> Article:
    """Another report of a story, by another outlet, told to these chats."""
    (article,) = await house.publish(title, source="two")
    item = placed(article, *(alert(chat, article, AlertKind.ALSO, story.id) for chat in chats), story=story.id, how="headline")
    if near is not None:
        item = replace(item, placement=replace(item.placement, with_article=near.id))
    await house.triage(item)
    return article


async def titles(house: House, kind: DeliveryKind, message: str) -> list[str]:
    """The reports that the next message names, which is of this kind; it is sent."""
    delivery = await house.claim_one()
    assert delivery.kind is kind
    await house.outbox.settle(delivery, Delivered(message), "shown")
    return [report.title for each in delivery.alerts for report in each.reports]


async def told(house: House) -> tuple[Chat, Article, Article]:
    """A chat that was told of a storm, and then that another outlet has it, which is really about a quake."""
    await house.furnish("one", "two")
    chat = await house.open("10")
    watch = await house.watch(chat, "x")
    storm = await house.tell(chat, "A storm", watch)
    await house.deliver("m1")
    quake = await join(house, storm, "A quake", chat)
    assert await titles(house, DeliveryKind.EDIT, "m1") == ["A storm", "A quake"]
    return chat, storm, quake


async def test_a_parted_report_is_told_at_once_and_the_story_loses_it(house: House) -> None:
    chat, storm, quake = await told(house)
    made = await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    assert made is not None
    assert (made.story, [each.article.title for each in made.reports]) == (quake.id, ["A quake"])
    assert [(word.kind, word.terms) for word in made.words] == [(AlertKind.NEW, ("x",))]
    assert await titles(house, DeliveryKind.SEND, "m2") == ["A quake"]
    assert await titles(house, DeliveryKind.EDIT, "m1") == ["A storm"]
    left = await traces(house).story(chat.id, storm.id)
    assert left is not None
    assert [each.article.title for each in left.reports] == ["A storm"]
    assert [(row.who, row.chat_id, row.detail) for row in await house.rows(audit) if row.action == "apart"] == [
        (str(SOMEBODY), chat.id, "A quake")
    ]


async def test_later_copies_follow_it_and_other_reports_stay(house: House) -> None:
    chat, storm, quake = await told(house)
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    await titles(house, DeliveryKind.SEND, "m2")
    await titles(house, DeliveryKind.EDIT, "m1")
    copy = await join(house, storm, "The quake", chat, near=quake)
    assert await titles(house, DeliveryKind.EDIT, "m2") == ["A quake", "The quake"]
    await join(house, storm, "A copy of a copy", chat, near=copy)
    assert await titles(house, DeliveryKind.EDIT, "m2") == ["A quake", "The quake", "A copy of a copy"]
    await join(house, storm, "The storm", chat)
    assert await titles(house, DeliveryKind.EDIT, "m1") == ["A storm", "The storm"]


async def test_copies_that_are_there_already_go_with_it(house: House) -> None:
    chat, storm, quake = await told(house)
    await join(house, storm, "The quake", chat, near=quake)
    await titles(house, DeliveryKind.EDIT, "m1")
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    assert await titles(house, DeliveryKind.SEND, "m2") == ["A quake", "The quake"]
    assert await titles(house, DeliveryKind.EDIT, "m1") == ["A storm"]


async def test_other_chats_know_nothing_of_it(house: House) -> None:
    chat, storm, quake = await told(house)
    other = await house.open("11")
    await house.triage(placed((await house.publish("Third"))[0], alert(other, storm, AlertKind.NEW, storm.id), story=storm.id))
    await titles(house, DeliveryKind.SEND, "n1")
    assert await traces(house).part(other.id, 10**6, quake.id, SOMEBODY, house.clock.now()) is None
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    seen = await traces(house).story(other.id, storm.id)
    assert seen is not None
    assert [each.article.title for each in seen.reports] == ["A storm", "A quake", "Third"]
    assert await traces(house).story(other.id, quake.id) is None
    await titles(house, DeliveryKind.SEND, "m2")
    await titles(house, DeliveryKind.EDIT, "m1")
    await join(house, storm, "The quake", chat, other, near=quake)
    both = {each.chat.id: each for each in await house.claim()}
    assert (both[chat.id].target, both[other.id].target) == ("m2", "n1")


async def test_it_is_put_back_and_what_was_not_sent_yet_never_is(house: House) -> None:
    chat, storm, quake = await told(house)
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    back = await traces(house).rejoin(chat.id, quake.id, SOMEBODY, house.clock.now())
    assert back is not None
    assert (back.story, len(back.reports)) == (storm.id, 2)
    assert await house.rows(story_splits) == []
    shown = [await titles(house, DeliveryKind.EDIT, "m1") for _ in range(2)]
    assert shown == [["A storm", "A quake"]] * 2
    assert await house.claim() == ()
    assert await traces(house).rejoin(chat.id, quake.id, SOMEBODY, house.clock.now()) is None
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    assert await titles(house, DeliveryKind.SEND, "m2") == ["A quake"]


async def test_what_was_parted_twice_goes_back_step_by_step(house: House) -> None:
    chat, storm, quake = await told(house)
    fire = await join(house, storm, "A fire", chat, near=quake)
    now = house.clock.now()
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, now)
    assert (await traces(house).part(chat.id, quake.id, fire.id, SOMEBODY, now)) is not None
    back = await traces(house).rejoin(chat.id, fire.id, SOMEBODY, now)
    assert back is not None
    assert (back.story, [each.article.title for each in back.reports]) == (quake.id, ["A quake", "A fire"])
    whole = await traces(house).rejoin(chat.id, quake.id, SOMEBODY, now)
    assert whole is not None
    assert (whole.story, len(whole.reports)) == (storm.id, 3)


async def test_what_a_story_was_told_by_first_cannot_leave_it(house: House) -> None:
    chat, storm, _ = await told(house)
    for story, article in ((storm.id, storm.id), (storm.id, 10**6), (10**6, storm.id)):
        assert await traces(house).part(chat.id, story, article, SOMEBODY, house.clock.now()) is None
    assert await house.rows(story_splits) == []


async def test_a_report_that_was_told_as_an_update_can_leave(house: House) -> None:
    chat, storm, _ = await told(house)
    (rise,) = await house.publish("The toll rises", source="two")
    await house.triage(placed(rise, alert(chat, rise, AlertKind.UPDATE, storm.id), story=storm.id, kind=PlacementKind.UPDATE))
    assert "The toll rises" in await titles(house, DeliveryKind.REPLY, "m2")
    await traces(house).part(chat.id, storm.id, rise.id, SOMEBODY, house.clock.now())
    assert await titles(house, DeliveryKind.SEND, "m3") == ["The toll rises"]
    assert await titles(house, DeliveryKind.EDIT, "m1") == ["A storm", "A quake"]


async def test_what_a_chat_has_parted_moves_with_it_into_its_double(house: House) -> None:
    chat, storm, quake = await told(house)
    double = await house.open("-10010")
    await traces(house).part(chat.id, storm.id, quake.id, SOMEBODY, house.clock.now())
    await house.chats.move(chat.address, double.address)
    assert [row.article_id for row in await house.rows(story_splits)] == [quake.id]
    (left,) = [each for each in await house.chats.chats() if each.address.channel == "-10010"]
    assert (await traces(house).story(left.id, quake.id)) is not None


async def told_late(house: House) -> tuple[Chat, Article, Article]:
    """A chat that was told of a story by its second report: nobody watched when the first one came."""
    await house.furnish("one", "two")
    (founding,) = await house.publish("A storm at sea")
    await house.triage(placed(founding))
    house.clock.advance(minutes=5)
    chat = await house.open("10")
    watch = await house.watch(chat, "x")
    (second,) = await house.publish("A quake", source="two")
    await house.triage(placed(second, alert(chat, second, AlertKind.NEW, founding.id, watch), story=founding.id))
    await titles(house, DeliveryKind.SEND, "m1")
    return chat, founding, second


async def test_the_report_that_began_a_story_can_leave_it_where_another_one_was_told_first(house: House) -> None:
    chat, founding, _ = await told_late(house)
    made = await traces(house).part(chat.id, founding.id, founding.id, SOMEBODY, house.clock.now())
    assert made is not None
    assert made.story != founding.id
    assert numbered(str(made.story)) == made.story, "a number that people can name it by"
    assert made.opening is not None
    assert made.opening.article.title == "A storm at sea"
    assert await titles(house, DeliveryKind.SEND, "m2") == ["A storm at sea"]
    assert await titles(house, DeliveryKind.EDIT, "m1") == ["A quake"]
    left = await traces(house).story(chat.id, founding.id)
    assert left is not None
    assert [each.article.title for each in left.reports] == ["A quake"]
    await join(house, founding, "The storm", chat, near=founding)
    assert await titles(house, DeliveryKind.EDIT, "m2") == ["A storm at sea", "The storm"]
    assert (await house.articles.alerted(chat.id, 9))[0].story == made.story
    back = await traces(house).rejoin(chat.id, made.story, SOMEBODY, house.clock.now())
    assert back is not None
    assert (back.story, len(back.reports)) == (founding.id, 3)
    assert await house.rows(story_splits) == []


async def test_what_a_chat_parts_from_the_report_that_began_the_story_is_another_chats_own_business(house: House) -> None:
    chat, founding, _ = await told_late(house)
    other = await house.open("11")
    made = await traces(house).part(chat.id, founding.id, founding.id, SOMEBODY, house.clock.now())
    assert made is not None
    assert await traces(house).story(other.id, made.story) is None
