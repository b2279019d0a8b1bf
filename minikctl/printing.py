"""What -o and its companions say, as the printer that a command prints with."""

from __future__ import annotations

from typing import Any

from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.output import CHANGE_FORMATS, Printer, printer_for
from minikctl.output import Options as PrintOptions

Obj = dict[str, Any]


def print_options(call: Invocation, options: Options, operation: str = "", ordered: bool = False) -> PrintOptions:
    """The flags beside -o; `operation` is what a change says of itself (`created`), `ordered`: as it was built."""
    return PrintOptions(
        template=options.get("template") or "",
        allow_missing=options.get("allow-missing-template-keys", True),
        no_headers=options.get("no-headers", False),
        show_managed_fields=options.get("show-managed-fields", False),
        ordered=ordered,
        operation=operation,
        read=call.read,
    )


def printer(
    call: Invocation,
    options: Options,
    operation: str = "",
    ordered: bool = False,
    allowed: tuple[str, ...] = CHANGE_FORMATS,
) -> Printer:
    """The printer of a command that changes things. Raises OutputError for a form that it does not print."""
    return printer_for(options.get("output") or "", print_options(call, options, operation, ordered), allowed)


def list_of(objects: list[Obj]) -> Obj:
    """Several objects as one List."""
    return {"apiVersion": "v1", "items": objects, "kind": "List", "metadata": {"resourceVersion": ""}}


def typed_list(objects: list[Obj]) -> Obj:
    """One object as it is, several as a List that kubectl has a type for: its JSON keeps the order of the fields."""
    if len(objects) == 1:
        return objects[0]
    return {"kind": "List", "apiVersion": "v1", "metadata": {}, "items": [by_name(obj) for obj in objects]}


def by_name(value: Any) -> Any:
    """A copy with all keys in order."""
    if isinstance(value, dict):
        return {key: by_name(value[key]) for key in sorted(value)}
    return [by_name(item) for item in value] if isinstance(value, list) else value
