"""The database itself: how it is opened, written to and read, what differs between SQLite and PostgreSQL, and its clock.

What stands in the tables is ``schema``'s; full-text search is the one other difference, and ``search`` holds it.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import ColumnElement, Connection, Table, event, func, literal_column, select, text
from sqlalchemy import exc as failures
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.ports import Clock, StoreUnavailable
from bot.store.columns import Utc
from bot.store.turns import Turns

Result = TypeVar("Result")
Work = Callable[[AsyncConnection], Awaitable[Result]]

_TRIES: Final = 5
# One number for every Rasid: whoever migrates a database holds this lock.
_MIGRATION_LOCK: Final = 0x7261736964
# Busy, locked, out of memory, read-only, input/output error, full, cannot open, locking protocol.
# Source: https://www.sqlite.org/rescode.html
_SQLITE_DOWN: Final = frozenset({5, 6, 7, 8, 10, 13, 14, 15})
# Connection trouble, out of resources, stopped by an operator, the server's own system, a lock not to be had.
# Source: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRES_DOWN: Final = ("08", "53", "57", "58", "55P03", "25006")
_POSTGRES_CONFLICT: Final = frozenset({"40P01", "40001"})
_NOW: Final = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    "postgresql": "clock_timestamp()",
}


class DatabaseRefused(StoreUnavailable):
    """The database cannot be used as it is configured; the text names it without its password."""


class Database:
    """An open database: transactions, and the clock that rules leases, lanes and buckets."""

    def __init__(self, name: str, writer: AsyncEngine, reader: AsyncEngine, clock: Clock | None) -> None:
        self.name: Final = name
        self.dialect: Final[str] = writer.dialect.name
        self.writer: Final = writer
        self._reader = reader
        self._clock = clock
        self._turns = Turns() if self.dialect == "sqlite" else None
        self._now = select(literal_column(_NOW[self.dialect], Utc))

    async def write(self, work: Work[Result], *, ahead: bool = False) -> Result:
        """What ``work`` returns, done in one transaction; ``ahead`` of other writers where there is but one at a time.

        ``work`` may run several times (after a deadlock), each time on an untouched database. Raises StoreUnavailable.
        """
        for last in (*(False,) * (_TRIES - 1), True):
            try:
                async with self._turn(ahead=ahead):
                    return await _to_its_end(_transaction(self.writer.begin(), work))
            except failures.DBAPIError as error:
                if last or _sqlstate(error) not in _POSTGRES_CONFLICT:
                    raise self._translated(error) from error
            except _CONNECTION_FAILURES as error:
                raise self._translated(error) from error
        raise AssertionError("unreachable")

    async def read(self, work: Work[Result]) -> Result:
        """What ``work`` returns, read in one transaction beside the writers. Raises StoreUnavailable."""
        try:
            return await _to_its_end(_transaction(self._reader.connect(), work))
        except (failures.DBAPIError, *_CONNECTION_FAILURES) as error:
            raise self._translated(error) from error

    async def moment(self, connection: AsyncConnection) -> datetime:
        """The database's own time, UTC: the same for every process, however their clocks stand."""
        if self._clock is not None:
            return self._clock.now()
        moment: datetime = (await connection.execute(self._now)).scalar_one()
        return moment

    def insert(self, table: Table) -> sqlite.Insert | postgresql.Insert:
        """An insert that can say what to do about a row that is there already."""
        return sqlite.insert(table) if self.dialect == "sqlite" else postgresql.insert(table)

    def greatest(self, *columns: ColumnElement[Any]) -> ColumnElement[Any]:
        """The greatest of columns none of which is null."""
        return func.max(*columns) if self.dialect == "sqlite" else func.greatest(*columns)

    async def measured(self, connection: AsyncConnection) -> tuple[int, str]:
        """How many bytes the database takes, and the version of what runs it."""
        if self.dialect == "sqlite":
            asked = ("PRAGMA page_count", "PRAGMA page_size", "SELECT sqlite_version()")
            pages, each, version = [(await connection.execute(text(one))).scalar_one() for one in asked]
            return int(pages) * int(each), str(version)
        size = (await connection.execute(select(func.pg_database_size(func.current_database())))).scalar_one()
        version = (await connection.execute(text("SHOW server_version"))).scalar_one()
        return int(size), str(version).split(" ")[0]

    async def wipe(self) -> None:
        """Takes what was deleted out of SQLite's journal too, unless somebody is reading all the while."""
        if self.dialect != "sqlite":
            return
        async with self._turn(ahead=False), self.writer.connect() as connection:
            # Not in a transaction, in which nothing can be moved out of the journal.
            driver = (await connection.get_raw_connection()).driver_connection
            if driver is not None:
                await _to_its_end(_emptied(driver))

    async def close(self) -> None:
        """Closes every connection."""
        await self.writer.dispose()
        if self._reader is not self.writer:
            await self._reader.dispose()

    @asynccontextmanager
    async def _turn(self, *, ahead: bool) -> AsyncIterator[None]:
        if self._turns is None:
            yield
        else:
            async with self._turns.turn(ahead=ahead):
                yield

    def _translated(self, error: BaseException) -> BaseException:
        if isinstance(error, failures.DBAPIError) and not _is_down(error):
            return error
        return StoreUnavailable(f"{self.name}: {_words(error)}")


