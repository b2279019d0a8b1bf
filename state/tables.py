"""Lists of objects as rows: what a server's Table holds, before anyone prints it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from minikctl.state.clock import age_since
from minikctl.state.kinds import KINDS
from minikctl.state.kinds.kind import Column, Kind, Obj, rules
from minikctl.state.objects import name_of
from minikctl.state.values import NamedTuple
from minikctl.state.view import View


class Row(NamedTuple):
    """One object's cells, one for each column: a str, an int, or None for a blank one."""

    cells: list[object]
    obj: Obj


class Table(NamedTuple):
    """The rows of one kind; wide columns are always there, the printer leaves them out."""

    kind: Kind
    columns: tuple[Column, ...]
    rows: list[Row]


def name_cell(obj: Obj, view: View) -> object:
    return name_of(obj)


def age_cell(obj: Obj, view: View) -> object:
    return age_since(obj.get("metadata", {}).get("creationTimestamp"), view.now)


def created_cell(obj: Obj, view: View) -> object:
    return obj.get("metadata", {}).get("creationTimestamp")


NAME = Column("Name", name_cell)
AGE = Column("Age", age_cell)
UNKNOWN_COLUMNS = (NAME, Column("Created At", created_cell, type="date"))  # the server's default table convertor
CUSTOM_COLUMNS = (NAME, Column("Age", age_cell, type="date"))  # a CustomResourceDefinition without columns of its own


def columns_of(kind: Kind, view: View | None = None) -> tuple[Column, ...]:
    """A kind's columns, those of `-o wide` included; those of a custom kind are found in a view."""
    found = rules(kind).columns
    if found:
        return found
    if kind in KINDS:
        return UNKNOWN_COLUMNS
    if view is None:
        return CUSTOM_COLUMNS
    from minikctl.state.kinds.customcolumns import columns_of_version, definition_of  # only for custom kinds

    declared = columns_of_version(definition_of(kind, view), kind.version)
    return (NAME, *declared) if declared else CUSTOM_COLUMNS


def table(kind: Kind, objects: Sequence[Obj], view: View) -> Table:
    """The rows of objects of one kind, in the order given."""
    columns = columns_of(kind, view)
    cells = [column.cell for column in columns]
    return Table(kind, columns, [Row([cell(obj, view) for cell in cells], obj) for obj in objects])


def headers(shown: Table, *, wide: bool = False) -> list[str]:
    """The names of the columns, in capitals."""
    return [column.name.upper() for column in shown.columns if wide or not column.wide]


def lines(shown: Table, *, wide: bool = False) -> list[list[str]]:
    """The cells of each row as text."""
    chosen = [index for index, column in enumerate(shown.columns) if wide or not column.wide]
    return [["" if (cell := row.cells[at]) is None else str(cell) for at in chosen] for row in shown.rows]


def is_name(column: Column) -> bool:
    """Whether a column holds the object's name, which is what a kind is prefixed to."""
    return column.name.lower() == "name" and column.type == "string"


def server_table(shown: Table, resource_version: str = "", include: str = "Metadata") -> dict[str, Any]:
    """The Table object that a server sends; `include`: None, Metadata or Object (what each row says of its object)."""
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": {"resourceVersion": resource_version} if resource_version else {},
        "columnDefinitions": [_definition(column) for column in shown.columns],
        "rows": [_server_row(row, include) for row in shown.rows],
    }


def _definition(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "format": "name" if is_name(column) else "",
        "description": "",
        "priority": 1 if column.wide else 0,
    }


def _server_row(row: Row, include: str) -> dict[str, Any]:
    found: dict[str, Any] = {"cells": row.cells}
    if include == "Object":
        found["object"] = row.obj
    elif include == "Metadata":
        partial = {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1"}
        found["object"] = {**partial, "metadata": row.obj.get("metadata", {})}
    return found
