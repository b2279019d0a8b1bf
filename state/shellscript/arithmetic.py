"""Shell arithmetic (POSIX XCU 2.6.4 with bash's additions): 64-bit integers, C's operators, variables by name."""

from __future__ import annotations

import re
from collections.abc import Callable

TOKEN = re.compile(
    r"\s*(?:(0[xX][0-9a-fA-F]+|\d+#\w+|\d+)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|&&|\|\||[-+*/%&|^]=|<<|>>|[<>=!]=|\S))"
)
BINARY = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
ASSIGNING = ("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=")


class ArithmeticError_(Exception):
    """The expression is wrong; the text says how."""


def wrapped(value: int) -> int:
    """A number as 64 bits hold it."""
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


def divide(left: int, right: int) -> int:
    """C's division: towards zero."""
    if right == 0:
        raise ArithmeticError_("division by 0")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


OPERATIONS: dict[str, Callable[[int, int], int]] = {
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "&": lambda a, b: a & b,
    "==": lambda a, b: int(a == b),
    "!=": lambda a, b: int(a != b),
    "<": lambda a, b: int(a < b),
    "<=": lambda a, b: int(a <= b),
    ">": lambda a, b: int(a > b),
    ">=": lambda a, b: int(a >= b),
    "<<": lambda a, b: a << (b & 63),
    ">>": lambda a, b: a >> (b & 63),
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": divide,
    "%": lambda a, b: a - b * divide(a, b),
}


def number(text: str) -> int:
    """A literal: decimal, `0x…`, octal, `base#…`."""
    try:
        if "#" in text:
            base, digits = text.split("#")
            return int(digits, int(base))
        if text[:2].lower() == "0x":
            return int(text, 16)
        return int(text, 8) if len(text) > 1 and text[0] == "0" else int(text)
    except ValueError as error:
        raise ArithmeticError_(f"{text}: value too great for base") from error


class Calculator:
    """Evaluates one expression."""

    def __init__(self, text: str, get: Callable[[str], str], put: Callable[[str, str], None], depth: int = 0) -> None:
        self.text, self.get, self.put, self.depth = text, get, put, depth
        self.tokens = [match.groups() for match in TOKEN.finditer(text.rstrip())]
        self.at = 0
        self.idle = 0  # within what is not evaluated (`0 && x++`)

    def value(self) -> int:
        if not self.tokens:
            return 0
        result = self.comma()
        if self.at < len(self.tokens):
            rest = "".join(part for token in self.tokens[self.at :] for part in token if part)
            raise ArithmeticError_(f'{self.text}: syntax error in expression (error token is "{rest}")')
        return wrapped(result)

    def peek(self) -> str:
        return (self.tokens[self.at][2] or "") if self.at < len(self.tokens) else ""

    def accept(self, *operators: str) -> str:
        op = self.peek()
        if op in operators and op:
            self.at += 1
            return op
        return ""

    def comma(self) -> int:
        result = self.assignment()
        while self.accept(","):
            result = self.assignment()
        return result

    def assignment(self) -> int:
        start = self.at
        if self.at < len(self.tokens) and (name := self.tokens[self.at][1]):
            self.at += 1
            op = self.accept(*ASSIGNING)
            if op:
                value = self.assignment()
                if op != "=":
                    value = OPERATIONS[op[:-1]](self.variable(name), value)
                return self.store(name, value)
            self.at = start
        return self.ternary()

    def store(self, name: str, value: int) -> int:
        if not self.idle:
            self.put(name, str(wrapped(value)))
        return value

    def variable(self, name: str) -> int:
        text = self.get(name).strip()
        if not text:
            return 0
        if self.depth > 50:
            raise ArithmeticError_(f"{name}: expression recursion level exceeded")
        return Calculator(text, self.get, self.put, self.depth + 1).value()

    def ternary(self) -> int:
        condition = self.binary(0)
        if not self.accept("?"):
            return condition
        yes = self.branch(bool(condition), self.assignment)
        if not self.accept(":"):
            raise ArithmeticError_(f"{self.text}: `:' expected for conditional expression")
        no = self.branch(not condition, self.assignment)
        return yes if condition else no

    def branch(self, taken: bool, parse: Callable[[], int]) -> int:
        self.idle += not taken
        value = parse()
        self.idle -= not taken
        return value

    def binary(self, level: int) -> int:
        if level == len(BINARY):
            return self.power()
        left = self.binary(level + 1)
        while op := self.accept(*BINARY[level]):
            if op == "||":
                right = self.branch(not left, lambda: self.binary(level + 1))
                left = int(bool(left or right))
            elif op == "&&":
                right = self.branch(bool(left), lambda: self.binary(level + 1))
                left = int(bool(left and right))
            else:
                right = self.binary(level + 1)
                left = 0 if self.idle else wrapped(OPERATIONS[op](left, right))
        return left

    def power(self) -> int:
        base = self.unary()
        if not self.accept("**"):
            return base
        return wrapped(base ** max(0, self.power()))

    def unary(self) -> int:
        op = self.accept("+", "-", "!", "~", "++", "--")
        if op in ("++", "--"):
            name = self.tokens[self.at][1] if self.at < len(self.tokens) else None
            if not name:
                return self.unary()
            self.at += 1
            return self.store(name, self.variable(name) + (1 if op == "++" else -1))
        if op:
            value = self.unary()
            return {"+": value, "-": -value, "!": int(not value), "~": ~value}[op]
        return self.postfix()

    def postfix(self) -> int:
        if self.at >= len(self.tokens):
            raise ArithmeticError_(f'{self.text}: syntax error: operand expected (error token is "{self.text[-1:]}")')
        literal, name, op = self.tokens[self.at]
        self.at += 1
        if literal:
            return number(literal)
        if name:
            value = self.variable(name)
            step = self.accept("++", "--")
            if step:
                self.store(name, value + (1 if step == "++" else -1))
            return value
        if op == "(":
            value = self.comma()
            if not self.accept(")"):
                raise ArithmeticError_(f'{self.text}: missing `)\' (error token is "{self.text[-1:]}")')
            return value
        raise ArithmeticError_(f'{self.text}: syntax error: operand expected (error token is "{op}")')


def evaluate(text: str, get: Callable[[str], str], put: Callable[[str, str], None]) -> int:
    """The value of an expression; `get` and `put` reach the variables."""
    return Calculator(text, get, put).value()
