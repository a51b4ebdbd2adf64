"""When a term is mentioned so much more than usual that it is worth a word. Pure.

What is counted, and who has been told, is the store's.
"""

from __future__ import annotations

from typing import Final

TIMES: Final = 8.0
"""From so many times the usual on."""

FEWEST: Final = 10
"""So few reports in an hour are never worth a word."""

KNOWN: Final = 24.0
"""What has been counted for fewer hours tells nothing of what is usual."""


def surge(hour: int, before: int, hours: float) -> int | None:
    """How many times the usual there is, of ``hour`` reports in the last hour and ``before`` in the ``hours`` before it.

    None when that is not worth a word. What is usual counts as at least one an hour, or the rarest term would always surge.
    """
    if hour < FEWEST or hours < KNOWN:
        return None
    times = hour / max(before / hours, 1.0)
    return int(times) if times >= TIMES else None
