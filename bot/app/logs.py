"""How the bot writes its log: one event a line, for people or for machines, and never a secret."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, TextIO

import structlog

_HIDDEN = "[hidden]"
_SHORTEST = 4
_CHATTY = ("httpx", "httpcore", "apscheduler", "aiosqlite", "alembic", "slack_bolt", "slack_sdk", "telegram", "asyncio")


def configure_logging(format_: str, level: str, secrets: Iterable[str], stream: TextIO | None = None) -> None:
    """Sends every log line of the process to ``stream`` (standard error), with each of ``secrets`` hidden wherever it is."""
    stream = sys.stderr if stream is None else stream
    hide = _Hide(secrets)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    finish: list[Any] = [structlog.processors.format_exc_info, hide]
    if format_ == "json":
        finish.append(structlog.processors.JSONRenderer(ensure_ascii=False))
    else:
        finish.append(structlog.dev.ConsoleRenderer(colors=stream.isatty(), sort_keys=False))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _CHATTY:
        # These write addresses (with tokens in them) or a line per request at INFO.
        logging.getLogger(name).setLevel(logging.WARNING)


class _Hide:
    """Replaces each secret in every value of an event."""

    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets = tuple(sorted((secret for secret in secrets if len(secret) >= _SHORTEST), key=len, reverse=True))

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: self._clean(value) for key, value in event.items()}

    def _clean(self, value: Any) -> Any:
        if value is None or isinstance(value, bool | int | float):
            return value
        text = str(value)
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text
