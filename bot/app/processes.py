"""What processes use, as Linux tells it: processor time by thread and process, and memory. Measures only; starts nothing.

Source: proc(5), on stat, statm and task.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
# Places in a line of stat behind the name in brackets, which may hold anything.
_PARENT, _USER, _SYSTEM, _DEAD_USER, _DEAD_SYSTEM = 1, 11, 12, 13, 14


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds of processor time so far, of a process's first thread, of its others, and of its children; memory in MiB now."""

    first: float
    others: float
    children: float
    memory: float

    @property
    def total(self) -> float:
        """All of it, in seconds."""
        return self.first + self.others + self.children


def usage(process: int) -> Usage:
    """What a process, its threads and all its descendants use. Raises OSError when it is gone."""
    own = _stat(_PROC / str(process) / "stat")
    first = _stat(_PROC / str(process) / "task" / str(process) / "stat")
    below = list(_below(process))
    spent = _seconds(own, _USER, _SYSTEM)
    children = _seconds(own, _DEAD_USER, _DEAD_SYSTEM)
    for stat in below:
        children += _seconds(stat[1], _USER, _SYSTEM, _DEAD_USER, _DEAD_SYSTEM)
    in_first = _seconds(first, _USER, _SYSTEM)
    memory = sum(map(_memory, (process, *(child for child, _ in below))))
    return Usage(in_first, max(spent - in_first, 0.0), children, memory)


def _below(process: int) -> Iterator[tuple[int, list[str]]]:
    """The descendants that live, each with its figures."""
    families: dict[int, list[tuple[int, list[str]]]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            try:
                stat = _stat(folder / "stat")
            except OSError:
                continue
            families.setdefault(int(stat[_PARENT]), []).append((int(folder.name), stat))
    waiting = [process]
    while waiting:
        for child, stat in families.get(waiting.pop(), ()):
            yield child, stat
            waiting.append(child)


def _stat(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()


def _seconds(stat: list[str], *places: int) -> float:
    return sum(int(stat[place]) for place in places) / os.sysconf("SC_CLK_TCK")


def _memory(process: int) -> float:
    try:
        pages = int((_PROC / str(process) / "statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGESIZE") / 2**20
