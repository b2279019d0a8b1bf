"""Running jq programs: every expression gives any number of (path, value) results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from minikctl.state.podtools.jq.parser import Tree
from minikctl.state.podtools.jq.values import (
    JqError,
    Result,
    children,
    described,
    indexed,
    is_true,
    kind,
)


class BreakLabel(Exception):
    """`break $label`."""

    def __init__(self, label: object) -> None:
        super().__init__()
        self.label = label


class Closure(NamedTuple):
    """A function with the names it was defined among."""

    parameters: list[str]
    body: Tree
    scope: Any
    is_definition: bool


class Scope:
    """Variables and functions, each knowing those around it."""

    __slots__ = ("functions", "outer", "variables")

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.variables: dict[str, Any] = {}
        self.functions: dict[tuple[str, int], Closure] = {}

    def variable(self, name: str) -> Any:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.variables:
                return scope.variables[name]
            scope = scope.outer
        raise JqError(f"${name} is not defined")

    def function(self, name: str, count: int) -> Closure | None:
        scope: Scope | None = self
        while scope is not None:
            if (name, count) in scope.functions:
                return scope.functions[name, count]
            scope = scope.outer
        return None


def run(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    """The results of an expression for one input."""
    return RUNNERS[node[0]](node, result, scope)


def values(node: Tree, value: Any, scope: Scope) -> Iterator[Any]:
    for _, found in run(node, (None, value), scope):
        yield found


def run_identity(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    yield result


def run_literal(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    yield None, node[1]


def run_index(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    for path, value in run(node[1], result, scope):
        for key in values(node[2], result[1], scope):
            if isinstance(key, list) and isinstance(value, list):
                found: Any = [at for at in range(len(value)) if value[at : at + len(key)] == key and key]
            else:
                found = indexed(value, key)
            yield (None if path is None else (*path, key)), found


def run_slice(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    for path, value in run(node[1], result, scope):
        for end in [None] if node[3] is None else values(node[3], result[1], scope):
            for start in [None] if node[2] is None else values(node[2], result[1], scope):
                key = {"start": start, "end": end}
                if value is not None and not isinstance(value, list | str):
                    raise JqError(f"Cannot index {kind(value)} with object")
                yield (None if path is None else (*path, key)), indexed(value, key)


def run_iterate(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    for path, value in run(node[1], result, scope):
        yield from children(path, value)


def run_string(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    from minikctl.state.podtools.jq.printing import formatted

    texts = [""]
    for part in node[1]:
        if isinstance(part, str):
            texts = [text + part for text in texts]
        else:
            form = node[2] if len(node) > 2 else "@text"
            pieces = [formatted(form, value) for value in values(part, result[1], scope)]
            texts = [text + piece for piece in pieces for text in texts]
    for text in texts:
        yield None, text


def run_format(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    from minikctl.state.podtools.jq.printing import formatted

    yield None, formatted(node[1], result[1])


def run_variable(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    if node[1] == "__loc__":
        yield None, {"file": "<top-level>", "line": 1}
        return
    yield None, scope.variable(node[1])


def run_array(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    yield None, [] if node[1] is None else list(values(node[1], result[1], scope))


def run_object(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    def fill(at: int, made: dict[str, Any]) -> Iterator[Result]:
        if at == len(node[1]):
            yield None, made
            return
        key_node, value_node = node[1][at]
        for key in values(key_node, result[1], scope):
            if not isinstance(key, str):
                raise JqError(f"Object keys must be strings, not {described(key)}")
            for value in values(value_node, result[1], scope):
                yield from fill(at + 1, {**made, key: value})

    yield from fill(0, {})


def run_negate(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    for value in values(node[1], result[1], scope):
        if kind(value) != "number":
            raise JqError(f"{described(value)} cannot be negated")
        yield None, -value


def run_binary(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    from minikctl.state.podtools.jq.operators import OPERATORS, assigned

    _, op, left, right = node
    if op == "|":
        for found in run(left, result, scope):
            yield from run(right, found, scope)
    elif op == ",":
        yield from run(left, result, scope)
        yield from run(right, result, scope)
    elif op == "//":
        yield from alternative(left, right, result, scope)
    elif op in ("and", "or"):
        for first in values(left, result[1], scope):
            if is_true(first) == (op == "or"):
                yield None, op == "or"
            else:
                for second in values(right, result[1], scope):
                    yield None, is_true(second)
    elif op in OPERATORS:
        for second in values(right, result[1], scope):
            for first in values(left, result[1], scope):
                yield None, OPERATORS[op](first, second)
    else:
        yield from assigned(op, left, right, result, scope)


def alternative(left: Tree, right: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    found = False
    try:
        for path, value in run(left, result, scope):
            if is_true(value):
                found = True
                yield path, value
    except JqError:
        pass
    if not found:
        yield from run(right, result, scope)


def bound(pattern: Tree, value: Any, scope: Scope) -> Iterator[Scope]:
    """The scopes in which a pattern's variables are what the value holds."""
    inner = Scope(scope)
    if pattern[0] == "variable":
        inner.variables[pattern[1]] = value
        yield inner
        return
    scopes = [inner]
    entries = enumerate(pattern[1]) if pattern[0] == "array" else pattern[1]
    for key, part in entries:
        name = key if isinstance(key, int) else next(values(key, value, scope))
        scopes = [deeper for outer in scopes for deeper in bound(part, indexed(value, name), outer)]
    yield from scopes


