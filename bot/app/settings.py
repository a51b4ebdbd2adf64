"""The operator's settings: ``config/bot.toml`` and the environment, the environment winning.

Reads the file and the environment; starts nothing. A problem is a ``ConfigProblem`` that names file, key, reason and line.
"""

from __future__ import annotations

import os
import re
import ssl
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

_PREFIX = "RASID_"
_SECRETS = ("TELEGRAM__TOKEN", "SLACK__BOT_TOKEN", "SLACK__APP_TOKEN", "SLACK__SIGNING_SECRET", "DATABASE__URL")

_LAST_PORT = 65_535
_NOT_IN_FILES = (("telegram", "token"), ("slack", "bot_token"), ("slack", "app_token"), ("slack", "signing_secret"))


@dataclass(eq=False)
class ConfigProblem(Exception):
    """Something in the configuration cannot be used. ``line`` counts from 1; 0 means that it has none."""

    where: str
    key: str
    reason: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.where}, line {self.line}" if self.line else self.where
        return f"{place}: {self.key}: {self.reason}" if self.key else f"{place}: {self.reason}"


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not (host and re.fullmatch(r"[0-9]{1,5}", port) and int(port) <= _LAST_PORT):
        raise ValueError("a host and a port, like 127.0.0.1:3000")
    return value


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TelegramSettings(_Part):
    """``base_url`` is where the Bot API stands (self-hosted servers too); ``doubt`` : what to do about a lost answer.

    With ``webhook_url`` Telegram brings updates there, and the bot listens for them at ``webhook_listen``.
    """

    token: SecretStr | None = None
    base_url: str = "https://api.telegram.org/bot"
    doubt: Literal["resend", "hold"] = "resend"
    proxy: str = ""
    webhook_url: str = ""
    webhook_listen: str = "127.0.0.1:8443"

    @field_validator("webhook_url")
    @classmethod
    def _public(cls, value: str) -> str:
        if value and not re.fullmatch(r"https://[^\s/?#@]+(/[^\s#]*)?", value):
            raise ValueError("a public address that begins with https://, like https://rasid.example.org/telegram")
        return value

    @field_validator("webhook_listen")
    @classmethod
    def _place(cls, value: str) -> str:
        return _host_and_port(value)

    @property
    def place(self) -> tuple[str, int]:
        """The host and port to listen at in webhook mode."""
        host, _, port = self.webhook_listen.rpartition(":")
        return host.strip("[]"), int(port)


class SlackSettings(_Part):
    """``xoxb-`` to speak; and ``xapp-`` for Socket Mode, or for HTTP mode the signing secret and where to ``listen``."""

    bot_token: SecretStr | None = None
    app_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    listen: str = ""
    proxy: str = ""
    base_url: str = "https://slack.com/api/"
    command: str = "/rasid"

    @field_validator("command")
    @classmethod
    def _slash(cls, value: str) -> str:
        if not re.fullmatch(r"/[a-z0-9_-]{1,31}", value):
            raise ValueError("a slash and up to 31 small letters, digits, - or _")
        return value

    @field_validator("listen")
    @classmethod
    def _place(cls, value: str) -> str:
        return _host_and_port(value) if value else value

    @property
    def place(self) -> tuple[str, int]:
        """The host and port to listen at in HTTP mode."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def over_http(self) -> bool:
        """Whether payloads come over HTTP and not through Socket Mode."""
        return bool(self.listen) and self.signing_secret is not None

    @property
    def complete(self) -> bool:
        """Whether there is all that either mode needs."""
        return self.bot_token is not None and (self.over_http or self.app_token is not None)


class DatabaseSettings(_Part):
    """``sqlite:///path`` or ``postgresql://user@host/name``."""

    url: SecretStr = SecretStr("sqlite:///data/rasid.db")

    @field_validator("url")
    @classmethod
    def _known(cls, value: SecretStr) -> SecretStr:
        if not re.match(r"(sqlite|postgresql)(\+\w+)?://", value.get_secret_value()):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value


