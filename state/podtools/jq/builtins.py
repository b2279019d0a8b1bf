"""jq's builtin functions: those that look at their arguments as programs, and how all of them are found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from minikctl.state.podtools.jq.definitions import DEFINITIONS
from minikctl.state.podtools.jq.functions import (
    FUNCTIONS,
    matches,
)
from minikctl.state.podtools.jq.operators import paths
from minikctl.state.podtools.jq.parser import Parser, Tree
from minikctl.state.podtools.jq.running import Closure, Scope, run, values
from minikctl.state.podtools.jq.values import (
    ORDER,
    JqError,
    Result,
    compared,
    got,
    is_true,
    kind,
)


def library() -> Scope:
    """A scope with the functions that are defined in jq itself."""
    scope = Scope()
    parser = Parser(DEFINITIONS + " .")
    while parser.token == "def":
        name, parameters, body = parser.definition()
        scope.functions[name, len(parameters)] = Closure(parameters, body, scope, True)
    return scope


def called(name: str, arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    """The results of a builtin."""
    value = result[1]
    special = SPECIAL.get((name, len(arguments)))
    if special is not None:
        yield from special(arguments, result, scope)
        return
    function = FUNCTIONS.get((name, len(arguments)))
    if function is None:
        raise JqError(f"{name}/{len(arguments)} is not defined")
    for given in products(arguments, value, scope):
        yield None, function(value, *given)


def products(arguments: list[Tree], value: Any, scope: Scope) -> Iterator[tuple[Any, ...]]:
    if not arguments:
        yield ()
        return
    for rest in products(arguments[1:], value, scope):
        for first in values(arguments[0], value, scope):
            yield (first, *rest)


# functions that take expressions


def empty(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    return iter(())


def path_of(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for path in paths(arguments[0], result[1], scope):
        yield None, list(path)


def getpath(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for path in values(arguments[0], result[1], scope):
        base = result[0]
        try:
            found = got(result[1], tuple(path))
        except JqError:
            found = None
        yield (None if base is None else (*base, *path)), found


def sort_by(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield None, [item for _, item in keyed(arguments[0], result[1], scope)]


def keyed(node: Tree, items: Any, scope: Scope) -> list[tuple[Any, Any]]:
    if not isinstance(items, list):
        raise JqError(f"Cannot index {kind(items)} with number")
    pairs = [(list(values(node, item, scope)), item) for item in items]
    return sorted(pairs, key=lambda pair: ORDER(pair[0]))


def grouped(node: Tree, items: Any, scope: Scope) -> list[list[Any]]:
    groups: list[tuple[Any, list[Any]]] = []
    for key, item in keyed(node, items, scope):
        if groups and compared(groups[-1][0], key) == 0:
            groups[-1][1].append(item)
        else:
            groups.append((key, [item]))
    return [group for _, group in groups]


def group_by(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield None, grouped(arguments[0], result[1], scope)


def unique_by(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield None, [group[0] for group in grouped(arguments[0], result[1], scope)]


def min_by(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    pairs = keyed(arguments[0], result[1], scope)
    yield None, pairs[0][1] if pairs else None


def max_by(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    pairs = keyed(arguments[0], result[1], scope)
    yield None, pairs[-1][1] if pairs else None


def first_of(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for found in run(arguments[0], result, scope):
        yield found
        return


def last_of(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield from list(run(arguments[0], result, scope))[-1:]


def any_of(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    items = values(arguments[0], result[1], scope)
    yield None, any(is_true(test) for item in items for test in values(arguments[1], item, scope))


def all_of(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    items = values(arguments[0], result[1], scope)
    yield None, all(is_true(test) for item in items for test in values(arguments[1], item, scope))


def count_up(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    """`range` with one, two or three arguments."""
    for given in products(arguments, result[1], scope):
        start, end, step = (0, given[0], 1) if len(given) == 1 else (*given, 1)[:3]
        while step and (start < end if step > 0 else start > end):
            yield None, start
            start += step


def error(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for value in values(arguments[0], result[1], scope) if arguments else [result[1]]:
        raise JqError(value)
    return iter(())


def environment(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield None, scope.variable("ENV")


def substitute(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield from substituted(arguments, result, scope, False)


def substitute_all(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    yield from substituted(arguments, result, scope, True)


def substituted(arguments: list[Tree], result: Result, scope: Scope, everywhere: bool) -> Iterator[Result]:
    subject = result[1]
    pattern = next(values(arguments[0], subject, scope))
    flags = next(values(arguments[2], subject, scope)) if len(arguments) > 2 else ""
    found, at = "", 0
    for match in matches(subject, pattern, flags + ("g" if everywhere else "")):
        names = {item["name"]: item["string"] for item in match["captures"] if item["name"] is not None}
        replacement = next(values(arguments[1], names, scope))
        found += subject[at : match["offset"]] + replacement
        at = match["offset"] + match["length"]
    yield None, found + subject[at:]


def splits(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for pattern in values(arguments[0], result[1], scope):
        for piece in re.split(pattern, result[1]):
            yield None, piece


def all_matches(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for given in products(arguments, result[1], scope):
        pattern, flags = (given[0], given[1] if len(given) > 1 else None)
        if isinstance(pattern, list):
            pattern, flags = pattern[0], pattern[1] if len(pattern) > 1 else None
        for match in matches(result[1], pattern, flags or ""):
            yield None, match


def scan(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for pattern, flags in products(arguments, result[1], scope):
        for match in matches(result[1], pattern, (flags or "") + "g"):
            captures = [item["string"] for item in match["captures"]]
            yield None, captures or match["string"]


def capture(arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    for pattern, flags in products(arguments, result[1], scope):
        for match in matches(result[1], pattern, flags or ""):
            yield None, {item["name"]: item["string"] for item in match["captures"] if item["name"] is not None}


SPECIAL: dict[tuple[str, int], Callable[[list[Tree], Result, Scope], Iterator[Result]]] = {
    ("empty", 0): empty,
    ("path", 1): path_of,
    ("getpath", 1): getpath,
    ("sort_by", 1): sort_by,
    ("group_by", 1): group_by,
    ("unique_by", 1): unique_by,
    ("min_by", 1): min_by,
    ("max_by", 1): max_by,
    ("first", 1): first_of,
    ("last", 1): last_of,
    ("any", 2): any_of,
    ("all", 2): all_of,
    ("range", 1): count_up,
    ("range", 2): count_up,
    ("range", 3): count_up,
    ("error", 0): error,
    ("error", 1): error,
    ("env", 0): environment,
    ("sub", 2): substitute,
    ("sub", 3): substitute,
    ("gsub", 2): substitute_all,
    ("gsub", 3): substitute_all,
    ("splits", 1): splits,
    ("match", 1): all_matches,
    ("match", 2): all_matches,
    ("scan", 2): scan,
    ("capture", 2): capture,
}
