"""What the words of an argument mean: those that the catalogues list, in any language."""

from __future__ import annotations

from bot.chat.command import Desk
from bot.text.folding import folded


def means(word: str, key: str, desk: Desk) -> bool:
    """Whether a word, quoted or not, is among those that a key lists in any language."""
    bare = folded(word.strip("«»\"'“”"))
    listed = (each for language in desk.phrases.languages for each in desk.phrases.words(language, key))
    return any(bare == folded(each) for each in listed)
