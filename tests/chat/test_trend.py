from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import lookup
from bot.chat.trend import _bounds, _zone
from bot.model.message import Message
from bot.model.news import Article, Language
from bot.ports import StoryHit
from tests.fakes.desk import NOON, Front, as_text

AR, EN = Language.ARABIC, Language.ENGLISH
MARKS = re.compile("[\u2066-\u2069]")


def article(number: int, language: Language, ago: timedelta, text: str = "CENTCOM سنتكوم") -> StoryHit:
    when = NOON - ago
    report = Article(number, "reuters", "Reuters", str(number), text, "", f"https://x.example/{number}", language, when, when)
    return StoryHit(number, (report,))


def front(*ages: tuple[Language, timedelta]) -> Front:
    made = Front()
    made.articles.stories = [article(number, language, ago) for number, (language, ago) in enumerate(ages, 1)]
    return made


async def asked(made: Front, text: str, *, button: bool = False) -> Message:
    message = await made.ask(text, button=button)
    assert message is not None
    return message


async def test_mentions_are_counted_by_local_day_and_language() -> None:
    # 14:00 in Beirut: 14 hours ago it was midnight there.
    made = front((AR, timedelta(hours=13)), (EN, timedelta(hours=15)), (EN, timedelta(hours=15)), (AR, timedelta(days=6)))
    message = await asked(made, "trend CENTCOM")
    (plot,) = made.pictures.plots
    assert [series.counts for series in plot.series] == [(1, 0, 0, 0, 0, 0, 1), (0, 0, 0, 0, 0, 2, 0)]
    assert [label.split("\n")[0] for label in plot.columns] == [str(day) for day in range(15, 22)]
    assert "By day: 15 Nov (1), 20 (2), 21 (1); on the other days none." in as_text(message)


async def test_other_languages_are_shown_when_there_are_any() -> None:
    made = front((Language.OTHER, timedelta(hours=1)), (EN, timedelta(hours=1)))
    text = as_text(await asked(made, "trend CENTCOM 30d"))
    assert "In Arabic: 0. In English: 1. In other languages: 1." in text
    assert [series.counts[-1] for series in made.pictures.plots[0].series] == [0, 1, 1]
    assert len(made.pictures.plots[0].columns) == 30


async def test_the_picture_says_in_words_what_it_shows() -> None:
    made = front((EN, timedelta(hours=1)))
    message = await asked(made, "اتجاه CENTCOM")
    assert message.attachment is not None
    assert message.attachment.is_picture
    assert "تكرار CENTCOM خلال آخر 7 أيام" in message.attachment.alt
    assert "بالإنكليزية: 1" in message.attachment.alt
    assert message.attachment.missed
    plot = made.pictures.plots[0]
    assert plot.title == "تكرار \u2068CENTCOM\u2069 خلال آخر 7 أيام"
    assert plot.language is AR
    assert "تشرين الثاني" in plot.columns[0], "the months of Beirut"


async def test_nothing_found_is_a_sentence_and_no_picture() -> None:
    made = front()
    message = await asked(made, "trend Zaporizhzhia")
    assert message.attachment is None
    assert made.pictures.plots == []


async def test_a_watch_counts_as_it_is_set() -> None:
    made = Front()
    made.articles.stories = [article(1, AR, timedelta(hours=1), "القيادة المركزية في خبر")]
    await made.ask("watch CENTCOM")
    assert "No stored article" in as_text(await asked(made, "trend CENTCOM"))
    await made.ask("switch 42 القيادة المركزية")
    text = as_text(await asked(made, "trend 42"))
    assert "Mentions of CENTCOM" in text
    assert "In Arabic: 1" in text
    assert "/watch CENTCOM" not in text


async def test_buttons_show_the_same_term_over_other_spans() -> None:
    made = front((EN, timedelta(hours=1)), (EN, timedelta(days=20)))
    message = await asked(made, "trend CENTCOM")
    assert [button.label for row in message.buttons for button in row] == ["24 hours", "30 days"]
    month = await asked(made, message.buttons[0][1].action, button=True)
    assert "2 articles" in as_text(month)
    assert not month.replaces, "a picture takes no other message's place"
    unknown = await asked(made, "trend ~999 24h", button=True)
    assert "The term is missing" in as_text(unknown)


