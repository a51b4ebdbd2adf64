"""How fast chats are written to, as far as the operator decides it; the platforms' own limits are the store's."""

from __future__ import annotations

from datetime import timedelta

from bot.app.settings import Settings
from bot.store.pacing import Pacing


def pacing_of(settings: Settings) -> Pacing:
    """The platforms' paces, with how much a chat is told one by one."""
    alerts = settings.alerts
    return Pacing(overload=alerts.overload, within=timedelta(minutes=alerts.overload_minutes))
