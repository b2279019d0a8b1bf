"""FORMATS: what may follow -o, and the printer of each, imported when it is the one asked for.

A printer has `print(obj, write)`: one object or one list object, and where its text goes. What kubectl refuses is an
OutputError, whose text stands after `error: `.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from minikctl.state.values import NamedTuple

Write = Callable[[str], object]
Obj = dict[str, Any]


class OutputError(Exception):
    """What kubectl says of a format, a template or an object that it cannot print."""


class Printer(Protocol):
    """Writes objects in one format; one printer serves one command (YAML separates its documents)."""

    def print(self, obj: Obj, write: Write) -> None: ...


def no_files(path: str) -> bytes:
    raise FileNotFoundError(2, "No such file or directory", path)


class Options(NamedTuple):
    """What the flags beside -o say; `operation` is what a change says of itself without -o: `created (dry run)`."""

    template: str = ""
    allow_missing: bool = True
    no_headers: bool = False
    show_managed_fields: bool = False
    ordered: bool = False  # JSON keeps the order in which an object was built
    operation: str = ""
    read: Callable[[str], bytes] = no_files


class Format(NamedTuple):
    """One word that may follow -o."""

    name: str
    module: str  # minikctl.output.to_yaml: has printer(format, template, options)
    template: str = ""  # "text": a template follows; "file": the name of a file with one
    missing: str = ""  # what is said if none does
    any_case: bool = False


NO_TEMPLATE = "template format specified but no template given"
NO_COLUMNS = "custom-columns format specified but no custom columns given"

FORMATS = (
    Format("jsonpath", "to_jsonpath", "text", NO_TEMPLATE),
    Format("jsonpath-as-json", "to_jsonpath", "text", NO_TEMPLATE),
    Format("jsonpath-file", "to_jsonpath", "file", NO_TEMPLATE),
    Format("go-template", "to_gotemplate", "text", NO_TEMPLATE),
    Format("go-template-file", "to_gotemplate", "file", NO_TEMPLATE),
    Format("template", "to_gotemplate", "text", NO_TEMPLATE),
    Format("templatefile", "to_gotemplate", "file", NO_TEMPLATE),
    Format("json", "to_json", any_case=True),
    Format("yaml", "to_yaml", any_case=True),
    Format("custom-columns", "to_columns", "text", NO_COLUMNS),
    Format("custom-columns-file", "to_columns", "file", NO_COLUMNS),
    Format("name", "to_name", any_case=True),
    Format("wide", ""),
)
GET_FORMATS = tuple(sorted(known.name for known in FORMATS))
CHANGE_FORMATS = tuple(name for name in GET_FORMATS if name != "wide" and not name.startswith("custom-columns"))
GO_TEMPLATE = "go-template"


def is_event(obj: Obj) -> bool:
    """Whether an object is what --output-watch-events wraps one in: what happened, and the object."""
    return len(obj) == 2 and "type" in obj and "object" in obj


def is_table(text: str, options: Options) -> bool:
    """Whether `get -o text` prints a table."""
    return text == "wide" or (not text and not options.template)


def printer_for(text: str, options: Options, allowed: tuple[str, ...] = CHANGE_FORMATS) -> Printer:
    """The printer for what follows -o, "" for nothing: then a change says its operation. Raises OutputError.

    `get` hands in GET_FORMATS, and asks `is_table` first.
    """
    if not text and options.template:
        text = GO_TEMPLATE
    if not text:
        return _imported("to_name", "", "", options)
    for known in FORMATS:
        if known.name in allowed and known.module:
            template = _template(known, text, options)
            if template is not None:
                return _imported(known.module, known.name, template, options)
    names = ",".join(allowed)
    raise OutputError(
        f'unable to match a printer suitable for the output format "{text}", allowed formats are: {names}'
    )


def _imported(module: str, name: str, template: str, options: Options) -> Printer:
    found: Printer = import_module(f"minikctl.output.{module}").printer(name, template, options)
    return found


def _template(known: Format, text: str, options: Options) -> str | None:
    """The template for a format, "" if it needs none; None if the text does not ask for this format."""
    if not known.template:
        return "" if (text.lower() if known.any_case else text) == known.name else None
    if options.template:
        return options.template if text == known.name else None
    name, _, template = text.partition("=")
    if name != known.name:
        return None
    if not template:
        raise OutputError(known.missing)
    return template


def read_template(path: str, options: Options) -> str:
    """The text of a template's file. Raises OutputError."""
    try:
        return options.read(path).decode(errors="replace")
    except OSError as error:
        raise OutputError(f"error reading --template {path}, {open_error(path, error)}\n") from None


def open_error(path: str, error: OSError) -> str:
    """What Go says of a file that cannot be read."""
    why = (error.strerror or str(error)).lower()
    return f"{'read' if isinstance(error, IsADirectoryError) else 'open'} {path}: {why}"


def items_of(obj: Obj) -> list[Obj] | None:
    """The items of a list object, None if it is none."""
    items = obj.get("items")
    return items if isinstance(items, list) and str(obj.get("kind", "")).endswith("List") else None


def without_managed_fields(obj: Obj) -> Obj:
    """An object or list without what servers note of field managers."""
    items = items_of(obj)
    if items is not None:
        stripped = [without_managed_fields(item) for item in items]
        return {**obj, "items": stripped} if any(a is not b for a, b in zip(items, stripped, strict=True)) else obj
    meta = obj.get("metadata")
    if not isinstance(meta, dict) or "managedFields" not in meta:
        return obj
    return {**obj, "metadata": {key: value for key, value in meta.items() if key != "managedFields"}}
