"""Slack, through slack-bolt."""

from bot.platforms.slack.connection import SlackConnection, connect_slack

__all__ = ["SlackConnection", "connect_slack"]
