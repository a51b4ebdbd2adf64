from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching.query import Alternative, Fault, Phrase, Query, parse, phrase_of
from bot.matching.watchlist import Watchlist
from bot.model.news import Language


def _read(term: str) -> Query:
    query = parse(term)
    assert isinstance(query, Query), query
    return query


@pytest.mark.parametrize(
    "term",
    [
        "bitcoin",
        "بيتكوين",
        "bank of england",
        "البنك المركزي الأوروبي",
        "F-35",
        "drone-strike",
        "بين-الدول",
        "COVID\u201119",
        "C++",
        "AT&T",
        "$TRUMP",
        "#غزة_الآن",
        "10:30",
        "NASDAQ:AAPL",
        "https://example.org/x",
        "x:y",
        "Trinidad or",
        "Trinidad or Tobago",
        "ترامب و بوتين",
        "اتفاق مع إيران",
        "البدون",
        "بدون",
        "أو",
        "لا دون",
        "U.S. Steel",
        "L'Oréal",
    ],
)
def test_a_term_without_operators_is_one_phrase(term: str) -> None:
    assert _read(term) == Query((Alternative((Phrase(term),)),))
    assert _read(term).plain == Phrase(term)


@pytest.mark.parametrize(
    ("term", "phrase"),
    [
        ("  bank   of\u00a0england ", "bank of england"),
        ("bitcoin – price", "bitcoin price"),
        ("Trump - Putin", "Trump Putin"),
        ("- بيتكوين", "بيتكوين"),
        ("Mission: Impossible", "Mission Impossible"),
        ("SpaceX (Starlink)", "SpaceX Starlink"),
        ("+971", "971"),
        ("Canal +", "Canal"),
        ("bitcoin-", "bitcoin"),
        ("bitcoin 🚀!", "bitcoin"),
        ("\u200fبيتكوين\u200f", "بيتكوين"),
        ("حرب أو", "حرب"),
        ("بيتكوين، إيثيريوم", "بيتكوين إيثيريوم"),
        ("a\x00b", "a b"),
    ],
)
def test_noise_around_words_is_no_operator(term: str, phrase: str) -> None:
    assert _read(term).plain == Phrase(phrase)


@pytest.mark.parametrize(
    "quoted",
    [
        '"Bitcoin"',
        "«Bitcoin»",
        "“Bitcoin”",
        "”Bitcoin“",
        "„Bitcoin“",
        "‟Bitcoin”",
        '“Bitcoin"',
        "»Bitcoin«",
        "＂Bitcoin＂",
        '"Bitcoin”',
        '" Bitcoin "',
        "\u200f«\u200fBitcoin»",
    ],
)
def test_every_quote_that_keyboards_write(quoted: str) -> None:
    assert _read(quoted).plain == Phrase("Bitcoin", exact=True)


def test_quotes_that_meet_other_quotes() -> None:
    assert str(_read('“a" b “c”')) == '"a" +b +"c"'
    assert _read('«قال "نعم" أمس» +x').alternatives[0].wanted == (Phrase("قال نعم أمس", exact=True), Phrase("x"))


@pytest.mark.parametrize(
    ("term", "canonical"),
    [
        ("bank of england -rates", "bank of england -rates"),
        ("bank of england −rates –hike —cut", "bank of england -rates -hike -cut"),
        ("bank -rates of england", "bank + of england -rates"),
        ("بيتكوين –احتيال", "بيتكوين -احتيال"),
        ("بيتكوين،-احتيال", "بيتكوين -احتيال"),
        ("بيتكوين بدون احتيال", "بيتكوين -احتيال"),
        ("بيتكوين بدون «سعر الصرف» بدون: احتيال", 'بيتكوين -"سعر الصرف" -احتيال'),
        ('بيتكوين-"احتيال"', 'بيتكوين -"احتيال"'),
        ("بيتكوين \u200f-\u200fscam", "بيتكوين -scam"),
        ("بيتكوين -F-35", "بيتكوين -F-35"),
        ("Bitcoin +ETF", "Bitcoin +ETF"),
        ("Bitcoin ＋ETF", "Bitcoin +ETF"),
        ("Bitcoin + bank of england", "Bitcoin + bank of england"),
        ("Bitcoin +bank of england", "Bitcoin +bank + of england"),
        ('بيتكوين مع "سعر الصرف"', 'بيتكوين +"سعر الصرف"'),
        ('بيتكوين و "سعر الصرف"', 'بيتكوين +"سعر الصرف"'),
        ("بيتكوين مع: سعر", "بيتكوين +سعر"),
        ('"a b" c', '"a b" +c'),
        ("a|b", "a | b"),
        ("a || b ｜ c", "a | b | c"),
        ("حرب أو سلام", "حرب | سلام"),
        ("حرب او سلام", "حرب | سلام"),
        ("a | a", "a"),
        ("a أو بدون b", "a -b"),
        ("title:bank of england -rates", "title:bank of england -rates"),
        ("TITLE： bank", "title:bank"),
        ("عنوان: بنك إنكلترا", "title:بنك إنكلترا"),
        ("العنوان:«بنك إنكلترا» سعر", 'title:"بنك إنكلترا" +سعر'),
        ("x title:-y", "x -title:y"),
        ("x -title:y z", "x +z -title:y"),
        ("عُنوان : x", "title:x"),
        ("lang:ar x", "lang:ar x"),
        ("x lang:ar|en", "lang:ar lang:en x"),
        ("x لغة:عربي", "lang:ar x"),
        ("x لغة: الإنجليزية", "lang:en x"),
        ("x -lang:EN-gb", "-lang:en x"),
        ("x from:reuters", "from:reuters x"),
        ('x from: "BBC News"', 'from:"BBC News" x'),
        ("x مصدر:رويترز", "from:رويترز x"),
        ("x -from:bbc.co.uk", "-from:bbc.co.uk x"),
    ],
)
def test_operators_as_people_type_them(term: str, canonical: str) -> None:
    query = _read(term)
    assert str(query) == canonical
    assert parse(canonical) == query


