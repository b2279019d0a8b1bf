"""The page of `describe` for kinds that kubectl knows nothing about: every field, with a readable label.

Used for custom resources, Events, Leases and all kinds without a page of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.pages import events_block, heading
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

SHOWN_ABOVE = {
    ".metadata.managedFields",
    ".metadata.name",
    ".metadata.namespace",
    ".metadata.labels",
    ".metadata.annotations",
}
ACRONYMS = ("API", "URL", "UID", "OSB", "GUID")
LARGEST_INTEGER = (1 << 63) - 1


def describe(obj: Obj, view: View) -> str:
    page = Page()
    heading(page, obj)
    fields_lines(page, obj, "", 0)
    events_block(page, view, obj)
    return str(page)


def fields_lines(page: Page, content: Mapping[str, Any], path: str, level: int) -> None:
    """The fields of a map in the order of their names."""
    for field in sorted(content):
        value, at = content[field], f"{path}.{field}"
        if at in SHOWN_ABOVE:
            continue
        if isinstance(value, dict):
            page.line(f"{label_for(field)}:", level)
            fields_lines(page, value, at, level + 1)
        elif isinstance(value, list):
            page.line(f"{label_for(field)}:", level)
            items_lines(page, value, at, level + 1)
        else:
            page.line(f"{label_for(field)}:\t{go_text(value)}", level)


def items_lines(page: Page, items: Sequence[Any], path: str, level: int) -> None:
    for item in items:
        if isinstance(item, dict):
            fields_lines(page, item, path, level)
        else:
            page.line(go_text(item), level)


def go_text(value: Any) -> str:
    """A value as Go's %v prints it."""
    if value is None:
        return "<nil>"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > LARGEST_INTEGER):
        return go_float(float(value))
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{go_text(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(go_text(item) for item in value) + "]"
    return str(value)


def go_float(value: float) -> str:
    """A float with as few digits as tell it apart, with an exponent below 1e-4 and from 1e6 on."""
    digits = repr(value).partition("e")[0].replace(".", "").lstrip("-0").rstrip("0")
    shown = f"{value:.{max(len(digits) - 1, 0)}e}"
    if -4 <= int(shown.partition("e")[2]) < 6:
        return repr(value).removesuffix(".0")
    return shown


def label_for(field: str) -> str:
    """`podSelector` -> `Pod Selector`; names with other characters than letters and dashes stay (smartLabelFor)."""
    if not all(char.isalpha() or char == "-" for char in field):
        return field
    return " ".join(labelled(word) for word in words_of(field) if word != "_")


def words_of(field: str) -> list[str]:
    """The words of a camel-case name; of several capitals the last begins the word behind them."""
    words: list[str] = []
    before = ""
    for char in field:
        case = "lower" if char.islower() else "upper" if char.isupper() else "other"
        if case == before:
            words[-1] += char
        elif case == "lower" and before == "upper":
            words[-1:] = [*([words[-1][:-1]] if len(words[-1]) > 1 else []), words[-1][-1] + char]
        else:
            words.append(char)
        before = case
    return words


def labelled(word: str) -> str:
    if word.upper() in ACRONYMS:
        return word.upper()
    return word[:1].upper() + word[1:]
