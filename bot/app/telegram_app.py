"""Connects Telegram as the settings want it. What comes of it stands in ``platforms.telegram``."""

from __future__ import annotations

from bot.app.settings import TelegramSettings
from bot.chat.command import ORDER, Answer, Desk
from bot.chat.vocabulary import command_words, introductions, setting_of
from bot.platforms.telegram.connection import TelegramConnection, connect_telegram
from bot.platforms.telegram.intake import TelegramIntake
from bot.platforms.telegram.webhook import Webhook
from bot.text.phrases import Phrases


def connection_of(settings: TelegramSettings, seconds: float) -> TelegramConnection:
    """A connection for the token of these settings, of whose calls each may take so long. Raises PlatformRefused."""
    token = settings.token.get_secret_value() if settings.token is not None else ""
    webhook = Webhook(settings.webhook_url, *settings.place) if settings.webhook_url else None
    return connect_telegram(token, base_url=settings.base_url, proxy=settings.proxy, read_seconds=seconds, webhook=webhook)


def intake_of(connection: TelegramConnection, answer: Answer, desk: Desk | None) -> TelegramIntake:
    """The intake that hands what people ask to ``answer``."""
    if desk is None:
        raise ValueError("an intake is built once the desk exists")
    return connection.intake(
        answer=answer,
        chats=desk.chats,
        outbox=desk.outbox,
        introductions=introductions(desk.phrases, desk.name),
        commands=offered(desk.phrases),
        setting_of=lambda request: setting_of(request, desk),
    )


def offered(phrases: Phrases) -> frozenset[str]:
    """What may stand behind a slash in a group without naming the bot: every command by its name and by all of its words."""
    return frozenset({*ORDER, *(word.lower() for word in command_words(phrases) if word.isascii())})
