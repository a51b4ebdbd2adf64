"""The sockets: what the doing floors need of the outside world, and nothing about who provides it.

Every time is timezone-aware UTC. Methods that reach a database raise ``StoreUnavailable`` when it cannot be reached, and
``Fenced`` when the caller's lease was taken over meanwhile; anything else they raise is a defect.
"""

from bot.ports.articles import ArticleStore, StoryHit, Traces
from bot.ports.carrying import Courier, Directory, Intake, Leases, Outbox, Places
from bot.ports.chats import ChatStore, Condition, Mishap, Mutes, SourceState, Subscription, WatchEdits
from bot.ports.faults import Fenced, PlatformDown, PlatformRefused, StoreUnavailable
from bot.ports.machine import Backups, Clock, Pictures
from bot.ports.people import Logbook, Register, Undos
from bot.ports.reading import Checked, Checks, Discovery, PageReader, Poll, SourceReader, SubscriptionLists

__all__ = [
    "ArticleStore",
    "Backups",
    "ChatStore",
    "Checked",
    "Checks",
    "Clock",
    "Condition",
    "Courier",
    "Directory",
    "Discovery",
    "Fenced",
    "Intake",
    "Leases",
    "Logbook",
    "Mishap",
    "Mutes",
    "Outbox",
    "PageReader",
    "Pictures",
    "Places",
    "PlatformDown",
    "PlatformRefused",
    "Poll",
    "Register",
    "SourceReader",
    "SourceState",
    "StoreUnavailable",
    "StoryHit",
    "Subscription",
    "SubscriptionLists",
    "Traces",
    "Undos",
    "WatchEdits",
]
