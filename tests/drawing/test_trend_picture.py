from __future__ import annotations

import io
import subprocess
import sys
import threading

import numpy as np
import pytest
from matplotlib.image import imread

from bot.drawing.trend import Pictures, draw
from bot.model.news import Language
from bot.model.plot import Plot, Series

AR, EN = Language.ARABIC, Language.ENGLISH
LANGUAGES = (Series("a", (3, 8, 12)), Series("b", (5, 6, 4)))


def pixels(plot: Plot) -> np.ndarray:
    """The picture's darkness, rows by columns, 0 for white."""
    image = imread(io.BytesIO(draw(plot)))
    return 1 - image[..., :3].mean(axis=2)


def plotted(language: Language = EN, title: str = "title", series: tuple[Series, ...] = LANGUAGES, **more: str) -> Plot:
    columns = tuple(str(number + 1) for number in range(len(series[0].counts)))
    return Plot(language, title, "subtitle", columns, series, **more)


def title_of(picture: np.ndarray) -> tuple[int, int]:
    """The first and the last column that the title has ink in."""
    inked = np.flatnonzero(picture[:60].max(axis=0) > 0.3)
    return int(inked[0]), int(inked[-1])


def test_it_is_as_large_as_said() -> None:
    assert pixels(plotted()).shape == (675, 1200)


def test_an_arabic_title_begins_at_the_right_and_an_english_one_at_the_left() -> None:
    arabic = title_of(pixels(plotted(AR, "تكرار CENTCOM")))
    english = title_of(pixels(plotted(EN, "Mentions of سنتكوم")))
    assert arabic[0] > 600
    assert arabic[1] > 1100
    assert english[0] < 120
    assert english[1] < 600


def test_arabic_letters_are_joined() -> None:
    joined = title_of(pixels(plotted(AR, "ببببببببب")))
    apart = title_of(pixels(plotted(AR, "\u200c".join("ببببببببب"))))
    assert joined[1] - joined[0] < 0.6 * (apart[1] - apart[0])


def test_a_latin_value_stands_where_it_does_in_an_arabic_line() -> None:
    # The first word of the line is at its right end, whichever alphabet the value is of.
    picture = pixels(plotted(AR, "\u2068MMMMMM\u2069 ا"))
    first, last = title_of(picture)
    left, right = picture[:60, first : first + 12].sum(), picture[:60, last - 12 : last].sum()
    assert right > left


def test_languages_are_told_apart_without_colour() -> None:
    plain = pixels(plotted(series=(Series("a", (9, 9)), Series("b", (0, 0)))))
    patterned = pixels(plotted(series=(Series("a", (0, 0)), Series("b", (9, 9)))))
    inside = (slice(350, 500), slice(320, 480))
    assert plain[inside].std() < 0.01
    assert patterned[inside].std() > 0.1


def test_numbers_stand_in_the_digits_asked_for() -> None:
    usual, arabic = pixels(plotted(AR)), pixels(plotted(AR, digits="٠١٢٣٤٥٦٧٨٩"))
    assert not np.array_equal(usual[:, :75], arabic[:, :75]), "the scale"


@pytest.mark.parametrize(
    "title",
    ["$x_1^2$ \\frac{a}{b} %s {0} C++ +3.5%", "😀 中文 \ud800 \x00\x07\u202eevil\u202c\u2066\u2068", "", "x" * 5000],
)
def test_whatever_the_title_is_it_is_drawn_without_complaint(title: str) -> None:
    draw(plotted(AR, title))


@pytest.mark.parametrize("columns", [1, 30])
def test_any_number_of_columns_is_drawn_however_high(columns: int) -> None:
    draw(plotted(series=(Series("a", (0,) * columns), Series("b", (0,) * columns), Series("c", (10**9,) * columns))))


async def test_the_loop_does_not_wait_for_it() -> None:
    before = threading.active_count()
    drawn = await Pictures().plotted(plotted())
    assert drawn.startswith(b"\x89PNG")
    assert threading.active_count() >= before


def test_the_library_is_loaded_with_the_first_picture_and_not_before() -> None:
    code = "import sys, bot.drawing.trend; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
