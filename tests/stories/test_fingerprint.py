from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.model.news import Article, Language
from bot.stories.fingerprint import PERMUTATIONS, Fingerprint, containment, fingerprint, likeness

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BODY = " ".join(f"كلمة{number} word{number}" for number in range(60))


def article(title: str = "عنوان", text: str = BODY, url: str = "", language: Language = Language.ARABIC) -> Article:
    return Article(1, "s", "S", "k", title, text, url, language, NOW, NOW)


def same(one: Fingerprint, other: Fingerprint) -> float:
    return likeness(sum(a == b for a, b in zip(one.signature, other.signature, strict=True)))


def test_bytes_give_the_fingerprint_back() -> None:
    for known in (
        fingerprint(article()),
        fingerprint(article(text="", url="https://example.org/a")),
        fingerprint(article("مقتل 30 شخصا", "مقتل ثلاثين وإصابة خمسة. " + BODY)),
        Fingerprint(),
    ):
        assert Fingerprint.from_bytes(known.to_bytes()) == known


@given(st.text(max_size=400), st.text(max_size=80))
def test_bytes_give_any_fingerprint_back(text: str, title: str) -> None:
    known = fingerprint(article(title, text))
    assert Fingerprint.from_bytes(known.to_bytes()) == known


@given(st.binary(max_size=400))
def test_unreadable_bytes_give_an_empty_fingerprint(data: bytes) -> None:
    assert Fingerprint.from_bytes(data) == Fingerprint()


def test_another_version_or_seed_gives_an_empty_fingerprint() -> None:
    data = bytearray(fingerprint(article()).to_bytes())
    version, seed = data.copy(), data.copy()
    version[4] += 1
    seed[5] ^= 1
    assert Fingerprint.from_bytes(bytes(version)) == Fingerprint.from_bytes(bytes(seed)) == Fingerprint()
    assert Fingerprint.from_bytes(bytes(data)) != Fingerprint()


def test_spelling_boilerplate_and_marks_do_not_change_the_exact_hash() -> None:
    plain = fingerprint(article("إسقاط المسيّرة", "سقطت المسيرة في البحر الأحمر فجرا"))
    other = fingerprint(article("اسقاط المسيرة", "سقطت المسيّرة في البحر الاحمر فجراً. تابعونا على تويتر."))
    assert plain.exact == other.exact
    assert plain.exact != fingerprint(article("إسقاط مسيّرتين", "سقطت المسيرة في البحر الأحمر فجرا")).exact


def test_an_edited_copy_stays_alike_and_another_text_does_not() -> None:
    first = fingerprint(article())
    edited = fingerprint(article(text="بيروت – رويترز: " + BODY.replace("word30", "changed")))
    assert len(first.signature) == PERMUTATIONS
    assert same(first, edited) > 0.8
    assert same(first, fingerprint(article(text=BODY.replace("كلمة", "أخرى").replace("word", "other")))) < 0.05


def test_a_cut_copy_is_contained() -> None:
    first, cut = fingerprint(article()), fingerprint(article(text=" ".join(BODY.split()[:45])))
    assert containment(same(first, cut), first.shingles, cut.shingles) > 0.7


def test_a_short_text_has_no_signature_and_a_front_page_no_link() -> None:
    known = fingerprint(article(text="نص قصير جدا", url="https://example.org/"))
    assert (known.signature, known.link) == ((), b"")
    assert fingerprint(article(url="https://example.org/?p=3")).link


def test_figures_come_from_title_and_first_sentences() -> None:
    known = fingerprint(
        article("انفجار في بيروت", "قالت الوزارة إن 30 شخصا قتلوا وأصيب مئتا شخص. " + "كلام " * 100 + "مقتل 900 شخص")
    )
    assert (known.dead, known.wounded) == (30, 200)
    assert fingerprint(article("انفجار", "كلام")).dead is None
