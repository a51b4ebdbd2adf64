"""What the tables' columns are made of: types that both databases keep alike, and the house's usual columns.

Every time is UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)
from sqlalchemy.engine import Dialect


class Utc(TypeDecorator[datetime]):
    """A moment in UTC: ``timestamptz`` on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as the database takes it; a moment without a zone is a defect."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (the library's signature)
        """The moment with its zone."""
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text without what PostgreSQL refuses to store: NUL and halves of surrogate pairs."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (the library's signature)
        """The text as both databases take it."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


Big = BigInteger().with_variant(Integer(), "sqlite")
# JSON null is no use to us: None is SQL's NULL.
Json = JSON(none_as_null=True)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Any) -> Table:
    """A table of this house; its ids are never used again, even after the newest row is gone."""
    return Table(name, metadata, *parts, sqlite_autoincrement=any(_counts(part) for part in parts))


def _counts(part: Any) -> bool:
    return isinstance(part, Column) and part.primary_key and part.autoincrement is True


def identity(name: str = "id") -> Column[int]:
    """A number that the database gives each new row."""
    return Column(name, Big, primary_key=True, autoincrement=True)


def words(name: str) -> Column[str]:
    """Text, empty unless said otherwise."""
    return Column(name, Words, nullable=False, server_default="")


def count(name: str) -> Column[int]:
    """A count, 0 at first."""
    return Column(name, Integer, nullable=False, server_default="0")


def flag(name: str) -> Column[bool]:
    """Yes or no, no at first."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def moment(name: str, *, nullable: bool = False) -> Column[datetime]:
    """A moment in UTC."""
    return Column(name, Utc, nullable=nullable)


def chat_id(*, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    """The chat that a row belongs to."""
    return Column("chat_id", Big, ForeignKey("chats.id"), primary_key=primary_key, nullable=nullable, autoincrement=False)
