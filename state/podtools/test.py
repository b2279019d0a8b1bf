"""`test` and `[` (POSIX XCU test, with -a, -o, parentheses and the comparisons of bash)."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.podtools.shell import Process
from minikctl.state.shellscript.conditions import COMPARISONS, file_test, newer

BINARY = ("=", "==", "!=", "<", ">", "-nt", "-ot", "-ef", *COMPARISONS)
UNARY = {f"-{letter}" for letter in "abcdefghkLnoprsStuwxzGNOv"}


class TestError(Exception):
    """The expression is wrong; the text says how."""


class Tester:
    """Evaluates one expression."""

    def __init__(self, shell: Process, words: Sequence[str]) -> None:
        self.shell, self.words, self.at = shell, list(words), 0

    def value(self) -> bool:
        if not self.words:
            return False
        result = self.either()
        if self.at < len(self.words):
            raise TestError(self.leftover())
        return result

    def leftover(self) -> str:
        """What bash says of words that make no expression."""
        if len(self.words) == 2:
            return f"{self.words[0]}: unary operator expected"
        return f"{self.words[1]}: binary operator expected" if len(self.words) == 3 else "too many arguments"

    def peek(self, ahead: int = 0) -> str | None:
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else None

    def either(self) -> bool:
        result = self.both()
        while self.peek() == "-o":
            self.at += 1
            result = self.both() or result
        return result

    def both(self) -> bool:
        result = self.negation()
        while self.peek() == "-a":
            self.at += 1
            result = self.negation() and result
        return result

    def negation(self) -> bool:
        if self.peek() == "!" and self.peek(1) is not None:
            self.at += 1
            return not self.negation()
        return self.primary()

    def primary(self) -> bool:
        word = self.peek()
        if word is None:
            raise TestError("argument expected")
        if self.peek(1) in BINARY and self.peek(2) is not None:
            return self.binary()
        if word == "(" and self.peek(1) is not None:
            self.at += 1
            result = self.either()
            if self.peek() != ")":
                raise TestError("`)' expected")
            self.at += 1
            return result
        if word in UNARY and self.peek(1) is not None:
            self.at += 2
            return self.unary(word, self.words[self.at - 1])
        self.at += 1
        return word != ""

    def unary(self, op: str, text: str) -> bool:
        if op in ("-n", "-z"):
            return (text == "") == (op == "-z")
        if op == "-t":
            return self.shell.tty
        if op == "-v":
            interpreter = self.shell.interpreter
            return interpreter is not None and interpreter.parameter(text) is not None
        return file_test(self.shell.files, self.shell.cwd, op[1], text)

    def binary(self) -> bool:
        left, op, right = self.words[self.at : self.at + 3]
        self.at += 3
        if op in COMPARISONS:
            return COMPARISONS[op](self.number(left), self.number(right))
        if op == "-nt":
            return newer(self.shell.files, self.shell.cwd, left, right)
        if op == "-ot":
            return newer(self.shell.files, self.shell.cwd, right, left)
        if op == "-ef":
            return self.shell.path(left) == self.shell.path(right)
        if op in ("<", ">"):
            return left < right if op == "<" else left > right
        return (left == right) == (op != "!=")

    def number(self, text: str) -> int:
        try:
            return int(text.strip())
        except ValueError:
            dialect = getattr(self.shell.interpreter, "dialect", "bash")
            if dialect == "busybox":
                raise TestError(f"{text}: bad number") from None
            if dialect == "dash":
                raise TestError(f"Illegal number: {text}") from None
            raise TestError(f"{text}: integer expression expected") from None


def main(shell: Process, argv: Sequence[str]) -> int:
    words = list(argv[1:])
    complain = shell.interpreter.complain if shell.interpreter is not None else None
    try:
        if argv[0] == "[":
            if words[-1:] != ["]"]:
                raise TestError("missing `]'" if not shell.is_busybox else "missing ]")
            words.pop()
        return int(not Tester(shell, words).value())
    except TestError as error:
        if complain:
            complain(str(error), argv[0])
        else:
            shell.err(f"{argv[0]}: {error}\n")
        return 2
