from __future__ import annotations

import gc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.alert import Change, Member, Placement, PlacementKind
from bot.model.news import Article, Language
from bot.stories.fingerprint import fingerprint
from bot.stories.grouping import Recent, place

START = datetime(2026, 11, 20, 8, tzinfo=UTC)
NEW, UPDATE, REPEAT = PlacementKind.NEW, PlacementKind.UPDATE, PlacementKind.REPEAT

WIRE = (
    "قالت القيادة المركزية الأميركية إن سفينة حربية أسقطت طائرتين مسيرتين فوق جنوب البحر الأحمر فجر اليوم من دون "
    "وقوع إصابات أو أضرار في السفن التجارية القريبة. وأضافت في بيان أن الطائرتين أقلعتا من مناطق يسيطر عليها "
    "الحوثيون وأنهما كانتا تتجهان نحو ممر الملاحة الدولي، وأن القوات تواصل مراقبة المنطقة مع شركائها."
)


class Desk:
    """Articles placed one after the other, each remembered."""

    def __init__(self) -> None:
        self.recent = Recent()
        self.count = 0

    def tell(
        self,
        title: str,
        text: str = "",
        *,
        minutes: float = 5,
        source: str = "",
        url: str = "",
        names: str = "",
        language: Language | None = None,
    ) -> Placement:
        self.count += 1
        time = START + timedelta(minutes=minutes * self.count if minutes == 5 else minutes)
        arabic = any("\u0600" <= letter <= "\u06ff" for letter in title)
        spoken = language or (Language.ARABIC if arabic else Language.ENGLISH)
        article = Article(self.count, source or f"s{self.count}", "S", str(self.count), title, text, url, spoken, time, time)
        known = fingerprint(article)
        placement = place(article, known, frozenset(names.split()), self.recent)
        self.recent.remember(article, known, frozenset(names.split()), placement)
        return placement


def code(placement: Placement) -> str:
    return placement.because.code


def test_a_first_report_opens_a_story() -> None:
    placement = Desk().tell("انفجار في مرفأ بيروت")
    assert (placement.kind, placement.story, code(placement), placement.with_article) == (NEW, 1, "first-report", None)


def test_the_same_text_is_a_repeat() -> None:
    desk = Desk()
    desk.tell("سنتكوم تعلن إسقاط مسيّرتين", WIRE)
    placement = desk.tell("سنتكوم تعلن اسقاط مسيرتين", WIRE)
    assert (placement.kind, placement.story, placement.how, code(placement)) == (REPEAT, 1, "exact", "same-text")


def test_a_copied_wire_text_under_another_title_is_a_repeat() -> None:
    desk = Desk()
    desk.tell("سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر", WIRE)
    placement = desk.tell("واشنطن: تصدينا لهجوم في الممر الدولي", "صنعاء – رويترز: " + WIRE + " تابعونا على تويتر.")
    assert (placement.kind, placement.story, placement.with_article, placement.how, code(placement)) == (
        REPEAT,
        1,
        1,
        "copy",
        "copied-text",
    )
    assert dict(placement.because.facts)["with"] == "1"
    assert placement.score >= 30


def test_a_shortened_copy_is_a_repeat() -> None:
    desk = Desk()
    desk.tell("سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر", WIRE)
    placement = desk.tell("هجوم جديد في الممر", " ".join(WIRE.split()[:38]))
    assert (placement.kind, placement.story, placement.how) == (REPEAT, 1, "copy")


def test_a_copy_with_a_higher_toll_is_an_update() -> None:
    desk = Desk()
    text = "أعلنت وزارة الصحة مقتل {} أشخاص في القصف على البلدة. " + WIRE
    desk.tell("قصف على بلدة جنوبية", text.format(3))
    placement = desk.tell("قصف على بلدة جنوبية فجرا", text.format(9))
    assert (placement.kind, placement.change) == (UPDATE, Change("3", "9", "قتلى"))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("السعودية تعتقل المزيد من ناشطات حقوق الإنسان", "السعودية تعتقل وتمنع من السفر المزيد من ناشطات حقوق الإنسان"),
        ("تظاهر الآلاف في المغرب تنديداً بسجن قادة الحراك", "الآلاف يتظاهرون في المغرب ضد سجن قادة الحراك الشعبي"),
        ("CENTCOM says it downed two drones over Red Sea", "Two drones downed over Red Sea, CENTCOM says"),
        ("Metro worker struck and killed by train", "Metro worker killed by train"),
    ],
)
def test_a_rewritten_headline_is_a_repeat(first: str, second: str) -> None:
    desk = Desk()
    desk.tell(first)
    placement = desk.tell(second)
    assert (placement.kind, placement.story, placement.how, code(placement)) == (REPEAT, 1, "headline", "same-headline")


