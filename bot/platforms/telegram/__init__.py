"""Telegram, through python-telegram-bot."""

from bot.platforms.telegram.connection import TelegramConnection, connect_telegram

__all__ = ["TelegramConnection", "connect_telegram"]
