from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.bundle import Bundle, BundledFeed, BundledSettings, BundledWatch, BundleFault, Reversal, WatchAsWas
from bot.model.news import Language
from bot.model.preferences import Digest, Preferences, QuietHours, Style
from bot.model.watch import Severity
from bot.text.bundles import read, reversal_read, reversal_written, written

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
MINUTES = st.integers(0, 1439)
DIGESTS = st.one_of(
    st.just(Digest(hourly=True)),
    st.builds(
        lambda times, day: Digest(tuple(sorted(times)), day),
        st.sets(MINUTES, min_size=1, max_size=4),
        st.none() | st.integers(0, 6),
    ),
)
PREFERENCES = st.builds(
    Preferences,
    st.none() | st.builds(QuietHours, MINUTES, MINUTES),
    st.none() | DIGESTS,
    st.sampled_from(Style),
    st.booleans(),
    st.booleans(),
)
SETTINGS = st.builds(BundledSettings, st.sampled_from([Language.ARABIC, Language.ENGLISH]), WORDS, PREFERENCES)
SWITCHED = st.frozensets(WORDS, max_size=3)
WATCHES = st.builds(BundledWatch, WORDS, st.sampled_from(Severity), SWITCHED, WORDS | st.just(""))
FEEDS = st.builds(BundledFeed, WORDS, WORDS | st.just(""), st.sampled_from(Language), st.booleans())
BUNDLES = st.builds(
    Bundle,
    st.lists(WATCHES, max_size=4).map(tuple),
    st.lists(st.lists(WORDS, max_size=3).map(tuple), max_size=3).map(tuple),
    st.lists(FEEDS, max_size=3).map(tuple),
    st.none() | SETTINGS,
    st.lists(WORDS, max_size=2).map(tuple),
)
REVERSALS = st.builds(
    Reversal,
    st.lists(st.integers(1), max_size=3).map(tuple),
    st.lists(st.integers(1), max_size=3).map(tuple),
    st.lists(st.integers(1), max_size=3).map(tuple),
    st.lists(
        st.builds(WatchAsWas, st.integers(1), st.sampled_from(Severity), SWITCHED, st.none() | st.integers(1)), max_size=2
    ).map(tuple),
    st.lists(st.tuples(st.integers(1), st.booleans()), max_size=2).map(tuple),
    st.none() | SETTINGS,
)


@settings(max_examples=40)
@given(BUNDLES)
def test_what_is_written_is_read_again(bundle: Bundle) -> None:
    assert read(written(bundle, NOW).encode()) == bundle
    assert read(b"\xef\xbb\xbf" + written(bundle, NOW).encode()) == bundle


@settings(max_examples=30)
@given(REVERSALS)
def test_what_takes_it_back_is_read_again(reversal: Reversal) -> None:
    assert reversal_read(reversal_written(reversal)) == reversal


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert isinstance(read(content), Bundle | BundleFault)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["version", "settings", "watches", "names", "feeds", "left_out", "term", "url", "quiet", "digest"]


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(KEYS), JSON | st.lists(st.dictionaries(st.sampled_from(KEYS), JSON), max_size=2)))
def test_any_values_are_read_or_refused(values: dict[str, Any]) -> None:
    content = json.dumps({"format": "rasid", "version": 1} | values).encode("utf-8", "replace")
    assert isinstance(read(content), Bundle | BundleFault)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", BundleFault("not_json")),
        (b"\xff\xfe", BundleFault("not_json")),
        (b"[" * 100_000, BundleFault("not_json")),
        (b"[]", BundleFault("not_ours")),
        (b'{"format": "other"}', BundleFault("not_ours")),
        (b'{"format": "rasid"}', BundleFault("damaged", "version")),
        (b'{"format": "rasid", "version": true}', BundleFault("damaged", "version")),
        (b'{"format": "rasid", "version": 2}', BundleFault("newer", "2")),
        (b'{"format": "rasid", "version": 1, "watches": {}}', BundleFault("damaged", "watches")),
        (
            b'{"format": "rasid", "version": 1, "watches": [{"term": "a"}, {"term": " "}]}',
            BundleFault("damaged", "watches[1].term"),
        ),
        (
            b'{"format": "rasid", "version": 1, "watches": [{"term": "a", "severity": "loud"}]}',
            BundleFault("damaged", "watches[0].severity"),
        ),
        (b'{"format": "rasid", "version": 1, "settings": {"language": "und"}}', BundleFault("damaged", "settings.language")),
    ],
)
def test_what_is_wrong_is_said_with_its_place(content: bytes, fault: BundleFault) -> None:
    assert read(content) == fault


def test_keys_of_a_later_version_are_left_alone() -> None:
    content = b'{"format": "rasid", "version": 1, "colour": "red", "watches": [{"term": "a", "sound": "ping"}]}'
    assert read(content) == Bundle((BundledWatch("a"),))
