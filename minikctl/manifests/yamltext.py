"""YAML -> JSON-like data as go-yaml v2 and sigs.k8s.io/yaml make it: their types, their refusals, their line numbers.

PyYAML's parser (libyaml's where it is there) finds the structure; what a scalar means is decided here.
"""

from __future__ import annotations

import re
from typing import Any, NoReturn

import yaml

from minikctl.state.gotext import go_syntax

Loader: Any = getattr(yaml, "CLoader", yaml.Loader)


class YamlError(ValueError):
    """What go-yaml or sigs.k8s.io/yaml says of a text that it cannot read; `line` counts from 1, 0: nowhere."""

    line = 0


BOOLEANS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
}
NULLS = ("", "~", "null", "Null", "NULL")
INFINITE = {".inf": "+Inf", ".Inf": "+Inf", ".INF": "+Inf", "+.inf": "+Inf", "+.Inf": "+Inf", "+.INF": "+Inf"}
INFINITE |= {"-.inf": "-Inf", "-.Inf": "-Inf", "-.INF": "-Inf", ".nan": "NaN", ".NaN": "NaN", ".NAN": "NaN"}
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
PREFIXED = re.compile(r"[-+]?(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+)")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
STANDARD = "tag:yaml.org,2002:"


class Special(float):
    """A float that JSON cannot say: its name in Go."""

    name = ""


def read_yaml(text: str) -> Any:
    """The first document of a text as JSON-like data; None if there is nothing. Raises YamlError."""
    try:
        node = Composer(text).document()
    except yaml.reader.ReaderError as error:
        raise YamlError(f"yaml: {REASONS.get(error.reason, error.reason)}") from None
    except yaml.MarkedYAMLError as error:
        problem = YamlError(f"yaml: {located(error)}")
        problem.line = error.problem_mark.line + 1 if error.problem_mark is not None else 0
        raise problem from None
    return None if node is None else Decoder().value(node)


def located(error: yaml.MarkedYAMLError) -> str:
    """`line 4: did not find expected key`: go-yaml counts scanner errors from 1 and parser errors from 0."""
    problem, context = error.problem_mark, error.context_mark
    line = problem.line if problem is not None else 0
    if line and isinstance(error, yaml.scanner.ScannerError):
        line += 1
    elif not line and context is not None:
        line = context.line
    words = in_go_words(error.problem or "unknown problem parsing YAML content", error.context or "")
    return f"line {line}: {words}" if line else words


REASONS = {"special characters are not allowed": "control characters are not allowed"}
WORDS = (  # PyYAML's own parser words some problems otherwise than libyaml
    (r"found character '.*' that cannot start any token", "found character that cannot start any token"),
    (r"mapping values are not allowed here", "mapping values are not allowed in this context"),
    (r"sequence entries are not allowed here", "block sequence entries are not allowed in this context"),
    (r"mapping keys are not allowed here", "mapping keys are not allowed in this context"),
    (r"expected '?,'? or '?([\]}])'?, but got .*", r"did not find expected ',' or '\1'"),
    (r"expected the node content, but found .*", "did not find expected node content"),
    (r"expected '<document start>', but found .*", "did not find expected <document start>"),
    (r"found unknown escape character .*", "found unknown escape character"),
    (
        r"expected alphabetic or numeric character, but found .*",
        "did not find expected alphabetic or numeric character",
    ),
    (r"expected escape sequence of .* hexadecimal numbers, but found .*", "did not find expected hexdecimal number"),
    (r"expected chomping or indentation indicators, but found .*", "did not find expected comment or line break"),
    (r"expected '>', but found .*", "did not find the expected '>'"),
    (r"found undefined tag handle .*", "found undefined tag handle"),
)


def in_go_words(problem: str, context: str) -> str:
    """A problem in go-yaml's words, whichever parser found it."""
    if problem.startswith("expected <block end>, but found"):
        return f"did not find expected {'key' if 'mapping' in context else chr(39) + '-' + chr(39) + ' indicator'}"
    for pattern, words in WORDS:
        match = re.fullmatch(pattern, problem, re.DOTALL)
        if match:
            return match.expand(words)
    return problem


