"""The commands that measure the bot or learn what ships with it: ``rasid eval``, ``train`` and ``bench``.

Parses arguments and hands over, as ``cli`` does for the others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.app.arguments import Commands, add, add_config, add_group, not_negative, positive, share


def add_measuring(commands: Commands) -> None:
    """Adds these commands to those of ``rasid``."""
    _add_eval(commands)
    _add_train(commands)
    _add_bench(commands)


def _add_train(commands: Commands) -> None:
    what = add_group(commands, "train", "learn anew what ships with the bot", "rasid train names pairs.tsv --out letters.tsv")
    names = add(
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


def _add_eval(commands: Commands) -> None:
    what = add_group(commands, "eval", "measure the bot's judgement on labelled data", "rasid eval matching data/")
    matching = add(
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
        "--sample", type=not_negative, default=1000, metavar="N", help="names per recall figure (default 1000; 0: all)"
    )
    matching.add_argument(
        "--false-terms", type=positive, default=300, metavar="N", help="terms per figure of false hits (default 300)"
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
    add_config(matching)


def _add_bench(commands: Commands) -> None:
    what = add_group(commands, "bench", "measure a part of the bot and print a table", "rasid bench pipeline --entries 4000")
    pipeline = add(what, "pipeline", _bench_pipeline, "measure the alert path", "rasid bench pipeline --entries 4000")
    pipeline.add_argument("--entries", type=int, default=4000, metavar="N", help="entries per measurement (default 4000)")
    pipeline.add_argument("--postgresql", default="", metavar="URL", help="also measure on this empty PostgreSQL database")
    matching = add(
        what,
        "matching",
        _bench_matching,
        "measure matching by number of terms, beside exact Aho-Corasick and a fuzzy scan",
        "rasid bench matching --picture speed.svg\n  rasid bench matching --terms 1000 10000 --articles articles.jsonl.gz",
    )
    matching.add_argument(
        "--terms",
        type=positive,
        nargs="+",
        default=[1000, 10_000, 100_000],
        metavar="N",
        help="numbers of terms (default 1000 10000 100000)",
    )
    matching.add_argument(
        "--articles", type=Path, metavar="FILE", help="match these (JSON lines, also .gz; or a folder), not made-up ones"
    )
    matching.add_argument(
        "--count", type=positive, default=1000, metavar="N", help="articles cold, as many warm (default 1000)"
    )
    matching.add_argument("--picture", type=Path, metavar="PATH", help="also draw the rates as an SVG picture")
    matching.add_argument("--json", action="store_true", help="print JSON instead of tables")
    for parser in (pipeline, matching):
        add_config(parser)
    _add_ingest(what)
    _add_chat(what)


def _add_ingest(what: Commands) -> None:
    ingest = add(
        what,
        "ingest",
        _bench_ingest,
        "measure reading many feeds: processor time, event loop lag, memory, and whether every article is kept once",
        "rasid bench ingest                                       10,000 feeds every 300 s, for 300 s\n"
        "  rasid bench ingest --quick                               the same feeds, for 60 s\n"
        "  rasid bench ingest --feeds 1000 --every 60 --picture load.svg\n"
        "exit codes: 0 measured; 1 an article was lost or kept twice; 2 this machine cannot measure it",
    )
    ingest.add_argument("--feeds", type=positive, default=10_000, metavar="N", help="distinct feeds (default 10000)")
    ingest.add_argument("--every", type=positive, default=300, metavar="S", help="seconds between polls (default 300)")
    span = ingest.add_mutually_exclusive_group()
    span.add_argument("--seconds", type=positive, default=300, metavar="S", help="length of the run (default 300)")
    span.add_argument("--quick", action="store_const", const=60, dest="seconds", help="a run of 60 seconds")
    ingest.add_argument(
        "--changed", type=share, default=0.2, metavar="X", help="share of polls that find something new (default 0.2)"
    )
    ingest.add_argument("--picture", type=Path, metavar="PATH", help="also draw processor time and memory as an SVG picture")
    ingest.add_argument("--json", action="store_true", help="print one line of JSON instead of tables")


def _add_chat(what: Commands) -> None:
    chat = add(
        what,
        "chat",
        _bench_chat,
        "measure answers to commands: searches, all sorts of commands, a flood, Slack's acknowledgements",
        "rasid bench chat                        1,000,000 articles to search, 100,000 and 10,000 watches for the rest\n"
        "  rasid bench chat --quick                20,000 articles, 1,000 watches\n"
        "  rasid bench chat --postgresql postgresql://localhost/one postgresql://localhost/two",
    )
    amount = chat.add_mutually_exclusive_group()
    amount.add_argument("--articles", type=positive, metavar="N", help="articles to search (default 1000000)")
    amount.add_argument("--quick", action="store_true", help="a run of a minute or so")
    chat.add_argument(
        "--postgresql",
        nargs=2,
        default=(),
        metavar="URL",
        help="measure on these empty PostgreSQL databases, the searches on the first, the rest on the second",
    )
    chat.add_argument("--keep", type=Path, metavar="DIR", help="keep SQLite's files there, and use those that are there")
    add_config(chat)


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


def _bench_chat(options: argparse.Namespace) -> int:
    from dataclasses import replace

    from bot.app.bench_chat import QUICK, Size, bench_chat

    size = QUICK if options.quick else Size()
    if options.articles:
        size = replace(size, articles=options.articles, command_articles=min(options.articles, size.command_articles))
    return bench_chat(size, options.config, options.postgresql, keep=options.keep)
