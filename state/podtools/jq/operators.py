"""jq's operators: arithmetic, comparisons, assignments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

from minikctl.state.podtools.jq.parser import Tree
from minikctl.state.podtools.jq.running import Scope, run, values
from minikctl.state.podtools.jq.values import JqError, Result, compared, described, got, is_true, kind, put, without


def plain(number: Any) -> Any:
    """A number without a needless fraction."""
    return int(number) if isinstance(number, float) and number.is_integer() and abs(number) < 1e17 else number


def add(left: Any, right: Any) -> Any:
    if left is None or right is None:
        return right if left is None else left
    kinds = {kind(left), kind(right)}
    if kinds in ({"number"}, {"string"}, {"array"}):
        return left + right
    if kinds == {"object"}:
        return {**left, **right}
    raise JqError(f"{described(left)} and {described(right)} cannot be added")


def subtract(left: Any, right: Any) -> Any:
    if kind(left) == kind(right) == "number":
        return left - right
    if isinstance(left, list) and isinstance(right, list):
        return [item for item in left if all(compared(item, other) for other in right)]
    raise JqError(f"{described(left)} and {described(right)} cannot be subtracted")


def multiply(left: Any, right: Any) -> Any:
    if kind(left) == kind(right) == "number":
        return plain(left * right)
    if isinstance(left, str) and kind(right) == "number":
        return left * max(1, int(right)) if right > 0 else None
    if isinstance(left, dict) and isinstance(right, dict):
        return merged(left, right)
    raise JqError(f"{described(left)} and {described(right)} cannot be multiplied")


def merged(left: dict[str, Any], right: dict[str, Any]) -> dict[str, Any]:
    found = dict(left)
    for key, value in right.items():
        both = isinstance(value, dict) and isinstance(found.get(key), dict)
        found[key] = merged(found[key], value) if both else value
    return found


def divide(left: Any, right: Any) -> Any:
    if kind(left) == kind(right) == "number":
        if right == 0:
            raise JqError(f"{described(left)} and {described(right)} cannot be divided because the divisor is zero")
        return plain(left / right)
    if isinstance(left, str) and isinstance(right, str):
        return left.split(right) if right else list(left)
    raise JqError(f"{described(left)} and {described(right)} cannot be divided")


def remainder(left: Any, right: Any) -> Any:
    if kind(left) == kind(right) == "number":
        if int(right) == 0:
            raise JqError(f"{described(left)} and {described(right)} cannot be divided because the divisor is zero")
        return int(math.fmod(int(left), abs(int(right))))
    raise JqError(f"{described(left)} and {described(right)} cannot be divided")


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": remainder,
    "==": lambda left, right: compared(left, right) == 0,
    "!=": lambda left, right: compared(left, right) != 0,
    "<": lambda left, right: compared(left, right) < 0,
    "<=": lambda left, right: compared(left, right) <= 0,
    ">": lambda left, right: compared(left, right) > 0,
    ">=": lambda left, right: compared(left, right) >= 0,
}


def paths(node: Tree, value: Any, scope: Scope) -> list[tuple[Any, ...]]:
    found = []
    for path, item in run(node, ((), value), scope):
        if path is None:
            raise JqError(f"Invalid path expression with result {described(item).partition(' ')[2][1:-1]}")
        found.append(path)
    return found


def assigned(op: str, left: Tree, right: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    """`=`, `|=`, `+=` and the like."""
    value = result[1]
    if op == "|=":
        gone = []
        for path in paths(left, value, scope):
            new = next(values(right, got(value, path), scope), EMPTY)
            if new is EMPTY:
                gone.append(path)
            else:
                value = put(value, path, new)
        for path in reversed(gone):
            value = without(value, path)
        yield None, value
        return
    for new in values(right, result[1], scope):
        value = result[1]
        for path in paths(left, value, scope):
            before = got(value, path)
            if op == "//=":
                after = before if is_true(before) else new
            else:
                after = new if op == "=" else OPERATORS[op[:-1]](before, new)
            value = put(value, path, after)
        yield None, value


EMPTY = object()