class Node:
    """A scalar (its value), a list of nodes, a list of pairs of nodes, or a reference to an anchored node."""

    __slots__ = ("alias", "anchor", "items", "kind", "scalar")

    def __init__(self, kind: str, scalar: Any = None, anchor: str = "") -> None:
        self.kind = kind  # scalar, sequence, mapping, alias
        self.scalar = scalar
        self.items: list[Node] = []  # of a mapping: key, value, key, value ...
        self.alias: Node | None = None
        self.anchor = anchor


class Composer:
    """Makes a tree of nodes of the parser's events."""

    def __init__(self, text: str) -> None:
        self._events = yaml.parse(text, Loader=Loader)
        self._anchors: dict[str, Node] = {}

    def document(self) -> Node | None:
        """The first document's root."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                root = self._node(next(self._events))
                next(self._events)  # the document's end may be wrong too
                return root
        return None

    def _node(self, event: Any) -> Node:
        if isinstance(event, yaml.AliasEvent):
            anchor = event.anchor or ""
            found = Node("alias", anchor=anchor)
            found.alias = self._anchors.get(anchor)
            if found.alias is None:
                raise YamlError(f"yaml: unknown anchor '{event.anchor}' referenced")
            return found
        if isinstance(event, yaml.ScalarEvent):
            plain = event.implicit[0]
            return self._anchored(Node("scalar", scalar_value(event.value, event.tag, plain), event.anchor or ""))
        is_list = isinstance(event, yaml.SequenceStartEvent)
        found = self._anchored(Node("sequence" if is_list else "mapping", anchor=event.anchor or ""))
        while True:
            event = next(self._events)
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                return found
            found.items.append(self._node(event))

    def _anchored(self, node: Node) -> Node:
        if node.anchor:
            self._anchors[node.anchor] = node
        return node


class Decoder:
    """Makes data of nodes; counts, so that aliases cannot multiply without bound (go-yaml's own limits)."""

    def __init__(self) -> None:
        self._made = 0
        self._by_alias = 0
        self._depth = 0
        self._open: set[int] = set()

    def value(self, node: Node) -> Any:
        """The data of a node. Raises YamlError."""
        self._made += 1
        if self._depth:
            self._by_alias += 1
        if self._by_alias > 100 and self._made > 1000 and self._by_alias / self._made > allowed_share(self._made):
            raise YamlError("yaml: document contains excessive aliasing")
        if node.kind == "scalar":
            return json_number(node.scalar)
        if node.kind == "alias":
            return self._referred(node)
        self._open.add(id(node))
        found = [self.value(item) for item in node.items] if node.kind == "sequence" else self._mapping(node)
        self._open.discard(id(node))
        return found

    def _referred(self, node: Node) -> Any:
        assert node.alias is not None, "the composer has resolved every alias"
        if id(node.alias) in self._open:
            raise YamlError(f"yaml: anchor '{node.anchor}' value contains itself")
        self._depth += 1
        found = self.value(node.alias)
        self._depth -= 1
        return found

    def _mapping(self, node: Node) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for index in range(0, len(node.items), 2):
            key, value = node.items[index], node.items[index + 1]
            if key.kind == "scalar" and isinstance(key.scalar, Merge):
                for name, item in self._merged(value).items():
                    found.setdefault(name, item)
            else:
                found[self._key(key, value)] = self.value(value)
        return {name: found[name] for name in sorted(found)}  # sigs.k8s.io/yaml writes JSON with sorted keys

    def _merged(self, value: Node) -> dict[str, Any]:
        """What `<<` brings in: a map, or several, the first of which wins."""
        data = self.value(value)
        sources = data if isinstance(data, list) else [data]
        found: dict[str, Any] = {}
        for source in sources:
            if not isinstance(source, dict):
                raise YamlError("yaml: map merge requires map or sequence of maps as the value")
            for name, item in source.items():
                found.setdefault(name, item)
        return found

    def _key(self, key: Node, value: Node) -> str:
        data = self.value(key)
        if isinstance(data, (dict, list)):
            raise YamlError(
                f"yaml: invalid map key: {go_syntax(data).replace('string]interface', 'interface {}]interface')}"
            )
        if isinstance(data, bool):
            return "true" if data else "false"
        if data is None:
            shown = go_syntax(self.value(value))
            raise YamlError(f"unsupported map key of type: %!s(<nil>), key: <nil>, value: {shown}")
        return data if isinstance(data, str) else f"{data:g}" if isinstance(data, float) else str(data)


def allowed_share(made: int) -> float:
    """How much of a document may come from aliases: nearly all of a small one, a tenth of a large one."""
    low, high = 400_000, 4_000_000
    if made <= low:
        return 0.99
    return 0.10 if made >= high else 0.99 - 0.89 * (made - low) / (high - low)


class Merge(str):
    """The key `<<`."""


def scalar_value(text: str, tag: str | None, plain: bool) -> Any:
    """What a scalar means. Raises YamlError where it is not what its tag says."""
    kind = (tag or "").removeprefix(STANDARD) if (tag or "").startswith(STANDARD) else ""
    if kind == "binary":
        return from_base64(text)
    if kind in ("int", "float", "bool", "null"):
        return tagged(text, kind)
    if kind == "merge" or (not tag and plain and text == "<<"):
        return Merge(text)
    if tag or not plain:
        return text
    return resolved(text)


def resolved(text: str) -> Any:
    """A plain scalar, by YAML 1.1 as go-yaml v2 understands it."""
    if text in NULLS:
        return None
    first = text[0]
    if first not in "yYnNtTfFoO+-.0123456789":
        return text
    if text in BOOLEANS:
        return BOOLEANS[text]
    if text in INFINITE:
        number = Special("nan" if INFINITE[text] == "NaN" else INFINITE[text].lower())
        number.name = INFINITE[text]
        return number
    return number_of(text.replace("_", "")) if first in "+-.0123456789" else text


def number_of(digits: str) -> Any:
    """An int or a float, or the text if it is none; what does not fit 64 bits is a float."""
    value: int | None = None
    if INTEGER.fullmatch(digits):
        value = int(digits)
    elif PREFIXED.fullmatch(digits):
        value = based(digits)
    if value is not None and -(1 << 63) <= value < 1 << 64:
        return value
    if FLOAT.fullmatch(digits):
        number = float(digits)
        return number if number not in (float("inf"), float("-inf")) else digits
    return digits


def based(digits: str) -> int:
    sign, body = (-1 if digits.startswith("-") else 1), digits.lstrip("+-").lower()
    base = {"x": 16, "b": 2, "o": 8}.get(body[1:2])
    return sign * (int(body[2:], base) if base else int(body, 8))


def tagged(text: str, kind: str) -> Any:
    """A scalar with a standard tag."""
    value = resolved(text)
    if kind == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    types: dict[str, Any] = {"int": int, "float": float, "bool": bool, "null": type(None)}
    if isinstance(value, types[kind]) and not (kind == "int" and isinstance(value, bool)):
        return value
    refuse_tag(text, value, kind)


def refuse_tag(text: str, value: Any, kind: str) -> NoReturn:
    names = {bool: "bool", int: "int", float: "float", type(None): "null"}
    raise YamlError(f"yaml: cannot decode !!{names.get(type(value), 'str')} `{text}` as a !!{kind}")


def from_base64(text: str) -> str:
    import base64  # seldom

    try:
        return base64.b64decode("".join(text.split()), validate=True).decode(errors="replace")
    except ValueError:
        raise YamlError("yaml: !!binary value contains invalid base64 data") from None


def json_number(value: Any) -> Any:
    """A scalar as it is after a way through JSON: whole floats become ints. Raises YamlError."""
    if isinstance(value, Special):
        raise YamlError(f"json: unsupported value: {value.name}")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        whole = int(value)
        return whole if -(1 << 63) <= whole < 1 << 63 else value
    if isinstance(value, int) and not isinstance(value, bool) and value >= 1 << 63:
        return float(value)
    return value
