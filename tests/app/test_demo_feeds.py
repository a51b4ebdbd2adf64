"""The script of ``rasid demo``: well-formed, plausible in time, and with every device the tour is to show."""

from __future__ import annotations

import itertools
import re
import tomllib
from collections import Counter
from importlib import resources
from typing import Any

import pytest

from bot.app.newsstand import load_script
from bot.model.news import Language
from bot.text.folding import folded
from bot.text.languages import language_of

SCRIPT: dict[str, Any] = tomllib.loads(
    (resources.files("bot.app") / "demo_feeds" / "script.toml").read_text(encoding="utf-8"),
)
OUTLETS: dict[str, dict[str, Any]] = {outlet["id"]: outlet for outlet in SCRIPT["outlet"]}
ENTRIES: list[dict[str, Any]] = SCRIPT["entry"]
LONGEST = 45.0
NEEDED = {
    "baseline",
    "centcom",
    "copy",
    "rewrite",
    "rise",
    "older-toll",
    "other-language",
    "near-miss",
    "windows-1256",
    "edit",
    "crypto",
    "new-watch",
}


def entries(device: str) -> list[dict[str, Any]]:
    return [entry for entry in ENTRIES if entry["device"] == device]


def entry(guid: str) -> dict[str, Any]:
    return next(entry for entry in ENTRIES if entry["guid"] == guid)


def test_the_newsstand_reads_the_whole_script() -> None:
    script = load_script()
    assert len(script.outlets) == len(OUTLETS)
    assert len(script.entries) == len(ENTRIES)
    assert script.watches == ("بيتكوين", "CENTCOM", "زابوريجيا")
    assert script.length <= LONGEST


def test_there_are_enough_outlets_in_both_languages_and_formats() -> None:
    assert len(OUTLETS) >= 9
    assert len({outlet["name"] for outlet in SCRIPT["outlet"]}) == len(SCRIPT["outlet"]) == len(OUTLETS)
    assert min(Counter(outlet["language"] for outlet in SCRIPT["outlet"]).values()) >= 4
    assert {outlet["language"] for outlet in SCRIPT["outlet"]} == {"ar", "en"}
    assert {outlet["format"] for outlet in SCRIPT["outlet"]} == {"rss", "atom"}
    assert {outlet["encoding"] for outlet in SCRIPT["outlet"]} == {"utf-8", "windows-1256"}
    paths = [outlet["path"] for outlet in SCRIPT["outlet"]]
    assert len(paths) == len(set(paths))
    assert all(re.fullmatch(r"/[a-z0-9.-]+\.(xml|atom)", path) for path in paths)


def test_guids_are_unique_and_every_outlet_publishes() -> None:
    guids = [entry["guid"] for entry in ENTRIES]
    assert len(guids) == len(set(guids))
    assert {entry["outlet"] for entry in ENTRIES} == set(OUTLETS)


def test_entries_stand_in_the_order_of_time_within_the_length_of_the_demo() -> None:
    times = [entry["at"] for entry in ENTRIES]
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] <= LONGEST
    later = [at for at in times if at > 0]
    assert all(second - first >= 1 for first, second in itertools.pairwise(later)), "alerts must be readable one by one"


@pytest.mark.parametrize("guid", [entry["guid"] for entry in ENTRIES])
def test_an_entry_is_a_short_piece_of_news_in_the_language_of_its_outlet(guid: str) -> None:
    piece = entry(guid)
    outlet = OUTLETS[piece["outlet"]]
    assert 40 <= len(piece["text"].split()) <= 120
    assert 4 <= len(piece["title"].split()) <= 14
    assert not piece["title"].endswith((".", "!"))
    assert "!" not in piece["text"]
    assert piece["text"].endswith(".")
    assert "\n" not in piece["text"]
    for field in ("title", "text"):
        assert language_of(piece[field]) == Language.of(outlet["language"])
        piece[field].encode(outlet["encoding"])
        assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]", piece[field])


def test_every_device_is_there() -> None:
    assert {entry["device"] for entry in ENTRIES} >= NEEDED


def test_what_was_there_before_is_the_baseline() -> None:
    assert {entry["at"] for entry in entries("baseline")} == {0}
    assert all(entry["at"] > 0 for entry in ENTRIES if entry["device"] != "baseline")
    assert len(entries("baseline")) >= 3


def test_the_copy_is_the_wire_text_of_another_outlet_word_for_word() -> None:
    for copy in entries("copy"):
        first = next(entry for entry in ENTRIES if entry["text"] == copy["text"])
        assert first["outlet"] != copy["outlet"]
        assert first["at"] < copy["at"]
        assert first["title"] != copy["title"]
        assert len(copy["text"].split()) >= 60


