"""How the App Home looks: the watches of a person's own chat with the bot, how things are, and what can be done from here.

Everything in it is a button whose value is a command, but for those that open a modal or turn the page.

Source: https://docs.slack.dev/surfaces/app-home (100 blocks and 250 KB a view).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.chat.overview import Overview
from bot.model.chat import ChatState, Role
from bot.model.message import Line, Message
from bot.model.news import Language
from bot.model.watch import Watch
from bot.platforms.slack.markup import ACTION_PREFIX, BUTTON_LABEL, plain_text, shorten, to_blocks, words_of
from bot.platforms.slack.splitting import split
from bot.text.direction import inline
from bot.text.phrases import Phrases, Value

OPEN_PREFIX = "rasid-open:"
"""Begins the action id of a button that opens a modal; what follows names it."""

PAGE_PREFIX = "rasid-page:"
"""Begins the action id of a button that shows another page of the watches; its value is the page."""

WATCH, SETTINGS = "watch", "settings"
PAGE = 50
_TERM = 200

Json = dict[str, Any]


def home_view(shown: Overview | Message, phrases: Phrases, *, notice: Message | None = None, page: int = 1) -> Json:
    """The view for ``views.publish``. ``notice``: what the last press here has done, said on top.

    A ``Message`` in place of an overview is shown as it is: whoever may see nothing reads why.
    """
    blocks: list[Json] = []
    if notice is not None:
        blocks += [*to_blocks(split(notice)[0])[0], {"type": "divider"}]
    if isinstance(shown, Message):
        blocks += to_blocks(split(shown)[0])[0]
    else:
        blocks += _Page(shown, phrases).blocks(page)
    return {"type": "home", "blocks": blocks}


class _Page:
    """One overview, written in its chat's language."""

    def __init__(self, shown: Overview, phrases: Phrases) -> None:
        self._shown = shown
        self._language = shown.chat.language
        self._phrases = phrases

    def blocks(self, page: int) -> Iterator[Json]:
        shown = self._shown
        state, *rest = shown.lines
        yield {"type": "section", "text": plain_text(self._line(state))}
        if rest:
            yield {"type": "context", "elements": [plain_text("\n".join(map(self._line, rest)))]}
        yield {"type": "actions", "elements": list(self._doings())}
        yield {"type": "divider"}
        yield from self._watches(page)

    def _watches(self, page: int) -> Iterator[Json]:
        watches = self._shown.watches
        if not watches:
            yield {"type": "section", "text": plain_text(self._say("home.none"))}
            return
        yield {"type": "header", "text": plain_text(self._say("watches.title", count=len(watches)))}
        pages = -(-len(watches) // PAGE)
        page = min(max(page, 1), pages)
        for watch in watches[(page - 1) * PAGE : page * PAGE]:
            yield self._watch(watch)
        if pages > 1:
            yield {"type": "context", "elements": [plain_text(self._say("watches.page", page=page, pages=pages))]}
            yield {"type": "actions", "elements": list(self._turns(page, pages))}

    def _watch(self, watch: Watch) -> Json:
        values: dict[str, Value] = {"number": watch.id, "term": shorten(inline(watch.term), _TERM)}
        special = self._shown.marks.get(watch.id)
        said = self._say("watches.item_marked", **values, marks=special) if special else self._say("watches.item", **values)
        section: Json = {"type": "section", "text": plain_text(said)}
        if self._shown.role >= Role.EDITOR:
            section["accessory"] = self._button("button.remove", f"unwatch {watch.id}", f"{ACTION_PREFIX}unwatch")
        return section

    def _doings(self) -> Iterator[Json]:
        chat = self._shown.chat
        if self._shown.role >= Role.EDITOR:
            yield {**self._button("home.add", WATCH, f"{OPEN_PREFIX}{WATCH}"), "style": "primary"}
        if self._shown.role >= Role.ADMIN:
            yield self._button("home.settings", SETTINGS, f"{OPEN_PREFIX}{SETTINGS}")
            doing = "resume" if chat.state is ChatState.PAUSED else "pause"
            yield self._button(f"button.{doing}", doing, f"{ACTION_PREFIX}{doing}")
            for language in self._phrases.languages:
                if language is not self._language:
                    label = self._phrases.text(language, f"button.{language}")
                    yield button(label, f"language {language}", f"{ACTION_PREFIX}language-{language}")
        yield self._button("home.latest", "latest", f"{ACTION_PREFIX}latest")
        yield self._button("home.help", "help", f"{ACTION_PREFIX}help")

    def _turns(self, page: int, pages: int) -> Iterator[Json]:
        for key, number in (("previous", page - 1), ("next", page + 1)):
            if 1 <= number <= pages:
                yield self._button(f"button.{key}", str(number), f"{PAGE_PREFIX}{key}")

    def _button(self, label: str, value: str, action: str) -> Json:
        return button(self._phrases.text(self._language, label), value, action)

    def _say(self, key: str, **values: Value) -> str:
        return self._line(self._phrases.line(self._language, key, **values))

    def _line(self, line: Line) -> str:
        return words_of(line, from_right=self._language is Language.ARABIC)


def button(label: str, value: str, action: str) -> Json:
    """A button that says ``label`` and sends ``value`` back."""
    return {
        "type": "button",
        "text": plain_text(shorten(inline(label), BUTTON_LABEL)),
        "value": value,
        "action_id": action,
    }
