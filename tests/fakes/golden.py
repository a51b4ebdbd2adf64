"""Golden files: what people read, kept beside the tests. ``GOLDEN=write pytest …`` writes them anew."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "data" / "golden"


def check(name: str, text: str) -> None:
    """The text is what the golden file of this name holds."""
    path = FOLDER / f"{name}.txt"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == f"{text}\n", f"{path.name} differs; GOLDEN=write pytest … rewrites it"
