"""JSONPath templates evaluated as client-go's util/jsonpath does, its errors and its oddities included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from minikctl.state.gotext import go_type, go_value, json_line, json_pages
from minikctl.state.jsonpath.parse import Bound, Node, parse

Values = list[Any]


class PathError(ValueError):
    """A template cannot be evaluated; `partial` is what client-go hands back beside the error."""

    def __init__(self, message: str, partial: Values) -> None:
        super().__init__(message)
        self.partial = partial


class JsonPath:
    """A parsed template. Like client-go's it changes while it runs: after a `range` only what follows it is left."""

    __slots__ = ("_begun", "_depth", "_ended", "_last_end", "_nodes", "_whole", "allow_missing")

    def __init__(self, text: str, *, allow_missing: bool = True) -> None:
        self.allow_missing = allow_missing
        self._whole = parse(text)
        self._nodes: Sequence[tuple[int, Node]] = ()
        self._begun = 0  # ranges that were met and not yet entered
        self._depth = 0  # ranges that are being run through
        self._ended = 0  # ends that were met and not yet acted on
        self._last_end = -1

    def find(self, data: Any) -> list[Values]:
        """The values of each node of the template. Raises PathError."""
        self._nodes = list(enumerate(self._whole))
        self._begun = self._depth = self._ended = 0
        return self._results(data)

    def text(self, data: Any) -> str:
        """What the template prints: values apart by a blank, maps and lists as JSON."""
        return "".join([" ".join([value_text(value) for value in values]) for values in self.find(data)])

    def json(self, data: Any) -> str:
        """What it prints with -o jsonpath-as-json: for each node the list of its values."""
        return "".join([json_pages(values) + "\n" for values in self.find(data)])

    def _results(self, data: Any) -> list[Values]:
        nodes, found, index = self._nodes, [], 0
        while index < len(nodes):
            place, node = nodes[index]
            values = self._walk([data], node)
            if 0 < self._ended <= self._depth:
                self._ended -= 1
                self._last_end = place
                break
            if self._begun:
                found.extend(self._range(values, nodes[index + 1 :]))
                index = next((at for at in range(index + 1, len(nodes)) if nodes[at][0] == self._last_end), index)
            else:
                found.append(values)
            index += 1
        return found

    def _range(self, values: Values, rest: Sequence[tuple[int, Node]]) -> list[Values]:
        """The results of what follows, up to its end, for each value; with none it is walked once for its end."""
        self._begun -= 1
        self._depth += 1
        found: list[Values] = []
        for value in values:
            self._nodes = rest
            found.extend(self._results(value))
        if not values:
            self._nodes = rest
            self._results(NOTHING)
        self._depth -= 1
        return found

    def _walk(self, values: Values, node: Node) -> Values:
        return WALKS[node.kind](self, values, node)

    def _list(self, values: Values, node: Node) -> Values:
        for inner in node.nodes:
            values = self._walk(values, inner)
        return values

    def _text(self, values: Values, node: Node) -> Values:
        return [node.text]

    def _number(self, values: Values, node: Node) -> Values:
        return [node.number] * len(values)

    def _identifier(self, values: Values, node: Node) -> Values:
        if node.text == "range":
            self._begun += 1
            return values
        if node.text == "end":
            if not self._depth:
                raise PathError("not in range, nothing to end", [])
            self._ended += 1
            return []
        raise PathError(f"unrecognized identifier {node.text}", values)

    def _field(self, values: Values, node: Node) -> Values:
        name = node.text
        found = [value[name] for value in values if isinstance(value, dict) and name in value]
        if not found and values and not self.allow_missing:
            raise PathError(f"{name} is not found", [])
        return found

    def _slice(self, values: Values, node: Node) -> Values:
        found: Values = []
        for value in values:
            if value is None:
                continue
            if not isinstance(value, list):
                raise PathError(f"{go_type(value)} is not array or slice", values)
            try:
                found.extend(sliced(value, node.bounds))
            except ValueError as error:
                raise PathError(str(error), values) from None
        return found

    def _union(self, values: Values, node: Node) -> Values:
        found: Values = []
        for member in node.nodes:
            try:
                found.extend(self._list(values, member))
            except PathError as error:
                raise PathError(str(error), values) from None
        return found

    def _wildcard(self, values: Values, node: Node) -> Values:
        return [inner for value in values for inner in _members(value)]

    def _recursive(self, values: Values, node: Node) -> Values:
        found: Values = []
        for value in values:
            members = _members(value)
            if members:
                found.append(value)
                found.extend(self._recursive(members, node))
        return found

    def _filter(self, values: Values, node: Node) -> Values:
        found: Values = []
        for value in values:
            if not isinstance(value, list):
                raise PathError(f"{go_value(value)} is not array or slice and cannot be filtered", values)
            found.extend(item for item in value if self._passes(item, node, values, found))
        return found

    def _passes(self, item: Any, node: Node, values: Values, found: Values) -> bool:
        """Whether one element passes a filter; one side without a value never does."""
        if node.text == "exists":
            try:
                return bool(self._list([item], node.nodes[0]))
            except PathError as error:
                return bool(error.partial)
        sides = []
        for side in node.nodes:
            try:
                operands = self._list([item], side)
            except PathError as error:
                raise PathError(str(error), values) from None
            if not operands:
                return False
            if len(operands) > 1:
                raise PathError("can only compare one element at a time", values)
            sides.append(operands[0])
        compare = COMPARISONS.get(node.text)
        if compare is None:
            raise PathError(f"unrecognized filter operator {node.text}", found)
        try:
            return compare(*sides)
        except ValueError as error:
            raise PathError(str(error), found) from None


