"""Who lays out lines of Arabic in a terminal: the terminal itself, or the program that writes to it.

Terminals cannot be asked; their names in the environment tell.

Source: https://terminal-wg.pages.freedesktop.org/bidi/ (which of them know bidirectional text, and how it is switched).
"""

from __future__ import annotations

import atexit
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum

_EXPLICIT, _IMPLICIT = "\x1b[8l", "\x1b[8h"
_PATIENCE = 2.0

_OF_BOTH_DIRECTIONS = re.compile(r"vte|gnome|konsole|apple_terminal|iterm|mintty|mlterm|putty|eterm", re.IGNORECASE)
_OF_ONE = re.compile(
    r"vscode|wezterm|ghostty|kitty|alacritty|foot|xterm\(|rxvt|linux|warp|hyper|tabby|\brio\b|contour|^st\b|zed", re.IGNORECASE
)
# Windows Terminal, kitty, Alacritty, xterm.
_SET_BY_ONE = ("WT_SESSION", "KITTY_WINDOW_ID", "ALACRITTY_WINDOW_ID", "XTERM_VERSION")
_SET_BY_BOTH = ("VTE_VERSION", "KONSOLE_VERSION", "ITERM_SESSION_ID", "MLTERM", "INSIDE_EMACS")


class Direction(StrEnum):
    """Who puts a line in order: the TERMINAL, helped by direction marks; the program (VISUAL); or nobody (PLAIN)."""

    TERMINAL = "terminal"
    VISUAL = "visual"
    PLAIN = "plain"


def outer_terminal(environ: Mapping[str, str]) -> str:
    """What tmux knows of the terminal that it is shown in, like VTE(7600); "" when it does not say within two seconds.

    Source: https://man.openbsd.org/tmux (client_termtype, client_termname)
    """
    asked = ["tmux", "display-message", "-p", "#{client_termtype} #{client_termname}"]
    try:
        told = subprocess.run(  # noqa: S603
            asked, env=dict(environ), capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    return told.stdout.strip() if told.returncode == 0 else ""


def detected(environ: Mapping[str, str], outer: Callable[[Mapping[str, str]], str] = outer_terminal) -> Direction:
    """Who lays lines out in the terminal that this environment tells of; one that is not known is taken for one that cannot.

    Inside tmux and screen the variables are those of the terminal that they were started in, so tmux is asked (``outer``).
    """
    name = environ.get("TERM", "")
    if name == "dumb" and not environ.get("INSIDE_EMACS"):
        return Direction.PLAIN
    if environ.get("TMUX"):
        return _by_name(outer(environ)) or Direction.VISUAL
    if environ.get("STY"):
        return Direction.VISUAL
    # A terminal that was started from another has the other's variables too, but names itself in these.
    for told in (name, environ.get("TERM_PROGRAM", ""), environ.get("LC_TERMINAL", "")):
        if known := _by_name(told):
            return known
    if any(environ.get(each) for each in _SET_BY_ONE):
        return Direction.VISUAL
    return Direction.TERMINAL if any(environ.get(each) for each in _SET_BY_BOTH) else Direction.VISUAL


def direction_of(setting: str, environ: Mapping[str, str] | None = None, *, screen: bool | None = None) -> Direction:
    """What the setting says, or for "auto" what the terminal is; PLAIN for ``auto`` where the output is no terminal."""
    if setting != "auto":
        return Direction(setting)
    shown = sys.stdout.isatty() if screen is None else screen
    return detected(os.environ if environ is None else environ) if shown else Direction.PLAIN


def keep_order(write: Callable[[str], object], at_end: Callable[[Callable[[], object]], object] = atexit.register) -> None:
    """Has terminals that could lay lines out leave them as they come, until the program ends; others do not mind.

    Source: ECMA-48 (BDSM, the mode of bidirectional support: explicit, implicit).
    """
    write(_EXPLICIT)
    at_end(lambda: write(_IMPLICIT))


def _by_name(name: str) -> Direction | None:
    if _OF_BOTH_DIRECTIONS.search(name):
        return Direction.TERMINAL
    return Direction.VISUAL if _OF_ONE.search(name) else None