async def _transaction(opening: AbstractAsyncContextManager[AsyncConnection], work: Work[Result]) -> Result:
    async with opening as connection:
        return await work(connection)


async def _emptied(driver: Any) -> None:
    await (await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")).close()


async def _to_its_end(work: Coroutine[Any, Any, Result]) -> Result:
    """What ``work`` returns. A caller that is cancelled waits for its end: cut off, SQLite's driver leaves a lock behind."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


async def open_database(url: str, *, clock: Clock | None = None, patience: float = 10.0, connections: int = 8) -> Database:
    """The database at ``url``, its folder and tables made or brought up to date; several processes may do so at once.

    ``sqlite:///path`` or ``postgresql://…``, with or without the driver's name. ``clock`` replaces the database's own;
    ``patience`` is how many seconds to wait for a lock or a connection. Raises DatabaseRefused for what trying again cannot
    mend, StoreUnavailable for what it may.
    """
    parsed = _parsed(url)
    name = _shown(parsed)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed, name)
        writer = _sqlite_engine(parsed, patience, 1, "BEGIN IMMEDIATE", ("journal_mode=WAL",))
        reader = _sqlite_engine(parsed, patience, connections, "BEGIN", ("query_only=ON",))
    else:
        writer = reader = _postgres_engine(parsed, patience, connections)
    database = Database(name, writer, reader, clock)
    try:
        await _bring_up(database, patience)
    except BaseException:
        await database.close()
        raise
    return database


async def _bring_up(database: Database, patience: float) -> None:
    """Runs the migrations. A starter that finds another one switching SQLite's journal or migrating waits for it."""
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while True:
        try:
            await database.write(lambda connection: connection.run_sync(_migrate))
        except CommandError as error:
            raise DatabaseRefused(f"{database.name}: made by a newer version: {error}") from error
        except StoreUnavailable as error:
            if database.dialect != "sqlite" or "locked" not in str(error) or loop.time() > until:
                raise
            await asyncio.sleep(0.05)
        except (asyncpg.PostgresError, failures.DBAPIError) as error:
            raise DatabaseRefused(f"{database.name}: {_words(error)}") from error
        except (TypeError, ValueError, asyncpg.InterfaceError) as error:
            # What the driver makes of a parameter behind the question mark that it does not know.
            raise DatabaseRefused(f"{database.name}: the address has a parameter that cannot be used: {error}") from error
        else:
            return


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _parsed(text: str) -> URL:
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (failures.ArgumentError, ValueError) as error:
        raise DatabaseRefused("the database's URL cannot be read; it looks like sqlite:///data/rasid.db") from error
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    if backend not in drivers or url.drivername not in {backend, drivers[backend]}:
        raise DatabaseRefused(f"{_shown(url)}: only sqlite:/// and postgresql:// are known")
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise DatabaseRefused(f"{_shown(url)}: a database in memory would forget what it promised; name a file")
    url = url.set(drivername=drivers[backend])
    if "sslmode" in url.query:
        # asyncpg's word for what libpq calls sslmode.
        url = url.update_query_dict({"ssl": url.query["sslmode"]}).difference_update_query(["sslmode"])
    return url


def _shown(url: URL) -> str:
    return url.set(query={}).render_as_string(hide_password=True)


def _make_folder(url: URL, name: str) -> None:
    try:
        Path(url.database or "").parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseRefused(f"{name}: its folder cannot be made: {error.strerror}") from error


def _sqlite_engine(url: URL, patience: float, connections: int, begin: str, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
        json_serializer=_json,
        connect_args={"timeout": patience},
    )
    # What is deleted is overwritten, so that nothing of a forgotten chat can be read from the file.
    always = (f"busy_timeout={int(patience * 1000)}", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")

    def prepare(connection: Any, _: Any) -> None:
        # The driver must not open transactions by itself: BEGIN is ours.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*always, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine.sync_engine, "connect", prepare)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _postgres_engine(url: URL, patience: float, connections: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=patience,
        json_serializer=_json,
        connect_args={"timeout": patience, "command_timeout": 3 * patience, "server_settings": {"application_name": "rasid"}},
    )


def _json(value: Any) -> str:
    # Arabic stays readable; half a surrogate pair, which no database takes, becomes a question mark.
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode("utf-8")


_CONNECTION_FAILURES: Final = (failures.TimeoutError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError)


def _sqlstate(error: BaseException) -> str:
    return str(getattr(getattr(error, "orig", error), "sqlstate", "") or "")


def _is_down(error: failures.DBAPIError) -> bool:
    if error.connection_invalidated:
        return True
    cause: BaseException | None = error.orig
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", None)
        return isinstance(cause, sqlite3.OperationalError) and (code is None or code & 0xFF in _SQLITE_DOWN)
    state = _sqlstate(error)
    return state in _POSTGRES_CONFLICT or state.startswith(_POSTGRES_DOWN) or isinstance(error, failures.InterfaceError)


def _words(error: BaseException) -> str:
    said = str(getattr(error, "orig", None) or error) or type(error).__name__
    return said.splitlines()[0]
