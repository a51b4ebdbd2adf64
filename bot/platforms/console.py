"""The bot in a terminal: messages as text above the prompt, commands typed below it. Needs no token and no network.

What is typed is answered by the same commands as everywhere; nothing is decided here.
"""

from __future__ import annotations

import asyncio
import getpass
import re
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from prompt_toolkit import PromptSession
from prompt_toolkit.patch_stdout import patch_stdout

from bot.chat.command import Answer, Request
from bot.model.alert import Delivered, Finding, Outcome, Unknowable
from bot.model.chat import Address, Chat, ChatKind, Person, Platform
from bot.model.message import LARGEST_FILE, Attachment, Message, Unread
from bot.model.news import Language
from bot.platforms.console_text import to_text
from bot.platforms.console_typing import Offers, Suggestions, history_in, no_offers

HERE = Address(Platform.CONSOLE, "local")
"""The one chat of the console."""

QUIT = frozenset({"quit", "exit", "خروج", "إنهاء", "انهاء"})
"""Words that end the console instead of being answered."""

_TAKEN = frozenset({".json", ".opml", ".xml"})
_COPIES = 1000

Writer = Callable[[str], None]


class ConsoleCourier:
    """Writes messages to a terminal; their ids count from 1 and are not shown.

    What is shown is the number of the story, which commands take: ``[7]``, ``[7*]`` where the message is written again as it is
    now, ``[7+]`` for what comes after it. Messages of no one story stand under ``[•]``.

    Files that come with messages are saved in ``folder``.
    """

    platform = Platform.CONSOLE

    def __init__(
        self,
        write: Writer,
        width: int = 100,
        *,
        colour: bool = False,
        marks: bool = False,
        visual: bool = False,
        folder: Path | None = None,
        spoken: Callable[[Message, str], str] | None = None,
    ) -> None:
        self._write = write
        self.folder = folder
        self._spoken = spoken
        self._width = width
        self._colour = colour
        self._marks = marks
        self._visual = visual
        self._ids = count(1)

    def show(self, message: Message, head: str = "") -> None:
        """Writes a message and an empty line, under a heading if there is one."""
        spoken = None if self._spoken is None else partial(self._spoken, message)
        text = to_text(message, self._width, colour=self._colour, marks=self._marks, visual=self._visual, spoken=spoken)
        if message.attachment is not None:
            text = "\n".join(filter(None, (text, self._kept(message.attachment))))
        self._write(f"{head}\n{text}\n" if head else f"{text}\n")

    def _kept(self, attachment: Attachment) -> str:
        """The path of the file, which is saved under a name that is free; without a folder, its name alone."""
        name = re.sub(r"[^\w.-]", "_", attachment.name).lstrip(".") or "file"
        if self.folder is None:
            return f"[{name}]"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return f"[{name}: {error.strerror}]"
        stem, dot, suffix = name.rpartition(".")
        names = (name, *(f"{stem or suffix}-{number}{dot}{suffix if stem else ''}" for number in range(2, _COPIES)))
        for each in names:
            path = self.folder / each
            try:
                with path.open("xb") as file:
                    file.write(attachment.content)
            except FileExistsError:
                continue
            except OSError as error:
                return f"[{name}: {error.strerror}]"
            return f"[{path.absolute()}]"
        return f"[{name}]"

    def split(self, message: Message) -> tuple[Message, ...]:
        """The message in one part: a terminal has no limit."""
        return (message,)

    async def send(self, chat: Chat, part: Message, key: str) -> Outcome:
        """Writes a new message."""
        del chat, key
        message = str(next(self._ids))
        self.show(part, f"[{_number(part)}]")
        return Delivered(message)

    async def edit(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Writes a message again as it is now."""
        del chat, key
        self.show(part, f"[{_number(part)}*]")
        return Delivered(target)

    async def reply(self, chat: Chat, target: str, part: Message, key: str) -> Outcome:
        """Writes a new message that belongs to one before."""
        del chat, key, target
        message = str(next(self._ids))
        self.show(part, f"[{_number(part)}+]")
        return Delivered(message)

    async def find(self, chat: Chat, key: str, since: object) -> Finding:
        """A terminal cannot be asked what it has shown."""
        del chat, key, since
        return Unknowable()


class ConsoleDirectory:
    """Whoever sits at the terminal may do everything: they hold the files anyway."""

    async def is_admin(self, address: Address, person: Person, *, fresh: bool = False) -> bool:
        """True for the console's own people."""
        return address.platform is Platform.CONSOLE and person.platform is Platform.CONSOLE

    async def is_member(self, address: Address, person: Person, *, fresh: bool = False) -> bool | None:
        """As ``is_admin``: nobody else is there."""
        return await self.is_admin(address, person)


class ConsoleIntake:
    """Reads commands from a terminal (with history and completion) or, line by line, from anything else.

    ``quit`` or the end of input calls ``finished`` once. ``offers``: what may stand behind a command; ``history``: the folder
    of the file that keeps what was typed.
    """

    platform = Platform.CONSOLE

    def __init__(
        self,
        answer: Answer,
        courier: ConsoleCourier,
        words: Sequence[str] = (),
        finished: Callable[[], None] = lambda: None,
        *,
        language: Language = Language.OTHER,
        stdin: TextIO | None = None,
        offers: Offers = no_offers,
        history: Path | None = None,
    ) -> None:
        self._offers = offers
        self._history = history
        self._answer = answer
        self._courier = courier
        self._words = words
        self._finished = finished
        self._language = language
        self._stdin = stdin
        self._person = Person(Platform.CONSOLE, "local", _login())
        self._task: asyncio.Task[None] | None = None
        self._answering = asyncio.Lock()

    async def start(self) -> None:
        """Begins to read; returns at once."""
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stops reading once the command under way is answered."""
        if self._task is None:
            return
        async with self._answering:
            self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        self._task = None

    async def take(self, text: str) -> None:
        """Answers one line as if it had been typed."""
        text, attached = with_file(text)
        request = Request(
            HERE,
            ChatKind.PRIVATE,
            self._person,
            text,
            f"console:{uuid4().hex}",
            "console",
            language=self._language,
            attached=attached,
        )
        async with self._answering:
            message = await self._answer(request)
            if message is not None:
                self._courier.show(message)

    async def _run(self) -> None:
        stdin = self._stdin or sys.stdin
        lines = self._typed() if stdin.isatty() else _piped(stdin)
        async for line in lines:
            if line.strip().casefold() in QUIT:
                break
            if line.strip():
                await self.take(line.strip())
        self._finished()

    async def _typed(self) -> AsyncIterator[str]:
        """Lines typed at a prompt; what is written meanwhile appears above it."""
        suggestions = Suggestions([*self._words, "quit"], self._offers)
        session: PromptSession[str] = PromptSession(completer=suggestions, history=history_in(self._history))
        with patch_stdout(raw=True):
            while True:
                try:
                    yield await session.prompt_async("> ")
                except (EOFError, KeyboardInterrupt):
                    return


def with_file(text: str) -> tuple[str, Attachment | Unread | None]:
    """A line without the path that it ends in, and that file, if there is one of a kind that can be taken in."""
    words = text.split(" ")
    for start in range(len(words)):
        path = _path(" ".join(words[start:]).strip("'\""))
        if path is not None:
            return " ".join(words[:start]).strip(), _read(path)
    return text, None


def _path(text: str) -> Path | None:
    """The file that these words name, if it is there and of a kind that is taken in."""
    if not text.lower().endswith(tuple(_TAKEN)):
        return None
    # Only one's own home: a search is not to look for a person called 3.
    try:
        path = Path(text).expanduser() if text.startswith("~/") else Path(text)
        return path if path.is_file() else None
    except (RuntimeError, ValueError, OSError):
        return None


def _read(path: Path) -> Attachment | Unread:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError:
        return Unread.LOST
    return Unread.TOO_LARGE if len(content) > LARGEST_FILE else Attachment(path.name, "", content)


async def _piped(stdin: TextIO) -> AsyncIterator[str]:
    """Lines of a pipe or file, read in a thread that nobody waits for: a read that never ends must not hold up the exit."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        with suppress(RuntimeError, ValueError, OSError):
            for line in stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, name="console-input", daemon=True).start()
    while (line := await lines.get()) is not None:
        yield line


def _number(part: Message) -> str:
    return "•" if part.story is None else str(part.story)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
