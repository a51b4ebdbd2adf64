"""The command ``rasid``: what can be asked of it on the command line, and what its exit codes mean.

Parses arguments and hands over; the work stands in the files it calls. Exit codes: 0 all is well; 1 what was asked for is
not well (a check failed, a feed cannot be read, the bot is not healthy); 2 bad arguments, configuration or input; 130
interrupted before it was done (a running bot ends in order, with 0).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from bot import __version__
from bot.app.settings import ConfigProblem, default_config

WELL, UNWELL, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130

Command = Callable[[argparse.Namespace], int]


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
    _add_eval(commands)
    _add_train(commands)
    _add_bench(commands)
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, command: Command, does: str, example: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=command)
    return parser


def _add_group(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, does: str, example: str
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """A command that is followed by what it is to be done to."""
    parser = commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=f"example:\n  {example}\nmore: rasid {name} WHAT --help",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser.add_subparsers(title="what to work on", required=True, metavar="WHAT")


def _add_running(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = _add(
        commands, "run", _run, "run the bot; platforms start where their tokens are set", "RASID_TELEGRAM__TOKEN=… rasid run"
    )
    console = _add(commands, "console", _console, "the bot in this terminal, against the real store", "rasid console")
    check = _add(commands, "check", _check, "validate the configuration and the tokens' shape", "rasid check --feeds")
    check.add_argument("--feeds", action="store_true", help="also fetch every feed once and say what came back")
    claim = _add(commands, "claim", _claim, "print a one-time token that makes whoever sends it an owner", "rasid claim")
    health = _add(commands, "health", _health, "ask the bot running on this machine how it is", "rasid health")
    for parser in (run, console, check, claim, health):
        _add_config(parser)
    demo = _add(commands, "demo", _demo, "the whole job on loopback feeds: no token, no internet", "rasid demo < /dev/null")
    demo.add_argument("--tour", action="store_true", help="play the tour even in a terminal (the default without one)")
    demo.add_argument("--pace", type=float, default=1.0, metavar="X", help="play X times as fast (default 1)")
    demo.add_argument("--language", choices=("ar", "en"), default="en", help="the chat's language (default en)")


def _add_pipes(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    match = _add(
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
    stories = _add(commands, "stories", _stories, "group articles into stories", "rasid stories < articles.jsonl > out.jsonl")
    summarize = _add(
        commands,
        "summarize",
        _summarize,
        "sum articles up in their own sentences",
        "rasid summarize --watch CENTCOM < articles.jsonl",
    )
    summarize.add_argument("--watch", action="append", metavar="TERM", required=True, help="a term (may be repeated)")
    parse = _add(commands, "parse", _parse, "show a feed as Rasid reads it", "rasid parse feed.xml --base https://example.org/")
    parse.add_argument("document", metavar="FILE|URL|-", help="a file, an address, or - for standard input")
    parse.add_argument("--base", default="", metavar="URL", help="the address that relative links are relative to")
    parse.add_argument("--content-type", default="", metavar="TYPE", help="the Content-Type the server gave")
    for parser in (match, stories, summarize, parse):
        _add_config(parser)


def _add_train(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = _add_group(commands, "train", "learn anew what ships with the bot", "rasid train names pairs.tsv --out letters.tsv")
    names = _add(
        what,
        "names",
        _train_names,
        "learn from pairs of names which letters render which; the same pairs always give the same table",
        "rasid train names pairs.tsv --out letters.tsv\n  rasid train names pairs.tsv --split tuning --out letters.tsv",
    )
    names.add_argument(
        "pairs", type=Path, metavar="PAIRS", help="names as TSV with the columns arabic and english, also as .gz"
    )
    names.add_argument("--out", type=Path, default=Path("letters.tsv"), metavar="FILE", help="where to write (letters.tsv)")
    names.add_argument(
        "--split",
        choices=("all", "tuning"),
        default="all",
        help="all (the default), or only what `rasid eval matching --split held-out` does not measure with",
    )


def _add_eval(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = _add_group(commands, "eval", "measure the bot's judgement on labelled data", "rasid eval matching data/")
    matching = _add(
        what,
        "matching",
        _eval_matching,
        "print how many names are found in the other script and spelling, and how many hits are false",
        "rasid eval matching names.tsv articles.jsonl.gz\n"
        "  rasid eval matching data/ --split tuning --only false-en --show false 30\n"
        "  rasid eval matching cases.tsv --show missed --show false",
    )
    matching.add_argument(
        "data",
        nargs="+",
        type=Path,
        metavar="DATA",
        help="files, or folders of them, told by their columns: TSV with arabic and english (names; with population: cities),"
        " first and second (Arabic spellings of one name), kind, term, text and span (labelled cases); articles as JSON lines;"
        " each also as .gz",
    )
    matching.add_argument(
        "--sample", type=_not_negative, default=1000, metavar="N", help="names per recall figure (default 1000; 0: all)"
    )
    matching.add_argument(
        "--false-terms", type=_positive, default=300, metavar="N", help="terms per figure of false hits (default 300)"
    )
    matching.add_argument("--seed", type=int, default=1, metavar="N", help="what the samples are drawn by (default 1)")
    matching.add_argument(
        "--split",
        choices=("all", "tuning", "held-out"),
        default="all",
        help="all (the default), or one part: a quarter of the names and half of the articles are held out by a stable hash",
    )
    matching.add_argument(
        "--only", action="append", default=[], metavar="FIGURE", help="figures that begin so: en-ar, false, …"
    )
    matching.add_argument("--lower", action="store_true", help="watch Latin names in lower case, as typed on a phone")
    matching.add_argument(
        "--show",
        action="append",
        nargs="+",
        default=[],
        metavar=("false|missed", "N"),
        help="also print up to N examples (default 20) of what was found wrongly or not found, with scores",
    )
    matching.add_argument("--json", action="store_true", help="print JSON instead of a table")
    _add_config(matching)


def _add_bench(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    what = _add_group(commands, "bench", "measure a part of the bot and print a table", "rasid bench pipeline --entries 4000")
    pipeline = _add(what, "pipeline", _bench_pipeline, "measure the alert path", "rasid bench pipeline --entries 4000")
    pipeline.add_argument("--entries", type=int, default=4000, metavar="N", help="entries per measurement (default 4000)")
    pipeline.add_argument("--postgresql", default="", metavar="URL", help="also measure on this empty PostgreSQL database")
    matching = _add(
        what,
        "matching",
        _bench_matching,
        "measure matching by number of terms, beside exact Aho-Corasick and a fuzzy scan",
        "rasid bench matching --picture speed.svg\n  rasid bench matching --terms 1000 10000 --articles articles.jsonl.gz",
    )
    matching.add_argument(
        "--terms",
        type=_positive,
        nargs="+",
        default=[1000, 10_000, 100_000],
        metavar="N",
        help="numbers of terms (default 1000 10000 100000)",
    )
    matching.add_argument(
        "--articles", type=Path, metavar="FILE", help="match these (JSON lines, also .gz; or a folder), not made-up ones"
    )
    matching.add_argument(
        "--count", type=_positive, default=1000, metavar="N", help="articles cold, as many warm (default 1000)"
    )
    matching.add_argument("--picture", type=Path, metavar="PATH", help="also draw the rates as an SVG picture")
    matching.add_argument("--json", action="store_true", help="print JSON instead of tables")
    for parser in (pipeline, matching):
        _add_config(parser)
    _add_ingest(what)


def _add_ingest(what: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    ingest = _add(
        what,
        "ingest",
        _bench_ingest,
        "measure reading many feeds: processor time, event loop lag, memory, and whether every article is kept once",
        "rasid bench ingest                                       10,000 feeds every 300 s, for 300 s\n"
        "  rasid bench ingest --quick                               the same feeds, for 60 s\n"
        "  rasid bench ingest --feeds 1000 --every 60 --picture load.svg\n"
        "exit codes: 0 measured; 1 an article was lost or kept twice; 2 this machine cannot measure it",
    )
    ingest.add_argument("--feeds", type=_positive, default=10_000, metavar="N", help="distinct feeds (default 10000)")
    ingest.add_argument("--every", type=_positive, default=300, metavar="S", help="seconds between polls (default 300)")
    span = ingest.add_mutually_exclusive_group()
    span.add_argument("--seconds", type=_positive, default=300, metavar="S", help="length of the run (default 300)")
    span.add_argument("--quick", action="store_const", const=60, dest="seconds", help="a run of 60 seconds")
    ingest.add_argument(
        "--changed", type=_share, default=0.2, metavar="X", help="share of polls that find something new (default 0.2)"
    )
    ingest.add_argument("--picture", type=Path, metavar="PATH", help="also draw processor time and memory as an SVG picture")
    ingest.add_argument("--json", action="store_true", help="print one line of JSON instead of tables")


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("must be a number from 0 to 1")
    return value


def _positive(text: str) -> int:
    return _at_least(1, text)


def _not_negative(text: str) -> int:
    return _at_least(0, text)


def _at_least(least: int, text: str) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"must be a whole number, {least} or more")
    return int(text)


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, default=None, metavar="DIR", help="the configuration folder (default: config)")


def _run(options: argparse.Namespace) -> int:
    from bot.app.running import run_bot

    return run_bot(options.config)


def _console(options: argparse.Namespace) -> int:
    from bot.app.running import run_console

    return run_console(options.config)


def _claim(options: argparse.Namespace) -> int:
    from bot.app.running import print_claim

    return print_claim(options.config)


def _health(options: argparse.Namespace) -> int:
    from bot.app.running import print_health

    return print_health(options.config)


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


def _eval_matching(options: argparse.Namespace) -> int:
    from bot.app.eval_matching import eval_matching

    return eval_matching(options)


def _train_names(options: argparse.Namespace) -> int:
    from bot.app.training import train_names

    return train_names(options)


def _bench_pipeline(options: argparse.Namespace) -> int:
    from bot.app.bench import bench_pipeline

    return bench_pipeline(options.entries, options.postgresql, options.config)


def _bench_matching(options: argparse.Namespace) -> int:
    from bot.app.bench_matching import bench_matching

    return bench_matching(options.terms, options.count, options.articles, options.picture, options.config, as_json=options.json)


def _bench_ingest(options: argparse.Namespace) -> int:
    from bot.app.bench_ingest import bench_ingest
    from bot.app.made_feeds import Plan

    plan = Plan(options.feeds, options.seconds, options.every, options.changed)
    return bench_ingest(plan, as_json=options.json, picture=options.picture)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigProblem(str(path), "", f"cannot be read as UTF-8 text: {error}") from None
