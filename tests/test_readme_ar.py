"""The Arabic README: the same commands and settings as the English one, and nothing in it that a browser would turn round.

GitHub gives each paragraph, heading and list the direction of its first letter, and leaves inline code to its surroundings.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from bot.chat.command import ORDER
from bot.model.news import Language
from tests.fakes.desk import PHRASES

ROOT = Path(__file__).parent.parent
ENGLISH = (ROOT / "README.md").read_text(encoding="utf-8")
ARABIC = (ROOT / "README.ar.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
PROSE = FENCED.sub("", ARABIC)


def test_the_code_blocks_are_those_of_the_english_page() -> None:
    def stripped(text: str) -> list[str]:
        return [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]

    assert stripped(ARABIC) == stripped(ENGLISH)


def test_every_setting_and_link_of_the_english_page_is_there() -> None:
    for pattern in (r"RASID_\w+", r"\]\(([^)]+)\)"):
        assert set(re.findall(pattern, ENGLISH)) - set(re.findall(pattern, ARABIC)) - {"README.ar.md"} == set()


def test_every_command_but_start_is_listed_with_its_first_words() -> None:
    for name in ORDER:
        if name != "start":
            arabic, english = (PHRASES.words(each, f"commands.{name}.words")[0] for each in (Language.ARABIC, Language.ENGLISH))
            assert re.search(rf"^\| `{arabic}\b.*\| `{english}`", ARABIC, re.MULTILINE), name


def test_every_paragraph_begins_with_an_arabic_letter() -> None:
    for block in re.split(r"\n\s*\n", PROSE):
        text = re.sub(r"<[^>]+>", "", block)
        first = next((letter for letter in text if unicodedata.bidirectional(letter) in {"L", "R", "AL"}), "")
        assert first == "" or unicodedata.bidirectional(first) == "AL", block


def test_inline_code_that_its_surroundings_would_turn_round_states_its_direction() -> None:
    for code in re.findall(r"`([^`]+)`", PROSE):
        kinds = [unicodedata.bidirectional(letter) for letter in code]
        assert not {"L", "AL"} <= set(kinds), code
        assert kinds[0] == "AL" or (kinds[0] == "L" and kinds[-1] in {"L", "EN"}), code


def test_it_does_not_shout_and_its_digits_are_those_of_the_bot() -> None:
    assert not re.search("[!٠-٩۰-۹\u200e\u200f\u2066-\u2069]", PROSE.replace("![", "["))
