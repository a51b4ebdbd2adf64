"""What helps typing in a terminal: completion of commands and of what stands behind them, and a history that lasts."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from prompt_toolkit.completion import CompleteEvent, Completer, Completion, WordCompleter
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory

from bot.text.addresses import without_credentials

Offers = Callable[[str], Awaitable[Sequence[tuple[str, str]]]]
"""Gives the lines that what has been typed may become, each with a note on it."""

_SECRET = frozenset({"claim", "join", "ملكية", "انضمام", "start"})


async def no_offers(typed: str) -> Sequence[tuple[str, str]]:
    """Nothing, whatever is typed."""
    del typed
    return ()


class Suggestions(Completer):
    """Command words at once, and what may stand behind them as it is looked up."""

    def __init__(self, words: Sequence[str], offers: Offers) -> None:
        self._words = WordCompleter(list(words), sentence=True)
        self._offers = offers

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """The command words alone."""
        return self._words.get_completions(document, complete_event)

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """The command words, then whole lines."""
        for word in self._words.get_completions(document, complete_event):
            yield word
        typed = document.text_before_cursor
        for line, note in await self._offers(typed):
            yield Completion(line, -len(typed), display_meta=note)


def history_in(folder: Path | None) -> History:
    """The lines typed in earlier sessions, in a file that its owner alone reads; kept in memory where there can be none."""
    if folder is None:
        return InMemoryHistory()
    path = folder / "console-history"
    try:
        os.close(os.open(path, os.O_CREAT | os.O_APPEND, 0o600))
    except OSError:
        return InMemoryHistory()
    return DiscreetHistory(path)


class DiscreetHistory(FileHistory):
    """Keeps no line that holds a password or a one-time word."""

    def store_string(self, string: str) -> None:
        """Writes a line to the file unless it holds a secret."""
        words = string.removeprefix("/").split()
        if without_credentials(string) == string and not (words and words[0].casefold() in _SECRET and words[1:]):
            super().store_string(string)
