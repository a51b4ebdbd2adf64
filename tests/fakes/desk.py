"""The sockets that commands reach, in memory: small, and as strict as the real ones where a command could get it wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bot.text
from bot.chat.command import Desk, Request
from bot.chat.reception import answer
from bot.chat.turnstile import Turnstile
from bot.matching.teaching import taught_for
from bot.model.alert import Notice, Reason
from bot.model.chat import Address, Chat, ChatKind, ChatState, Person, Platform, Role
from bot.model.listing import FeedList, Found, ListedFeed, OpmlFault, OpmlTrouble
from bot.model.message import Attachment, Message, Unread
from bot.model.news import Article, Broken, Entry, Fresh, Inspection, Language, Page, Reading, Source, Trouble, Validators
from bot.model.plot import Plot
from bot.model.quotas import Quotas
from bot.model.watch import Severity, TaughtName, Watch
from bot.ports import Checked, Condition, Mishap, Poll, SourceState, StoreUnavailable, StoryHit, Subscription
from bot.text.folding import folded
from bot.text.phrases import Phrases
from tests.fakes.heard import HeardPhrases
from tests.fakes.mutes import FakeMutes, FakeUndos
from tests.fakes.places import FakePlaces
from tests.fakes.register import FakeLogbook, FakeRegister
from tests.fakes.seeking import FakeSeeking
from tests.fakes.spellings import FakeWatchlist
from tests.fakes.traces import FakeTraces

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CATALOGUES = Path(bot.text.__file__).parent / "catalogues"


def load_catalogues() -> dict[Language, dict]:
    return {
        language: tomllib.loads((CATALOGUES / f"{language}.toml").read_text(encoding="utf-8"))
        for language in (Language.ARABIC, Language.ENGLISH)
    }


PHRASES = HeardPhrases(load_catalogues())


@dataclass
class FakeClock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


@dataclass
class FakeDirectory:
    """Admins by channel and person, such as ``("-100", "7")``, and who has left; ``asked`` counts the questions.

    ``remembered``: admins of a moment ago, who are still taken for such by whoever does not ask anew.
    """

    admins: set[tuple[str, str]] = field(default_factory=set)
    left: set[tuple[str, str]] = field(default_factory=set)
    remembered: set[tuple[str, str]] = field(default_factory=set)
    asked: int = 0

    async def is_admin(self, address: Address, person: Person, *, fresh: bool = False) -> bool:
        self.asked += 1
        return (address.channel, person.id) in (self.admins if fresh else self.admins | self.remembered)

    async def is_member(self, address: Address, person: Person, *, fresh: bool = False) -> bool | None:
        known = self.left - (set() if fresh else self.remembered)
        return False if (address.channel, person.id) in known else None


@dataclass
class FakeReader:
    """Answers by URL; an unknown one has no server."""

    answers: dict[str, Reading] = field(default_factory=dict)
    read_urls: list[str] = field(default_factory=list)

    async def read(self, source: Source, since: Validators) -> Reading:
        assert since == Validators(), "a trial asks for everything"
        self.read_urls.append(source.url)
        return self.answers.get(source.url, Broken(Trouble.DNS))


@dataclass
class FakeChecks:
    """What each address answers when it is looked at."""

    answers: dict[str, Checked] = field(default_factory=dict)
    asked: list[Source] = field(default_factory=list)

    async def check(self, source: Source) -> Checked:
        self.asked.append(source)
        missing = Inspection(Broken(Trouble.DNS, ""))
        return self.answers.get(source.url) or Checked(
            missing, Poll(NOON + timedelta(minutes=5), Reason("back-off", (("seconds", "300"),)))
        )


@dataclass
class FakeDiscovery:
    """Answers by address; behind an unknown one is nothing."""

    answers: dict[str, Found] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    async def find(self, url: str, *, credentials: bool = False, page: Page | None = None) -> Found:
        self.asked.append((url, credentials))
        return self.answers.get(url, Found())


@dataclass
class FakeLists:
    """Answers by address; at an unknown one is no server. What is written names the feeds, one a line."""

    answers: dict[str, FeedList | OpmlFault | Broken] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)

    async def fetch(self, url: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        self.asked.append((url, credentials))
        return self.answers.get(url, Broken(Trouble.DNS))

    async def read(self, content: bytes, media_type: str, *, credentials: bool = False) -> FeedList | OpmlFault | Broken:
        return self.answers.get(content.decode(), OpmlFault(OpmlTrouble.NOT_OPML))

    def written(self, feeds: Iterable[ListedFeed], title: str, now: datetime) -> str:
        return "\n".join([f"<opml {title}>", *(f'  <outline text="{feed.title}" xmlUrl="{feed.url}"/>' for feed in feeds)])


@dataclass
class FakePictures:
    """Draws nothing; ``plots`` keeps what was asked for."""

    plots: list[Plot] = field(default_factory=list)

    async def plotted(self, plot: Plot) -> bytes:
        assert len({len(each.counts) for each in plot.series} | {len(plot.columns)}) == 1
        self.plots.append(plot)
        return b"\x89PNG"


@dataclass
class FakeArticles(FakeSeeking):
    """Stories in arrival order; ``told`` lists per chat what it was alerted to, ``stored`` further articles, newest first."""

    stories: list[StoryHit] = field(default_factory=list)
    told: dict[int, list[StoryHit]] = field(default_factory=dict)
    stored: list[Article] = field(default_factory=list)
    down: bool = False
    hidden: set[tuple[int, str]] = field(default_factory=set)
    due: datetime | None = NOON + timedelta(minutes=1)

    async def next_due(self) -> datetime | None:
        return self.due

    async def recent(self, chat_id: int, since: datetime, limit: int) -> Sequence[Article]:
        seen = [each for each in self.stored if each.seen >= since and (chat_id, each.source) not in self.hidden]
        return seen[:limit]

    async def alerted(self, chat_id: int, limit: int) -> Sequence[StoryHit]:
        return list(reversed(self.told.get(chat_id, [])))[:limit]


class FakeChats:
    """Chats, watches, sources, roles and claims. A shared source has no owner; ``hidden`` and ``paused`` are per chat."""

    def __init__(self) -> None:
        self.down = False
        self.updates: set[str] = set()
        self.rows: dict[int, Chat] = {}
        self.terms: dict[int, Watch] = {}
        self.gone: dict[int, Watch] = {}
        self.feeds: dict[int, Source] = {}
        self.hidden: set[tuple[int, int]] = set()
        self.paused: set[tuple[int, int]] = set()
        self.health: dict[int, tuple[str, str]] = {}
        self.facts: dict[int, dict[str, Any]] = {}
        self.roles: dict[str, Role] = {}
        self.claim = ""
        self.mishaps: list[Mishap] = []
        self.lessons: dict[int, tuple[int, TaughtName]] = {}
        self.unlearnt: dict[int, tuple[int, TaughtName]] = {}
        self.asked: dict[int, tuple[int, str]] = {}
        self.held: dict[int, int] = {}
        self.dropped: dict[int, int] = {}
        self.state = Condition(
            120, 3, 0, 2, 4, 1, 0, 0, NOON - timedelta(minutes=2), NOON - timedelta(minutes=9), "sqlite", None
        )
        self._watch_id = 40

    def _check(self) -> None:
        if self.down:
            raise StoreUnavailable("down")

    async def first_time(self, update: str) -> bool:
        self._check()
        assert update
        fresh = update not in self.updates
        self.updates.add(update)
        return fresh

    async def open_chat(self, address: Address, kind: ChatKind, title: str, language: Language, time_zone: str = "") -> Chat:
        self._check()
        for chat in self.rows.values():
            if chat.address == address:
                return chat
        beside = [each for each in self.rows.values() if replace(each.address, thread="") == replace(address, thread="")]
        open_, closed = any(each.admitted for each in beside), any(each.closed for each in beside)
        zone = time_zone or "Asia/Beirut"
        chat = Chat(len(self.rows) + 1, address, kind, title, language, zone, admitted=open_, closed=closed)
        self.rows[chat.id] = chat
        return chat

    async def chat(self, chat_id: int) -> Chat | None:
        return self.rows.get(chat_id)

    async def chats(self) -> Sequence[Chat]:
        return tuple(self.rows.values())

    async def save(self, chat: Chat, person: Person | None = None) -> None:
        self._check()
        assert chat.id in self.rows, "a chat that is stored nowhere"
        closed = self.rows[chat.id].closed
        self.rows[chat.id] = replace(chat, admitted=chat.admitted and not closed, closed=closed)
        if chat.admitted:
            self.admit(chat.id)

    def admit(self, chat_id: int) -> None:
        """Opens all topics of a chat's group."""
        channel = replace(self.rows[chat_id].address, thread="")
        for each in list(self.rows.values()):
            if replace(each.address, thread="") == channel and not each.closed:
                self.rows[each.id] = replace(each, admitted=True)

    async def forget(self, chat_id: int) -> bool:
        self._check()
        self.terms = {number: watch for number, watch in self.terms.items() if watch.chat_id != chat_id}
        return self.rows.pop(chat_id, None) is not None

    async def add_watch(self, chat_id: int, term: str, person: Person, now: datetime) -> tuple[Watch, bool]:
        assert chat_id in self.rows
        for watch in self.terms.values():
            if watch.chat_id == chat_id and folded(watch.term) == folded(term):
                return await self._taught(watch), False
        self._watch_id += 2
        watch = Watch(self._watch_id, chat_id, term, added=now)
        self.terms[watch.id] = watch
        return await self._taught(watch), True

    async def remove_watch(self, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
        watch = self.terms.get(watch_id)
        if watch is None or watch.chat_id != chat_id:
            return None
        self.gone[watch_id] = watch
        return self.terms.pop(watch_id)

    async def restore_watch(self, chat_id: int, watch_id: int, person: Person, now: datetime) -> Watch | None:
        watch = self.gone.get(watch_id)
        if watch is None or watch.chat_id != chat_id:
            return None
        self.terms[watch_id] = self.gone.pop(watch_id)
        return watch

    async def watches(self, chat_id: int) -> Sequence[Watch]:
        return [await self._taught(watch) for watch in self.terms.values() if watch.chat_id == chat_id]

    async def _taught(self, watch: Watch) -> Watch:
        return replace(watch, taught=taught_for(watch.term, await self.taught_names(watch.chat_id)))

    async def switch(
        self, chat_id: int, watch_id: int, spellings: Sequence[str], person: Person, now: datetime, *, switched: bool
    ) -> Watch | None:
        watch = self.terms.get(watch_id)
        if watch is None or watch.chat_id != chat_id:
            return None
        changed = watch.switched | set(spellings) if switched else watch.switched - set(spellings)
        self.terms[watch_id] = replace(watch, switched=changed)
        return await self._taught(self.terms[watch_id])

    async def set_severity(
        self, chat_id: int, watch_id: int, severity: Severity, person: Person, now: datetime
    ) -> Watch | None:
        watch = self.terms.get(watch_id)
        if watch is None or watch.chat_id != chat_id:
            return None
        self.terms[watch_id] = replace(watch, severity=severity)
        return await self._taught(self.terms[watch_id])

    async def edit_watch(
        self, chat_id: int, watch_id: int, term: str, switched: Collection[str], person: Person, now: datetime
    ) -> Watch | None:
        others = {folded(each.term) for each in self.terms.values() if each.chat_id == chat_id and each.id != watch_id}
        watch = self.terms.get(watch_id)
        if watch is None or watch.chat_id != chat_id or folded(term) in others:
            return None
        self.terms[watch_id] = replace(watch, term=term, switched=frozenset(switched))
        return await self._taught(self.terms[watch_id])

    async def route_watch(self, chat_id: int, watch_id: int, target: int | None, person: Person, now: datetime) -> Watch | None:
        watch = self.terms.get(watch_id)
        if watch is None or watch.chat_id != chat_id:
            return None
        assert target is None or target in self.rows, "alerts sent to a chat that there is not"
        self.terms[watch_id] = replace(watch, route_to=None if target == chat_id else target)
        return await self._taught(self.terms[watch_id])

    async def release_held(self, number: int, person: Person, now: datetime) -> int:
        return self.held.pop(number, 0)

    async def drop_held(self, number: int, person: Person, now: datetime) -> int:
        self.dropped[number] = self.held.pop(number, 0)
        return self.dropped[number]

    async def hold_again(self, number: int, person: Person, now: datetime) -> int:
        self.held[number] = self.dropped.pop(number, 0)
        return self.held[number]

    async def teach(
        self, chat_id: int, spellings: Sequence[str], kin: Sequence[str], person: Person, now: datetime
    ) -> TaughtName:
        name = TaughtName(len(self.lessons) + len(self.unlearnt) + 1, tuple(spellings), tuple(kin))
        self.lessons[name.number] = (chat_id, name)
        return name

    async def forget_name(self, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
        return self._moved(chat_id, number, self.lessons, self.unlearnt)

    async def recall_name(self, chat_id: int, number: int, person: Person, now: datetime) -> TaughtName | None:
        return self._moved(chat_id, number, self.unlearnt, self.lessons)

    @staticmethod
    def _moved(chat_id: int, number: int, origin: dict, goal: dict) -> TaughtName | None:
        if origin.get(number, (0,))[0] != chat_id:
            return None
        goal[number] = origin.pop(number)
        return goal[number][1]

    async def taught_names(self, chat_id: int) -> Sequence[TaughtName]:
        return tuple(name for _, (owner, name) in sorted(self.lessons.items()) if owner == chat_id)

    async def propose(self, chat_id: int, term: str, now: datetime) -> int:
        known = next((number for number, asked in self.asked.items() if asked == (chat_id, term)), None)
        number = known or len(self.asked) + 1
        self.asked[number] = (chat_id, term)
        return number

    async def proposed(self, chat_id: int, number: int) -> str | None:
        owner, term = self.asked.get(number, (0, ""))
        return term if owner == chat_id else None

    def seed(self, *sources: Source) -> None:
        for source in sources:
            self.feeds[len(self.feeds) + 1] = source

    def _seen(self, chat_id: int, number: int) -> SourceState | None:
        source = self.feeds.get(number)
        if source is None or source.owner_chat not in {None, chat_id} or (chat_id, number) in self.hidden:
            return None
        health, detail = self.health.get(number, ("", ""))
        paused = source.paused or (chat_id, number) in self.paused
        state = SourceState(source, number, paused, health, detail, int(bool(health)), None, None, 0)
        return replace(state, **self.facts.get(number, {}))

    async def sources(self, chat_id: int) -> Sequence[SourceState]:
        return [state for number in self.feeds if (state := self._seen(chat_id, number))]

    async def add_source(
        self, chat_id: int, url: str, name: str, language: Language, person: Person, now: datetime
    ) -> tuple[SourceState, bool]:
        for number, source in self.feeds.items():
            if source.url == url and source.owner_chat in {None, chat_id}:
                new = (chat_id, number) in self.hidden
                self.hidden.discard((chat_id, number))
                state = self._seen(chat_id, number)
                assert state is not None
                return state, new
        number = len(self.feeds) + 1
        self.feeds[number] = Source(f"chat-{number}", url, name, language, owner_chat=chat_id)
        state = self._seen(chat_id, number)
        assert state is not None
        return state, True

    async def add_sources(self, chat_id: int, feeds: Sequence[ListedFeed], person: Person, now: datetime) -> Sequence[bool]:
        return [(await self.add_source(chat_id, each.url, each.title, each.language, person, now))[1] for each in feeds]

    async def remove_source(self, chat_id: int, number: int, person: Person, now: datetime) -> SourceState | None:
        state = self._seen(chat_id, number)
        if state is not None:
            self.hidden.add((chat_id, number))
        return state

    async def restore_source(
        self, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
    ) -> SourceState | None:
        if (chat_id, number) not in self.hidden:
            return None
        self.hidden.discard((chat_id, number))
        (self.paused.add if paused else self.paused.discard)((chat_id, number))
        return self._seen(chat_id, number)

    async def remove_sources(self, chat_id: int, numbers: Collection[int], person: Person, now: datetime) -> int:
        return sum([await self.remove_source(chat_id, each, person, now) is not None for each in sorted(numbers)])

    async def readers(self, url: str) -> Mapping[int, Subscription]:
        return {
            chat: Subscription(number, (chat, number) in self.paused)
            for chat in self.rows
            for number, source in self.feeds.items()
            if source.url == url and self._seen(chat, number) is not None
        }

    async def pause_source(
        self, chat_id: int, number: int, person: Person, now: datetime, *, paused: bool
    ) -> SourceState | None:
        if self._seen(chat_id, number) is None:
            return None
        (self.paused.add if paused else self.paused.discard)((chat_id, number))
        return self._seen(chat_id, number)

    async def read_in_full(self, chat_id: int, number: int, person: Person, now: datetime, *, full: bool) -> SourceState | None:
        if self._seen(chat_id, number) is None:
            return None
        self.feeds[number] = replace(self.feeds[number], full_text=full)
        return self._seen(chat_id, number)

    async def role(self, person: Person) -> Role:
        self._check()
        return self.roles.get(str(person), Role.NOBODY)

    async def grant(self, person: Person, role: Role, by: str, now: datetime) -> None:
        self.roles[str(person)] = role

    async def redeem_claim(self, token: str, person: Person, now: datetime) -> bool:
        if not self.claim or token != self.claim:
            return False
        self.claim = ""
        self.roles[str(person)] = Role.OWNER
        return True

    async def condition(self) -> Condition:
        dead = sum(not mishap.doubt for mishap in self.mishaps)
        return replace(self.state, dead=dead, doubts=len(self.mishaps) - dead)

    async def troubles(self, limit: int, chat_id: int | None = None) -> Sequence[Mishap]:
        return [mishap for mishap in self.mishaps if chat_id in {None, mishap.chat.id}][:limit]

    async def retry(self, number: int, person: Person, chat_id: int | None = None) -> Mishap | None:
        found = next((each for each in await self.troubles(99, chat_id) if each.number == number), None)
        if found is not None:
            self.mishaps.remove(found)
        return found


@dataclass
class FakeOutbox:
    """Keeps the notices that were queued."""

    notices: list[tuple[int, Notice]] = field(default_factory=list)

    async def notify(self, chat_id: int, notice: Notice, now: datetime) -> None:
        self.notices.append((chat_id, notice))


FEEDS = (
    Source("bbc", "https://bbc.example/rss", "BBC", Language.ENGLISH),
    Source("jazeera", "https://jazeera.example/rss", "الجزيرة", Language.ARABIC),
    Source("reuters", "https://reuters.example/rss", "Reuters", Language.ENGLISH),
)


def feed(title: str = "Al-Nahar", language: Language = Language.ARABIC, entries: int = 3) -> Fresh:
    """A feed that can be read."""
    each = tuple(Entry(str(number), f"Entry {number}", "", language=language) for number in range(entries))
    return Fresh(each, title=title, language=language)


def article(number: int, title: str, outlet: str = "Reuters", *, text: str = "", ago: int = 60, url: str = "") -> Article:
    """A stored article seen ``ago`` minutes before noon and published two minutes earlier."""
    seen = NOON - timedelta(minutes=ago)
    where = url or f"https://{outlet.lower()}.example/{number}"
    return Article(
        number, outlet.lower(), outlet, str(number), title, text, where, Language.ENGLISH, seen - timedelta(minutes=2), seen
    )


class Front:
    """A desk with fakes behind it, and people who talk to it."""

    def __init__(self, phrases: Phrases = PHRASES) -> None:
        self.chats = FakeChats()
        self.chats.seed(*FEEDS)
        self.articles = FakeArticles()
        self.traces = FakeTraces()
        self.outbox = FakeOutbox()
        self.reader = FakeReader()
        self.checks = FakeChecks()
        self.discovery = FakeDiscovery()
        self.lists = FakeLists()
        self.directory = FakeDirectory()
        self.clock = FakeClock()
        self.register = FakeRegister(self.chats)
        self.logbook = FakeLogbook()
        self.mutes = FakeMutes(self.chats)
        self.undos = FakeUndos()
        self.pictures = FakePictures()
        self.places = FakePlaces()
        self.desk = Desk(
            articles=self.articles,
            chats=self.chats,
            outbox=self.outbox,
            reader=self.reader,
            checks=self.checks,
            discovery=self.discovery,
            lists=self.lists,
            directories={Platform.TELEGRAM: self.directory, Platform.SLACK: self.directory},
            watchlist=FakeWatchlist(),
            phrases=phrases,
            clock=self.clock,
            traces=self.traces,
            register=self.register,
            logbook=self.logbook,
            mutes=self.mutes,
            undos=self.undos,
            # Its clock stands still: however much is asked, it is asked in one minute.
            pictures=self.pictures,
            quotas=Quotas(commands=10**9),
            turnstile=Turnstile(strangers=10**9),
            owners=frozenset({"telegram:111"}),
            places={Platform.TELEGRAM: self.places},
        )
        self.updates = 0

    async def ask(
        self,
        text: str,
        person: str = "111",
        channel: str = "111",
        kind: ChatKind = ChatKind.PRIVATE,
        *,
        thread: str = "",
        platform: Platform = Platform.TELEGRAM,
        language: Language = Language.OTHER,
        button: bool = False,
        menu: bool = False,
        update: str = "",
        reply_to: str = "",
        replied: Person | None = None,
        mentioned: tuple[Person, ...] = (),
        forwarded: str = "",
        addressed_only: bool = False,
        attached: Attachment | Unread | None = None,
    ) -> Message | None:
        self.updates += 1
        request = Request(
            Address(platform, channel, thread),
            kind,
            Person(platform, person),
            text,
            update or f"{platform}:{self.updates}",
            language=language,
            button=button,
            menu=menu,
            reply_to=reply_to,
            replied=replied,
            mentioned=mentioned,
            forwarded=forwarded,
            addressed_only=addressed_only,
            attached=attached,
        )
        PHRASES.forget()
        message = await answer(request, self.desk)
        if message is not None:
            PHRASES.answered(message)
        return message

    async def play(self, script: Sequence[tuple[str, str]], language: Language) -> Message:
        """The last answer to a script; of each of its lines, (English, Arabic), the one in this language is said."""
        message = None
        for english, arabic in script:
            message = await self.ask(arabic if language is Language.ARABIC else english, language=language)
        assert message is not None
        return message

    async def say(self, text: str, *args: Any, **options: Any) -> str:
        """The answer as plain text, one line per line; "" for silence."""
        message = await self.ask(text, *args, **options)
        return as_text(message) if message is not None else ""

    def only_chat(self) -> Chat:
        (chat,) = self.chats.rows.values()
        return chat

    def pause(self, chat: Chat) -> None:
        self.chats.rows[chat.id] = replace(chat, state=ChatState.PAUSED)


def as_text(message: Message) -> str:
    """A message's words without any style."""
    return "\n".join("".join(piece.text for piece in line) for block in message.blocks for line in block.lines)
