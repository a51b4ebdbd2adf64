"""Every reason that the code base can give has a sentence in every language, found by reading the code itself.

A code is the first argument of ``Reason``. Where that is a name, it is followed to where it comes from: an assignment, the
values a function returns, or the arguments of every call of the function it is a parameter of.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import bot
from bot.model.news import Language
from bot.text.phrases import places
from tests.fakes.desk import PHRASES, load_catalogues

FOLDER = Path(bot.__file__).parent
Scope = ast.FunctionDef | ast.AsyncFunctionDef

# Facts a sentence may name: those that each code always comes with.
FACTS = {
    "first_match": {"terms"},
    "also_reported": {"outlet"},
    "story_moved": {"before", "after"},
    "first-figure": {"after"},
    **dict.fromkeys(("new-figure", "older-figure", "new-ordinal", "opposite"), frozenset({"before", "after"})),
    "too-old": {"hours"},
    "muted": {"who"},
    **dict.fromkeys(("quiet", "digest"), frozenset({"until"})),
    **dict.fromkeys(("suspended", "retry", "gave_up", "rejected"), frozenset({"because"})),
    **dict.fromkeys(("interval", "busy", "back-off", "retry-after", "server-asks", "skipped", "gone"), frozenset({"span"})),
}


class Codes:
    """The codes that one module can give."""

    def __init__(self, text: str) -> None:
        self._tree = ast.parse(text)
        self._functions = {node.name: node for node in ast.walk(self._tree) if isinstance(node, Scope)}

    def found(self) -> Iterator[str]:
        for scope in (*self._functions.values(), self._tree):
            for call in _calls(scope, "Reason"):
                if call.args:
                    yield from self._values(call.args[0], scope)

    def _values(self, node: ast.expr, scope: ast.AST) -> Iterator[str]:
        match node:
            case ast.Constant(value=str(code)):
                yield from [code] if code else []
            case ast.IfExp(body=one, orelse=other):
                yield from self._values(one, scope)
                yield from self._values(other, scope)
            case ast.Attribute(attr="code") | ast.Subscript(slice=ast.Constant(value="code")):
                pass  # a reason taken over, or one read back from the store
            case ast.Name(id=name):
                yield from self._named(name, scope)
            case _:
                raise AssertionError(f"line {node.lineno}: which codes can this be: {ast.unparse(node)}")

    def _named(self, name: str, scope: ast.AST) -> Iterator[str]:
        assert isinstance(scope, Scope), f"{name}: not inside a function"
        parameters = [argument.arg for argument in scope.args.args]
        if name in parameters:
            for caller in self._functions.values():
                for call in _calls(caller, scope.name):
                    yield from self._values(call.args[parameters.index(name)], caller)
            return
        assigned = [node for node in ast.walk(scope) if isinstance(node, ast.Assign)]
        origins = [(target, each.value) for each in assigned for target in each.targets if name in _names(target)]
        assert origins, f"line {scope.lineno}: where does {name} come from"
        for target, value in origins:
            if isinstance(target, ast.Tuple):
                yield from self._element(value, _names(target).index(name), scope)
            else:
                yield from self._values(value, scope)

    def _element(self, value: ast.expr, position: int, scope: ast.AST) -> Iterator[str]:
        match value:
            case ast.Tuple(elts=elements):
                yield from self._values(elements[position], scope)
            case ast.IfExp(body=one, orelse=other):
                yield from self._element(one, position, scope)
                yield from self._element(other, position, scope)
            case ast.Call(func=ast.Name(id=name)) if name in self._functions:
                function = self._functions[name]
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value is not None:
                        yield from self._element(node.value, position, function)
            case _:
                raise AssertionError(f"line {value.lineno}: which codes can this be: {ast.unparse(value)}")


def _names(target: ast.expr) -> list[str]:
    nodes = target.elts if isinstance(target, ast.Tuple) else [target]
    return [node.id if isinstance(node, ast.Name) else "" for node in nodes]


def _calls(scope: ast.AST, name: str) -> Iterator[ast.Call]:
    """The calls of a function by its bare name, outside the functions within ``scope``."""
    for child in ast.iter_child_nodes(scope):
        if isinstance(child, Scope):
            continue
        if isinstance(child, ast.Call) and isinstance(child.func, ast.Name) and child.func.id == name:
            yield child
        yield from _calls(child, name)


@cache
def codes() -> frozenset[str]:
    """Every code of the whole package."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.py"))]
    return frozenset(code for text in texts if "Reason" in text for code in Codes(text).found())


@pytest.mark.parametrize("language", [Language.ARABIC, Language.ENGLISH])
def test_every_code_has_a_sentence(language: Language) -> None:
    assert {code for code in codes() if not PHRASES.has(language, f"reason.{code}")} == set()


def test_every_sentence_has_a_code_that_can_be_given() -> None:
    for catalogue in load_catalogues().values():
        assert set(catalogue["reason"]) - codes() == set()


def test_sentences_name_only_facts_that_their_code_always_comes_with() -> None:
    for catalogue in load_catalogues().values():
        for code, sentence in catalogue["reason"].items():
            assert places(sentence) <= FACTS.get(code, set()), code


def test_codes_are_found_wherever_they_come_from() -> None:
    text = """
def told(row, ok):
    code = "lost" if ok else "kept"
    wait, because = asked(row)
    return Reason(code), Reason(because, ()), Reason("plain" if ok else "fancy"), Reason(row.code), said("given", row)

def said(code, row):
    return Reason(code, (("row", row),))

def asked(row):
    if row:
        return (1, "soon") if row > 1 else (2, "later")
    return 3, "never"
"""
    assert set(Codes(text).found()) == {"lost", "kept", "plain", "fancy", "given", "soon", "later", "never"}


def test_a_code_that_cannot_be_followed_is_an_error_and_not_overlooked() -> None:
    for text in ("def f(x):\n    return Reason(x + 'a')", "def f():\n    return Reason(x)", "y = Reason(x)"):
        with pytest.raises(AssertionError):
            list(Codes(text).found())