async def test_what_is_not_kept_so_long_is_not_asked_for() -> None:
    made = front((EN, timedelta(hours=1)))
    made.desk = replace(made.desk, retention_days=3)
    message = await asked(made, "trend CENTCOM 30d")
    assert "last 3 days" in as_text(message)
    assert [button.label for row in message.buttons for button in row] == ["24 hours"]


async def test_more_than_can_be_looked_at_is_an_estimate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST", 3)
    made = front(*((EN, timedelta(hours=hours, minutes=1)) for hours in range(9)))
    assert "About 9 articles" in as_text(await asked(made, "trend CENTCOM"))


async def test_arabic_digits_reach_into_the_picture() -> None:
    made = front((EN, timedelta(hours=1)))
    await made.ask("digits ١٢٣")
    await asked(made, "اتجاه CENTCOM")
    plot = made.pictures.plots[0]
    assert plot.digits == "٠١٢٣٤٥٦٧٨٩"
    assert plot.columns[0].startswith("١٥")
    assert "CENTCOM" in plot.title
    await asked(made, "trend CENTCOM")
    assert made.pictures.plots[1].digits == "0123456789"


async def test_a_fault_in_the_term_is_said() -> None:
    made = front()
    assert await made.say('trend "') == (await made.say('test "')).replace("test", "trend")


@pytest.mark.parametrize(
    ("argument", "columns"),
    [("24h", 24), ("48 hours", 48), ("3d", 3), ("1 week", 7), ("٣ أيام", 3), ("30d", 30), ("9999d", 30), ("1h", 1), ("90m", 2)],
)
async def test_spans_are_read_in_either_language(argument: str, columns: int) -> None:
    made = front((EN, timedelta(minutes=1)))
    await asked(made, f"trend CENTCOM {argument}")
    assert len(made.pictures.plots[0].columns) == columns


async def test_a_number_in_a_term_is_no_span() -> None:
    made = front()
    made.articles.stories = [article(1, EN, timedelta(hours=1), "war of 1967 again")]
    await asked(made, "trend war of 1967")
    assert MARKS.sub("", made.pictures.plots[0].title) == "Mentions of war of 1967, last 7 days"


@pytest.mark.parametrize("zone", ["Asia/Beirut", "Africa/Cairo", "America/Santiago", "Asia/Kathmandu", "UTC", "Nowhere/Else"])
@pytest.mark.parametrize("month", range(1, 13))
def test_columns_follow_each_other_whatever_the_clocks_do(zone: str, month: int) -> None:
    now = datetime(2026, month, 28, 3, 17, tzinfo=UTC)
    for span, count in ((timedelta(hours=24), 24), (timedelta(days=7), 7), (timedelta(days=30), 30)):
        bounds = _bounds(now, span, _zone(zone))
        assert len(bounds) == count + 1
        assert list(bounds) == sorted(set(bounds))
        assert bounds[-1] == now
        local = [each.astimezone(_zone(zone)) for each in bounds[:-1]]
        assert span < timedelta(days=2) or len({each.date() for each in local}) == count


@pytest.mark.parametrize(
    "text", ["trend CENTCOM day", "اتجاه CENTCOM يوم", "trend CENTCOM last day", "اتجاه CENTCOM آخر 24 ساعة"]
)
async def test_a_span_may_be_said_in_words(text: str) -> None:
    made = front((EN, timedelta(hours=2)), (AR, timedelta(hours=30)))
    await asked(made, text)
    (plot,) = made.pictures.plots
    assert len(plot.columns) == 24
    assert sum(sum(series.counts) for series in plot.series) == 1


async def test_a_unit_of_time_that_is_part_of_the_term_is_no_span() -> None:
    made = Front()
    made.articles.stories = [
        article(1, EN, timedelta(hours=2), "A day of Fashion Day"),
        article(2, EN, timedelta(hours=3), "Fashion"),
    ]
    assert "Fashion day" in as_text(await asked(made, "trend Fashion day"))
    (plot,) = made.pictures.plots
    assert len(plot.columns) == 7
