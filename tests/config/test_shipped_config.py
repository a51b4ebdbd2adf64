"""The configuration that ships: it loads, keeps its own rules and can be edited by following its comments."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel, SecretStr

from bot.app.catalogue import load_names, load_seeds, load_sources
from bot.app.settings import Settings, load_settings, parse_toml
from bot.model.chat import Platform
from bot.model.news import Language
from bot.model.watch import Name
from bot.text.folding import tokens

CONFIG = Path(__file__).parents[2] / "config"
NAMES = load_names(CONFIG)
BY_ID = {name.id: name for name in NAMES}
ARABIC = re.compile("[\u0621-\u064a]")
SECRET = re.compile(r"\d{6,}:[\w-]{30,}|xox[abp]-[\w-]{8,}|xapp-[\w-]{8,}|://[^/\s\"]+:[^/\s\"]+@")


def key(spelling: str) -> str:
    """What two spellings share when no reader could tell a match of one from a match of the other."""
    return " ".join(token.text for token in tokens(spelling))


def rows(file: str, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CONFIG / file).read_text(encoding="utf-8"))[kind]
    return found


# --- names.toml ---


def test_there_are_many_names_and_each_has_spellings_in_both_languages() -> None:
    assert len(NAMES) >= 350
    for name in NAMES:
        latin = [text for text in (*name.en, *name.cased, *name.off) if not ARABIC.search(text)]
        arabic = [text for text in (*name.ar, *name.off) if ARABIC.search(text)]
        assert latin, f"{name.id} has no Latin spelling"
        assert arabic, f"{name.id} has no Arabic spelling"


def test_every_name_says_what_kind_of_thing_it_is() -> None:
    assert [name.id for name in NAMES if not name.kind] == []


@pytest.mark.parametrize("file", ["names.toml", "feeds.toml"])
def test_an_id_is_short_and_plain(file: str) -> None:
    kind = {"names.toml": "name", "feeds.toml": "feed"}[file]
    ids = [row["id"] for row in rows(file, kind)]
    assert len(ids) == len(set(ids))
    assert [bad for bad in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", bad)] == []


def test_spellings_stand_under_their_own_script() -> None:
    assert [(name.id, text) for name in NAMES for text in (*name.en, *name.cased) if ARABIC.search(text)] == []
    assert [(name.id, text) for name in NAMES for text in name.ar if not ARABIC.search(text)] == []


def test_no_name_lists_two_spellings_that_fold_into_one() -> None:
    for name in NAMES:
        spellings = (*name.en, *name.ar, *name.off)
        seen: dict[str, str] = {}
        for spelling in spellings:
            assert key(spelling), f"{name.id}: {spelling!r} has no letters"
            twin = seen.setdefault(key(spelling), spelling)
            assert twin == spelling, f"{name.id}: {twin!r} and {spelling!r} are one spelling"
        assert len(set(name.cased)) == len(name.cased)
        assert not {key(text) for text in name.cased} & seen.keys(), f"{name.id}: a cased spelling counts in any case as well"


def test_a_spelling_belongs_to_one_name_unless_the_others_have_it_off() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for name in NAMES:
        for spelling in (*name.en, *name.ar, *name.cased):
            owners[key(spelling)].add(name.id)
    assert {spelling: ids for spelling, ids in owners.items() if len(ids) > 1} == {}


def test_a_cased_spelling_is_one_that_case_can_tell_apart() -> None:
    assert [(name.id, text) for name in NAMES for text in name.cased if text == text.lower()] == []


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("bitcoin", {"Bitcoin", "BTC", "بيتكوين", "بتكوين"}),
        ("centcom", {"CENTCOM", "سنتكوم", "القيادة المركزية الأميركية", "القيادة المركزية الأمريكية"}),
        (
            "zaporizhzhia",
            {"Zaporizhzhia", "Zaporizhia", "Zaporozhye", "ZNPP", "زابوريجيا", "زابوروجيا", "زابوريجيه", "زابوروجيه"},
        ),
        ("google", {"غوغل", "جوجل"}),
        ("england", {"إنجلترا", "إنكلترا"}),
        ("united-states", {"أميركا", "أمريكا", "الولايات المتحدة"}),
        ("khamenei", {"خامنئي", "خامنائي"}),
        ("gaddafi", {"Gaddafi", "Qaddafi", "Kadhafi", "القذافي"}),
    ],
)
def test_both_schools_of_spelling_are_there(name: str, spellings: set[str]) -> None:
    assert spellings <= {*BY_ID[name].en, *BY_ID[name].ar}


@pytest.mark.parametrize(
    ("name", "shared"),
    [
        ("centcom", "القيادة المركزية"),
        ("mali", "مالي"),
        ("oman", "عمان"),
        ("amman", "عمان"),
        ("fatah", "فتح"),
        ("jenin", "جنين"),
        ("tyre", "صور"),
        ("apple", "آبل"),
        ("sharaa", "الشرع"),
        ("lula", "لولا"),
        ("dogecoin", "DOGE"),
    ],
)
def test_words_with_another_meaning_are_off(name: str, shared: str) -> None:
    assert shared in BY_ID[name].off
    assert all(key(shared) != key(text) for text in (*BY_ID[name].en, *BY_ID[name].ar, *BY_ID[name].cased))


@pytest.mark.parametrize(
    ("name", "ticker"),
    [("near-protocol", "NEAR"), ("chainlink", "LINK"), ("who", "WHO"), ("united-states", "US"), ("sui", "SUI"), ("un", "UN")],
)
def test_words_in_capitals_count_only_so(name: str, ticker: str) -> None:
    assert ticker in BY_ID[name].cased


def test_no_spelling_that_is_on_is_a_single_letter() -> None:
    def shortest(name: Name) -> int:
        return min((len(key(text).replace(" ", "")) for text in (*name.en, *name.ar, *name.cased)), default=9)

    assert [name.id for name in NAMES if shortest(name) < 2] == []


def test_countries_are_there_without_their_adjectives() -> None:
    countries = [name for name in NAMES if name.kind == "country"]
    assert len(countries) >= 60
    adjectives = {"Iranian", "Russian", "Israeli", "American", "إيراني", "روسي", "إسرائيلي", "أميركي", "سوري", "مصري"}
    assert [name.id for name in countries if adjectives & set(name.spellings)] == []


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
