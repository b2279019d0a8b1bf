"""JSON values as jq sees them: kinds, order, paths, and what cannot be done with them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key
from typing import Any, TypeAlias

Path: TypeAlias = "tuple[Any, ...] | None"  # where a value lies in the input; None: nowhere
Result: TypeAlias = tuple[Path, Any]
KINDS = ("null", "boolean", "number", "string", "array", "object")


class JqError(Exception):
    """A program fails; `value` is what `catch` gets."""

    def __init__(self, value: Any) -> None:
        super().__init__(value)
        self.value = value


def kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object" if isinstance(value, dict) else "number"


def shown(value: Any) -> str:
    """A value as error messages show it, cut to 11 bytes."""
    from minikctl.state.podtools.jq.printing import compact

    text = compact(value)
    return text if len(text) <= 11 else text[:10] + "..."


def described(value: Any) -> str:
    return f"{kind(value)} ({shown(value)})"


def compared(left: Any, right: Any) -> int:
    """jq's order: null, false, true, numbers, strings, arrays, objects."""
    first, second = KINDS.index(kind(left)), KINDS.index(kind(right))
    if first != second:
        return -1 if first < second else 1
    if isinstance(left, list):
        for one, other in zip(left, right, strict=False):
            order = compared(one, other)
            if order:
                return order
        return (len(left) > len(right)) - (len(left) < len(right))
    if isinstance(left, dict):
        keys = compared(sorted(left), sorted(right))
        if keys:
            return keys
        return next((order for key in sorted(left) if (order := compared(left[key], right[key]))), 0)
    if left is None:
        return 0
    return int((left > right) - (left < right))


ORDER = cmp_to_key(compared)


def is_true(value: Any) -> bool:
    return value is not None and value is not False


def indexed(value: Any, key: Any) -> Any:
    """`value[key]`."""
    if isinstance(key, dict) and isinstance(value, list | str):
        return value[slice_of(key)]
    if value is None and (key is None or isinstance(key, str | int | float | dict)):
        return None
    if isinstance(value, dict) and isinstance(key, str):
        return value.get(key)
    if isinstance(value, list) and isinstance(key, int | float) and not isinstance(key, bool):
        place = int(key // 1)
        place += len(value) if place < 0 else 0
        return value[place] if 0 <= place < len(value) else None
    if isinstance(key, str):
        raise JqError(f'Cannot index {kind(value)} with string "{key}"')
    raise JqError(f"Cannot index {kind(value)} with {kind(key)}")


def slice_of(key: dict[str, Any]) -> slice:
    start, end = key.get("start"), key.get("end")
    return slice(None if start is None else int(start // 1), None if end is None else int(-(-end // 1)))


def got(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = indexed(value, key)
    return value


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy of a value with another one at a path."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(key, str) and (value is None or isinstance(value, dict)):
        return {**(value or {}), key: put((value or {}).get(key), rest, new)}
    if isinstance(key, dict) and (value is None or isinstance(value, list)):
        items = list(value or [])
        items[slice_of(key)] = put(items[slice_of(key)], rest, new)
        return items
    if isinstance(key, int | float) and (value is None or isinstance(value, list)):
        items, place = list(value or []), int(key)
        if place < 0:
            place += len(items)
            if place < 0:
                raise JqError("Out of bounds negative array index")
        items += [None] * (place + 1 - len(items))
        items[place] = put(items[place], rest, new)
        return items
    indexed(value, key)
    raise JqError(f"Cannot update field at {kind(key)} index of {kind(value)}")


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy of a value without what is at a path."""
    if value is None:
        return None
    key, rest = path[0], path[1:]
    if rest:
        inner = indexed(value, key)
        return value if inner is None else put(value, (key,), without(inner, rest))
    if isinstance(value, dict) and isinstance(key, str):
        return {name: item for name, item in value.items() if name != key}
    if isinstance(value, list):
        items = list(value)
        if isinstance(key, dict):
            del items[slice_of(key)]
        elif -len(items) <= key < len(items):
            del items[int(key)]
        return items
    raise JqError(f"Cannot delete field at {kind(key)} index of {kind(value)}")


def children(path: Path, value: Any) -> Iterator[Result]:
    """What `.[]` gives."""
    if isinstance(value, dict):
        pairs: Any = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        raise JqError(f"Cannot iterate over {described(value) if value is not None else 'null'}")
    for key, item in pairs:
        yield (None if path is None else (*path, key)), item
