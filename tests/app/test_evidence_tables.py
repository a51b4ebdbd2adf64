"""The evidence that ships with the package: reading it, what it holds, and making it anew from tiny sources."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.app.evidence import make_frequencies, make_renderings
from bot.app.evidence.tables import read_renderings, read_table, write_table, written
from bot.app.labelled import is_held_out
from bot.matching.evidence import Evidence
from bot.matching.frequencies import Frequencies
from bot.matching.letters import Step, Table
from bot.text.arabic import is_arabic
from bot.text.english import is_latin
from bot.text.folding import folded, folded_words
from tests.matching.conftest import EVIDENCE

_FOLDER = Path(str(resources.files("bot.app.evidence")))
_LISTS = sorted((_FOLDER / "written").glob("*.tsv"))
_LETTERS = st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويء")
_STEPS = st.builds(Step, st.one_of(st.just(""), _LETTERS), st.text(alphabet="abcxyz", max_size=3))
_ENDS = st.one_of(st.none(), _STEPS)
_PAIRS_OF_LETTERS = st.text(alphabet="^$abcابت", min_size=2, max_size=2)
_USUAL = st.dictionaries(_PAIRS_OF_LETTERS, st.integers(-20_000, 20_000).map(lambda value: value / 1000), max_size=8)
_TABLES = st.builds(Table, st.dictionaries(st.tuples(_ENDS, _ENDS), st.integers(1, 99_999).map(float)), _USUAL, _USUAL)


def _rows(name: str) -> list[list[str]]:
    lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def _listed(row: list[str], column: int) -> list[str]:
    return row[column].split("|") if len(row) > column and row[column] else []


@given(_TABLES)
def test_a_table_is_read_as_it_was_written(table: Table) -> None:
    lines = [*written(table, "Heading")]
    assert lines[0] == "# Heading"
    assert read_table(lines) == table
    assert [*written(read_table(reversed(lines)), "Heading")] == lines


def test_a_table_is_written_into_a_file(tmp_path: Path) -> None:
    table = Table({(None, Step("ش", "sh")): 2.0, (Step("ش", "sh"), None): 1.0}, {"^ش": -1.5}, {"^s": -2.25})
    write_table(table, tmp_path / "letters.tsv", "Heading")
    content = (tmp_path / "letters.tsv").read_text(encoding="utf-8")
    assert content == "# Heading\n|\tش/sh\t2\nش/sh\t|\t1\narabic\t^ش\t-1.5\nlatin\t^s\t-2.25\n"
    with pytest.raises(OSError, match="none"):
        write_table(table, tmp_path / "none" / "letters.tsv", "Heading")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ش/sh\t|",
        "ش/sh\t|\tmany",
        "ش/sh\t|\t1\t2",
        "شsh\t|\t1",
        "ش/s/h\t|\t1",
        "arabic\t^ش",
        "latin\t^s\t-",
        "greek\t^s\t-1",
    ],
)
def test_a_line_that_is_none_of_a_table_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 3 is no line of a table of letters: ") as raised:
        read_table(["# Heading", "ش/sh\t|\t1", line])
    assert repr(line) in str(raised.value)
    assert raised.value.__cause__ is None


def test_renderings_are_read_both_ways() -> None:
    lines = ["# Heading", "abbas\tعباس", "abbass\tعباس", "ahmadi\tاحمدي|الاحمدي", "adwan\tعدوان\tالعدوان", "abu\t\tابو"]
    assert read_renderings(lines) == {
        "abbas": ("عباس",),
        "abbass": ("عباس",),
        "ahmadi": ("احمدي", "الاحمدي"),
        "adwan": ("عدوان",),
        # It is mostly another word: rendered by the name, but not taken for it.
        "abu": (),
        "عباس": ("abbas", "abbass"),
        "احمدي": ("ahmadi",),
        "الاحمدي": ("ahmadi",),
        "عدوان": ("adwan",),
        "العدوان": ("adwan",),
        "ابو": ("abu",),
    }
    assert read_renderings([]) == {}


def test_the_shipped_letters_are_as_the_product_writes_them() -> None:
    lines = (_FOLDER / "letters.tsv").read_text(encoding="utf-8").splitlines()
    table = read_table(lines)
    assert [*written(table, lines[0].removeprefix("# "))] == lines
    assert sum(step is None for step, _ in table.counts) > 20
    assert len(table.arabic) > 300
    assert len(table.latin) > 300
    letters = {letter for step in EVIDENCE.letters.seen for letter in step.arabic + step.latin}
    assert letters >= set("ابتثجحخدذرزسشصضطظعغفقكلمنهويءabcdefghijklmnopqrstuvwxyz")
    assert "".join(letters) == folded("".join(letters))


def test_the_shipped_renderings_are_folded_single_words_of_their_script() -> None:
    rows = _rows("renderings.tsv")
    assert len(rows) > 10_000
    for row in rows:
        latin, both, one_way = row[0], _listed(row, 1), _listed(row, 2)
        assert is_latin(latin), row
        assert folded_words(latin) == [latin], row
        assert both or one_way, row
        assert len({*both, *one_way}) == len(both) + len(one_way), row
        assert all(is_arabic(name) and folded_words(name) == [name] for name in (*both, *one_way)), row


def test_the_shipped_renderings_are_in_order_and_each_name_stands_once() -> None:
    names = [row[0] for row in _rows("renderings.tsv")]
    assert names == sorted(set(names))


def test_what_renders_a_name_is_rendered_by_it() -> None:
    for row in _rows("renderings.tsv"):
        assert list(EVIDENCE.renderings[row[0]]) == _listed(row, 1)
        assert all(row[0] in EVIDENCE.renderings[name] for name in (*_listed(row, 1), *_listed(row, 2)))


@pytest.mark.parametrize("path", _LISTS, ids=lambda path: path.name)
def test_the_written_names_are_well_formed_and_shipped(path: Path) -> None:
    header, *lines = path.read_text(encoding="utf-8").splitlines()
    assert header == "latin\tarabic"
    assert len(lines) > 100
    for line in lines:
        latin, arabic, *word = line.split("\t")
        assert word in ([], ["word"]), line
        assert all(name and is_latin("".join(folded_words(name))) for name in latin.split("|")), line
        assert all(name and is_arabic("".join(folded_words(name))) for name in arabic.split("|")), line
    for latin, arabic, is_word in make_renderings._written(path):
        if not is_word:
            assert arabic in EVIDENCE.renderings[latin], "make renderings.tsv anew"
            assert latin in EVIDENCE.renderings[arabic], "make renderings.tsv anew"


def test_every_data_file_has_its_source_named() -> None:
    attribution = (_FOLDER / "ATTRIBUTION.md").read_text(encoding="utf-8")
    files = [path.name for path in _FOLDER.iterdir() if path.suffix in {".bin", ".tsv"}]
    assert len(files) >= 4
    assert all(f"`{name}`" in attribution for name in files)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str, str], None]]:
    """Puts a module in the place of one that the scripts need and the bot does not."""
    packages: set[str] = set()

    def put(name: str, source: str) -> None:
        package, _, module = name.partition(".")
        packages.add(package)
        for known in _modules_of(package):
            monkeypatch.delitem(sys.modules, known)
        folder = tmp_path / "installed" / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / f"{module or '__init__'}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(str(folder.parent))

    yield put
    for package in packages:
        for known in _modules_of(package):
            del sys.modules[known]


def _modules_of(package: str) -> list[str]:
    return [known for known in sys.modules if known == package or known.startswith(f"{package}.")]


_WORDFREQ = """\
SHARES = {
    "ar": {"أحمد": 1e-4, "احمد": 3e-4, "في": 1e-2, "نادرة": 1e-8},
    "en": {"The": 0.04, "the": 0.01, "co-op": 1e-5},
}


