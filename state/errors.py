"""What the cluster refuses: one error type, and a constructor for each reason an API server gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError


class Cause(NamedTuple):
    """One cause of an error, as `Status.details.causes` carries it."""

    reason: str  # FieldValueInvalid, FieldValueRequired, ...
    message: str
    field: str


class ApiError(Exception):
    """What an API server answers instead of doing what was asked; `status()` is its Status object."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str,
        *,
        kind: str = "",
        name: str = "",
        group: str = "",
        causes: Sequence[Cause] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason
        self.message = message
        self.kind = kind
        self.name = name
        self.group = group
        self.causes = tuple(causes)

    def status(self) -> dict[str, Any]:
        """The Status object that a server would send."""
        details: dict[str, Any] = {}
        for key, value in (("name", self.name), ("group", self.group), ("kind", self.kind)):
            if value:
                details[key] = value
        if self.causes:
            details["causes"] = [{"reason": c.reason, "message": c.message, "field": c.field} for c in self.causes]
        found = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "code": self.code,
        }
        if details:
            found["details"] = details
        return found


def resource_text(plural: str, group: str) -> str:
    """`pods`, or `deployments.apps`: how messages name a resource."""
    return f"{plural}.{group}" if group else plural


def not_found(plural: str, group: str, name: str) -> ApiError:
    message = f'{resource_text(plural, group)} "{name}" not found'
    return ApiError(404, "NotFound", message, kind=plural, group=group, name=name)


def resource_not_found() -> ApiError:
    """The address itself does not exist (an unknown kind or version)."""
    return ApiError(404, "NotFound", "the server could not find the requested resource")


def already_exists(plural: str, group: str, name: str, terminating: bool = False) -> ApiError:
    """The name is taken; by an object that is about to go, if `terminating` (registry/generic's Create)."""
    message = f'{resource_text(plural, group)} "{name}" already exists'
    if terminating:
        message = f"object is being deleted: {message}"
    return ApiError(409, "AlreadyExists", message, kind=plural, group=group, name=name)


def conflict(plural: str, group: str, name: str, why: str = "") -> ApiError:
    why = why or "the object has been modified; please apply your changes to the latest version and try again"
    message = f'Operation cannot be fulfilled on {resource_text(plural, group)} "{name}": {why}'
    return ApiError(409, "Conflict", message, kind=plural, group=group, name=name)


def invalid(kind: str, group: str, name: str, errors: Sequence[FieldError]) -> ApiError:
    """Validation failed; `kind` is `Service`, the message is that of apimachinery's NewInvalid."""
    causes = [Cause(error.reason, error.body, error.field) for error in errors]
    texts = list(dict.fromkeys(error.text for error in errors))
    joined = texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"
    shown = f"{kind}.{group}" if group else kind
    message = f'{shown} "{name}" is invalid: {joined}'
    return ApiError(422, "Invalid", message, kind=kind, group=group, name=name, causes=causes)


def forbidden(plural: str, group: str, name: str, why: str) -> ApiError:
    subject = f'{resource_text(plural, group)} "{name}"' if name else resource_text(plural, group)
    return ApiError(403, "Forbidden", f"{subject} is forbidden: {why}", kind=plural, group=group, name=name)


def bad_request(message: str) -> ApiError:
    return ApiError(400, "BadRequest", message)


def internal_error(message: str) -> ApiError:
    return ApiError(500, "InternalError", f"Internal error occurred: {message}")


def method_not_allowed() -> ApiError:
    return ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")


def expired(message: str) -> ApiError:
    return ApiError(410, "Expired", message)
