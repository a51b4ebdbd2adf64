"""Settings every test shares, and the databases that store tests run on."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent.parent))
# The processes that tests start would otherwise compile the whole bot each time.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# The tools that some tests run stand beside the interpreter, whether or not its environment was activated.
os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))

from bot.store.database import Database, open_database
from tests.fakes.clock import FakeClock
from tests.fakes.postgres import drop_database, finished, new_database, running_server

# How long an example takes depends on what else the machine does; the limit on each test catches what hangs.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: many tests wait for processes of their own."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture
def clock() -> FakeClock:
    """A clock that stands still until it is told to go on."""
    return FakeClock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server: TEST_DATABASE_URL if it is set, otherwise one started for this session."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql+asyncpg:", "postgresql:")
        return
    with running_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a database with the tables made, to copy from."""
    url = finished(_migrated(postgres_url))
    yield url.rpartition("/")[2]
    finished(drop_database(postgres_url, url))


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables made, to copy from."""
    path = tmp_path_factory.mktemp("template") / "rasid.db"

    async def make() -> None:
        await (await open_database(f"sqlite:///{path}")).close()

    finished(make())
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A fresh database with its tables made, of each kind in turn."""
    if request.param == "sqlite":
        path = tmp_path / "rasid.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_url")
    url = await new_database(server, request.getfixturevalue("postgres_template"))
    yield url
    await drop_database(server, url)


@pytest.fixture
async def database(database_url: str, clock: FakeClock) -> AsyncIterator[Database]:
    """An open database of each kind in turn, its time told by ``clock``."""
    opened = await open_database(database_url, clock=clock)
    yield opened
    await opened.close()


async def _migrated(server: str) -> str:
    url = await new_database(server)
    await (await open_database(url)).close()
    return url
