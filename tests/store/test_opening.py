from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.ports import StoreUnavailable
from bot.store.database import Database, DatabaseRefused, open_database
from bot.store.schema import metadata
from tests.fakes.postgres import debian_programs, finished, new_database, running_server, wheel_programs

STARTER = """
import asyncio, sys
from bot.store.chats import Chats
from bot.store.database import open_database

async def main():
    print("ready", flush=True)
    sys.stdin.readline()
    database = await open_database(sys.argv[1])
    print((await Chats(database).condition()).database)
    await database.close()

asyncio.run(main())
"""


async def started(url: str) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", STARTER, url, stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    return process


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/not/yet/there/rasid.db"
    return await new_database(request.getfixturevalue("postgres_url"))


async def test_two_starters_on_an_empty_database_both_come_up(empty_url: str) -> None:
    processes = await asyncio.gather(started(empty_url), started(empty_url))
    ends = await asyncio.gather(*(process.communicate(b"\n") for process in processes))
    assert [(process.returncode, error.decode()) for process, (_, error) in zip(processes, ends, strict=True)] == [(0, "")] * 2
    assert len({output for output, _ in ends}) == 1


async def test_the_migrations_make_the_tables_that_the_stores_use(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        options = {"include_name": lambda name, kind, _: not (kind == "table" and str(name).startswith("article_words"))}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
        return [one for one in found if "ix_articles_words" not in str(one)]

    async with database.writer.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    for expected in (0, 1):
        opened = await open_database(database_url)
        async with opened.writer.begin() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM audit"))).scalar() == expected
            await connection.execute(text("INSERT INTO audit (at, who, action) VALUES (CURRENT_TIMESTAMP, 'x', 'y')"))
        await opened.close()


async def test_a_database_of_a_newer_version_is_refused_with_its_name(database_url: str) -> None:
    opened = await open_database(database_url)
    async with opened.writer.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await opened.close()
    with pytest.raises(DatabaseRefused, match="newer version"):
        await open_database(database_url)


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://rasid:secret@host/name", "only sqlite"),
        ("sqlite://", "name a file"),
        ("sqlite:///:memory:", "name a file"),
        ("postgresql+psycopg2://rasid:secret@host/name", "only sqlite"),
        ("nonsense", "cannot be read"),
        ("sqlite:////proc/nowhere/rasid.db", "folder cannot be made"),
    ],
)
async def test_a_url_that_cannot_work_is_refused_without_its_password(url: str, word: str) -> None:
    with pytest.raises(DatabaseRefused, match=word) as caught:
        await open_database(url)
    assert "secret" not in str(caught.value)


async def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:9/news") as caught:
        await open_database("postgresql://rasid:secret@127.0.0.1:9/news?password=secret")
    assert "secret" not in str(caught.value)


async def test_a_database_that_does_not_exist_is_named(postgres_url: str) -> None:
    with pytest.raises(StoreUnavailable, match="no_such_database"):
        await open_database(postgres_url.rpartition("/")[0] + "/no_such_database")


@pytest.mark.parametrize("spelling", ["sqlite:///", "sqlite+aiosqlite:///"])
async def test_sqlite_is_opened_to_last(tmp_path: Path, spelling: str) -> None:
    opened = await open_database(f"{spelling}{tmp_path}/rasid.db")
    async with opened.writer.connect() as connection:
        pragmas = [(await connection.execute(text(f"PRAGMA {name}"))).scalar() for name in ("journal_mode", "synchronous")]
    await opened.close()
    assert pragmas == ["wal", 2]


async def test_the_database_tells_its_own_time(database_url: str) -> None:
    opened = await open_database(database_url)
    first = await opened.read(opened.moment)
    second = await opened.write(opened.moment)
    await opened.close()
    assert first.tzinfo is not None
    assert first <= second


@pytest.mark.parametrize("programs", [debian_programs, wheel_programs])
def test_the_tests_own_server_comes_from_either_place(programs: Callable[[], Path | None]) -> None:
    folder = programs()
    if folder is None:  # this machine has no Debian server: the wheel's is the one the tests run on
        folder = wheel_programs()
    with running_server(folder) as url:
        finished(open_and_close(url.rpartition("/")[0] + "/template1"))


async def open_and_close(url: str) -> None:
    await (await open_database(url)).close()


@pytest.mark.parametrize(("parameter", "word"), [("sslrootcert=/nowhere", "parameter"), ("ssl=perhaps", "verify-full")])
async def test_a_parameter_that_cannot_be_used_is_said(postgres_url: str, parameter: str, word: str) -> None:
    with pytest.raises(StoreUnavailable, match=word):
        await open_database(f"{postgres_url}?{parameter}")