@pytest.mark.parametrize(
    ("term", "canonical"),
    [
        ("Bitcoin احتيال-", "Bitcoin -احتيال"),
        ("Bitcoin- احتيال", "Bitcoin -احتيال"),
        ("بيتكوين scam-", "بيتكوين -scam"),
        ("بيتكوين scam- احتيال", "بيتكوين +احتيال -scam"),
        ("Bitcoin «سعر الصرف»-", 'Bitcoin -"سعر الصرف"'),
        ("bank rates-", "bank rates"),
        ("احتيال- بيتكوين", "احتيال بيتكوين"),
        ("قاذفة F- 35", "قاذفة F 35"),
    ],
)
def test_a_minus_on_the_wrong_side_of_a_word_in_the_other_script(term: str, canonical: str) -> None:
    assert str(_read(term)) == canonical


@pytest.mark.parametrize(
    ("term", "fault"),
    [
        ("", Fault("empty", 1, "")),
        (" \u00a0\n", Fault("empty", 1, "")),
        ('""', Fault("empty", 1, "")),
        ("« »", Fault("empty", 1, "")),
        ("!؟…", Fault("no_letters", 1, "")),
        ("-", Fault("no_letters", 1, "")),
        ("🚀🚀", Fault("no_letters", 1, "🚀🚀")),
        ('"!?"', Fault("no_letters", 1, '"!?"')),
        ("\u064b" * 10, Fault("no_letters", 1, "\u064b" * 10)),
        ("\x00", Fault("no_letters", 1, "")),
        ("\u200f\u200f", Fault("no_letters", 1, "")),
        ("\ud800", Fault("no_letters", 1, "\ud800")),
        ('bitcoin +"the', Fault("quote_open", 10, '"the')),
        ("بيتكوين «سعر", Fault("quote_open", 9, "«سعر")),
        ('"a" "', Fault("quote_open", 5, '"')),
        ('a ""', Fault("quote_empty", 3, '""')),
        ("-scam", Fault("nothing_wanted", 1, "-")),
        ("بدون احتيال", Fault("nothing_wanted", 1, "بدون")),
        ("lang:ar", Fault("nothing_wanted", 1, "lang:")),
        ("bitcoin | -scam", Fault("nothing_wanted", 11, "-")),
        ("bitcoin | | scam", Fault("empty_alternative", 11, "|")),
        ("bitcoin |", Fault("empty_alternative", 9, "|")),
        ("| bitcoin", Fault("empty_alternative", 1, "|")),
        ("bitcoin title:", Fault("nothing_behind", 9, "title:")),
        ("bitcoin from: | x", Fault("nothing_behind", 9, "from:")),
        ("bitcoin -+-title:", Fault("nothing_behind", 12, "title:")),
        ("bitcoin titel:x", Fault("unknown_field", 9, "titel")),
        ("بيتكوين تاريخ:اليوم", Fault("unknown_field", 9, "تاريخ")),
        ("bitcoin lang:fr", Fault("unknown_language", 14, "fr")),
        ("بيتكوين لغة:فرنسي", Fault("unknown_language", 13, "فرنسي")),
        ("(a | b) -c", Fault("brackets", 1, "(")),
        ("a -(b c)", Fault("brackets", 4, "(")),
        ("x -🚀", Fault("no_word", 4, "🚀")),
        ("x | 🚀", Fault("no_word", 5, "🚀")),
    ],
)
def test_a_fault_says_what_and_where(term: str, fault: Fault) -> None:
    assert parse(term) == fault
    assert Watchlist.fault(term) == fault
    assert Watchlist.reject(term) == fault.key


