from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.catalogue import load_seeds, load_sources
from bot.app.settings import ConfigProblem
from bot.model.chat import Address, Platform
from bot.model.news import Language

FIVE = timedelta(minutes=5)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_missing_files_are_empty_tables(tmp_path: Path) -> None:
    assert (load_sources(tmp_path, FIVE), load_seeds(tmp_path)) == ((), ())


def test_a_feed_becomes_a_source(tmp_path: Path) -> None:
    text = '[[feed]]\nid = "a"\nname = "أ"\nurl = "https://a.example/rss"\nlanguage = "ar"\nlists = ["x/y", "z/w"]\n'
    [source] = load_sources(write(tmp_path, "feeds.toml", text), FIVE)
    assert (source.id, source.name, source.language, source.interval) == ("a", "أ", Language.ARABIC, FIVE)


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('[[feed]]\nid = "a"\nurl = "https://a.example/"\n', "feed.name", 1),
        ('[[feed]]\nid = "a"\nname = "A"\nurl = "ftp://a.example/"\n', "feed.url", 4),
        ('[[feed]]\nid = "a"\nname = "A"\nurl = "https://a.example/"\nintervall = 3\n', "feed.intervall", 5),
        (
            (
                '[[feed]]\nid = "a"\nname = "A"\nurl = "https://a.example/"\n\n'
                '[[feed]]\nid = "a"\nname = "B"\nurl = "https://b.example/"\n'
            ),
            "feed.id",
            7,
        ),
        ('[[feed]]\nid = "a"\nname = "A"\nurl = "https://a.example/"\ninterval = 0\n', "feed.interval", 5),
        ('[[feed]]\nid = "a"\nname = "A"\nurl = "https://a.example/"\nfull_text = "yes"\n', "feed.full_text", 5),
        ('[[feeds]]\nid = "a"\n', "feeds", 0),
    ],
)
def test_a_faulty_feed_names_file_key_and_line(tmp_path: Path, text: str, key: str, line: int) -> None:
    with pytest.raises(ConfigProblem) as caught:
        load_sources(write(tmp_path, "feeds.toml", text), FIVE)
    assert (caught.value.key, caught.value.line) == (key, line)
    assert caught.value.where.endswith("feeds.toml")


def test_a_feed_may_ask_for_the_pages_of_its_entries(tmp_path: Path) -> None:
    text = '[[feed]]\nid = "a"\nname = "A"\nurl = "https://a.example/"\nfull_text = true\n'
    [source] = load_sources(write(tmp_path, "feeds.toml", text), FIVE)
    assert source.full_text


def test_a_seed_says_where_and_what(tmp_path: Path) -> None:
    text = '[[watch]]\nchat = "telegram:-100:7"\nterm = "زابوريجيا"\n'
    [seed] = load_seeds(write(tmp_path, "watchlist.toml", text))
    assert (seed.address, seed.term) == (Address(Platform.TELEGRAM, "-100", "7"), "زابوريجيا")


def test_a_seed_of_an_unknown_platform_is_refused_with_the_form(tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="console:local"):
        load_seeds(write(tmp_path, "watchlist.toml", '[[watch]]\nchat = "irc:x"\nterm = "a"\n'))


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "watchlist.toml").write_bytes('[[watch]]\nterm = "حماس"\n'.encode("cp1256"))
    with pytest.raises(ConfigProblem, match="UTF-8"):
        load_seeds(tmp_path)
