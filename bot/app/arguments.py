"""How commands of the command line are described: a command, a group of them, and the kinds of numbers they take."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Command = Callable[[argparse.Namespace], int]
"""Runs a command; returns its exit code."""

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - it has no other name
"""Where commands are added."""


def add(commands: Commands, name: str, command: Command, does: str, example: str) -> argparse.ArgumentParser:
    """A command: what runs it, what it does (a phrase for the list of commands) and a line that shows it."""
    parser = commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=command)
    return parser


def add_group(commands: Commands, name: str, does: str, example: str) -> Commands:
    """A command that is followed by what it is to be done to."""
    parser = commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=f"example:\n  {example}\nmore: rasid {name} WHAT --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser.add_subparsers(title="what to work on", required=True, metavar="WHAT")


def add_config(parser: argparse.ArgumentParser) -> None:
    """Lets a command be told where the configuration is."""
    parser.add_argument("--config", type=Path, default=None, metavar="DIR", help="the configuration folder (default: config)")


def share(text: str) -> float:
    """A number from 0 to 1, as an argument's type."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be a number from 0 to 1")
    return value


def positive(text: str) -> int:
    """A whole number, 1 or more."""
    return _at_least(1, text)


def not_negative(text: str) -> int:
    """A whole number, 0 or more."""
    return _at_least(0, text)


def _at_least(least: int, text: str) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"must be a whole number, {least} or more")
    return int(text)