def test_the_same_link_with_a_near_title_is_a_repeat() -> None:
    desk = Desk()
    desk.tell("Two drones downed over Red Sea", url="https://example.org/a1")
    placement = desk.tell("Red Sea: two drones downed", url="https://example.org/a1")
    assert (placement.kind, code(placement)) == (REPEAT, "same-link")


def test_one_link_for_all_entries_of_a_feed_joins_nothing() -> None:
    desk = Desk()
    desk.tell("Two drones downed over Red Sea", url="https://example.org/news")
    assert desk.tell("Central bank raises interest", url="https://example.org/news").kind is NEW


def test_a_rising_toll_updates_in_words() -> None:
    desk = Desk()
    desk.tell("مقتل ثلاثة أشخاص في زلزال ضرب غرب إيران")
    placement = desk.tell("ارتفاع حصيلة قتلى زلزال ضرب غرب إيران إلى 30")
    assert (placement.kind, placement.story, code(placement)) == (UPDATE, 1, "new-figure")
    assert placement.change == Change("3", "30", "قتلى")


def test_an_older_lower_toll_is_a_repeat_and_moves_nothing() -> None:
    desk = Desk()
    desk.tell("3 dead in earthquake in western Iran")
    assert desk.tell("30 dead in earthquake in western Iran").kind is UPDATE
    late = desk.tell("12 dead in earthquake in western Iran")
    assert (late.kind, late.story, code(late), late.change) == (REPEAT, 1, "older-figure", None)
    assert desk.tell("30 dead in western Iran earthquake").kind is REPEAT
    assert desk.tell("31 dead in earthquake in western Iran").change == Change("30", "31", "dead")


def test_number_words_duals_and_digits_are_one_figure() -> None:
    desk = Desk()
    desk.tell("قتيلان في غارة على بلدة حدودية جنوبية")
    assert desk.tell("مقتل شخصين في غارة على بلدة حدودية جنوبية").kind is REPEAT
    assert desk.tell("مقتل 2 في غارة على بلدة حدودية جنوبية").kind is REPEAT
    assert desk.tell("مقتل ثلاثة في غارة على بلدة حدودية جنوبية").change == Change("2", "3", "قتلى")


def test_rounded_large_figures_are_one() -> None:
    desk = Desk()
    desk.tell("Carmaker recalls nearly 37,000 vehicles over brake problem")
    assert desk.tell("Carmaker recalls 36,994 vehicles over brake problem").kind is REPEAT
    assert desk.tell("Carmaker recalls 52,000 vehicles over brake problem").kind is UPDATE


@pytest.mark.parametrize(
    ("first", "second", "before", "after"),
    [
        ("وصول الطائرة الرابعة من المساعدات إلى العريش", "وصول الطائرة السادسة من المساعدات إلى العريش", "الرابعة", "السادسة"),
        ("Fourth aid plane lands in El Arish", "Sixth aid plane lands in El Arish", "Fourth", "Sixth"),
    ],
)
def test_another_ordinal_is_an_update(first: str, second: str, before: str, after: str) -> None:
    desk = Desk()
    desk.tell(first)
    placement = desk.tell(second)
    assert (placement.kind, placement.story, code(placement)) == (UPDATE, 1, "new-ordinal")
    assert placement.change is not None
    assert (placement.change.before, placement.change.after) == (before, after)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("الوزارة تؤكد إغلاق المعبر الحدودي اليوم", "الوزارة تنفي إغلاق المعبر الحدودي اليوم", "negation"),
        ("Minister will resign after budget vote", "Minister will not resign after budget vote", "negation"),
        ("الدولار يرتفع لأعلى مستوى أمام الليرة التركية", "الدولار يهبط لأدنى مستوى أمام الليرة التركية", "opposite"),
        ("Oil prices rise after OPEC output decision", "Oil prices fall after OPEC output decision", "opposite"),
    ],
)
def test_a_contradiction_is_never_silent(first: str, second: str, expected: str) -> None:
    desk = Desk()
    desk.tell(first)
    placement = desk.tell(second)
    assert (placement.kind, placement.story, code(placement)) == (UPDATE, 1, expected)


