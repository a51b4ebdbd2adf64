from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.app.running import terminal
from bot.app.terminals import Direction, detected, direction_of, keep_order, outer_terminal

X = {"TERM": "xterm-256color"}
TERMINAL, VISUAL, PLAIN = Direction.TERMINAL, Direction.VISUAL, Direction.PLAIN

TERMINALS: dict[str, tuple[dict[str, str], Direction]] = {
    "GNOME Terminal": (X | {"VTE_VERSION": "7600"}, TERMINAL),
    "Konsole": (X | {"KONSOLE_VERSION": "240803"}, TERMINAL),
    "Terminal of macOS": (X | {"TERM_PROGRAM": "Apple_Terminal"}, TERMINAL),
    "iTerm2": (X | {"TERM_PROGRAM": "iTerm.app"}, TERMINAL),
    "iTerm2 through ssh": (X | {"LC_TERMINAL": "iTerm2", "SSH_TTY": "/dev/pts/1"}, TERMINAL),
    "mintty": ({"TERM": "xterm", "TERM_PROGRAM": "mintty"}, TERMINAL),
    "mlterm": ({"TERM": "mlterm", "MLTERM": "3.9.3"}, TERMINAL),
    "PuTTY": ({"TERM": "putty-256color"}, TERMINAL),
    "a shell in Emacs": ({"TERM": "dumb", "INSIDE_EMACS": "29.4,comint"}, TERMINAL),
    "Windows Terminal": (X | {"WT_SESSION": "b6f7"}, VISUAL),
    "VS Code": (X | {"TERM_PROGRAM": "vscode"}, VISUAL),
    "VS Code started from GNOME Terminal": (X | {"TERM_PROGRAM": "vscode", "VTE_VERSION": "7600"}, VISUAL),
    "Alacritty": ({"TERM": "alacritty", "ALACRITTY_WINDOW_ID": "1"}, VISUAL),
    "Alacritty that calls itself xterm": (X | {"ALACRITTY_WINDOW_ID": "1"}, VISUAL),
    "kitty": ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, VISUAL),
    "kitty started from GNOME Terminal": ({"TERM": "xterm-kitty", "VTE_VERSION": "7600"}, VISUAL),
    "xterm started from GNOME Terminal": ({"TERM": "xterm", "XTERM_VERSION": "XTerm(390)", "VTE_VERSION": "7600"}, VISUAL),
    "WezTerm": (X | {"TERM_PROGRAM": "WezTerm"}, VISUAL),
    "Ghostty": ({"TERM": "xterm-ghostty"}, VISUAL),
    "foot": ({"TERM": "foot"}, VISUAL),
    "st": ({"TERM": "st-256color"}, VISUAL),
    "the console of Linux": ({"TERM": "linux"}, VISUAL),
    "any terminal through ssh": (X | {"SSH_TTY": "/dev/pts/1"}, VISUAL),
    "no terminal to speak of": ({"TERM": "dumb"}, PLAIN),
    "nothing known": ({}, VISUAL),
}


@pytest.mark.parametrize("name", TERMINALS)
def test_terminals_are_known_by_their_names(name: str) -> None:
    environ, expected = TERMINALS[name]
    assert detected(environ) is expected


# What tmux was started in says nothing of where it is shown now.
@pytest.mark.parametrize(
    ("outer", "expected"),
    [
        ("VTE(7600) xterm-256color", TERMINAL),
        ("iTerm2 3.5.2 xterm-256color", TERMINAL),
        ("mintty 3.7.4 xterm", TERMINAL),
        ("XTerm(390) xterm", VISUAL),
        ("WezTerm 20240203 xterm-256color", VISUAL),
        (" alacritty", VISUAL),
        ("", VISUAL),
    ],
)
def test_inside_tmux_the_terminal_around_it_counts(outer: str, expected: Direction) -> None:
    inside = {"TERM": "tmux-256color", "TERM_PROGRAM": "tmux", "TMUX": "/tmp/tmux-0/default,1,0", "VTE_VERSION": "7600"}
    assert detected(inside, lambda _: outer) is expected
    assert detected({"TERM": "screen", "STY": "1.pts-0", "VTE_VERSION": "7600"}) is VISUAL


def test_tmux_is_asked_and_need_not_be_there(tmp_path: Path) -> None:
    assert outer_terminal({"PATH": str(tmp_path)}) == ""
    program = tmp_path / "tmux"
    program.write_text('#!/bin/sh\n[ "$1 $2" = "display-message -p" ] && echo "VTE(7600) $3"\n')
    program.chmod(0o755)
    paths = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    assert outer_terminal({"PATH": paths}) == "VTE(7600) #{client_termtype} #{client_termname}"
    program.write_text("#!/bin/sh\necho no server running; exit 1\n")
    assert outer_terminal({"PATH": paths}) == ""


@pytest.mark.parametrize("setting", ["terminal", "visual", "plain"])
def test_a_setting_wins_over_what_the_terminal_is(setting: str) -> None:
    assert direction_of(setting, X | {"VTE_VERSION": "7600"}, screen=True) == setting
    assert direction_of(setting, {}, screen=False) == setting


def test_what_is_read_by_a_program_stays_as_it_is() -> None:
    assert direction_of("auto", X | {"VTE_VERSION": "7600"}, screen=False) is PLAIN


def test_a_terminal_that_could_turn_lines_is_told_not_to_until_the_end() -> None:
    written: list[str] = []
    at_end: list[object] = []
    keep_order(written.append, at_end.append)
    assert written == ["\x1b[8l"]
    (finish,) = at_end
    assert callable(finish)
    finish()
    assert written == ["\x1b[8l", "\x1b[8h"]


def test_the_console_writes_as_the_setting_says(capsys: pytest.CaptureFixture[str]) -> None:
    from tests.fakes.sample_messages import SAMPLES  # noqa: PLC0415

    shown = {}
    for direction in ("auto", "plain", "terminal", "visual"):
        terminal(direction=direction).show(SAMPLES["new.ar"])
        shown[direction] = capsys.readouterr().out
    assert shown["auto"] == shown["plain"]
    assert shown["terminal"].startswith("\u200fسنتكوم")
    assert shown["visual"].splitlines()[0].endswith(" ﻡﻮﻜﺘﻨﺳ")
    assert "\x1b" not in "".join(shown.values())