def get_frequency_dict(language, size):
    assert size == "large"
    return SHARES[language]
"""


def test_frequencies_are_made_of_folded_words_and_their_shares_added_up(
    install: Callable[[str, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install("wordfreq", _WORDFREQ)
    monkeypatch.setattr(make_frequencies, "_FOLDER", tmp_path)
    make_frequencies.main()
    arabic, english = (Frequencies((tmp_path / f"frequencies_{language}.bin").read_bytes()) for language in ("ar", "en"))
    assert arabic.log("احمد") == pytest.approx(math.log(4e-4), abs=1 / 32)
    assert arabic.log("في") == pytest.approx(math.log(1e-2), abs=1 / 32)
    assert len(arabic) == 2
    assert english.log("the") == pytest.approx(math.log(0.05), abs=1 / 32)
    assert len(english) == 1 + len(folded_words("co-op"))
    assert "frequencies_ar.bin: 2 words, 14 bytes\n" in capsys.readouterr().out


_DICTIONARY = """\
class Dictionary:
    @classmethod
    def from_files(cls, path):
        return cls()

    def lookup(self, word):
        return word in {"fares", "sunday"}
"""


@pytest.fixture
def made(install: Callable[[str, str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What ``make_renderings`` writes from a few pairs and a list."""
    install("spylls.hunspell", _DICTIONARY)
    monkeypatch.setattr(make_renderings, "__file__", str(tmp_path / "make_renderings.py"))
    frequent = {"ابو": -5.0, "عبد": -5.0, "فارس": -5.0, "الان": -5.0}
    monkeypatch.setattr(make_renderings, "load_evidence", lambda: _with_frequencies(frequent))
    pairs = [
        "لافروف\tLavrov",
        "لافروف\tBitcoin",
        "بن سلمان\tBin Salman",
        "مرتضى\tMurtada",
        "اب\tAB",
        "فارس\tFares",
        "الآن\tAlan",
    ]
    held_out = next(name for name in ("Karim", "Kareem", "Karem", "Kerim", "Krim", "Kariem") if is_held_out(name))
    (tmp_path / "pairs.tsv").write_text("\n".join(("arabic\tenglish", *pairs, f"كريم\t{held_out}")) + "\n", encoding="utf-8")
    rows = ["Ahmadi|Ahmady\tأحمدي|الأحمدي", "Abu|Abou\tأبو\tword", "Alan\tألن|الآن\tword", "Abd\tعبد", "Al Saud\tآل سعود"]
    (tmp_path / "list.tsv").write_text("\n".join(("latin\tarabic", *rows)) + "\n", encoding="utf-8")
    make_renderings.main(str(tmp_path / "pairs.tsv"), str(tmp_path / "list.tsv"))
    return tmp_path / "renderings.tsv"


def _with_frequencies(logarithms: dict[str, float]) -> Evidence:
    class Fixed(Frequencies):
        def log(self, word: str) -> float:
            return logarithms.get(word, math.log(1e-7))

    return Evidence(EVIDENCE.letters, Fixed(), Fixed())


def test_renderings_are_made_of_likely_pairs_and_written_lists(made: Path) -> None:
    lines = made.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        # In the list it may be taken for a name although it is frequent.
        "abd\tعبد",
        "abou\t\tابو",
        "abu\t\tابو",
        "ahmadi\tاحمدي|الاحمدي",
        "ahmady\tاحمدي|الاحمدي",
        "alan\tالن\tالان",
        "lavrov\tلافروف",
        "murtada\tمرتضي",
    ]
    assert "See ATTRIBUTION.md." in lines[1]


def test_what_was_made_can_be_read(made: Path) -> None:
    found = read_renderings(made.read_text(encoding="utf-8").splitlines())
    assert found["alan"] == ("الن",)
    assert found["الان"] == ("alan",)
    assert found["ابو"] == ("abou", "abu")
