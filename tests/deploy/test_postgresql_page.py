"""What docs/deploy/postgresql.md says, tried on a server: the role, its grants, TLS, backup and restore."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import certifi
import pytest

from bot.ports import StoreUnavailable
from bot.store.database import open_database
from tests.fakes.postgres import debian_programs, finished, run_sql, running_server, wheel_programs

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
PAGE = (DEPLOY / "postgresql.md").read_text("utf-8")
SCRIPT = DEPLOY / "postgresql-role.sh"
PASSWORD = "a pass'word"
PROGRAMS = debian_programs() or wheel_programs()
# What PostgreSQL's clients say before TLS, and that this server has none.
TLS_REQUEST, NO_TLS = bytes.fromhex("0000000804d2162f"), b"N"


def environ(server: str) -> dict[str, str]:
    port = re.findall(r":(\d+)/", server)[0]
    named = {"PGHOST": "127.0.0.1", "PGPORT": port, "PGUSER": "postgres", "RASID_DATABASE_PASSWORD": PASSWORD}
    return {**os.environ, **named, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}


def shell(server: str, line: str, cwd: Path, **more: str) -> None:
    done = subprocess.run(
        ["sh", "-c", line], env={**environ(server), **more}, cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def line_with(word: str) -> str:
    (line,) = re.findall(rf"^{word} .*$", PAGE, re.MULTILINE)
    return str(line)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on which the page's script has run; its superuser is called postgres, as is usual."""
    with running_server() as first:
        finished(run_sql(first, "CREATE ROLE postgres SUPERUSER LOGIN"))
        url = first.replace("rasid@", "postgres@")
        finished(run_sql(url, "ALTER ROLE rasid RENAME TO first"))
        shell(url, f"sh {shlex.quote(str(SCRIPT))}", tmp_path_factory.mktemp("role"))
        yield url


@pytest.fixture
def mine(server: str) -> str:
    """The bot's own address on that server."""
    return server.replace("postgres@", "rasid@").rpartition("/")[0] + "/rasid"


@pytest.fixture
async def connection(mine: str) -> AsyncIterator[asyncpg.Connection]:
    await (await open_database(mine)).close()
    connection = await asyncpg.connect(mine)
    yield connection
    await connection.close()


def test_the_page_shows_the_lines_of_the_script() -> None:
    (shown,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    assert shown in SCRIPT.read_text("utf-8")
    assert os.access(SCRIPT, os.X_OK)


async def test_the_tables_stand_in_the_roles_own_schema(connection: asyncpg.Connection) -> None:
    schemas = await connection.fetch("SELECT DISTINCT schemaname FROM pg_tables WHERE tableowner = 'rasid'")
    assert [row["schemaname"] for row in schemas] == ["rasid"]


async def test_the_role_may_log_in_and_nothing_else(connection: asyncpg.Connection) -> None:
    role = await connection.fetchrow(
        "SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
        " FROM pg_roles WHERE rolname = 'rasid'"
    )
    assert role is not None
    assert tuple(role) == (True, False, False, False, False, False)
    assert await connection.fetchval("SELECT count(*) FROM pg_auth_members WHERE member = 'rasid'::regrole") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMPORARY TABLE held (word text)",
        "CREATE TABLE public.held (word text)",
        "CREATE SCHEMA other",
        "CREATE EXTENSION pg_trgm",
        "CREATE ROLE other",
        "CREATE DATABASE other",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT * FROM pg_authid",
        "ALTER SYSTEM SET ssl = on",
    ],
)
async def test_what_the_role_may_not(connection: asyncpg.Connection, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)


async def test_nobody_else_may_connect(server: str, mine: str) -> None:
    await run_sql(server, "CREATE ROLE stranger LOGIN")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(mine.replace("rasid@", "stranger@"))


async def test_the_password_is_the_one_given(server: str) -> None:
    held = await asyncpg.connect(server)
    try:
        secret = await held.fetchval("SELECT rolpassword FROM pg_authid WHERE rolname = 'rasid'")
    finally:
        await held.close()
    assert str(secret).startswith("SCRAM-SHA-256$")
    assert PASSWORD not in str(secret)


async def test_backup_and_restore_as_the_page_says(
    server: str, mine: str, connection: asyncpg.Connection, tmp_path: Path
) -> None:
    revision = await connection.fetchval("SELECT version_num FROM alembic_version")
    await connection.execute("UPDATE revisions SET revision = 41 WHERE subject = 'watches'")
    await asyncio.to_thread(shell, server, line_with("pg_dump"), tmp_path, URL=mine)
    await run_sql(
        server,
        "CREATE DATABASE again TEMPLATE template0 ENCODING 'UTF8'",
        "GRANT CONNECT ON DATABASE again TO rasid",
    )
    again = mine.rpartition("/")[0] + "/again"
    await run_sql(server.rpartition("/")[0] + "/again", "CREATE SCHEMA rasid AUTHORIZATION rasid")
    await asyncio.to_thread(shell, server, line_with("pg_restore"), tmp_path, URL=again)
    await (await open_database(again)).close()
    restored = await asyncpg.connect(again)
    try:
        assert await restored.fetchval("SELECT version_num FROM alembic_version") == revision
        assert await restored.fetchval("SELECT revision FROM revisions WHERE subject = 'watches'") == 41
    finally:
        await restored.close()


@pytest.mark.parametrize("word", ["ssl", "sslmode"])
async def test_verify_full_never_goes_on_without_tls(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without TLS hears the question for it and nothing more."""
    monkeypatch.setenv("PGSSLROOTCERT", certifi.where())
    heard: list[bytes] = []
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(len(TLS_REQUEST)))
        writer.write(NO_TLS)
        await writer.drain()
        heard.append(await reader.read())
        writer.close()
        over.set()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    with pytest.raises(StoreUnavailable, match="SSL"):
        await open_database(f"postgresql://rasid:secret@127.0.0.1:{port}/rasid?{word}=verify-full", patience=5.0)
    await asyncio.wait_for(over.wait(), 10)
    listening.close()
    assert heard == [TLS_REQUEST, b""]


async def test_verify_full_says_when_it_knows_nobody_to_trust(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PGSSLROOTCERT", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StoreUnavailable, match=r"root certificate file .* does not exist") as refused:
        await open_database("postgresql://rasid:secret@127.0.0.1:1/rasid?ssl=verify-full")
    assert "secret" not in str(refused.value)
