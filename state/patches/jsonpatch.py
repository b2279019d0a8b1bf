"""JSON patches (RFC 6902), with the errors of the library that API servers use (evanphx/json-patch, version 4)."""

from __future__ import annotations

from typing import Any

from minikctl.state.objects import copy_tree, same
from minikctl.state.patches.problems import PatchError, malformed, rejected
from minikctl.state.shapes.values import word

MOST_OPERATIONS = 10_000  # apiserver: maxJSONPatchOperations
MISSING = "missing value"
BAD_INDEX = "invalid index referenced"


class Unfit(Exception):
    """An operation that does not apply."""


def json_patch(current: dict[str, Any], ops: Any) -> Any:
    """The document after all operations. Raises PatchError."""
    check(ops)
    document = copy_tree(current)
    for op in ops:
        try:
            document = applied(document, op)
        except Unfit as problem:
            raise rejected(str(problem)) from None
    return document


def check(ops: Any) -> None:
    """Refuses what is no list of objects, as Go's decoder says it, and too many operations."""
    if not isinstance(ops, list):
        raise malformed(f"json: cannot unmarshal {word(ops)} into Go value of type jsonpatch.Patch")
    for op in ops:
        if not isinstance(op, dict):
            raise malformed(f"json: cannot unmarshal {word(op)} into Go value of type jsonpatch.Operation")
    if len(ops) > MOST_OPERATIONS:
        said = f"The allowed maximum operations in a JSON patch is {MOST_OPERATIONS}, got {len(ops)}"
        raise PatchError(413, "RequestEntityTooLarge", f"Request entity too large: {said}")


def applied(document: Any, op: dict[str, Any]) -> Any:
    """The document after one operation, which may change it in place."""
    name = op.get("op") if isinstance(op.get("op"), str) else "unknown"
    if name not in OPERATIONS:
        raise Unfit(f"Unexpected kind: {name}")
    if name == "replace" and op.get("path") == "":
        value = op.get("value")
        return copy_tree(value) if isinstance(value, (dict, list)) else document
    OPERATIONS[name](document, op)
    return document


def pointer(op: dict[str, Any], field: str, problem: str, *, briefly: bool = False) -> str:
    """A path of an operation, or Unfit with the problem; some operations tell no more than that."""
    found = op.get(field)
    if not isinstance(found, str):
        said = "operation missing path field" if field == "path" else "operation, missing from field"
        raise Unfit(f"{problem}: {MISSING}" if briefly else f"{problem}: {said}: {MISSING}")
    return found


