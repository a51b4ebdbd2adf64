from __future__ import annotations

from bot.matching.hits import Unit, new_unit
from bot.matching.renderings import Renderings, shapes_of
from bot.matching.skeleton import Skeletons
from tests.matching.conftest import EVIDENCE


def _of_latin() -> Renderings:
    return Renderings(EVIDENCE.skeletons.of_latin)


def _of_arabic() -> Renderings:
    return Renderings(lambda shape: (Skeletons.of_arabic(shape),))


def _near(table: Renderings, stem: str, *keys: str) -> dict[Unit, float]:
    return {shape.unit: apart for shape, apart in table.near(stem, table.candidates(keys))}


def test_a_latin_unit_is_found_by_the_consonants_of_an_arabic_word() -> None:
    table = _of_latin()
    lavrov, lavrenty, madrid = map(new_unit, ("lavrov", "lavrenty", "madrid"))
    for unit in (lavrov, lavrenty, madrid):
        table.place(unit)
    assert set(_near(table, "لافروف", Skeletons.of_arabic("لافروف"))) == {lavrov}
    assert set(_near(table, "مدريد", Skeletons.of_arabic("مدريد"))) == {madrid}


def test_one_consonant_more_or_less_is_found_and_said_to_be_further_apart() -> None:
    table = _of_arabic()
    units = [new_unit(word) for word in ("غورباتشوف", "غورباتشف", "غرباتشوفا")]
    for unit in units:
        table.place(unit)
    near = _near(table, "gorbachov", *EVIDENCE.skeletons.of_latin("gorbachov"))
    assert units[0] in near
    assert near[units[0]] <= min(near.values())


def test_an_article_may_belong_to_the_name() -> None:
    table = _of_arabic()
    unit = new_unit("الفارادو")
    table.place(unit)
    assert unit in _near(table, "alvarado", *EVIDENCE.skeletons.of_latin("alvarado"))
    assert shapes_of("فارادو", article=True) == ("فارادو", "الفارادو")
    assert shapes_of("فارادو", article=False) == ("فارادو",)


def test_what_shares_consonants_but_sounds_otherwise_is_not_near() -> None:
    table = _of_latin()
    unit = new_unit("iowauio")
    table.place(unit)
    assert not _near(table, "بن", "BN")


def test_a_unit_that_goes_leaves_nothing_behind() -> None:
    table = _of_arabic()
    unit, other = new_unit("الفارادو"), new_unit("الفاردو")
    keys = EVIDENCE.skeletons.of_latin("alvarado")
    table.place(unit)
    table.place(other)
    table.displace(unit)
    assert unit not in _near(table, "alvarado", *keys)
    assert other in _near(table, "alvarado", *keys)
    table.displace(other)
    assert table.candidates(keys) == []
