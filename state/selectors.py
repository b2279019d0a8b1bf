"""Selectors of labels: their text, their objects, and what they match.

The grammar, the order of what is printed and the words of the errors are those of apimachinery's `labels` package and
of `metav1.LabelSelectorAsSelector`. Field selectors are in `fieldselectors`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from minikctl.state.fields import invalid
from minikctl.state.names import label_value, qualified_name
from minikctl.state.values import NamedTuple

SPECIAL = "=!(),><"
BLANKS = " \t\r\n"
OPERATORS = ("in", "notin", "=", "==", "!=", ">", "<")
BINARY_OPERATORS = "in, notin, =, ==, !=, gt, lt"
EXPRESSION_OPERATORS = {"In": "in", "NotIn": "notin", "Exists": "exists", "DoesNotExist": "!"}


class Requirement(NamedTuple):
    """One condition; `operator` is in, notin, =, ==, !=, >, <, exists or ! (does not exist)."""

    key: str
    operator: str
    values: tuple[str, ...] = ()

    def matches(self, labels: Mapping[str, str]) -> bool:
        operator, found = self.operator, labels.get(self.key)
        if operator in ("=", "==", "in"):
            return found is not None and found in self.values
        if operator in ("!=", "notin"):
            return found is None or found not in self.values
        if operator == "exists":
            return found is not None
        if operator == "!":
            return found is None
        number = _integer(found)
        if number is None:
            return False
        limit = _integer(self.values[0])
        assert limit is not None, "the parser lets only integers follow > and <"
        return number > limit if operator == ">" else number < limit

    def __str__(self) -> str:
        if self.operator == "exists":
            return self.key
        if self.operator == "!":
            return "!" + self.key
        values = ",".join(sorted(self.values))
        if self.operator in ("in", "notin"):
            return f"{self.key} {self.operator} ({values})"
        return f"{self.key}{self.operator}{values}"


class Selector(NamedTuple):
    """All requirements must hold; `nothing`: it matches no object at all."""

    requirements: tuple[Requirement, ...] = ()
    nothing: bool = False

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether an object with these labels is selected."""
        if self.nothing:
            return False
        return all(requirement.matches(labels) for requirement in self.requirements)

    @property
    def is_empty(self) -> bool:
        """Whether it selects everything."""
        return not self.nothing and not self.requirements

    def __str__(self) -> str:
        return ",".join([str(requirement) for requirement in self.requirements])


EVERYTHING = Selector()
NOTHING = Selector(nothing=True)


def parse_selector(text: str) -> Selector:
    """The selector that a text says. Raises ValueError with apimachinery's words."""
    return Selector(_by_key(_Parser(text).requirements()))


def selector_of(obj: Mapping[str, Any] | None) -> Selector:
    """The selector of a LabelSelector object: absent selects nothing, empty everything. Raises ValueError."""
    if obj is None:
        return NOTHING
    found = [Requirement(key, "=", (value,)) for key, value in (obj.get("matchLabels") or {}).items()]
    for expression in obj.get("matchExpressions") or ():
        operator = EXPRESSION_OPERATORS.get(expression.get("operator", ""))
        if operator is None:
            raise ValueError(f'"{expression.get("operator", "")}" is not a valid label selector operator')
        found.append(_checked(expression.get("key", ""), operator, tuple(expression.get("values") or ())))
    return Selector(_by_key(found))


def selector_of_labels(labels: Mapping[str, str] | None) -> Selector:
    """The selector of a plain map, as Services and ReplicationControllers have it; an empty one selects everything."""
    return Selector(_by_key(Requirement(key, "=", (value,)) for key, value in (labels or {}).items()))


def selector_text(obj: Mapping[str, Any] | None) -> str:
    """A LabelSelector object as lists and describe pages show it (metav1.FormatLabelSelector)."""
    try:
        return str(selector_of(obj)) or "<none>"
    except ValueError:
        return "<error>"


