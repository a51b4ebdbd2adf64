"""What both READMEs promise of feeds, figure by figure: each is the one that the code goes by."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.app.settings import FetchSettings
from bot.pipeline.brake import HOLD
from bot.pipeline.cadence import CEILING
from bot.pipeline.health import BUSY, LONG, SURE_TRIES, TRIES
from bot.sources.fetching import FetchRules
from bot.sources.guard import _PORTS
from bot.store.host_notices import FEWEST
from bot.store.polling import _MOVED_HITS

ROOT = Path(__file__).parent.parent
HOURS, DAYS = int(LONG.total_seconds()) // 3600, HOLD.days
FETCH = FetchSettings()
MEBIBYTES = FETCH.max_bytes // 1024**2
PORTS = sorted(_PORTS)


def section(readme: str, heading: str) -> str:
    text = (ROOT / readme).read_text(encoding="utf-8")
    return text.partition(f"### {heading}\n")[2].partition("\n## ")[0]


PROMISES = [
    ("README.md", "Feeds", f"every {FETCH.interval} seconds"),
    ("README.md", "Feeds", f"at most {FetchRules('x').per_host} requests at once"),
    ("README.md", "Feeds", f"After {HOURS} hours and {TRIES} tries"),
    ("README.md", "Feeds", f"{FEWEST} feeds of one host"),
    ("README.md", "Feeds", f"met {_MOVED_HITS} times"),
    ("README.md", "Feeds", f"brings {BUSY} entries a day"),
    ("README.md", "Feeds", f"for {DAYS} days"),
    ("README.md", "Feeds", f"ports other than {PORTS[0]}, {PORTS[1]}, {PORTS[2]} and {PORTS[3]}"),
    ("README.md", "Feeds", f"more than {MEBIBYTES} MiB"),
    ("README.ar.md", "المصادر", f"كل {FETCH.interval} ثانية"),
    ("README.ar.md", "المصادر", f"وبعد {HOURS} ساعات و{TRIES} محاولات"),
    ("README.ar.md", "المصادر", f"عن {FEWEST} مصادر أو أكثر في خادم واحد"),
    ("README.ar.md", "المصادر", f"يُحال إليه {_MOVED_HITS} مرات"),
    ("README.ar.md", "المصادر", f"معدّله المعتاد {BUSY} مواد في اليوم"),
    ("README.ar.md", "المصادر", f"مدة {DAYS} أيام"),
    ("README.ar.md", "المصادر", ", ".join(map(str, PORTS))),
    ("README.ar.md", "المصادر", f"ما زاد على {MEBIBYTES} ميبيبايت"),
]


@pytest.mark.parametrize(("readme", "heading", "promise"), PROMISES)
def test_each_figure_is_the_one_in_force(readme: str, heading: str, promise: str) -> None:
    assert promise in section(readme, heading)


def test_what_is_said_of_times_and_tries_in_words_holds() -> None:
    assert (CEILING.days, SURE_TRIES) == (1, 2)
    assert FetchRules("x").per_host == 2  # the Arabic page has it as a word


def test_both_pages_have_the_same_rows() -> None:
    rows = [
        len(re.findall(r"^\| ", section(*page), re.MULTILINE)) for page in (("README.md", "Feeds"), ("README.ar.md", "المصادر"))
    ]
    assert rows[0] == rows[1] > 9
