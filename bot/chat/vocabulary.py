"""The words that platforms offer to be typed or tapped: for their menus, and for completion."""

from __future__ import annotations

from bot.chat.command import ORDER
from bot.model.news import Language
from bot.text.phrases import Phrases


def command_words(phrases: Phrases) -> tuple[str, ...]:
    """Every word that a command is called by, in all languages, for completion."""
    keys = [f"commands.{name}.words" for name in ORDER]
    return tuple(word for language in phrases.languages for key in keys for word in phrases.words(language, key))


def menus(phrases: Phrases) -> dict[Language, tuple[tuple[str, str], ...]]:
    """For each language the commands' names and what they do, for a platform's own menus."""
    return {
        language: tuple(
            (name, phrases.text(language, f"commands.{name}.about")) for name in ORDER if name not in {"claim", "join"}
        )
        for language in phrases.languages
    }
