from __future__ import annotations

import math
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.frequencies import LEAST, Frequencies, packed
from tests.matching.conftest import EVIDENCE

_WORDS = st.dictionaries(st.text(max_size=12), st.floats(1e-9, 1.0), max_size=40)
# A level is a sixteenth of a logarithm.
_HALF_LEVEL = 1 / 32 + 1e-9
_HIGHEST = math.log(LEAST) + 255 / 16


@given(_WORDS)
def test_shares_are_read_back_about_as_they_were_packed(shares: dict[str, float]) -> None:
    table = Frequencies(packed(shares))
    assert len(table) == len({zlib.crc32(word.encode("utf-8", "surrogatepass")) for word in shares})
    if len(table) == len(shares):
        for word, share in shares.items():
            assert table.log(word) == pytest.approx(min(max(math.log(share), math.log(LEAST)), _HIGHEST), abs=_HALF_LEVEL)


@given(_WORDS, st.text(alphabet="abcdef", min_size=13, max_size=15))
def test_an_unknown_word_has_the_least_share(shares: dict[str, float], word: str) -> None:
    known = {zlib.crc32(each.encode("utf-8", "surrogatepass")) for each in shares}
    if zlib.crc32(word.encode()) not in known:
        assert Frequencies(packed(shares)).log(word) == math.log(LEAST)


def test_the_bytes_are_the_same_in_any_order_and_on_any_machine() -> None:
    shares = {"في": 1e-2, "اليوم": 1e-3, "london": 1e-5}
    backward = dict(reversed(shares.items()))
    assert packed(shares) == packed(backward)
    assert packed({"london": LEAST * math.exp(2)}) == bytes([1, 0, 0, 0]) + zlib.crc32(b"london").to_bytes(4, "little") + bytes(
        [32]
    )


def test_a_table_from_another_machine_is_read_as_it_is_written() -> None:
    first, second = sorted((zlib.crc32(b"london"), zlib.crc32(b"paris")))
    data = bytes([2, 0, 0, 0]) + first.to_bytes(4, "little") + second.to_bytes(4, "little") + bytes([16, 16])
    assert [Frequencies(data).log(word) for word in ("london", "paris")] == [math.log(LEAST) + 1] * 2


def test_without_data_every_word_has_the_least_share() -> None:
    for table in (Frequencies(), Frequencies(packed({}))):
        assert len(table) == 0
        assert table.log("") == table.log("في") == table.log("\ud800") == math.log(LEAST)


@pytest.mark.parametrize(
    "data",
    [
        b"\x00",
        b"\x00\x00\x00\x00\x00",
        b"\x01\x00\x00\x00",
        packed({"london": 0.1})[:-1],
        packed({"london": 0.1}) + b"\x00",
        packed({"london": 0.1, "paris": 0.1})[:4] + b"\xff\xff\xff\xff\x00\x00\x00\x00\x01\x01",
        packed({"london": 0.1, "paris": 0.1})[:4] + b"\x00\x00\x00\x00\x00\x00\x00\x00\x01\x01",
        b"<!doctype html>",
    ],
)
def test_bytes_that_are_no_table_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a table of frequencies"):
        Frequencies(data)


def test_the_shipped_tables_know_the_languages() -> None:
    assert EVIDENCE.arabic.log("في") > EVIDENCE.arabic.log("مدينه") > EVIDENCE.arabic.log("زابوريجيا") >= math.log(LEAST)
    assert EVIDENCE.english.log("the") > EVIDENCE.english.log("city") > EVIDENCE.english.log("zaporizhzhia") >= math.log(LEAST)
    assert EVIDENCE.arabic.log("في") < 0 > EVIDENCE.english.log("the")
    assert len(EVIDENCE.arabic) > len(EVIDENCE.english) > 40_000