@pytest.mark.parametrize(
    ("term", "at"),
    [("x" * 201, 201), ("x" * 500, 401), ("ب" + "\u064b" * 10_000, 401), ("a b " * 60, 201), ("a " + "y" * 201, 201)],
)
def test_what_is_too_long_is_refused(term: str, at: int) -> None:
    fault = parse(term)
    assert isinstance(fault, Fault)
    assert (fault.key, fault.at) == ("too_long", at)


def test_terms_of_mixed_direction() -> None:
    query = _read("Bitcoin البيتكوين \u202bETF صندوق\u202c -scam احتيال | «Fed الفدرالي» lang:ar")
    assert [str(each) for each in query.alternatives] == [
        "Bitcoin البيتكوين ETF صندوق +احتيال -scam",
        'lang:ar "Fed الفدرالي"',
    ]


def test_a_query_tells_its_phrases_apart() -> None:
    query = _read('a -b | "a" +c from:x -lang:en')
    assert query.wanted == (Phrase("a"), Phrase("a", exact=True), Phrase("c"))
    assert query.phrases == (Phrase("a"), Phrase("b"), Phrase("a", exact=True), Phrase("c"))
    assert query.alternatives[1].sources == ("x",)
    assert query.alternatives[1].other_than == (Language.ENGLISH,)
    assert query.plain is None


def test_a_term_from_older_days_is_one_phrase_of_its_words() -> None:
    assert phrase_of('"Bitcoin -price 🚀') == Query((Alternative((Phrase('"Bitcoin -price'),)),))
    assert phrase_of("🚀") is None


_WORDLIKE = (
    "foo bank بنك سعر أو بدون و مع ومع ايضا: ar en عربي مصدر bbc.co F-35 C++ X:Y 10:30 NASDAQ:A ﷺ 's U.S. ﱞ ʼ ００ \u064b ـ"
)
_SIGNS = '- + – | || " « » “ ” „ title: عنوان: lang: from: : ، , ; ( ) . ! 🚀 \x00 \ud800 \u200c # _ $ / \u200f \u00a0'
_PIECES = st.sampled_from([*_WORDLIKE.split(" "), *_SIGNS.split(" "), " "])
_TEXTS = st.lists(_PIECES, max_size=16).map("".join) | st.lists(_PIECES, max_size=10).map(" ".join)


@given(_TEXTS | st.text(st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=1500, deadline=None)
def test_every_text_parses_or_has_a_fault_in_it(term: str) -> None:
    query = parse(term)
    if isinstance(query, Fault):
        assert 1 <= query.at <= max(1, len(term))
        assert len(query.piece) <= 200
    else:
        assert parse(str(query)) == query


_WORDS = st.sampled_from(["bitcoin", "F-35", "بيتكوين", "سعر", "بدون", "أو", "U.S.", "10:30", "و", "مع"])
_SINGLE = st.builds(Phrase, _WORDS, title=st.booleans()) | st.builds(
    Phrase, st.lists(_WORDS, min_size=1, max_size=3).map(" ".join), exact=st.just(True), title=st.booleans()
)
_ANY = _SINGLE | st.builds(Phrase, st.sampled_from(["bank of england", "سعر الصرف", "F-35 jet"]), title=st.booleans())
_SOME_LANGUAGES = st.lists(st.sampled_from([Language.ARABIC, Language.ENGLISH]), max_size=2, unique=True).map(tuple)
_SOME_SOURCES = st.lists(
    st.sampled_from(["bbc", "BBC News", "الجزيرة", "a-b.org", "x: y", "بدون"]), max_size=2, unique=True
).map(tuple)
_QUERIES = st.lists(
    st.builds(
        Alternative,
        st.lists(_ANY, min_size=1, max_size=3, unique=True).map(tuple),
        st.lists(_SINGLE, max_size=2, unique=True).map(tuple),
        _SOME_LANGUAGES,
        _SOME_LANGUAGES,
        _SOME_SOURCES,
        _SOME_SOURCES,
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(lambda alternatives: Query(tuple(alternatives)))


@given(_QUERIES)
@settings(max_examples=600, deadline=None)
def test_every_query_survives_being_written(query: Query) -> None:
    text = str(query)
    if len(text) <= 400:
        assert parse(text) == query


@given(st.text(alphabet="abنكو اأ 5", max_size=12) | st.lists(_WORDS, max_size=4).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_a_direction_mark_changes_nothing(term: str) -> None:
    marked = parse(f"\u200f{term}\u200e")
    plain = parse(term)
    assert marked == plain or (isinstance(marked, Fault) and isinstance(plain, Fault))
