"""``rasid opml``: the command line from a file to a chat's feeds and back, with what it says and how it ends."""

import asyncio
import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app.cli import main
from bot.model.chat import Address, ChatKind, Person, Platform
from bot.model.listing import Outline
from bot.model.news import Language, Source
from bot.ports import SourceState
from bot.sources.opml import read_opml
from bot.store.chats import Chats
from bot.store.database import open_database

CONFIG = str(Path(__file__).parent.parent.parent / "config")
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def line(title: str, url: str) -> str:
    return f'<outline type="rss" text="{title}" xmlUrl="{url}"/>'


def opml(*lines: str) -> bytes:
    return f'<opml version="2.0"><head><title>مصادر</title></head><body>{"".join(lines)}</body></opml>'.encode()


class Place:
    """A folder with a database in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'rasid.db'}"

    def file(self, data: bytes) -> str:
        path = self.folder / "feeds.opml"
        path.write_bytes(data)
        return str(path)

    def open(self, channel: str) -> None:
        async def work(chats: Chats) -> None:
            await chats.open_chat(Address(Platform.TELEGRAM, channel), ChatKind.PRIVATE, "مكتب", Language.ARABIC)

        self._with(work)

    def seed(self, *sources: Source) -> None:
        self._with(lambda chats: chats.seed_sources(sources))

    def feeds(self, chat: int = 1) -> list[SourceState]:
        return self._with(lambda chats: chats.sources(chat))

    def _with(self, work: object) -> object:
        async def run() -> object:
            database = await open_database(self.url)
            try:
                return await work(Chats(database))  # type: ignore[operator]
            finally:
                await database.close()

        return asyncio.run(run())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_template: Path) -> Place:
    for name in os.environ:
        if name.startswith("RASID_"):
            monkeypatch.delenv(name)
    made = Place(tmp_path)
    (tmp_path / "rasid.db").write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("RASID_DATABASE__URL", made.url)
    return made


def opml_command(what: str, *arguments: str) -> int:
    return main(["opml", what, *arguments, "--config", CONFIG])


def test_feeds_are_added_to_the_only_chat(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.open("7")
    file = place.file(opml(line("الميناء", "https://a.example/rss"), line("", "https://b.example/rss")))
    assert opml_command("import", file) == 0
    assert capsys.readouterr().out == "2 added, 0 present, 0 refused: telegram:7\n"
    assert [(each.source.name, each.source.url) for each in place.feeds()] == [
        ("الميناء", "https://a.example/rss"),
        ("b.example", "https://b.example/rss"),
    ]
    assert opml_command("import", file, "--chat", "telegram:7") == 0
    assert capsys.readouterr().out == "0 added, 2 present, 0 refused: telegram:7\n"


def test_every_address_is_looked_at_and_what_is_refused_is_named(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.open("7")
    place.seed(Source("s", "https://shared.example/rss", "Shared"))
    file = place.file(
        opml(
            line("Shared", "https://shared.example/rss"),
            line("A", "https://a.example/rss"),
            line("A again", "http://www.a.example/rss/"),
            line("Router", "http://192.168.0.1/rss"),
            line("Octal", "http://0177.0.0.1/rss"),
            line("", "http://reader:s3cret@localhost/rss"),
            line("File", "file:///etc/passwd"),
            line("Port", "https://a.example:22/rss"),
            line("Nonsense", "http://[x"),
        )
    )
    assert opml_command("import", file) == 1
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        "1 added, 1 present, 6 refused: telegram:7",
        "refused: Router: forbidden address: a private or reserved address: 192.168.0.1",
        "refused: Octal: forbidden address: a private or reserved address: 127.0.0.1",
        "refused: http://localhost/rss: forbidden address: a local name: localhost",
        "refused: File: bad url: not an http or https address",
        "refused: Port: forbidden address: port 22",
        "refused: Nonsense: bad url: not an address",
    ]
    assert "s3cret" not in said.err
    assert [each.source.name for each in place.feeds()] == ["Shared", "A"]


def test_the_chat_must_be_known_and_named_where_there_are_several(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    file = place.file(opml(line("A", "https://a.example/rss")))
    assert opml_command("import", file) == 2
    assert "there is no chat yet" in capsys.readouterr().err
    place.open("7")
    place.open("8")
    assert opml_command("import", file) == 2
    assert "telegram:7, telegram:8" in capsys.readouterr().err
    assert opml_command("import", file, "--chat", "telegram:9") == 2
    assert "there is no chat telegram:9" in capsys.readouterr().err
    assert opml_command("import", file, "--chat", "9") == 2
    assert "telegram:-100123" in capsys.readouterr().err
    assert opml_command("import", file, "--chat", "telegram:8") == 0
    assert (len(place.feeds(1)), len(place.feeds(2))) == (0, 1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is empty"),
        (b"<!doctype html><html>login</html>", "it is no OPML (a document of type <html>)"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "it defines entities"),
        (opml(), "it names no feed"),
    ],
)
def test_what_is_no_list(place: Place, capsys: pytest.CaptureFixture[str], data: bytes, said: str) -> None:
    place.open("7")
    assert opml_command("import", place.file(data)) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert opml_command("import", str(place.folder / "none.opml")) == 2
    assert "No such file" in capsys.readouterr().err


def test_a_long_list_from_standard_input(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place.open("7")
    data = opml(*(line(f"مصدر {number}", f"https://h{number}.example/rss") for number in range(1000)))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert opml_command("import", "-") == 0
    said = capsys.readouterr()
    assert said.out == "1000 added, 0 present, 0 refused: telegram:7\n"
    assert said.err.splitlines()[-1] == "1000 of 1000"


def test_what_is_exported_is_imported_again(place: Place, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    place.open("7")
    place.seed(Source("s", "https://shared.example/rss?a=1&b=2", 'وكالة "الميناء"', Language.ARABIC, "Levant"))
    place._with(
        lambda chats: chats.add_source(
            1, "https://reader:s3cret@own.example/rss", "Own", Language.ENGLISH, Person(Platform.TELEGRAM, "7"), NOON
        )
    )
    assert opml_command("export") == 0
    said = capsysbinary.readouterr()
    assert b"s3cret" not in said.out + said.err
    assert b"without its user name: https://own.example/rss" in said.err
    outline = read_opml(said.out)
    assert isinstance(outline, Outline)
    assert outline.title == "Rasid: مكتب"
    assert [(feed.url, feed.title, feed.categories, feed.language) for feed in outline.feeds] == [
        ("https://shared.example/rss?a=1&b=2", 'وكالة "الميناء"', ("Levant",), Language.ARABIC),
        ("https://own.example/rss", "Own", (), Language.ENGLISH),
    ]
    target = place.folder / "out.opml"
    assert opml_command("export", str(target)) == 0
    place.open("8")
    assert opml_command("import", str(target), "--chat", "telegram:8") == 0
    assert capsysbinary.readouterr().out == b"1 added, 1 present, 0 refused: telegram:8\n"


def test_a_file_that_cannot_be_written(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    place.open("7")
    assert opml_command("export", str(place.folder / "none" / "out.opml")) == 2
    assert "No such file" in capsys.readouterr().err
