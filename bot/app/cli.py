"""The command ``rasid``: what can be asked of it on the command line, and what its exit codes mean.

Parses arguments and hands over; the work stands in the files it calls. Exit codes: 0 all is well; 1 what was asked for is
not well (a check failed, a feed cannot be read, the bot is not healthy); 2 bad arguments, configuration or input; 130
interrupted before it was done (a running bot ends in order, with 0).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot import __version__
from bot.app.arguments import Command, Commands, add, add_config, add_group
from bot.app.cli_measuring import add_measuring
from bot.app.settings import ConfigProblem, default_config

WELL, UNWELL, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line; returns its exit code."""
    options = _parser().parse_args(arguments)
    if getattr(options, "config", None) is None:
        options.config = default_config()
    elif not options.config.is_dir():
        print(f"rasid: --config: {options.config} is no folder", file=sys.stderr)
        return BAD_INPUT
    command: Command = options.command
    try:
        return command(options)
    except ConfigProblem as problem:
        print(f"rasid: {problem}", file=sys.stderr)
        return BAD_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left; closing it again at exit would complain.
        sys.stdout = None
        return WELL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rasid",
        description="Watches Arabic and English news feeds and tells each chat once per event, on Telegram or Slack.",
        epilog="See it work, with no token and no network: rasid demo",
    )
    parser.add_argument("--version", action="version", version=f"rasid {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_running(commands)
    _add_pipes(commands)
    _add_opml(commands)
    add_measuring(commands)
    return parser


def _add_running(commands: Commands) -> None:
    run = add(
        commands, "run", _run, "run the bot; platforms start where their tokens are set", "RASID_TELEGRAM__TOKEN=… rasid run"
    )
    console = add(commands, "console", _console, "the bot in this terminal, against the real store", "rasid console")
    check = add(commands, "check", _check, "validate the configuration and the tokens' shape", "rasid check --feeds")
    check.add_argument("--feeds", action="store_true", help="also fetch every feed once and say what came back")
    claim = add(commands, "claim", _claim, "print a one-time token that makes whoever sends it an owner", "rasid claim")
    backup = add(commands, "backup", _backup, "copy the database while the bot runs; prints the copy's path", "rasid backup")
    health = add(commands, "health", _health, "ask the bot running on this machine how it is", "rasid health")
    for parser in (run, console, check, claim, backup, health):
        add_config(parser)
    manifest = add(
        commands,
        "slack-manifest",
        _slack_manifest,
        "print the manifest to make the Slack app from",
        "rasid slack-manifest --http https://rasid.example.org",
    )
    manifest.add_argument(
        "--http", default="", metavar="URL", help="HTTP mode: where Slack reaches the bot (default: Socket Mode)"
    )
    manifest.add_argument(
        "--command", dest="slash", default="/rasid", metavar="NAME", help="the slash command (default /rasid)"
    )
    manifest.add_argument("--name", default="Rasid", help="what the app is called (default Rasid)")
    manifest.add_argument("--yaml", action="store_true", help="as YAML, with what each scope is for (default JSON)")
    demo = add(commands, "demo", _demo, "the whole job on loopback feeds: no token, no internet", "rasid demo < /dev/null")
    demo.add_argument("--tour", action="store_true", help="play the tour even in a terminal (the default without one)")
    demo.add_argument("--pace", type=float, default=1.0, metavar="X", help="play X times as fast (default 1)")
    demo.add_argument("--language", choices=("ar", "en"), default="en", help="the chat's language (default en)")


def _add_pipes(commands: Commands) -> None:
    match = add(
        commands,
        "match",
        _match,
        "find terms in articles (JSON lines)",
        "rasid match --watch بيتكوين < articles.jsonl > out.jsonl",
    )
    which = match.add_mutually_exclusive_group(required=True)
    which.add_argument("--watch", action="append", metavar="TERM", help="a term to look for (may be repeated)")
    which.add_argument("--terms", type=Path, metavar="FILE", help="a UTF-8 file with a term a line")
    match.add_argument(
        "--explain",
        action="store_true",
        help='add "explain" to each line: for every term which spelling counts, whence, how and with what score against which'
        ' threshold; or, in "refused", what came nearest and why it does not count',
    )
    stories = add(commands, "stories", _stories, "group articles into stories", "rasid stories < articles.jsonl > out.jsonl")
    summarize = add(
        commands,
        "summarize",
        _summarize,
        "sum articles up in their own sentences",
        "rasid summarize --watch CENTCOM < articles.jsonl",
    )
    summarize.add_argument("--watch", action="append", metavar="TERM", required=True, help="a term (may be repeated)")
    parse = add(commands, "parse", _parse, "show a feed as Rasid reads it", "rasid parse feed.xml --base https://example.org/")
    parse.add_argument("document", metavar="FILE|URL|-", help="a file, an address, or - for standard input")
    parse.add_argument("--base", default="", metavar="URL", help="the address that relative links are relative to")
    parse.add_argument("--content-type", default="", metavar="TYPE", help="the Content-Type the server gave")
    for parser in (match, stories, summarize, parse):
        add_config(parser)


def _add_opml(commands: Commands) -> None:
    what = add_group(
        commands,
        "opml",
        "take a chat's feeds from another reader, or to one",
        "rasid opml import feeds.opml --chat slack:C0123",
    )
    taken = add(
        what,
        "import",
        _opml_import,
        "add the feeds of a list in OPML to a chat, and say what was added, there already or refused (then the exit code is 1)",
        "rasid opml import feeds.opml --chat telegram:-100123",
    )
    taken.add_argument("document", metavar="FILE|-", help="the list, or - for standard input")
    given = add(
        what,
        "export",
        _opml_export,
        "write the feeds of a chat as a list in OPML, without user names and passwords",
        "rasid opml export feeds.opml --chat telegram:-100123",
    )
    given.add_argument("target", metavar="FILE", nargs="?", default="-", help="where to (default -: standard output)")
    for parser in (taken, given):
        parser.add_argument("--chat", default="", metavar="CHAT", help="whose feeds; may be left out where there is one chat")
        add_config(parser)


def _run(options: argparse.Namespace) -> int:
    from bot.app.running import run_bot

    return run_bot(options.config)


def _slack_manifest(options: argparse.Namespace) -> int:
    from bot.app.slack_app import print_manifest

    return print_manifest(options.slash, options.http, options.name, yaml=options.yaml)


def _console(options: argparse.Namespace) -> int:
    from bot.app.running import run_console

    return run_console(options.config)


def _claim(options: argparse.Namespace) -> int:
    from bot.app.running import print_claim

    return print_claim(options.config)


def _health(options: argparse.Namespace) -> int:
    from bot.app.running import print_health

    return print_health(options.config)


def _backup(options: argparse.Namespace) -> int:
    from bot.app.running import make_backup

    return make_backup(options.config)


def _check(options: argparse.Namespace) -> int:
    from bot.app.checking import check

    return check(options.config, feeds=options.feeds)


def _demo(options: argparse.Namespace) -> int:
    from bot.app.demo import run_demo
    from bot.model.news import Language

    tour = options.tour or not sys.stdin.isatty()
    return run_demo(Language(options.language), pace=options.pace, tour=tour)


def _match(options: argparse.Namespace) -> int:
    from bot.app.catalogue import load_names
    from bot.app.pipes import match, read_lines, through, write_line

    terms = options.watch or [line.strip() for line in _text(options.terms).splitlines() if line.strip()]
    names = load_names(options.config)
    return through(lambda: match(read_lines(sys.stdin), terms, names, write_line, explain=options.explain))


def _stories(options: argparse.Namespace) -> int:
    from bot.app.catalogue import load_names
    from bot.app.pipes import read_lines, stories, through, write_line

    names = load_names(options.config)
    return through(lambda: stories(read_lines(sys.stdin), names, write_line))


def _summarize(options: argparse.Namespace) -> int:
    from bot.app.catalogue import load_names
    from bot.app.pipes import read_lines, summaries, through, write_line

    names = load_names(options.config)
    return through(lambda: summaries(read_lines(sys.stdin), options.watch, names, write_line))


def _parse(options: argparse.Namespace) -> int:
    from bot.app.parsing import parse

    return parse(options.document, options.base, options.content_type, options.config)


def _opml_import(options: argparse.Namespace) -> int:
    from bot.app.opml_feeds import import_opml

    return import_opml(options.document, options.chat, options.config)


def _opml_export(options: argparse.Namespace) -> int:
    from bot.app.opml_feeds import export_opml

    return export_opml(options.target, options.chat, options.config)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigProblem(str(path), "", f"cannot be read as UTF-8 text: {error}") from None