def place(document: Any, path: str) -> tuple[Any, str] | None:
    """The container a path leads into and the last key, or None if something on the way is missing."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]
    if len(parts) < 2:
        return None
    found = document
    for part in parts[1:-1]:
        try:
            found = look_up(found, part)
        except Unfit:
            return None
        if not isinstance(found, (dict, list)):
            return None
    return found, parts[-1]


def index_of(key: str) -> int:
    """An array index as strconv.Atoi reads it."""
    digits = key[1:] if key[:1] in ("+", "-") else key
    if not (digits.isascii() and digits.isdigit()):
        raise Unfit(f'strconv.Atoi: parsing "{key}": invalid syntax')
    return int(key)


def look_up(container: Any, key: str) -> Any:
    """What stands at a key; the library finds null where an object has no such key."""
    if isinstance(container, dict):
        return container.get(key)
    index = index_of(key)
    if not -len(container) <= index < len(container):
        raise Unfit(f"Unable to access invalid index: {index}: {BAD_INDEX}")
    return container[index]


def put(container: Any, key: str, value: Any) -> None:
    """Adds at a key: sets in an object, inserts in an array."""
    if isinstance(container, dict):
        container[key] = value
    elif key == "-":
        container.append(value)
    else:
        try:
            index = index_of(key)
        except Unfit as problem:
            raise Unfit(f"value was not a proper array index: '{key}': {problem}") from None
        if not -(len(container) + 1) <= index <= len(container):
            raise Unfit(f"Unable to access invalid index: {index}: {BAD_INDEX}")
        container.insert(index + len(container) + 1 if index < 0 else index, value)


def take(container: Any, key: str) -> Any:
    """Removes what stands at a key."""
    if isinstance(container, dict):
        if key not in container:
            raise Unfit(f"Unable to remove nonexistent key: {key}: {MISSING}")
        return container.pop(key)
    index = index_of(key)
    if not -len(container) <= index < len(container):
        raise Unfit(f"Unable to access invalid index: {index}: {BAD_INDEX}")
    return container.pop(index)


def wrapped(said: str, action: Any, *args: Any) -> Any:
    """Does something; a failure is told behind `said`."""
    try:
        return action(*args)
    except Unfit as problem:
        raise Unfit(f"{said}: {problem}") from None


def add(document: Any, op: dict[str, Any]) -> None:
    path = pointer(op, "path", "add operation failed to decode path", briefly=True)
    target = place(document, path)
    if target is None:
        raise Unfit(f'add operation does not apply: doc is missing path: "{path}": {MISSING}')
    wrapped(f"error in add for path: '{path}'", put, *target, copy_tree(op.get("value")))


def remove(document: Any, op: dict[str, Any]) -> None:
    path = pointer(op, "path", "remove operation failed to decode path", briefly=True)
    target = place(document, path)
    if target is None:
        raise Unfit(f'remove operation does not apply: doc is missing path: "{path}": {MISSING}')
    wrapped(f"error in remove for path: '{path}'", take, *target)


def replace(document: Any, op: dict[str, Any]) -> None:
    path = pointer(op, "path", "replace operation failed to decode path")
    target = place(document, path)
    if target is None:
        raise Unfit(f"replace operation does not apply: doc is missing path: {path}: {MISSING}")
    container, key = target
    try:
        look_up(container, key)
    except Unfit:
        raise Unfit(f"replace operation does not apply: doc is missing key: {path}: {MISSING}") from None
    container[key if isinstance(container, dict) else index_of(key)] = copy_tree(op.get("value"))


def move(document: Any, op: dict[str, Any]) -> None:
    source = pointer(op, "from", "move operation failed to decode from")
    target = place(document, source)
    if target is None:
        raise Unfit(f"move operation does not apply: doc is missing from path: {source}: {MISSING}")
    value = wrapped(f"error in move for path: '{target[1]}'", look_up, *target)
    wrapped(f"error in move for path: '{target[1]}'", take, *target)
    path = pointer(op, "path", "move operation failed to decode path")
    target = place(document, path)
    if target is None:
        raise Unfit(f"move operation does not apply: doc is missing destination path: {path}: {MISSING}")
    wrapped(f"error in move for path: '{path}'", put, *target, value)


def copy(document: Any, op: dict[str, Any]) -> None:
    source = pointer(op, "from", "copy operation failed to decode from")
    target = place(document, source)
    if target is None:
        raise Unfit(f"copy operation does not apply: doc is missing from path: {source}: {MISSING}")
    value = wrapped(f"error in copy for from: '{source}'", look_up, *target)
    path = pointer(op, "path", "copy operation failed to decode path", briefly=True)
    target = place(document, path)
    if target is None:
        raise Unfit(f"copy operation does not apply: doc is missing destination path: {path}: {MISSING}")
    wrapped("error while adding value during copy", put, *target, copy_tree(value))


def test(document: Any, op: dict[str, Any]) -> None:
    path = pointer(op, "path", "test operation failed to decode path")
    if path == "":
        found = document
    else:
        target = place(document, path)
        if target is None:
            raise Unfit(f"test operation does not apply: is missing path: {path}: {MISSING}")
        found = wrapped(f"error in test for path: '{path}'", look_up, *target)
    if not same(found, op.get("value")):
        raise Unfit(f"testing value {path} failed: test failed")


OPERATIONS = {"add": add, "remove": remove, "replace": replace, "move": move, "copy": copy, "test": test}
