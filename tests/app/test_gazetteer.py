"""The names that come with the package, what the operator's file does to them, and the files that scripts wrote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.app.catalogue import load_cities, load_names
from bot.app.checking import check
from bot.app.gazetteer.known import by_hand, clashes
from bot.app.gazetteer.make_names import REMARK as NAMES_REMARK
from bot.app.gazetteer.make_territories import REMARK as TERRITORIES_REMARK
from bot.app.gazetteer.make_territories import generated
from bot.app.gazetteer.rows import read_rows, shipped, written
from bot.app.settings import ConfigProblem
from bot.matching.lexicon import TOPIC
from bot.matching.matcher import find_names
from bot.matching.watchlist import Watchlist
from bot.model.watch import Name
from bot.text.folding import folded_words
from tests.matching.conftest import write_article

NOWHERE = Path("no such folder")
NAMES = load_names(NOWHERE)
BY_ID = {name.id: name for name in NAMES}
ROOT = Path(__file__).parents[2]
HAND = tuple(ROOT.glob("bot/app/gazetteer/names/*.toml"))
GENERATED = {name.id for name in read_rows(shipped("territories.tsv"))}
ARABIC = re.compile("[\u0621-\u064a]")


def key(spelling: str) -> str:
    """What two spellings share when no reader could tell a match of one from a match of the other."""
    return " ".join(folded_words(spelling))


def write(folder: Path, text: str) -> Path:
    (folder / "names.toml").write_text(text, encoding="utf-8")
    return folder


# --- what ships ---


def test_there_are_many_names_and_each_has_spellings_in_both_languages() -> None:
    assert len(NAMES) >= 2500
    for name in NAMES:
        latin = [text for text in (*name.en, *name.cased, *name.off) if not ARABIC.search(text)]
        arabic = [text for text in (*name.ar, *name.off) if ARABIC.search(text)]
        assert latin, f"{name.id} has no Latin spelling"
        assert arabic, f"{name.id} has no Arabic spelling"


@pytest.mark.parametrize(
    ("file", "written_by_hand", "of_cities"),
    [
        ("README.md", r"([\d,]+) names written by hand", r"([\d,]+) cities"),
        ("README.ar.md", r"([\d,]+) اسم كُتبت باليد", r"([\d,]+) مدينة"),
        ("CHANGELOG.md", r"([\d,]+) names written by hand", r"([\d,]+) cities"),
    ],
)
def test_the_documents_say_how_many_names_there_are(file: str, written_by_hand: str, of_cities: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    for figure, count in ((written_by_hand, len(NAMES) - len(GENERATED)), (of_cities, len(load_cities()))):
        [said] = re.findall(figure, text)
        assert abs(int(said.replace(",", "")) - count) <= 100, f"{file} says {said}, there are {count}"


def test_every_name_says_what_kind_of_thing_it_is() -> None:
    assert [name.id for name in NAMES if not name.kind] == []


def test_an_id_is_short_and_plain() -> None:
    assert [name.id for name in NAMES if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name.id)] == []


def test_nothing_invisible_hides_in_the_files() -> None:
    for path in HAND:
        assert re.findall("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\t\u00a0]", path.read_text(encoding="utf-8")) == [], (
            path.name
        )


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
    assert [str(problem) for problem in clashes(NOWHERE)] == []


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
        ("sharaa", "الشرع"),
        ("lula", "لولا"),
        ("dogecoin", "DOGE"),
        ("assad", "الأسد"),
        ("meta", "ميتا"),
        ("topic-summit", "قمة"),
        ("topic-revolution", "ثورة"),
        ("topic-hack", "اختراق"),
        ("topic-grain", "حبوب"),
        ("topic-evacuation", "إخلاء"),
        ("topic-acquisition", "takeover"),
    ],
)
def test_words_with_another_meaning_are_off(name: str, shared: str) -> None:
    assert shared in BY_ID[name].off
    assert all(key(shared) != key(text) for text in (*BY_ID[name].en, *BY_ID[name].ar, *BY_ID[name].cased))


@pytest.mark.parametrize(
    ("name", "ticker"),
    [
        ("near-protocol", "NEAR"),
        ("chainlink", "LINK"),
        ("who", "WHO"),
        ("united-states", "US"),
        ("sui", "SUI"),
        ("un", "UN"),
        ("icc", "ICC"),
        ("rsf", "RSF"),
        ("oic", "OIC"),
        ("iom", "IOM"),
        ("ap-news", "AP"),
        ("sama", "SAMA"),
        ("echr", "ECHR"),
    ],
)
def test_words_in_capitals_count_only_so(name: str, ticker: str) -> None:
    assert ticker in BY_ID[name].cased


@pytest.mark.parametrize("acronym", ["DOGE", "STC", "MSC", "NOC", "PTI", "LSE", "IRA"])
def test_an_acronym_that_the_news_shares_out_is_no_name_s_alone(acronym: str) -> None:
    assert [name.id for name in NAMES if acronym in (*name.en, *name.cased)] == []
    assert any(acronym in name.off for name in NAMES)


def test_no_spelling_that_is_on_is_a_single_letter() -> None:
    def shortest(name: Name) -> int:
        return min((len(key(text).replace(" ", "")) for text in (*name.en, *name.ar, *name.cased)), default=9)

    assert [name.id for name in NAMES if shortest(name) < 2] == []


def test_countries_have_their_adjectives_apart_from_their_names() -> None:
    countries = [name for name in NAMES if name.kind == "country" and name.id not in GENERATED]
    assert len(countries) >= 150
    for name in countries:
        assert any(ARABIC.search(text) for text in name.adjectives), name.id
        assert any(not ARABIC.search(text) for text in name.adjectives), name.id
        assert not set(name.adjectives) & set(name.spellings)
    assert {"Iranian", "Iranians", "إيراني", "إيرانية", "إيرانيون", "إيرانيين"} <= set(BY_ID["iran"].adjectives)


def test_nouns_of_the_news_stand_in_both_languages_and_are_no_names() -> None:
    topics = [name for name in NAMES if name.kind == TOPIC]
    assert len(topics) >= 250
    assert all(name.en and name.ar and not name.adjectives for name in topics)
    assert [name.id for name in topics if not name.en[0][0].islower()] == ["topic-settlement"]
    article = write_article("Drones and inflation in Cairo", "مسيّرات وتضخم في القاهرة")
    assert find_names(article, Watchlist(NAMES)) == {"cairo"}


# What makes another place of a place: a crossing, a port, a dam is less than its city.
PARTS = re.compile(r"(?i)\b(crossing|port|dam|airport|east|west)\b|\b(معبر|ميناء|مطار|سد)\b")


def test_a_part_of_a_city_is_an_entry_of_its_own() -> None:
    cities = [name for name in NAMES if name.kind in {"city", "region", "country"}]
    wider = {
        name.id: text
        for name in cities
        for text in (*name.en, *name.ar)
        if not PARTS.search(name.spellings[0])
        and PARTS.search(text)
        and any(f" {other} " in f" {text} " for other in name.spellings if other != text)
    }
    assert wider == {}


@pytest.mark.parametrize(
    ("person", "latin", "arabic"),
    [
        ("vance", "Vance", "فانس"),
        ("burhan", "Burhan", "البرهان"),
        ("haniyeh", "Haniyeh", "هنية"),
        ("sharaa", "Jolani", "الجولاني"),
        ("yermak", "Yermak", "يرماك"),
        ("modi", "Modi", "مودي"),
    ],
)
def test_a_surname_that_says_the_person_is_on_alone(person: str, latin: str, arabic: str) -> None:
    assert latin in BY_ID[person].en
    assert arabic in BY_ID[person].ar


def named(city: str) -> set[str]:
    """What the cities of a name are called."""
    return {text for known in load_cities() if city in known.en for text in known.spellings}


def test_a_city_is_not_called_by_what_english_and_arabic_do_not_call_it() -> None:
    assert "Sion" not in named("Jerusalem")
    assert "البلاط" not in named("Jerusalem")
    assert "القدس" in named("Jerusalem")
    assert "سوئز" not in named("Suez")
    assert "Sadr" not in named("Sadr City")
    assert {"Kiev", "Kyiv"} <= named("Kyiv")


# --- the operator's file ---


def test_an_entry_adds_a_name(tmp_path: Path) -> None:
    text = '[[name]]\nid = "our-port"\nkind = "place"\nen = ["Faw"]\nar = ["الفاو"]\nadjectives = ["فاوي"]\n'
    names = load_names(write(tmp_path, text))
    assert names[: len(NAMES)] == NAMES
    assert names[len(NAMES) :] == (Name("our-port", "place", ("Faw",), ("الفاو",), adjectives=("فاوي",)),)


def test_an_entry_of_a_known_id_takes_the_whole_place(tmp_path: Path) -> None:
    names = {name.id: name for name in load_names(write(tmp_path, '[[name]]\nid = "hamas"\nar = ["حركة حماس"]\n'))}
    assert names["hamas"] == Name("hamas", "", ar=("حركة حماس",))
    assert len(names) == len(NAMES)


def test_extend_adds_spellings_and_moves_those_it_lists_elsewhere(tmp_path: Path) -> None:
    text = '[[name]]\nid = "hamas"\nextend = true\nen = ["Hammas"]\noff = ["حماس"]\n'
    hamas = {name.id: name for name in load_names(write(tmp_path, text))}["hamas"]
    assert hamas.kind == BY_ID["hamas"].kind
    assert hamas.en == (*BY_ID["hamas"].en, "Hammas")
    assert "حماس" in hamas.off
    assert hamas.ar == tuple(text for text in BY_ID["hamas"].ar if text != "حماس")


def test_remove_hides_a_name(tmp_path: Path) -> None:
    names = load_names(write(tmp_path, '[[name]]\nid = "hamas"\nremove = true\n'))
    assert {name.id for name in NAMES} - {name.id for name in names} == {"hamas"}


@pytest.mark.parametrize(
    ("text", "reason", "key", "line"),
    [
        ('[[name]]\nid = "a"\n', "needs at least one spelling", "name.en", 1),
        ('[[name]]\nid = "zzz"\nextend = true\nen = ["Z"]\n', "no name 'zzz'", "name.extend", 3),
        ('[[name]]\nid = "zzz"\nremove = true\n', "no name 'zzz'", "name.remove", 3),
        ('[[name]]\nid = "hamas"\n\nremove = true\nar = ["حماس"]\n', "has no spellings", "name.remove", 4),
        ('[[name]]\nid = "hamas"\nremove = true\nextend = true\n', "has no spellings", "name.remove", 3),
        ('[[name]]\nid = "hamas"\nextend = "yes"\nen = ["H"]\n', "true or false", "name.extend", 3),
        ('[[name]]\nid = "a"\nen = ["A"]\n[[name]]\nid = "a"\nen = ["B"]\n', "stands there twice", "name.id", 5),
        ('[[name]]\nid = "a"\nen = "A"\n', "list of texts", "name.en", 3),
        ('[[name]]\nid = "a"\nenglish = ["A"]\n', "no such key", "name.english", 3),
    ],
)
def test_a_faulty_entry_names_file_key_and_line(tmp_path: Path, text: str, reason: str, key: str, line: int) -> None:
    with pytest.raises(ConfigProblem, match=reason) as caught:
        load_names(write(tmp_path, text))
    assert (caught.value.key, caught.value.line) == (key, line)
    assert caught.value.where.endswith("names.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "names.toml").write_bytes('[[name]]\nid = "حماس"\n'.encode("cp1256"))
    with pytest.raises(ConfigProblem, match="UTF-8"):
        load_names(tmp_path)


def test_check_says_where_two_names_claim_one_spelling(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, '[[name]]\nid = "our-hamas"\nkind = "place"\n# حَمَاس folds into the known spelling.\nar = ["حَمَاس"]\n')
    [problem] = clashes(tmp_path)
    assert (problem.key, problem.line) == ("name.ar", 5)
    assert "'hamas'" in problem.reason
    assert check(tmp_path, feeds=False) == 2
    assert f"{tmp_path / 'names.toml'}, line 5: name.ar" in capsys.readouterr().err


def test_a_spelling_that_is_off_in_one_of_two_names_is_no_clash(tmp_path: Path) -> None:
    assert clashes(write(tmp_path, '[[name]]\nid = "our-hamas"\nen = ["Our Hamas"]\noff = ["حماس"]\n')) == ()


# --- the files that scripts wrote ---


def test_rows_are_read_as_they_were_written(tmp_path: Path) -> None:
    names = (Name("a", "city", ("A", "Aa"), ("أ",), off=("ب",)), Name("b", "city", cased=("B",)), Name("c", "city"))
    (tmp_path / "rows.tsv").write_text(written(names, "Two\nremarks"), encoding="utf-8")
    assert read_rows(tmp_path / "rows.tsv") == names


def test_the_quick_file_holds_what_the_tables_say() -> None:
    assert shipped("names.tsv").read_text(encoding="utf-8") == written(by_hand(), NAMES_REMARK), "run make_names"


def test_the_territories_are_what_the_installed_cldr_says_of_those_the_tables_lack() -> None:
    shown = shipped("territories.tsv").read_text(encoding="utf-8")
    assert shown == written(generated(by_hand()), TERRITORIES_REMARK), "run make_territories"


def test_cities_have_a_name_in_each_script_and_an_id_of_their_own() -> None:
    cities = load_cities()
    assert len({city.id for city in cities}) == len(cities) > 8000
    for city in cities:
        scripts = {bool(ARABIC.search(text)) for text in city.spellings}
        assert scripts == {True, False}, city
        assert not any(ARABIC.search(text) for text in (*city.en, *city.cased)), city
        assert all(ARABIC.search(text) for text in city.ar), city


def test_no_city_is_written_in_another_language_s_arabic_letters() -> None:
    assert [
        text
        for city in load_cities()
        for text in city.spellings
        if re.search("[\u067e\u0686\u0698\u06a9\u06af\u06cc\u06d5\u06c1]", text)
    ] == []


def test_no_city_takes_a_spelling_that_means_a_person_or_a_company() -> None:
    taken = {key(text) for name in NAMES if name.kind in {"person", "company", "country"} for text in (*name.en, *name.ar)}
    assert [text for city in load_cities() for text in (*city.en, *city.ar) if key(text) in taken] == []


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Karlsruhe", "كارلسروه"),
        ("Düsseldorf", "دوسلدورف"),
        ("Sapporo", "سابورو"),
        ("Islamabad", "إسلام أباد"),
        ("Zibo", "زيبو"),
    ],
)
def test_a_city_is_known_by_both_its_names(english: str, arabic: str) -> None:
    [city] = [city for city in load_cities() if english in city.en]
    assert key(arabic) in {key(text) for text in city.ar}


@pytest.mark.parametrize("word", ["Nice", "Reading", "Mobile", "Split", "ليل", "صور", "كان", "كيل", "خمس", "بدر", "العلم"])
def test_a_city_s_name_that_is_a_word_is_never_on(word: str) -> None:
    assert [city.id for city in load_cities() if key(word) in {key(text) for text in (*city.en, *city.ar, *city.cased)}] == []


def test_cities_of_one_name_are_one_and_the_largest_comes_first() -> None:
    names = [text for city in load_cities() for text in (*city.en[:1], *city.cased[:1])]
    assert names.index("Istanbul") < names.index("Karlsruhe") < names.index("Heidelberg")
    [cordoba] = [city for city in load_cities() if "Córdoba" in city.en]
    assert {key("كوردوبا"), key("قرطبة")} <= {key(text) for text in cordoba.ar}
