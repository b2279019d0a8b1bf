"""Field errors, worded as the API server words them (apimachinery, util/validation/field)."""

from __future__ import annotations

from collections.abc import Iterable

from minikctl.state.values import NamedTuple


class FieldError(NamedTuple):
    """One thing that is wrong with one field."""

    reason: str  # FieldValueInvalid ...: for Status.details.causes
    field: str  # spec.ports[0].port
    body: str  # Invalid value: 0: must be between 1 and 65535, inclusive

    @property
    def text(self) -> str:
        """The whole sentence: the field, then what is wrong."""
        return f"{self.field}: {self.body}"


class GoText(str):
    """A value that is already written as Go's %#v would write it, and is not quoted again."""


def go_value(value: object) -> str:
    """A value as an error shows it: strings quoted, numbers bare, lists and maps in Go's notation."""
    if isinstance(value, GoText):
        return str(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return go_quote(value)
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "[]string{" + ", ".join(go_value(item) for item in value) + "}"
    if isinstance(value, dict):
        inner = ", ".join(f"{go_quote(key)}:{go_value(value[key])}" for key in sorted(value))
        return "map[string]string{" + inner + "}"
    return str(value)


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def go_quote(text: str) -> str:
    """Go's %q."""
    shown = []
    for char in text:
        if char in ESCAPES:
            shown.append(ESCAPES[char])
        elif char.isprintable():
            shown.append(char)
        else:
            shown.append(f"\\x{ord(char):02x}" if ord(char) < 0x80 else f"\\u{ord(char):04x}")
    return '"' + "".join(shown) + '"'


def required(field: str, detail: str = "") -> FieldError:
    return FieldError("FieldValueRequired", field, "Required value" + (f": {detail}" if detail else ""))


def invalid(field: str, value: object, detail: str) -> FieldError:
    return FieldError("FieldValueInvalid", field, f"Invalid value: {go_value(value)}: {detail}")


def type_invalid(field: str, value: object, detail: str) -> FieldError:
    return FieldError("FieldValueTypeInvalid", field, f"Invalid value: {go_value(value)}: {detail}")


def not_supported(field: str, value: object, allowed: Iterable[str]) -> FieldError:
    names = ", ".join(f'"{name}"' for name in sorted(allowed))
    return FieldError(
        "FieldValueNotSupported", field, f"Unsupported value: {go_value(value)}: supported values: {names}"
    )


def duplicate(field: str, value: object) -> FieldError:
    return FieldError("FieldValueDuplicate", field, f"Duplicate value: {go_value(value)}")


def forbidden(field: str, detail: str) -> FieldError:
    return FieldError("FieldValueForbidden", field, f"Forbidden: {detail}")


def not_found(field: str, value: object) -> FieldError:
    return FieldError("FieldValueNotFound", field, f"Not found: {go_value(value)}")


def too_long(field: str, limit: int) -> FieldError:
    return FieldError("FieldValueTooLong", field, f"Too long: may not be more than {limit} bytes")


def too_many(field: str, count: int, limit: int) -> FieldError:
    items = "item" if limit == 1 else "items"
    return FieldError("FieldValueTooMany", field, f"Too many: {count}: must have at most {limit} {items}")


def out_of_range(field: str, value: object, low: int, high: int) -> FieldError:
    return invalid(field, value, f"must be between {low} and {high}, inclusive")
