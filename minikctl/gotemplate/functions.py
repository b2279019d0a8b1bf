"""The functions of templates: Go's own (text/template, funcs.go) and kubectl's `exists` and `base64decode`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from minikctl.gotemplate.formatting import Spec, formatted, sprint, sprintf, sprintln
from minikctl.gotemplate.values import MISSING, GoInt, truth, type_of

INCOMPATIBLE = "incompatible types for comparison"
INCOMPARABLE = "invalid type for comparison"


class Function(NamedTuple):
    """Needs `least` arguments, takes more if `variadic`; the first must be a string if `text_first`."""

    call: Callable[..., Any]
    least: int
    variadic: bool = False
    text_first: bool = False


def _is_nothing(value: Any) -> bool:
    return value is None or value is MISSING


def length(item: Any) -> GoInt:
    if item is MISSING:
        raise ValueError("reflect: call of reflect.Value.Type on zero Value")
    if item is None:
        raise ValueError("len of nil pointer")
    if isinstance(item, str):
        return GoInt(len(item.encode()))
    if isinstance(item, (dict, list)):
        return GoInt(len(item))
    raise ValueError(f"len of type {type_of(item)}")


def index(item: Any, *places: Any) -> Any:
    if _is_nothing(item):
        raise ValueError("index of untyped nil")
    for place in places:
        if item is None:
            raise ValueError("index of nil pointer")
        if isinstance(item, (list, str)):
            elements = item.encode() if isinstance(item, str) else item
            at = _place(place, len(elements))
            if at == len(elements):
                raise ValueError(f"reflect: {'string' if isinstance(item, str) else 'slice'} index out of range")
            item = elements[at]
        elif isinstance(item, dict):
            if _is_nothing(place):
                raise ValueError("value is nil; should be of type string")
            if not isinstance(place, str):
                raise ValueError(f"value has type {type_of(place)}; should be string")
            item = item.get(place)
        else:
            raise ValueError(f"can't index item of type {type_of(item)}")
    return item


def _place(place: Any, limit: int) -> int:
    if _is_nothing(place):
        raise ValueError("cannot index slice/array with nil")
    if isinstance(place, bool) or not isinstance(place, int):
        raise ValueError(f"cannot index slice/array with type {type_of(place)}")
    if not 0 <= place <= limit:
        raise ValueError(f"index out of range: {int(place)}")
    return int(place)


def cut(item: Any, *places: Any) -> Any:
    if _is_nothing(item):
        raise ValueError("slice of untyped nil")
    if len(places) > 3:
        raise ValueError(f"too many slice indexes: {len(places)}")
    if not isinstance(item, (list, str)):
        raise ValueError(f"can't slice item of type {type_of(item)}")
    if isinstance(item, str) and len(places) == 3:
        raise ValueError("cannot 3-index slice a string")
    elements = item.encode() if isinstance(item, str) else item
    bounds = [0, len(elements)]
    for number, place in enumerate(places):
        bounds[number : number + 1] = [_place(place, len(elements))]
    for at in range(1, len(bounds)):
        if bounds[at - 1] > bounds[at]:
            raise ValueError(f"invalid slice index: {bounds[at - 1]} > {bounds[at]}")
    taken = elements[bounds[0] : bounds[1]]
    return taken.decode(errors="replace") if isinstance(taken, bytes) else taken


def negated(value: Any) -> bool:
    return not truth(value)


def _basic(value: Any) -> str:
    """The kind of a value that has an order or at least an equality; "" for the others."""
    if isinstance(value, bool):
        return "bool"
    return next((kind.__name__ for kind in (int, float, str) if isinstance(value, kind)), "")


def is_equal(first: Any, *others: Any) -> bool:
    """Whether the first value equals any other."""
    if not others:
        raise ValueError("missing argument for comparison")
    return any(_are_equal(first, other) for other in others)


def _are_equal(left: Any, right: Any) -> bool:
    kind, other = _basic(left), _basic(right)
    if kind != other:
        if left is not MISSING and right is not MISSING and left is not None and right is not None:
            raise ValueError(INCOMPATIBLE)
        return False
    if kind:
        return bool(left == right)
    if _is_nothing(left) or _is_nothing(right):
        return _is_nothing(left) and _is_nothing(right)
    raise ValueError(f"non-comparable type {formatted(right, Spec('s'))}: {type_of(right)}")


def is_unequal(left: Any, right: Any) -> bool:
    return not _are_equal(left, right)


def is_less(left: Any, right: Any) -> bool:
    kind, other = _basic(left), _basic(right)
    if not kind or not other:
        raise ValueError(INCOMPARABLE)
    if kind != other:
        raise ValueError(INCOMPATIBLE)
    if kind == "bool":
        raise ValueError(INCOMPARABLE)
    return bool(left < right)


def is_at_most(left: Any, right: Any) -> bool:
    return is_less(left, right) or _are_equal(left, right)


def is_more(left: Any, right: Any) -> bool:
    return not is_at_most(left, right)


def is_at_least(left: Any, right: Any) -> bool:
    return not is_less(left, right)


def _joined(values: Sequence[Any]) -> str:
    """Arguments of an escaper: one string as it is, else what Sprint makes of them."""
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    return sprint(["<no value>" if _is_nothing(value) else value for value in values])


HTML = {'"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\0": "\ufffd"}
JS = {"\\": "\\\\", "'": "\\'", '"': '\\"', "<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "=": "\\u003D"}


def html(*values: Any) -> str:
    return "".join([HTML.get(char, char) for char in _joined(values)])


def js(*values: Any) -> str:
    return "".join([JS.get(char) or _js_char(char) for char in _joined(values)])


def _js_char(char: str) -> str:
    return char if char.isprintable() else f"\\u{ord(char):04X}"


def urlquery(*values: Any) -> str:
    kept = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~"
    data = _joined(values).encode()
    return "".join([chr(byte) if byte in kept else "+" if byte == 32 else f"%{byte:02X}" for byte in data])


def exists(item: Any, *places: Any) -> bool:
    """kubectl's: whether `index` would find something."""
    for place in places:
        if _is_nothing(item):
            return False
        if isinstance(item, (list, str)):
            elements = item.encode() if isinstance(item, str) else item
            if isinstance(place, bool) or not isinstance(place, int) or not 0 <= place < len(elements):
                return False
            item = elements[place]
        elif isinstance(item, dict):
            if not isinstance(place, str):
                return False
            item = item.get(place)
        else:
            return False
    return not places or not _is_nothing(item)  # kubectl: without a place even nothing exists


