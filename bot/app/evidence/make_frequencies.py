"""Writes ``frequencies_ar.bin`` and ``frequencies_en.bin``: python -m bot.app.evidence.make_frequencies.

Needs wordfreq 3.1 (the dependency group ``data``), which the bot itself does not.
"""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path

from bot.matching.frequencies import packed
from bot.text.folding import folded_words

_RAREST = 3e-7
_FOLDER = Path(__file__).parent


def main() -> None:
    """Writes both files beside this one and says how many words each holds."""
    wordfreq = import_module("wordfreq")
    for language in ("ar", "en"):
        shares: Counter[str] = Counter()
        for word, share in wordfreq.get_frequency_dict(language, "large").items():
            for part in folded_words(word):
                shares[part] += share
        kept = {word: share for word, share in shares.items() if share >= _RAREST}
        path = _FOLDER / f"frequencies_{language}.bin"
        path.write_bytes(packed(kept))
        print(f"{path.name}: {len(kept):,} words, {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
