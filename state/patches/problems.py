"""What can be wrong with a patch, in the words of Kubernetes' libraries, and how values look inside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl.state.errors import ApiError
from minikctl.state.shapes.values import number_text

REJECTED = "the server rejected our request due to an error in our request"


class PatchError(ApiError):
    """A patch that cannot be applied: what a server answers; `why` is what a client says that applies it itself."""

    def __init__(self, code: int, reason: str, message: str, why: str = "") -> None:
        super().__init__(code, reason, message)
        self.why = why or message


class PreconditionFailed(Exception):
    """A created patch would change what must not change; `patch` is that patch."""

    def __init__(self, patch: dict[str, Any]) -> None:
        super().__init__(f"precondition failed for: {go_text(patch)}")
        self.patch = patch


class Conflict(Exception):
    """A created patch changes what others changed since; both as patches."""

    def __init__(self, patch: Any, changes: Any) -> None:
        super().__init__("patch conflicts with changes made from original to current")
        self.patch = patch
        self.changes = changes

    def said(self, in_yaml: Callable[[Any], str]) -> str:
        """What kubectl says of it; both patches are shown as YAML."""
        shown, changed = in_yaml(self.patch), in_yaml(self.changes)
        return f"patch:\n{shown}\nconflicts with changes made from original to current:\n{changed}\n"


def rejected(why: str) -> PatchError:
    """A JSON patch that does not fit: the server does not say why, and kubectl words one problem anew."""
    _, found, key = why.partition("doc is missing key: ")
    return PatchError(422, "Invalid", REJECTED, f"Object to be patched is missing field ({key})" if found else why)


def malformed(why: str) -> PatchError:
    return PatchError(400, "BadRequest", why)


def unexpected(why: str) -> PatchError:
    """An error that the server has no reason for: `Error from server: why`."""
    return PatchError(500, "", why)


def no_merge_key(item: Any, key: str) -> PatchError:
    return unexpected(f"map: {go_text(item)} does not contain declared merge key: {key}")


def wrong_type(expected: Any, found: Any) -> PatchError:
    return unexpected(f"expected a {go_type(expected)}, but received a {go_type(found)}")


BAD_PRIMITIVE_LIST = "invalid patch format of primitive list"
BAD_ORDER_LIST = "invalid patch format of setElementOrder list"
BAD_RETAIN_KEYS = "invalid patch format of retainKeys"
NO_LISTS_OF_LISTS = "lists of lists are not supported"


def go_type(value: Any) -> str:
    """Go's type of a decoded JSON value."""
    if isinstance(value, dict):
        return "map[string]interface {}"
    if isinstance(value, list):
        return "[]interface {}"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int64"
    return "float64" if isinstance(value, float) else "string" if isinstance(value, str) else "%!s(<nil>)"


def go_text(value: Any) -> str:
    """Go's %v of a decoded JSON value: `map[a:1 b:[x y]]`."""
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{go_text(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(go_text(item) for item in value) + "]"
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else number_text(value)