def test_a_first_toll_is_an_update() -> None:
    desk = Desk()
    desk.tell("Explosion rocks market in northern town")
    placement = desk.tell("Explosion rocks market in northern town, 30 dead")
    assert (placement.kind, code(placement)) == (UPDATE, "first-figure")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("انفجار سيارة مفخخة قرب سوق شعبي في بغداد", "انفجار سيارة مفخخة قرب سوق شعبي في دمشق"),
        ("انهيار كبير للريال الإيراني", "انهيار كبير للريال السعودي"),
        ("Car bomb explodes near market in Kabul", "Car bomb explodes near market in Baghdad"),
    ],
)
def test_another_place_is_another_story(first: str, second: str) -> None:
    desk = Desk()
    desk.tell(first)
    placement = desk.tell(second)
    assert (placement.kind, placement.story, code(placement)) == (NEW, 2, "different-place")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("إعادة ربط محطة زابوريجيا بخط كهرباء احتياطي", "خبراء الوكالة الدولية يزورون محطة زابوريجيا الأسبوع المقبل"),
        ("Bitcoin ETF inflows hit a record this week", "Bitcoin miner opens plant in Oman"),
        ("CENTCOM names new deputy commander", "CENTCOM says it downed two drones over Red Sea"),
    ],
)
def test_a_near_miss_on_one_topic_is_another_story(first: str, second: str) -> None:
    desk = Desk()
    desk.tell(first, names="watched")
    placement = desk.tell(second, names="watched")
    assert (placement.kind, placement.story) == (NEW, 2)


DRONES = (
    "A US warship shot down two drones over the southern Red Sea before dawn, the military said. The crew reported "
    "no injuries and merchant vessels nearby were not damaged, according to a statement from the command in Bahrain."
)
RETOLD = (
    "Two drones were downed over the southern Red Sea before dawn by a US warship, according to a military statement "
    "from Bahrain. Nobody in the crew was hurt; merchant ships passing nearby suffered no damage, it said."
)
DEPUTY = (
    "A rear admiral with three decades of service takes over as deputy at headquarters in Tampa next month, after "
    "the Senate vote. He previously led logistics and training in the Pacific and will oversee planning for joint "
    "exercises with partners."
)


def test_texts_that_open_alike_join_headlines_that_are_only_near() -> None:
    desk = Desk()
    desk.tell("CENTCOM says warship shot down drones", DRONES)
    placement = desk.tell("Drones downed over Red Sea by US warship, says CENTCOM", RETOLD)
    assert (placement.kind, placement.story, placement.how) == (REPEAT, 1, "headline")


def test_texts_that_open_otherwise_keep_near_headlines_apart() -> None:
    titles = ("CENTCOM commander meets officers in Bahrain", "CENTCOM names new deputy commander in Bahrain")
    bare, full = Desk(), Desk()
    bare.tell(titles[0])
    full.tell(titles[0], DRONES)
    assert bare.tell(titles[1]).story == 1
    assert full.tell(titles[1], DEPUTY).kind is NEW


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("أسعار الذهب في مصر اليوم الخميس", "أسعار الذهب في مصر اليوم الجمعة"),
        ("مواقيت الصلاة في القاهرة", "مواقيت الصلاة في القاهرة"),
        ("حالة الطقس المتوقعة غدا في لبنان", "حالة الطقس المتوقعة غدا في لبنان"),
        ("Gold price today in Dubai", "Gold price today in Dubai"),
    ],
)
def test_a_daily_template_never_joins_another_day(first: str, second: str) -> None:
    desk = Desk()
    desk.tell(first, minutes=0)
    placement = desk.tell(second, minutes=24 * 60)
    assert (placement.kind, placement.story, code(placement)) == (NEW, 2, "template")


