"""--sort-by: lists in order of a field, as kubectl's sorter does it (cmd/get/sorter.go)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from minikctl.jsonpath import JsonPath, relaxed
from minikctl.output import OutputError
from minikctl.output.gosort import go_sorted
from minikctl.state import quantities
from minikctl.state.gotext import go_type
from minikctl.state.tables import Table

T = TypeVar("T")
Obj = dict[str, Any]


class UnsortableError(OutputError):
    """Values that cannot be compared: kubectl ends with a klog line `F… place] text` and exit code 1."""

    def __init__(self, text: str, place: str) -> None:
        super().__init__(text)
        self.place = place  # sorter.go:329


OF_OBJECTS = ("*unstructured.Unstructured", "sorter.go:329")  # what kubectl v1.33 sorts, and where it gives up
OF_ROWS = ("[][][]reflect.Value", "sorter.go:375")


def sorted_objects(objects: Sequence[Obj], field: str) -> list[Obj]:
    """The objects of a list in order of a field. Raises ValueError if none has it or the expression is none."""
    if not objects:
        return []
    path = relaxed(field)
    return _sorted(objects, objects, path, OF_OBJECTS)


def sorted_table(shown: Table, field: str) -> Table | None:
    """The rows in order of a field of their objects; None: kubectl prints nothing of the table, not even an error.

    A table of one row is not looked at.
    """
    if len(shown.rows) < 2:
        return shown
    try:
        path = relaxed(field)
    except ValueError:
        path = field
    try:
        return shown._replace(rows=_sorted(shown.rows, [row.obj for row in shown.rows], path, OF_ROWS))
    except ValueError:
        return None


def _sorted(items: Sequence[T], objects: Sequence[Obj], path: str, sorter: tuple[str, str]) -> list[T]:
    """Items in order of the first value that the path finds in the object of each."""
    parsed = JsonPath(path)
    firsts = [_first(parsed.find(obj)) for obj in objects]
    if not any(firsts):
        raise ValueError(f'couldn\'t find any field with path "{path}" in the list of objects')

    def less(left: int, right: int) -> bool:
        one, other = firsts[left], firsts[right]
        if not one:
            return True  # kubectl: a missing field is less than anything, even than another missing one
        if not other:
            return False
        try:
            return is_less(one[0], other[0])
        except TypeError as error:
            text = f"Field {path} in {sorter[0]} is an unsortable type: interface, err: {error}"
            raise UnsortableError(text, sorter[1]) from None

    return [items[index] for index in go_sorted(range(len(items)), less)]


def _first(results: list[list[Any]]) -> list[Any]:
    """The values of the template's first node."""
    return results[0][:1] if results else []


def is_less(left: Any, right: Any) -> bool:
    """Whether one value comes before another: numbers, quantities, text with numbers in it. Raises TypeError."""
    if left is None or right is None:
        return left is None and right is not None
    if isinstance(left, bool) or not isinstance(left, (str, int, float)):
        raise TypeError(f"unsortable type: {go_type(left)}")
    if go_type(left) != go_type(right):
        raise TypeError("unsortable interface: interface")
    if not isinstance(left, str):
        return bool(left < right)
    if quantities.is_quantity(left) and quantities.is_quantity(right):
        return quantities.compare(left, right) < 0
    return natural_less(left, right)


def natural_less(left: str, right: str) -> bool:
    """Text in natural order: numbers inside by value, digits before other characters."""
    one, other, at, to = left.encode(), right.encode(), 0, 0
    while at < len(one) and to < len(other):
        first, second = one[at], other[to]
        if _is_digit(first) != _is_digit(second):
            return _is_digit(first)
        if not _is_digit(first):
            if first != second:
                return first < second
            at, to = at + 1, to + 1
            continue
        start, at = _number(one, at)
        begin, to = _number(other, to)
        if at - start != to - begin:
            return at - start < to - begin
        if one[start:at] != other[begin:to]:
            return one[start:at] < other[begin:to]
        if start != begin:
            return start < begin
    return len(one) < len(other)


def _is_digit(char: int) -> bool:
    return 48 <= char <= 57


def _number(text: bytes, index: int) -> tuple[int, int]:
    """Where a number's digits begin after its zeros, and where they end."""
    while index < len(text) and text[index] == 48:
        index += 1
    start = index
    while index < len(text) and _is_digit(text[index]):
        index += 1
    return start, index
