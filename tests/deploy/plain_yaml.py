"""Reads the YAML that compose.yaml is written in: block mappings and lists, lists in brackets, plain and quoted words.

Anything else fails, so that what these tests read is what docker reads. A word stays a text, and "" is nothing.
"""

from __future__ import annotations

import re

Yaml = dict[str, "Yaml"] | list["Yaml"] | str

_KEY = re.compile(r"([\w.-]+):(?: +(.+))?")
_PUZZLING = "&*!|>%@`{"


def read_yaml(text: str) -> Yaml:
    """The document; raises ValueError for what this reader does not know."""
    lines = [line for raw in text.splitlines() if (line := re.sub(r"(^|\s)#.*", "", raw).rstrip())]
    value, left = _block(lines, 0)
    if left:
        raise ValueError(f"not understood: {left[0]!r}")
    return value


def _block(lines: list[str], depth: int) -> tuple[Yaml, list[str]]:
    """The mapping or list at this depth, and the lines behind it."""
    mapping: dict[str, Yaml] = {}
    items: list[Yaml] = []
    while lines and _depth(lines[0]) == depth:
        line, lines = lines[0].strip(), lines[1:]
        if line.startswith("- "):
            items.append(_word(line[2:].strip()))
            continue
        found = _KEY.fullmatch(line)
        if found is None or found[1] in mapping:
            raise ValueError(f"no key, or one twice: {line!r}")
        if found[2]:
            mapping[found[1]] = _word(found[2])
        elif lines and _depth(lines[0]) > depth:
            mapping[found[1]], lines = _block(lines, _depth(lines[0]))
        else:
            mapping[found[1]] = ""
    if bool(mapping) == bool(items):
        raise ValueError("neither a mapping nor a list")
    return mapping or items, lines


def _word(text: str) -> Yaml:
    if text.startswith("[") and text.endswith("]"):
        return [_word(part) for part in text[1:-1].split(", ")]
    if len(text) > 1 and text[0] == text[-1] == '"' and '"' not in text[1:-1]:
        return text[1:-1]
    if text[0] in _PUZZLING or '"' in text or ": " in text:
        raise ValueError(f"not understood: {text!r}")
    return text


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
