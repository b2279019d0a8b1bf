"""-o name, and what a change says of itself: `service/web created`."""

from __future__ import annotations

from minikctl.output import Obj, Options, OutputError, Write, is_event, items_of
from minikctl.state.objects import name_of


class NamePrinter:
    """Objects as `kind.group/name`, with the operation unless -o name asks for names only."""

    __slots__ = ("_operation",)

    def __init__(self, operation: str = "") -> None:
        self._operation = operation

    def print(self, obj: Obj, write: Write) -> None:
        obj = obj["object"] if is_event(obj) else obj
        for item in [obj] if (items := items_of(obj)) is None else items:
            write(said(item, self._operation))


def said(obj: Obj, operation: str = "") -> str:
    """`deployment.apps/web created` with its newline."""
    kind, group = obj.get("kind") or "", (obj.get("apiVersion") or "").rpartition("/")[0]
    if not kind:
        raise OutputError("missing apiVersion or kind; try GetObjectKind().SetGroupVersionKind() if you know the type")
    resource = f"{kind.lower()}.{group}" if group else kind.lower()
    return f"{resource}/{name_of(obj) or '<unknown>'}{' ' if operation else ''}{operation}\n"


def printer(name: str, template: str, options: Options) -> NamePrinter:
    return NamePrinter("" if name else options.operation)