def run_as(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    for value in values(node[1], result[1], scope):
        for inner in bound(node[2], value, scope):
            yield from run(node[3], result, inner)


def run_reduce(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    _, source, pattern, start, update = node
    for total in values(start, result[1], scope):
        for value in values(source, result[1], scope):
            for inner in bound(pattern, value, scope):
                found = list(values(update, total, inner))
                total = found[-1] if found else None
        yield None, total


def run_foreach(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    _, source, pattern, start, update = node[:5]
    for state in values(start, result[1], scope):
        for value in values(source, result[1], scope):
            for inner in bound(pattern, value, scope):
                for state in values(update, state, inner):  # noqa: B020 - jq: the last state goes on
                    if len(node) > 5:
                        yield from run(node[5], (None, state), inner)
                    else:
                        yield None, state


def run_if(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    for test in values(node[1], result[1], scope):
        yield from run(node[2] if is_true(test) else node[3], result, scope)


def run_try(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    try:
        yield from run(node[1], result, scope)
    except JqError as error:
        if node[2] is not None:
            yield from run(node[2], (None, error.value), scope)


def run_label(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    inner, mark = Scope(scope), object()
    inner.variables[f"*{node[1]}"] = mark
    try:
        yield from run(node[2], result, inner)
    except BreakLabel as jump:
        if jump.label is not mark:
            raise


def run_break(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    raise BreakLabel(scope.variable(f"*{node[1]}"))
    yield result


def run_def(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    name, parameters, body = node[1]
    inner = Scope(scope)
    inner.functions[name, len(parameters)] = Closure(parameters, body, inner, True)
    yield from run(node[2], result, inner)


def run_call(node: Tree, result: Result, scope: Scope) -> Iterator[Result]:
    from minikctl.state.podtools.jq.builtins import called

    _, name, arguments = node
    closure = scope.function(name, len(arguments))
    if closure is None:
        yield from called(name, arguments, result, scope)
    else:
        yield from apply(closure, arguments, result, scope)


def apply(closure: Closure, arguments: list[Tree], result: Result, scope: Scope) -> Iterator[Result]:
    """Calls a function; `$name` parameters take values, others expressions."""
    inners = [Scope(closure.scope)]
    for parameter, argument in zip(closure.parameters, arguments, strict=True):
        name = parameter.removeprefix("$")
        for inner in inners:
            inner.functions[name, 0] = Closure([], argument, scope, False)
        if parameter.startswith("$"):
            inners = [valued(inner, name, value) for value in values(argument, result[1], scope) for inner in inners]
    for inner in inners:
        yield from run(closure.body, result, inner)


def valued(scope: Scope, name: str, value: Any) -> Scope:
    inner = Scope(scope)
    inner.variables[name] = value
    inner.functions[name, 0] = Closure([], ("literal", value), scope, False)
    return inner


RUNNERS = {
    "identity": run_identity,
    "literal": run_literal,
    "index": run_index,
    "slice": run_slice,
    "iterate": run_iterate,
    "string": run_string,
    "format": run_format,
    "variable": run_variable,
    "array": run_array,
    "object": run_object,
    "negate": run_negate,
    "binary": run_binary,
    "as": run_as,
    "reduce": run_reduce,
    "foreach": run_foreach,
    "if": run_if,
    "try": run_try,
    "label": run_label,
    "break": run_break,
    "def": run_def,
    "call": run_call,
}
