"""The list that grows: however long its headlines, outlets and links, one message of each platform holds all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.alerts.briefing import brief
from bot.alerts.policy import GROWS_TO, OVERLOAD
from bot.model.alert import Alert, AlertKind, Delivery, DeliveryKind, Notice, Reason, Report, Summary
from bot.model.chat import Address, Chat, ChatKind, Platform
from bot.model.news import Language
from bot.platforms.slack.splitting import split as for_slack
from bot.platforms.telegram.splitting import split as for_telegram
from tests.fakes.desk import PHRASES, as_text

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SINCE = ("since", NOW.isoformat())


def listed(language: Language, *reports: Report) -> Delivery:
    chat = Chat(1, Address(Platform.TELEGRAM, "1"), ChatKind.GROUP, "Desk", language, "Asia/Beirut")
    alerts = tuple(
        Alert(each.article_id, 1, each.article_id, AlertKind.NEW, each, (each,), ("x",), Summary(""), Reason("due"), NOW)
        for each in reports
    )
    notice = Notice(OVERLOAD, (SINCE,))
    return Delivery(1, chat, 1, DeliveryKind.DIGEST, 1, NOW, NOW, alerts=alerts, notice=notice)


def report(number: int, title: str, outlet: str = "Wire", url: str = "https://wire.example/1") -> Report:
    return Report(number, outlet, Language.ENGLISH, f"{number}: {title}", url, NOW, NOW)


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
@pytest.mark.parametrize("letter", ["a", "م", "𐍈"])
def test_the_longest_list_is_one_message(language: Language, letter: str) -> None:
    word = f"{letter * 9} "
    long = [report(number, word * 90, word * 40, "https://wire.example/" + "q" * 219) for number in range(GROWS_TO)]
    message = brief(listed(language, *long), PHRASES)
    assert [len(split(message)) for split in (for_telegram, for_slack)] == [1, 1]
    for number in range(GROWS_TO):
        assert f"{number}: {letter}" in as_text(message)


def test_a_link_that_is_too_long_is_left_out_and_its_headline_stays() -> None:
    there, gone = report(1, "short"), report(2, "long", url="https://wire.example/" + "q" * 2000)
    message = brief(listed(Language.ENGLISH, there, gone), PHRASES)
    links = {piece.text: piece.url for block in message.blocks for line in block.lines for piece in line if piece.url}
    assert links == {"1: short": there.url}
    assert "2: long" in as_text(message)
    plain = replace(listed(Language.ENGLISH, gone), notice=None)
    assert gone.url in {piece.url for block in brief(plain, PHRASES).blocks for line in block.lines for piece in line}