def _by_key(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    return tuple(sorted(requirements, key=lambda requirement: requirement.key))


def _integer(text: str | None) -> int | None:
    """The number that Go's ParseInt reads, or None."""
    if text is None:
        return None
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _checked(key: str, operator: str, values: tuple[str, ...]) -> Requirement:
    """A requirement that keeps the rules of labels.NewRequirement. Raises ValueError with all that is wrong."""
    errors = [invalid("key", key, "; ".join(found)).text] if (found := qualified_name(key)) else []
    errors.extend(_operand_errors(operator, values))
    for index, value in enumerate(values):
        if found := label_value(value):
            errors.append(invalid(f"values[{index}][{key}]", value, "; ".join(found)).text)
    errors = list(dict.fromkeys(errors))
    if errors:
        raise ValueError(errors[0] if len(errors) == 1 else "[" + ", ".join(errors) + "]")
    return Requirement(key, operator, tuple(dict.fromkeys(values)))


def _operand_errors(operator: str, values: Sequence[str]) -> list[str]:
    """Whether the values are as many, and of the sort, that the operator wants."""
    shown = list(values)
    if operator in ("in", "notin"):
        if not values:
            return [invalid("values", shown, "for 'in', 'notin' operators, values set can't be empty").text]
    elif operator in ("exists", "!"):
        if values:
            return [invalid("values", shown, "values set must be empty for exists and does not exist").text]
    elif operator in (">", "<"):
        rule = "for 'Gt', 'Lt' operators, the value must be an integer"
        return [
            invalid(f"values[{index}]", value, rule).text
            for index, value in enumerate(values)
            if _integer(value) is None
        ]
    return []


def _tokens(text: str) -> list[tuple[str, str]]:
    """(token, literal) pairs; a token is its own symbol or keyword, `name`, or `end`."""
    found, position = [], 0
    while position < len(text):
        char = text[position]
        if char in BLANKS:
            position += 1
            continue
        start = position
        if char in SPECIAL:
            position += 2 if text[position : position + 2] in ("==", "!=") else 1
            found.append((text[start:position], text[start:position]))
            continue
        while position < len(text) and text[position] not in SPECIAL and text[position] not in BLANKS:
            position += 1
        literal = text[start:position]
        found.append((literal if literal in ("in", "notin") else "name", literal))
    found.append(("end", ""))
    return found


class _Parser:
    """Recursive descent over the tokens, with the questions asked in apimachinery's order (for the same errors)."""

    __slots__ = ("position", "tokens")

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.position = 0

    def peek(self) -> tuple[str, str]:
        """The next token; outside an operator's place `in` and `notin` are names."""
        token, literal = self.tokens[min(self.position, len(self.tokens) - 1)]
        return ("name" if token in ("in", "notin") else token), literal

    def take(self) -> tuple[str, str]:
        found = self.peek()
        self.position += 1
        return found

    def requirements(self) -> list[Requirement]:
        found: list[Requirement] = []
        while True:
            token, literal = self.peek()
            if token == "end":
                return found
            if token not in ("name", "!"):
                raise ValueError(f"found '{literal}', expected: !, identifier, or 'end of string'")
            try:
                found.append(self.requirement())
            except ValueError as error:
                raise ValueError(f"unable to parse requirement: {error}") from None
            token, literal = self.take()
            if token == "end":
                return found
            if token != ",":
                raise ValueError(f"found '{literal}', expected: ',' or 'end of string'")
            token, literal = self.peek()
            if token not in ("name", "!"):
                raise ValueError(f"found '{literal}', expected: identifier after ','")

    def requirement(self) -> Requirement:
        token, key = self.take()
        absent = token == "!"
        if absent:
            token, key = self.take()
        if token != "name":
            raise ValueError(f"found '{key}', expected: identifier")
        if errors := qualified_name(key):
            raise ValueError(invalid("<nil>", key, "; ".join(errors)).text)
        if absent:
            return Requirement(key, "!")
        if self.peek()[0] in ("end", ","):
            return Requirement(key, "exists")
        operator = self.operator()
        values = self.set_of_values() if operator in ("in", "notin") else (self.single_value(),)
        return _checked(key, operator, tuple(sorted(set(values))))

    def operator(self) -> str:
        token, literal = self.tokens[self.position]
        self.position += 1
        if token not in OPERATORS:
            raise ValueError(f"found '{literal}', expected: {BINARY_OPERATORS}")
        return token

    def single_value(self) -> str:
        if self.peek()[0] in ("end", ","):
            return ""
        token, literal = self.take()
        if token != "name":
            raise ValueError(f"found '{literal}', expected: identifier")
        return literal

    def set_of_values(self) -> Iterable[str]:
        token, literal = self.take()
        if token != "(":
            raise ValueError(f"found '{literal}' expected: '('")
        token, literal = self.peek()
        if token == ")":
            self.take()
            return ("",)
        if token not in ("name", ","):
            raise ValueError(f"found '{literal}', expected: ',', ')' or identifier")
        values = self.listed_values()
        if self.take()[0] != ")":
            raise ValueError(f"found '{literal}', expected: ')'")
        return values

    def listed_values(self) -> set[str]:
        """The values up to the closing bracket; a missing one between commas is the empty value."""
        found: set[str] = set()
        while True:
            token, literal = self.take()
            if token == "name":
                found.add(literal)
                token, literal = self.peek()
                if token == ")":
                    return found
                if token != ",":
                    raise ValueError(f"found '{literal}', expected: ',' or ')'")
            elif token == ",":
                if not found:
                    found.add("")
                token, _ = self.peek()
                if token == ")":
                    found.add("")
                    return found
                if token == ",":
                    self.take()
                    found.add("")
            else:
                raise ValueError(f"found '{literal}', expected: ',', or identifier")
