"""Connects Telegram as the settings want it. What comes of it stands in ``platforms.telegram``."""

from __future__ import annotations

from bot.app.settings import TelegramSettings
from bot.platforms.telegram.connection import TelegramConnection, connect_telegram
from bot.platforms.telegram.webhook import Webhook


def connection_of(settings: TelegramSettings, seconds: float) -> TelegramConnection:
    """A connection for the token of these settings, of whose calls each may take so long. Raises PlatformRefused."""
    token = settings.token.get_secret_value() if settings.token is not None else ""
    webhook = Webhook(settings.webhook_url, *settings.place) if settings.webhook_url else None
    return connect_telegram(token, base_url=settings.base_url, proxy=settings.proxy, read_seconds=seconds, webhook=webhook)