class FetchSettings(_Part):
    """How feeds are fetched. Times in seconds, ``max_bytes`` counts decompressed bytes."""

    allow_hosts: tuple[str, ...] = ()
    proxy: str = ""
    contact: str = ""
    timeout: float = Field(default=30, gt=0, le=300)
    max_bytes: int = Field(default=15 * 1024 * 1024, gt=0)
    interval: int = Field(default=300, ge=1)
    concurrency: int = Field(default=50, ge=1, le=1000)
    authorities: tuple[str, ...] = ()

    @field_validator("allow_hosts", "authorities", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("authorities")
    @classmethod
    def _certificates(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            try:
                ssl.create_default_context(cafile=name)
            except ssl.SSLError:
                raise ValueError(f"{name} holds no certificate (PEM)") from None
            except OSError as error:
                raise ValueError(f"{name} cannot be read: {error.strerror}") from None
        return value


class HealthSettings(_Part):
    """``port`` 0 turns /health off; ``heartbeat_url`` is fetched once a minute while all is well."""

    host: str = "127.0.0.1"
    port: int = Field(default=8787, ge=0, le=65535)
    heartbeat_url: str = ""


class AlertSettings(_Part):
    """A chat gets ``overload`` messages one by one in ``overload_minutes``; more join one that grows. 0: as many as come."""

    overload: int = Field(default=20, ge=0)
    overload_minutes: int = Field(default=10, ge=1, le=1440)


class QuotaSettings(_Part):
    """The most that one chat may have, unless an owner allows it more: watches, feeds of its own, commands in a minute."""

    watches: int = Field(default=500, ge=1)
    feeds: int = Field(default=200, ge=1)
    commands: int = Field(default=60, ge=1)


class BackupSettings(_Part):
    """``daily``: whether an SQLite database is copied every day; ``keep``: how many copies are kept."""

    daily: bool = False
    keep: int = Field(default=7, ge=1, le=1000)


class LogSettings(_Part):
    """``format``: text for people, json for machines."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "info"


class ConsoleSettings(_Part):
    """``direction``: who puts lines of Arabic in order in a terminal; auto: whoever that terminal's name says."""

    direction: Literal["auto", "terminal", "visual", "plain"] = "auto"


class Settings(BaseSettings):
    """Everything an operator decides. Secrets come from the environment only."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, enable_decoding=False, env_ignore_empty=True
    )

    display_name: str = Field(default="Rasid", min_length=1, max_length=64)
    owners: tuple[str, ...] = ()
    language: Literal["ar", "en"] = "en"
    time_zone: str = "UTC"
    retention_days: int = Field(default=30, ge=1)
    telegram: TelegramSettings = TelegramSettings()
    slack: SlackSettings = SlackSettings()
    database: DatabaseSettings = DatabaseSettings()
    fetch: FetchSettings = FetchSettings()
    health: HealthSettings = HealthSettings()
    log: LogSettings = LogSettings()
    backup: BackupSettings = BackupSettings()
    console: ConsoleSettings = ConsoleSettings()
    quotas: QuotaSettings = QuotaSettings()
    alerts: AlertSettings = AlertSettings()

    def secrets(self) -> tuple[str, ...]:
        """Every secret in these settings, for whatever must never show one."""
        held = (self.telegram.token, self.slack.bot_token, self.slack.app_token, self.slack.signing_secret)
        proxies = (self.fetch.proxy, self.telegram.proxy, self.slack.proxy)
        urls = (self.database.url.get_secret_value(), *proxies, self.health.heartbeat_url)
        passwords = (urlsplit(url).password for url in urls)
        return tuple(secret.get_secret_value() for secret in held if secret) + tuple(filter(None, passwords))

    @field_validator("owners", mode="before")
    @classmethod
    def _owner_list(cls, value: Any) -> Any:
        return _listed(value)

    @field_validator("owners")
    @classmethod
    def _owner_shape(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for owner in value:
            if not re.fullmatch(r"telegram:\d+|slack:[UW]\w+|console:\w+", owner):
                raise ValueError(f"{owner!r} is not of the form telegram:111 or slack:U0123")
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone; one looks like Asia/Beirut") from error
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first; then what ``load_settings`` read from the files."""
        del settings_cls, dotenv_settings, file_secret_settings
        if isinstance(env_settings, EnvSettingsSource):
            # NAME_FILE points at a secret, and is read by load_settings.
            env_settings.env_vars = {name: value for name, value in env_settings.env_vars.items() if not name.endswith("_file")}
        return env_settings, init_settings


def default_config() -> Path:
    """The configuration folder when none is named: ``config`` here, else the one beside the code, else the packaged copy."""
    package = Path(__file__).parent.parent
    here = Path("config")
    candidates = (here, package.parent / "config", package / "shipped_config")
    return next((folder for folder in candidates if (folder / "names.toml").exists()), here)


def load_settings(folder: Path, environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of ``folder/bot.toml`` (which may be absent) under those of the environment; raises ConfigProblem."""
    environ = os.environ if environ is None else environ
    path = folder / "bot.toml"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    values = parse_toml(path, text)
    for section, key in _NOT_IN_FILES:
        if isinstance(values.get(section), dict) and key in values[section]:
            name = f"{_PREFIX}{section}__{key}".upper()
            reason = f"secrets do not belong in a file others read; set {name} or {name}_FILE"
            raise ConfigProblem(str(path), f"{section}.{key}", reason, line_of(text, key))
    for name in _SECRETS:
        if environ.get(f"{_PREFIX}{name}_FILE"):
            section, key = name.lower().split("__")
            values.setdefault(section, {})[key] = _secret_file(environ[f"{_PREFIX}{name}_FILE"], f"{_PREFIX}{name}_FILE")
    try:
        return Settings(**values)
    except ValidationError as error:
        raise _problem(error, path, text, environ) from None


def unknown_variables(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The variables that look like settings and are none: misspelled, most likely."""
    known = {f"{_PREFIX}{name}_FILE" for name in _SECRETS}
    for name, field in Settings.model_fields.items():
        part = field.annotation
        inner = part.model_fields if isinstance(part, type) and issubclass(part, BaseModel) else {"": None}
        known.update(f"{_PREFIX}{name}__{key}".removesuffix("__").upper() for key in inner)
    found = os.environ if environ is None else environ
    return tuple(sorted(name for name in found if name.startswith(_PREFIX) and name not in known))


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """The tables of a TOML text; raises ConfigProblem with the line of a syntax error."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        reason = re.sub(r" \(at line.*\)$", "", str(error))
        raise ConfigProblem(str(path), "", f"no valid TOML: {reason}", int(found.group(1)) if found else 0) from None


def line_of(text: str, key: str, table: str = "", index: int = 0) -> int:
    """The line (from 1) where ``key`` is set, after the ``index``-th ``[[table]]`` if one is named; 0 when it is nowhere."""
    lines = text.splitlines()
    start = 0
    if table:
        heads = [number for number, line in enumerate(lines) if line.strip().startswith(f"[[{table}]]")]
        if index >= len(heads):
            return 0
        start = heads[index]
        ends = [number for number, line in enumerate(lines) if number > start and line.lstrip().startswith("[")]
        lines = lines[: ends[0]] if ends else lines
    for number, line in enumerate(lines[start:], start + 1):
        if re.match(rf"\s*(\w+\.)*{re.escape(key)}\s*=", line):
            return number
    return start + 1 if table else 0


def _listed(value: Any) -> Any:
    """A comma-separated text as a list; anything else as it is."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _secret_file(name: str, variable: str) -> str:
    path = Path(name)
    try:
        mode = path.stat().st_mode
        secret = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigProblem(variable, "", f"{name} cannot be read: {error.strerror}") from None
    if mode & stat.S_IROTH and not name.startswith("/run/secrets/"):
        raise ConfigProblem(variable, "", f"{name} is readable by everybody on this machine; run: chmod 600 {name}")
    return secret


def _problem(error: ValidationError, path: Path, text: str, environ: Mapping[str, str]) -> ConfigProblem:
    """The first complaint, in words, without the value (which may be a secret)."""
    first = error.errors(include_url=False, include_input=False)[0]
    parts = [str(part) for part in first["loc"] if not isinstance(part, int)]
    key = ".".join(parts)
    variable = _PREFIX + "__".join(parts).upper()
    reason = "no such setting" if first["type"] == "extra_forbidden" else first["msg"].removeprefix("Value error, ")
    for name in (variable, f"{variable}_FILE"):
        if name in environ:
            return ConfigProblem("environment", name, reason)
    return ConfigProblem(str(path), key, reason, line_of(text, parts[-1]) if parts else 0)
