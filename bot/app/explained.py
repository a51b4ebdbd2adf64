"""An explanation as ``rasid match --explain`` prints it: the keys that other programs may rely on.

Every key is always there. Offsets are code points in the field; scores and thresholds run 0-100, null where nothing was
measured. The keys of ``because`` stand in ``bot.matching.explaining``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.matching.explaining import Explanation, Found


def as_row(explanation: Explanation) -> dict[str, Any]:
    """The explanation of one term as plain values, ready for JSON."""
    return {
        "term": explanation.term,
        "counts": explanation.counts,
        "matches": [_found(found) for found in explanation.found],
        "alternative": explanation.alternative,
        "met": [_found(found) for found in explanation.met],
        "refused": [asdict(refusal) for refusal in explanation.refused],
        "looked_at": dict(explanation.looked_at),
    }


def _found(found: Found) -> dict[str, Any]:
    match = found.match
    return {
        "field": match.field,
        "start": match.start,
        "end": match.end,
        "text": match.text,
        "form": match.form,
        "origin": str(found.origin),
        "name": found.name,
        "how": str(match.how),
        "score": match.score,
        "threshold": found.threshold,
    }
