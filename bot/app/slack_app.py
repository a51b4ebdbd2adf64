"""Slack as the settings want it: the connection, its intake, and ``rasid slack-manifest``, what a Slack app is made from."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import ValidationError

from bot.app.settings import ConfigProblem, SlackSettings
from bot.chat.command import OWN_NAME, Answer, Desk
from bot.chat.overview import overview
from bot.chat.suggesting import suggested
from bot.platforms.slack.connection import Http, SlackConnection, connect_slack
from bot.platforms.slack.intake import SlackIntake
from bot.platforms.slack.manifest import as_json, as_yaml, manifest

_LONGEST_NAME = 26


def connection_of(slack: SlackSettings, seconds: float) -> SlackConnection:
    """The connection of a workspace; nothing is sent before it is used. ``seconds``: how long one call may take."""
    tokens = [secret.get_secret_value() if secret else "" for secret in (slack.bot_token, slack.app_token)]
    http = None
    if slack.over_http and slack.signing_secret is not None:
        http = Http(*slack.place, slack.signing_secret.get_secret_value())
    how = {"base_url": slack.base_url, "command": slack.command, "proxy": slack.proxy}
    return connect_slack(*tokens, **how, seconds=seconds, http=http)


def intake_of(connection: SlackConnection, answer: Answer, desk: Desk | None) -> SlackIntake:
    """The intake that hands what people ask to ``answer``."""
    if desk is None:
        raise ValueError("an intake is built once the desk exists")
    return connection.intake(
        answer=answer,
        overview=lambda request: overview(request, desk),
        suggest=lambda place, message, text: suggested(place, message, text, desk),
        phrases=desk.phrases,
        chats=desk.chats,
        outbox=desk.outbox,
        clock=desk.clock,
        name="" if desk.name == OWN_NAME else desk.name,
    )


def print_manifest(command: str, url: str, name: str, *, yaml: bool) -> int:
    """Prints the manifest; raises ConfigProblem for what Slack would not take."""
    try:
        SlackSettings(command=command)
    except ValidationError:
        raise ConfigProblem("--command", "", "a slash and up to 31 small letters, digits, - or _") from None
    parts = urlsplit(url)
    if url and (parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment):
        raise ConfigProblem("--http", "", "an address that begins with https://, as Slack asks for TLS")
    if not 0 < len(name) <= _LONGEST_NAME:
        raise ConfigProblem("--name", "", f"1 to {_LONGEST_NAME} characters")
    made = manifest(name=name, command=command, url=url)
    print(as_yaml(made) if yaml else as_json(made))
    return 0
