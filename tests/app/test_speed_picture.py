from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from bot.app.speed_picture import picture

SVG = "{http://www.w3.org/2000/svg}"


def _elements(svg: str, kind: str) -> list[ET.Element]:
    return list(ET.fromstring(svg).iter(f"{SVG}{kind}"))  # noqa: S314 (made here)


def _lines(svg: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in (place.split(",") for place in line.get("points", "").split())]
        for line in _elements(svg, "polyline")
    ]


def test_each_series_has_a_line_and_its_name() -> None:
    svg = picture({"Rasid <warm>": [(1000, 2000), (100_000, 500)], "cdist": [(1000, 50), (100_000, 2)]})
    texts = [text.text for text in _elements(svg, "text")]
    assert "Rasid <warm>" in texts
    assert {"1,000", "10,000", "100,000", "1", "10", "100"} <= set(texts)
    warm, scan = _lines(svg)
    assert warm[0][0] == scan[0][0] < warm[1][0]
    # What is faster stands higher, and ten times is as far everywhere.
    assert warm[0][1] < warm[1][1] < scan[0][1] < scan[1][1]


def test_names_of_lines_that_end_together_stand_apart() -> None:
    svg = picture({name: [(10, 100), (1000, 50 + number)] for number, name in enumerate("abc")})
    heights = sorted(float(text.get("y", "")) for text in _elements(svg, "text") if text.text in set("abc"))
    assert heights[1] - heights[0] >= 15
    assert heights[2] - heights[1] >= 15


_POINTS = st.lists(st.tuples(st.integers(1, 10**6), st.floats(1e-3, 1e6)), min_size=1, max_size=5)


@given(st.dictionaries(st.text(alphabet='ab<&"é', min_size=1, max_size=4), _POINTS, min_size=1, max_size=4))
def test_every_point_lies_within_the_picture(series: dict[str, list[tuple[float, float]]]) -> None:
    for line in _lines(picture(series)):
        assert all(0 <= x <= 720 and 0 <= y <= 440 for x, y in line)
