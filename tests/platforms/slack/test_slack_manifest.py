"""The manifest asks for what the code uses: every method its scope, every event its scope, every shortcut its callback."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.platforms.slack
from bot.app.cli import main
from bot.platforms.slack import channel_events, manifest
from tests.fakes.slack_methods import METHODS
from tests.fakes.slack_world import SCOPES

DOCUMENT = Path(__file__).parents[3] / "docs" / "slack-manifest.yaml"
CODE = Path(bot.platforms.slack.__file__).parent
METHOD = re.compile(r"(?!.*\.com$)(?:api|apps|auth|chat|conversations|files|reactions|team|users|views)\.[a-zA-Z.]+")

# Source: each method's page on https://docs.slack.dev/reference/methods. Of conversations.* by kind of conversation.
NEEDED = {
    "apps.connections.open": set(),
    "auth.test": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.publish": set(),
    "views.update": set(),
}
# Source: each event's page on https://docs.slack.dev/reference/events.
HEARD = {
    "app_mention": {"app_mentions:read"},
    "channel_archive": {"channels:read"},
    "channel_deleted": {"channels:read"},
    "channel_left": {"channels:read"},
    "channel_rename": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_archive": {"groups:read"},
    "group_deleted": {"groups:read"},
    "group_left": {"groups:read"},
    "group_rename": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "message.im": {"im:history"},
}


def called() -> Iterator[str]:
    """The Web API methods that the code names."""
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and METHOD.fullmatch(node.value):
                yield node.value


def granted() -> set[str]:
    return set(manifest.manifest()["oauth_config"]["scopes"]["bot"])


def test_every_method_called_has_its_scope() -> None:
    methods = set(called())
    assert {"chat.postMessage", "views.open", "views.publish"} <= methods, "the search finds what is there"
    assert methods <= NEEDED.keys(), "a method whose scope nobody has looked up"
    assert methods - {"apps.connections.open"} <= METHODS.keys(), "a method that the fake does not play"
    assert set().union(*(NEEDED[method] for method in methods)) <= granted()


def test_every_event_has_its_scope() -> None:
    events = manifest.manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert set().union(*(HEARD.get(event, set()) for event in events)) <= granted()
    noted = {*channel_events._LEFT, *channel_events._BACK, *channel_events._RENAMED}
    assert noted | {"app_home_opened", "app_mention", "message.im", "app_uninstalled", "tokens_revoked"} == set(events)


def test_scopes_are_those_the_fake_grants() -> None:
    assert granted() == SCOPES


def test_the_document_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack-manifest", "--yaml"]) == 0
    assert capsys.readouterr().out == DOCUMENT.read_text("utf-8")


def test_over_http_everything_comes_to_one_address(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack-manifest", "--http", "https://rasid.example/", "--command", "/desk", "--name", "Desk"]) == 0
    made = json.loads(capsys.readouterr().out)
    (slash,) = made["features"]["slash_commands"]
    address = "https://rasid.example/slack/events"
    settings = made["settings"]
    assert (slash["command"], slash["url"]) == ("/desk", address)
    assert settings["event_subscriptions"]["request_url"] == settings["interactivity"]["request_url"] == address
    assert settings["socket_mode_enabled"] is False
    assert made["display_information"]["name"] == "Desk"


def test_by_socket_no_address_stands_in_it() -> None:
    made = manifest.manifest()
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(made)


@pytest.mark.parametrize(
    "wrong", [["--http", "http://rasid.example"], ["--http", "rasid.example"], ["--command", "desk"], ["--name", "x" * 27]]
)
def test_what_slack_would_not_take_is_named(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["slack-manifest", *wrong]) == 2
    assert wrong[0] in capsys.readouterr().err


def test_names_and_descriptions_keep_slacks_limits() -> None:
    made = manifest.manifest(name="R" * 26)
    for shortcut in made["features"]["shortcuts"]:
        assert len(shortcut["description"]) <= 150
        assert len(shortcut["name"]) <= 24
    assert len(made["display_information"]["description"]) <= 140