def base64decode(text: str) -> str:
    from base64 import b64decode  # only for templates that decode

    body = text.replace("\r", "").replace("\n", "")
    bad = _bad_base64(body)
    if bad is not None:
        raise ValueError(f"base64 decode failed: illegal base64 data at input byte {bad}")
    return b64decode(body).decode(errors="replace")


def _bad_base64(body: str) -> int | None:
    """Where a text stops to be base64, or None."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    stripped = body.rstrip("=")
    for at, char in enumerate(stripped):
        if char not in alphabet:
            return at
    padding = len(body) - len(stripped)
    if len(body) % 4 == 0 and padding <= 2:
        return None
    return len(stripped) - len(stripped) % 4 if not padding else min(len(stripped) + 1, len(body))


def call(function: Any, *values: Any) -> Any:
    raise AssertionError("call is answered by the evaluator: no object holds a function")


FUNCTIONS: dict[str, Function] = {
    "and": Function(call, 1, True),
    "or": Function(call, 1, True),
    "call": Function(call, 1, True),
    "html": Function(html, 0, True),
    "index": Function(index, 1, True),
    "slice": Function(cut, 1, True),
    "js": Function(js, 0, True),
    "len": Function(length, 1),
    "not": Function(negated, 1),
    "print": Function(lambda *values: sprint(values), 0, True),
    "printf": Function(lambda form, *values: sprintf(form, values), 1, True, True),
    "println": Function(lambda *values: sprintln(values), 0, True),
    "urlquery": Function(urlquery, 0, True),
    "eq": Function(is_equal, 1, True),
    "ne": Function(is_unequal, 2),
    "lt": Function(is_less, 2),
    "le": Function(is_at_most, 2),
    "gt": Function(is_more, 2),
    "ge": Function(is_at_least, 2),
    "exists": Function(exists, 1, True),
    "base64decode": Function(base64decode, 1, False, True),
}
