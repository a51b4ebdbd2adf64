"""A story as a chat was told of it: an attack by drones in four reports, and reports that did not come, each for its reason."""

from __future__ import annotations

from datetime import timedelta

from bot.model.alert import AlertKind, Change, DeliveryKind, Placement, PlacementKind, Reason
from bot.model.news import Article
from bot.model.trace import Placed, Sending, Spotted, StoryTrace, Word
from tests.fakes.desk import NOON, Front, article

STORY = 1
PAGE = "https://reuters.example/{number}"
TEXT = "The strike came at night. CENTCOM said a ship downed both of them at dawn. There were no injuries."

LEAD = article(1, "CENTCOM says it downed two drones", text=TEXT, ago=60)
OTHER = article(2, "US downs two drones over the Red Sea", "BBC", ago=55)
COPY = article(5, "CENTCOM says it downed two drones", "Daily Star", ago=50)
RISE = article(6, "Toll of the strike rises to 19", "BBC", ago=20)
APART = article(7, "CENTCOM names a new commander", "Reuters", ago=15)
STRAY = article(8, "Centrom shares fall in London", "BBC", text="The maker of drones fell by a tenth.", ago=40)
LATER = article(9, "CENTCOM moves a ship", ago=600)

_FIRST = Placement(PlacementKind.NEW, STORY, Reason("first-report"))
_SAME = Placement(PlacementKind.REPEAT, STORY, Reason("same-headline"), LEAD.id, "headline", 84.0)
_COPIED = Placement(PlacementKind.REPEAT, STORY, Reason("same-text"), LEAD.id, "exact", 100.0)
_MOVED = Placement(
    PlacementKind.UPDATE,
    STORY,
    Reason("new-figure", (("before", "14"), ("after", "19"))),
    OTHER.id,
    "headline",
    80.0,
    Change("14", "19", "dead"),
)


def _word(report: Article, kind: AlertKind) -> Word:
    moved = Reason("story_moved", (("before", "14"), ("after", "19")))
    first = Reason("first_match", (("terms", "CENTCOM"),))
    return Word(report.id, kind, ("CENTCOM",), moved if kind is AlertKind.UPDATE else first, report.seen)


def sending(report: Article, kind: DeliveryKind = DeliveryKind.SEND, state: str = "sent", because: str = "due") -> Sending:
    """A message that tells of this report, half a minute after it was seen."""
    at = report.seen + timedelta(seconds=30)
    return Sending(70 + report.id, kind, state, Reason(because), at, at if state != "pending" else None, (report.id,))


def story(*sendings: Sending) -> StoryTrace:
    """The story, told with these messages."""
    reports = (Placed(LEAD, _FIRST), Placed(OTHER, _SAME), Placed(COPY, _COPIED), Placed(RISE, _MOVED))
    words = (_word(LEAD, AlertKind.NEW), _word(OTHER, AlertKind.ALSO), _word(RISE, AlertKind.UPDATE))
    return StoryTrace(STORY, reports, words, sendings or (sending(LEAD), sending(OTHER, DeliveryKind.EDIT)))


async def front() -> Front:
    """A desk in whose first chat CENTCOM is watched and the story was told."""
    made = Front()
    made.traces.chats = made.chats
    await made.ask("watch CENTCOM")
    made.traces.stories = {(1, STORY): story()}
    alone = StoryTrace(APART.id, (Placed(APART, Placement(PlacementKind.NEW, APART.id, Reason("first-report"))),))
    made.traces.messages = {(1, "m1"): (STORY,), (1, "m2"): (STORY, APART.id)}
    made.traces.stories[1, APART.id] = StoryTrace(
        APART.id, alone.reports, (_word(APART, AlertKind.NEW),), (sending(APART, DeliveryKind.DIGEST),)
    )
    made.traces.seen = {PAGE.format(number=number): [each] for number, each in _spotted().items()}
    made.traces.brought = {PAGE.format(number="never"): (3,)}
    made.chats.facts[3] = {"last_success": NOON - timedelta(minutes=3), "last_new": NOON - timedelta(minutes=44)}
    return made


def _spotted() -> dict[str, Spotted]:
    old = article(20, "Old news of CENTCOM", ago=4000)
    baseline = Article(
        old.id, old.source, old.outlet, old.key, old.title, "", old.url, old.language, old.published, old.seen, baseline=True
    )
    return {
        "came": Spotted(LEAD, 3, story=story()),
        "queued": Spotted(LEAD, 3, story=story(sending(LEAD, state="pending"))),
        "quiet": Spotted(LEAD, 3, story=story(sending(LEAD, state="held", because="paused"))),
        "dead": Spotted(LEAD, 3, story=story(sending(LEAD, state="dead", because="forgotten"))),
        "doubt": Spotted(LEAD, 3, story=story(sending(LEAD, state="doubt", because="doubt"))),
        "merged": Spotted(OTHER, 1, story=story()),
        "copied": Spotted(COPY, 1, story=story()),
        "baseline": Spotted(baseline, 3),
        "held": Spotted(STRAY, 1, held=True),
        "dropped": Spotted(baseline, 3, held=True),
        "waiting": Spotted(STRAY, 1, waiting=True),
        "paused": Spotted(STRAY, 1, paused=True),
        "near": Spotted(STRAY, 1),
        "unlike": Spotted(article(21, "A quiet day at the market", "BBC", ago=30), 1),
        "late": Spotted(LATER, 3),
        "spelling": Spotted(article(22, "القيادة المركزية تجتمع", "الجزيرة", ago=30), 2),
    }
