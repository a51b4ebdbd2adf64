from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from bot.app.labelled import BadData, Labelled, Pair, Piece, Split, Variants, is_held_out, read_labelled
from bot.model.news import Language

DATA = Path(__file__).parent.parent / "data" / "labelled"


def test_a_folder_is_read_by_the_columns_of_its_files() -> None:
    found = read_labelled([DATA])
    assert Pair("القاهرة", "cairo") in found.pairs
    assert found.cities == [Pair("القاهرة", "Cairo")]
    assert Variants("زابوريجيا", "زابوروجيا") in found.variants
    assert [case.kind for case in found.cases] == ["clitic", "clitic", "near", "near"]
    assert found.cases[2].span == ""
    assert [piece.language for piece in found.pieces] == [Language.ARABIC, Language.ARABIC, Language.ENGLISH]
    assert found.skipped == []


def test_line_ends_marks_and_packing_make_no_difference(tmp_path: Path) -> None:
    content = "\ufeffarabic\tenglish\r\n\u200fمدريد،\tmadrid\r\n\r\n"
    (tmp_path / "names.tsv").write_bytes(content.encode())
    (tmp_path / "again.tsv.gz").write_bytes(gzip.compress(content.encode(), mtime=0))
    assert read_labelled([tmp_path]).pairs == [Pair("مدريد", "madrid")] * 2


def test_other_files_of_a_folder_are_left_out_and_named(tmp_path: Path) -> None:
    (tmp_path / "headlines.tsv").write_text("title\tstory\nA\t1\n", encoding="utf-8")
    (tmp_path / "names.tsv").write_text("arabic\tenglish\nمدريد\tmadrid\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("# data", encoding="utf-8")
    assert read_labelled([tmp_path]).skipped == [tmp_path / "headlines.tsv"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.tsv", b"title\tstory\nA\t1\n", "a.tsv, line 1: these columns are none of arabic + english"),
        ("a.tsv", b"", "a.tsv, line 1: these columns"),
        ("a.tsv", "arabic\tenglish\nمدريد\n".encode(), "a.tsv, line 2: has 1 columns instead of 2"),
        ("a.tsv", b"arabic\tenglish\n\xff\tx\n", "a.tsv: cannot be read: "),
        ("a.tsv.gz", b"arabic\tenglish\n", "a.tsv.gz: cannot be read: "),
        ("a.tsv.gz", gzip.compress(b"arabic\tenglish\n", mtime=0)[:-9], "a.tsv.gz: cannot be read: "),
        ("a.tsv.gz", gzip.compress(b"arabic\tenglish\n" * 9, mtime=0)[:12] + b"\xff" * 20, "a.tsv.gz: cannot be read: "),
        ("a.jsonl", b'{"text": "x", "language": "ar"}\n{"text"\n', "a.jsonl, line 2: is no JSON"),
        ("a.jsonl", b'{"title": "x", "language": "ar"}\n', "a.jsonl, line 1: is no article"),
        ("a.jsonl", b"[1]\n", "a.jsonl, line 1: is no article"),
        ("a.jsonl", b'\n{"text": "x", "language": "fa"}\n', 'a.jsonl, line 2: "language" must be'),
        ("a.csv", b"arabic,english\n", "a.csv: is none of .tsv"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadData) as bad:
        read_labelled([path])
    assert str(bad.value).startswith(f"{tmp_path}/{said}")


def test_what_is_not_there_or_empty_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="no such file or folder"):
        read_labelled([tmp_path / "nothing.tsv"])
    with pytest.raises(BadData, match="holds no file that ends in"):
        read_labelled([tmp_path])


def _large() -> Labelled:
    pairs = [Pair(f"ع{number}", f"name{number}") for number in range(2000)]
    variants = [Variants(f"ا{number}", f"ب{number}") for number in range(400)]
    variants += [Variants(pair.second, pair.first) for pair in variants]
    pieces = [Piece(f"p{number}", "", "", Language.ARABIC) for number in range(2000)]
    return Labelled(pairs, list(pairs), variants, [], pieces)


def test_the_two_parts_are_the_whole_and_share_nothing() -> None:
    whole = _large()
    held_out, tuning = whole.part(Split.HELD_OUT), whole.part(Split.TUNING)
    assert whole.part(Split.ALL) is whole
    for kind in ("pairs", "cities", "variants", "pieces"):
        one, other = set(getattr(held_out, kind)), set(getattr(tuning, kind))
        assert one | other == set(getattr(whole, kind))
        assert not one & other
    assert 400 < len(held_out.pairs) < 600
    assert 900 < len(held_out.pieces) < 1100


def test_both_orders_of_two_spellings_are_on_one_side() -> None:
    held_out = set(_large().part(Split.HELD_OUT).variants)
    assert held_out == {Variants(pair.second, pair.first) for pair in held_out}


def test_the_split_never_moves() -> None:
    names = ("madrid", "beirut", "cairo", "london", "obama", "merkel", "houthi", "sanaa", "haaland", "messi", "kyiv", "lavrov")
    assert [name for name in names if is_held_out(name)] == ["cairo", "houthi", "sanaa", "haaland"]
    assert is_held_out("Madrid") == is_held_out("madrid")
