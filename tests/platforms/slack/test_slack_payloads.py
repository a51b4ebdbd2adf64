"""Reading what Slack writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.chat import ChatKind
from bot.platforms.slack.payloads import bare, from_actions, from_command, from_event


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<@U0BOT> watch x", "watch x"),
        ("<@U0BOT|rasid>  watch   x", "watch x"),
        ("hey <@U0BOT> watch", "hey watch"),
        ("feed add <https://a.example/feed?a=1&amp;b=2>", "feed add https://a.example/feed?a=1&b=2"),
        ("feed add <http://a.example|a.example>", "feed add http://a.example"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<@U2|sam> in <#C1|news> <#C2> <!here> <!date^1^{date}|x>", "@sam in #news #C2 @here @date"),
        ("R&amp;D &lt;tag&gt; &amp;nbsp; &nbsp; &copy;", "R&D <tag> &nbsp; &nbsp; &copy;"),
        ("رصد «بيتكوين»\n", "رصد «بيتكوين»"),
        ("a < b > c", "a < b > c"),
        ("", ""),
    ],
)
def test_words_as_they_were_typed(written: str, meant: str) -> None:
    assert bare(written, "U0BOT") == meant


@given(st.text(max_size=80))
def test_any_words_can_be_read(text: str) -> None:
    assert "&lt;" not in bare(text.replace("&", ""), "U0BOT")


@given(
    st.dictionaries(
        st.sampled_from(["event", "actions", "user", "container", "channel", "trigger_id", "text"]),
        st.none() | st.text() | st.just({}),
    )
)
def test_odd_payloads_raise_nothing(body: dict[str, object]) -> None:
    if not isinstance(body.get("event"), str):
        from_event(body, "U0BOT")
    from_command(body)
    if not any(isinstance(body.get(name), str) for name in ("actions", "user", "container", "channel")):
        from_actions(body)


def test_a_private_channel_has_no_name() -> None:
    asked = from_command({"channel_id": "G1", "channel_name": "privategroup", "user_id": "U1", "text": "x", "trigger_id": "7"})
    assert asked.title == ""
    assert asked.kind is ChatKind.GROUP
    assert asked.update == "slack:7"