class _Nothing:
    """Stands for the value that an empty range is walked with: no field, no element, no type."""


NOTHING = _Nothing()

WALKS: dict[str, Callable[[JsonPath, Values, Node], Values]] = {
    "list": JsonPath._list,
    "text": JsonPath._text,
    "number": JsonPath._number,
    "bool": JsonPath._number,
    "identifier": JsonPath._identifier,
    "field": JsonPath._field,
    "slice": JsonPath._slice,
    "union": JsonPath._union,
    "wildcard": JsonPath._wildcard,
    "recursive": JsonPath._recursive,
    "filter": JsonPath._filter,
}


def value_text(value: Any) -> str:
    """One value as text output shows it."""
    if isinstance(value, (dict, list)):
        return json_line(value)
    return "null" if value is None else go_value(value)


def sliced(items: list[Any], bounds: Sequence[Bound]) -> list[Any]:
    """The elements of a list that `[start:end:step]` takes. Raises ValueError."""
    start, end, step = bounds
    length = len(items)
    first = start.value if start.known else 0
    if first < 0:
        first += length
    last = end.value if end.known else length
    if last < 0 or (last == 0 and end.derived):
        last += length
    if first == last:
        return []
    if first >= length or first < 0:
        raise ValueError(f"array index out of bounds: index {first}, length {length}")
    if last > length or last < 0:
        raise ValueError(f"array index out of bounds: index {last - 1}, length {length}")
    if first > last:
        raise ValueError(f"starting index {first} is greater than ending index {last}")
    if step.known and step.value <= 0:
        raise ValueError("step must be > 0")
    return items[first : last : step.value if step.known else 1]


def _members(value: Any) -> Values:
    """The values of a map by key, the elements of a list, the bytes of a string."""
    if isinstance(value, dict):
        return [value[key] for key in sorted(value)]
    if isinstance(value, list):
        return value
    if isinstance(value, str):
        return list(value.encode())  # client-go: a string has elements, its bytes
    return []


def _basic_kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind.__name__
    raise ValueError("invalid type for comparison")


def is_equal(left: Any, right: Any) -> bool:
    kind = _basic_kind(left)
    if kind != _basic_kind(right):
        raise ValueError("incompatible types for comparison")
    return bool(left == right)


def is_less(left: Any, right: Any) -> bool:
    kind = _basic_kind(left)
    if kind != _basic_kind(right):
        raise ValueError("incompatible types for comparison")
    if kind == "bool":
        raise ValueError("invalid type for comparison")
    return bool(left < right)


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": is_equal,
    "!=": lambda left, right: not is_equal(left, right),
    "<": is_less,
    "<=": lambda left, right: is_less(left, right) or is_equal(left, right),
    ">": lambda left, right: not (is_less(left, right) or is_equal(left, right)),
    ">=": lambda left, right: not is_less(left, right),
}
