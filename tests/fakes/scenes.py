"""Answers that take more than words to bring about: each a scene on a fresh desk, several scenes in one golden file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from bot.model.chat import ChatKind
from bot.model.message import Message
from bot.model.news import Language
from tests.fakes import three_platforms
from tests.fakes.desk import PHRASES, Front

GROUP: dict[str, Any] = {"channel": "-100", "kind": ChatKind.GROUP}
"""What is said in a group."""

Opening = Callable[[], Awaitable[Front]]


async def empty() -> Front:
    """A desk that nobody has used yet."""
    return Front()


class Stage:
    """A desk on which one scene is played in one language; ``made`` holds what stands behind it."""

    def __init__(self, made: Front, language: Language) -> None:
        self.made = made
        self.language = language

    async def ask(self, english: str, arabic: str | None = None, **more: Any) -> Message:
        """The answer to words in the scene's language; what has no Arabic is a button's action or not said in words."""
        said = english if arabic is None or self.language is Language.ENGLISH else arabic
        message = await self.made.ask(said, language=self.language, **more)
        assert message is not None
        return message

    async def press(self, message: Message, begins: str, **more: Any) -> Message:
        """The answer to the first of a message's buttons whose action begins so."""
        action = next(each.action for row in message.buttons for each in row if each.action.startswith(begins))
        return await self.ask(action, button=True, **more)


Scene = Callable[[Stage], Awaitable[Message]]


class Scenes:
    """The scenes of one golden file, ``scenes/<name>``, in the order in which they are told."""

    def __init__(self, name: str, opening: Opening = empty) -> None:
        self.name = name
        self._opening = opening
        self._scenes: dict[str, Scene] = {}

    def __call__(self, scene: Scene) -> Scene:
        """Adds a scene; its own name, without underscores, is its heading."""
        heading = scene.__name__.strip("_").replace("_", " ")
        assert heading not in self._scenes, heading
        self._scenes[heading] = scene
        return scene

    async def check(self, language: Language) -> None:
        """Every scene's last answer reads as the golden file says."""
        told: dict[str, Message] = {}
        for heading, scene in self._scenes.items():
            message = await scene(Stage(await self._opening(), language))
            assert message.language is language, heading
            told[heading] = PHRASES.keep(message)
        three_platforms.check_all(f"scenes/{self.name}.{language}", told)
