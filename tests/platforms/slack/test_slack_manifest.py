"""The manifest asks for what the bot uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.fakes.slack_world import SCOPES

MANIFEST = (Path(__file__).parents[3] / "docs" / "slack-manifest.yaml").read_text("utf-8")


def listed(section: str) -> set[str]:
    block = re.search(rf"^( +){section}:\n((?:\1 +- .*\n)+)", MANIFEST, re.MULTILINE)
    assert block is not None
    return {line.split("#")[0].strip(" -") for line in block[2].splitlines()}


def test_scopes_are_those_the_fake_grants() -> None:
    assert listed("bot") == SCOPES


@pytest.mark.parametrize("event", ["app_mention", "message.im", "member_left_channel", "channel_archive", "app_uninstalled"])
def test_events(event: str) -> None:
    assert event in listed("bot_events")


@pytest.mark.parametrize("line", ["command: /rasid", "socket_mode_enabled: true", "is_enabled: true", "home_tab_enabled: true"])
def test_features(line: str) -> None:
    assert line in MANIFEST