def test_the_rewrite_tells_the_same_event_in_other_words() -> None:
    wire, rewrite = entry("gw-1002"), entry("el-6001")
    assert rewrite["device"] == "rewrite"
    assert wire["title"].split()[:3] != rewrite["title"].split()[:3]

    def runs(text: str) -> set[tuple[str, ...]]:
        words = folded(text).split()
        return {tuple(words[start : start + 4]) for start in range(len(words) - 3)}

    assert len(runs(wire["text"]) & runs(rewrite["text"])) < len(runs(rewrite["text"])) / 4
    assert "Amber Dawn" in wire["text"]
    assert "Amber Dawn" in rewrite["text"]


def test_the_toll_rises_and_a_slow_outlet_repeats_the_older_one() -> None:
    wire, (older,) = entry("gw-1002"), entries("older-toll")
    rises = {OUTLETS[piece["outlet"]]["language"]: piece for piece in entries("rise")}
    assert rises.keys() == {"ar", "en"}
    rise = rises[OUTLETS[older["outlet"]]["language"]]
    assert "3" in wire["title"].split()
    for piece in rises.values():
        assert re.search(r"\b7\b", piece["title"])
        assert not re.search(r"\b3\b", piece["text"])
        assert wire["at"] < piece["at"]
    assert re.search(r"\b3\b", older["title"])
    assert not re.search(r"\b7\b", older["title"] + older["text"])
    assert wire["at"] < rise["at"] < older["at"]
    assert older["outlet"] not in {wire["outlet"], rise["outlet"]}


def test_events_are_told_in_both_languages() -> None:
    for watch in (
        (("CENTCOM",), ("سنتكوم",)),
        (("Zaporizhzhia",), ("زابوروجيا", "زابوريجيا")),
        (("Bitcoin", "BTC"), ("البتكوين",)),
    ):
        for language, spellings in zip(("en", "ar"), watch, strict=True):
            told = [
                piece
                for piece in ENTRIES
                if piece["at"] > 0 and OUTLETS[piece["outlet"]]["language"] == language and spellings[0] in piece["text"]
            ]
            assert told, (language, spellings)
    assert {OUTLETS[piece["outlet"]]["language"] for piece in entries("other-language")} == {"ar", "en"}


def test_near_misses_hold_no_spelling_of_what_is_watched() -> None:
    watched = ("بيتكوين", "بتكوين", "Bitcoin", "BTC", "CENTCOM", "سنتكوم", "Zaporizh", "زابور", "القيادة المركزية")
    assert len(entries("near-miss")) >= 3
    for miss in entries("near-miss"):
        text = folded(miss["title"] + " " + miss["text"])
        assert [spelling for spelling in watched if folded(spelling) in text] == []
    assert {OUTLETS[miss["outlet"]]["language"] for miss in entries("near-miss")} == {"ar", "en"}


def test_the_windows_1256_outlet_has_a_real_story() -> None:
    (story,) = entries("windows-1256")
    assert OUTLETS[story["outlet"]]["encoding"] == "windows-1256"
    assert "زابوروجيا" in story["title"]
    encoded = story["text"].encode("windows-1256")
    assert encoded.decode("windows-1256") == story["text"]
    with pytest.raises(UnicodeDecodeError):
        encoded.decode("utf-8")


def test_an_edit_mends_one_word_of_an_earlier_entry_of_its_outlet() -> None:
    (edit,) = entries("edit")
    before = entry(edit["edit_of"])
    assert before["outlet"] == edit["outlet"]
    assert before["at"] < edit["at"]
    pairs = list(zip(before["title"].split(), edit["title"].split(), strict=True))
    assert sum(old != new for old, new in pairs) == 1
    assert all("edit_of" not in other for other in ENTRIES if other is not edit)


def test_crypto_stories_have_a_signed_percentage_and_a_price_inside_arabic() -> None:
    arabic = [piece for piece in entries("crypto") if OUTLETS[piece["outlet"]]["language"] == "ar"]
    assert any(re.search(r"-\d+\.\d%.*\d\d,\d{3}", piece["title"]) for piece in arabic)
    assert any(re.search(r"\+\d+\.\d%", piece["title"]) for piece in arabic)
    assert any("BTC" in piece["text"] for piece in arabic)


def test_the_tour_types_in_both_languages_and_its_last_watch_is_answered_by_an_alert() -> None:
    commands = SCRIPT["command"]
    assert [command["at"] for command in commands] == sorted(command["at"] for command in commands)
    assert {command["text"] for command in commands} >= {"watches", "latest", "بحث زابوريجيا", "status", "حالة", "رصد الميناء"}
    watch = next(command for command in commands if command["text"] == "رصد الميناء")
    (answer,) = entries("new-watch")
    assert answer["at"] >= watch["at"] + 2
    assert "الميناء" in answer["title"]
    assert not any(spelling in answer["text"] for spelling in ("سنتكوم", "البيتكوين", "زابوريجيا"))
