"""The configuration that ships: it loads, keeps its own rules and can be edited by following its comments."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel, SecretStr

from bot.app.catalogue import load_names, load_seeds, load_sources
from bot.app.gazetteer.known import clashes
from bot.app.settings import Settings, load_settings, parse_toml
from bot.model.chat import Platform
from bot.model.news import Language

CONFIG = Path(__file__).parents[2] / "config"
ARABIC = re.compile("[\u0621-\u064a]")
SECRET = re.compile(r"\d{6,}:[\w-]{30,}|xox[abp]-[\w-]{8,}|xapp-[\w-]{8,}|://[^/\s\"]+:[^/\s\"]+@")


def rows(file: str, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CONFIG / file).read_text(encoding="utf-8"))[kind]
    return found


# --- names.toml ---


def test_the_operator_s_file_ships_with_examples_alone() -> None:
    assert tomllib.loads((CONFIG / "names.toml").read_text(encoding="utf-8")) == {}


def test_the_commented_examples_of_names_load(tmp_path: Path) -> None:
    text = (CONFIG / "names.toml").read_text(encoding="utf-8")
    shown = re.sub(r"^# (?=\[\[name\]\]$|[a-z]+ = )", "", text, flags=re.MULTILINE)
    (tmp_path / "names.toml").write_text(shown, encoding="utf-8")
    before = {name.id: name for name in load_names(CONFIG)}
    after = {name.id: name for name in load_names(tmp_path)}
    assert after.keys() - before.keys() == {"our-daily"}
    assert before.keys() - after.keys() == {"kraken"}
    assert set(before["centcom"].ar) < set(after["centcom"].ar)
    assert clashes(tmp_path) == ()


def test_each_feed_s_id_is_short_and_plain() -> None:
    ids = [row["id"] for row in rows("feeds.toml", "feed")]
    assert len(ids) == len(set(ids))
    assert [bad for bad in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", bad)] == []


# --- feeds.toml ---


def test_feeds_are_many_and_in_both_languages() -> None:
    sources = load_sources(CONFIG, timedelta(seconds=300))
    assert len(sources) >= 45
    for language in (Language.ARABIC, Language.ENGLISH):
        assert sum(source.language == language for source in sources) >= 15


def test_feed_addresses_are_whole_and_each_stands_once() -> None:
    addresses = [urlsplit(row["url"]) for row in rows("feeds.toml", "feed")]
    assert {address.scheme for address in addresses} <= {"https", "http"}
    same = [(address.netloc.lower(), address.path.rstrip("/"), address.query) for address in addresses]
    assert len(same) == len(set(same))
    assert all(address.hostname and "." in address.hostname and address.path for address in addresses)


def test_each_feed_names_two_lists_by_different_people() -> None:
    for row in rows("feeds.toml", "feed"):
        owners = set()
        for entry in row["lists"]:
            repository, _, path = entry.partition(" ")
            assert re.fullmatch(r"[\w.-]+/[\w.-]+", repository), entry
            assert path, entry
            owners.add(repository.partition("/")[0].lower())
        assert len(owners) >= 2, row["id"]


def test_feeds_have_a_name_and_a_region() -> None:
    for row in rows("feeds.toml", "feed"):
        assert row["name"].strip()
        assert row["region"].strip()
    names = [row["name"] for row in rows("feeds.toml", "feed")]
    assert len(names) == len(set(names))


# --- watchlist.toml and bot.toml ---


def test_the_sample_watchlist_seeds_the_terminal_only() -> None:
    seeds = load_seeds(CONFIG)
    assert {seed.address.platform for seed in seeds} == {Platform.CONSOLE}
    assert {seed.term for seed in seeds} == {"بيتكوين", "CENTCOM", "زابوريجيا"}


def test_the_commented_examples_of_the_watchlist_load(tmp_path: Path) -> None:
    text = (CONFIG / "watchlist.toml").read_text(encoding="utf-8")
    shown = re.sub(r'^# (?=\[\[watch\]\]$|(?:chat|term) = ")', "", text, flags=re.MULTILINE)
    (tmp_path / "watchlist.toml").write_text(shown, encoding="utf-8")
    platforms = {seed.address.platform for seed in load_seeds(tmp_path)}
    assert platforms == {Platform.CONSOLE, Platform.TELEGRAM, Platform.SLACK}


def uncommented() -> str:
    text = (CONFIG / "bot.toml").read_text(encoding="utf-8")
    return re.sub(r"^# (?=[a-z_]+ = \S+.*$)", "", text, flags=re.MULTILINE)


def test_as_shipped_every_setting_has_its_default() -> None:
    assert load_settings(CONFIG, {}) == Settings()


def test_every_setting_shown_is_real_and_shown_with_its_default(tmp_path: Path) -> None:
    shown = parse_toml(tmp_path, uncommented())
    assert shown
    (tmp_path / "bot.toml").write_text(uncommented(), encoding="utf-8")
    assert load_settings(tmp_path, {}) == Settings()


def test_every_setting_there_is_is_shown() -> None:
    shown = parse_toml(CONFIG, uncommented())
    defaults = Settings()
    for field in Settings.model_fields:
        value = getattr(defaults, field)
        assert field in shown
        if isinstance(value, BaseModel):
            secret = {part for part, kind in type(value).model_fields.items() if kind.annotation == SecretStr | None}
            assert set(type(value).model_fields) - secret == set(shown[field])


@pytest.mark.parametrize("file", ["bot.toml", "feeds.toml", "names.toml", "watchlist.toml"])
def test_no_secret_ships(file: str) -> None:
    text = (CONFIG / file).read_text(encoding="utf-8")
    assert SECRET.search(text) is None
    assert not re.search(r"^\s*(bot_|app_)?token\s*=", text, flags=re.MULTILINE)


@pytest.mark.parametrize("file", ["bot.toml", "feeds.toml", "names.toml", "watchlist.toml"])
def test_each_file_explains_itself_in_both_languages(file: str) -> None:
    head = (CONFIG / file).read_text(encoding="utf-8").partition("\n\n")[0]
    assert head.startswith("# ")
    assert ARABIC.search(head)
    assert re.search("[a-z]{4}", head)


@pytest.mark.parametrize("file", ["bot.toml", "feeds.toml", "names.toml", "watchlist.toml"])
def test_no_invisible_marks_hide_in_the_files(file: str) -> None:
    text = (CONFIG / file).read_text(encoding="utf-8")
    assert re.findall("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\t\u00a0]", text) == []
