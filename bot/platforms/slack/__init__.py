"""Slack, through slack-bolt."""

from bot.platforms.slack.connection import Http, SlackConnection, connect_slack

__all__ = ["Http", "SlackConnection", "connect_slack"]