def test_after_48_hours_the_same_headline_is_another_story() -> None:
    desk = Desk()
    desk.tell("Metro worker struck and killed by train", minutes=0)
    assert desk.tell("Metro worker killed by train", minutes=47 * 60).kind is REPEAT
    desk = Desk()
    desk.tell("Metro worker struck and killed by train", minutes=0)
    placement = desk.tell("Metro worker killed by train", minutes=49 * 60)
    assert (placement.kind, placement.story, code(placement)) == (NEW, 2, "too-old")


def test_the_other_language_is_its_own_story() -> None:
    desk = Desk()
    desk.tell("CENTCOM downs two drones", WIRE, language=Language.ENGLISH)
    assert desk.tell("CENTCOM downs two drones", WIRE, language=Language.ARABIC).kind is NEW


def test_place_leaves_the_window_as_it_is() -> None:
    desk = Desk()
    desk.tell("Metro worker struck and killed by train")
    article = Article(9, "s", "S", "k", "Metro worker killed by train", "", "", Language.ENGLISH, START, START)
    first = place(article, fingerprint(article), frozenset(), desk.recent)
    assert place(article, fingerprint(article), frozenset(), desk.recent) == first
    assert len(desk.recent) == 1


def test_a_window_rebuilt_from_members_decides_alike() -> None:
    titles = ("مقتل 3 في زلزال ضرب غرب إيران", "30 قتيلا في زلزال ضرب غرب إيران", "سنتكوم تعلن إسقاط مسيّرتين فوق البحر الأحمر")
    desk, members = Desk(), []
    for number, title in enumerate(titles, 1):
        text = WIRE if number == 3 else ""
        placed = desk.tell(title, text, minutes=number)
        time = START + timedelta(minutes=number)
        known = fingerprint(Article(number, f"s{number}", "S", str(number), title, text, "", Language.ARABIC, time, time))
        members.append(Member(number, placed.story, f"s{number}", title, Language.ARABIC, time, frozenset(), known.to_bytes()))
    rebuilt = Recent(members)
    for title, text in (
        ("مقتل 9 في زلزال ضرب غرب إيران", ""),
        ("عنوان آخر تماما", WIRE),
        ("31 قتيلا في زلزال ضرب غرب إيران", ""),
        ("خبر جديد لا صلة له", ""),
    ):
        article = Article(
            50, "x", "S", "k", title, text, "", Language.ARABIC, START + timedelta(hours=1), START + timedelta(hours=1)
        )
        known = fingerprint(article)
        assert place(article, known, frozenset(), rebuilt) == place(article, known, frozenset(), desk.recent)


def test_what_is_forgotten_leaves_every_index() -> None:
    desk = Desk()
    for number in range(300):
        desk.tell(f"place{number} event{number} matter{number} thing{number}", f"{WIRE} {number}", minutes=number)
    desk.recent.forget(START + timedelta(minutes=299))
    assert len(desk.recent) == 1
    held = [each for each in vars(desk.recent).values() if isinstance(each, dict)]
    gc.collect()
    assert sum(len(each) for each in held) < 30
    assert desk.tell("place7 event7 matter7 thing7", minutes=310).kind is NEW


def test_an_article_without_title_or_text_is_new() -> None:
    desk = Desk()
    desk.tell("")
    placement = desk.tell("")
    assert (placement.kind, placement.story) == (NEW, 2)


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=200), st.integers(-100, 100)), max_size=8))
def test_any_article_has_a_place_among_what_came_before(reports: list[tuple[str, str, int]]) -> None:
    desk = Desk()
    for number, (title, text, hours) in enumerate(reports, 1):
        placement = desk.tell(title, text, minutes=60 * hours)
        assert placement.story == number if placement.kind is NEW else placement.story < number
        assert (placement.with_article is None) == (placement.kind is NEW)


def test_a_watched_name_alone_does_not_bring_two_events_together() -> None:
    desk = Desk()
    body = (
        "A blaze on board a freighter hurt three of its crew on Saturday morning, according to CENTCOM. American medics came "
        "across from a warship close by. Nobody had to leave the vessel, whose owner expects it in port by the end of the week."
    )
    desk.tell("Cargo ship fire in Gulf of Aden injures 3 sailors, CENTCOM says", body, names="centcom")
    assert desk.tell("CENTCOM warns shipping of drifting mine", names="centcom").kind is NEW
