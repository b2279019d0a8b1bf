"""`seq`, `expr`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from minikctl.state.podtools.grep.regex import translated
from minikctl.state.podtools.options import complain
from minikctl.state.podtools.shell import Process


def seq(shell: Process, argv: Sequence[str]) -> int:
    words, mark, form, wide = list(argv[1:]), "\n", "", False
    while words and re.match(r"-[sfw]|--", words[0]):
        word = words.pop(0)
        if word in ("-w", "--equal-width"):
            wide = True
        elif word.startswith("-s") or word.startswith("--separator"):
            mark = word[2:] if word[1] == "s" and word[2:] else word.partition("=")[2] or words.pop(0)
        elif word.startswith("-f") or word.startswith("--format"):
            form = word[2:] if word[1] == "f" and word[2:] else word.partition("=")[2] or words.pop(0)
    for word in words:
        if not re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)", word):
            complain(shell, "seq", f"invalid floating point argument: '{word}'", f"invalid number '{word}'")
            return 1
    if not 1 <= len(words) <= 3:
        complain(shell, "seq", "missing operand" if not words else f"extra operand '{words[3]}'")
        return 1
    places = max((len(word.partition(".")[2]) for word in words[:2] or words), default=0)
    first = float(words[0]) if len(words) > 1 else 1.0
    step = float(words[1]) if len(words) > 2 else 1.0
    texts = numbers(shell, first, step, float(words[-1]), form or f"%.{places}f")
    if wide:
        width = max((len(text) for text in texts), default=0)
        texts = [text.zfill(width) for text in texts]
    if texts:
        shell.out(mark.join(texts) + "\n")
    return 0


def numbers(shell: Process, first: float, step: float, last: float, form: str) -> list[str]:
    texts, count = [], 0
    while step and ((first + count * step) <= last + 1e-9 if step > 0 else (first + count * step) >= last - 1e-9):
        shell.limits.step()
        texts.append(form % (first + count * step))
        count += 1
    return texts


class ExprError(Exception):
    """The expression is wrong."""


class Expression:
    """Evaluates the words of `expr`."""

    LEVELS = (("|",), ("&",), ("<", "<=", "=", "==", "!=", ">=", ">"), ("+", "-"), ("*", "/", "%"), (":",))

    def __init__(self, words: Sequence[str]) -> None:
        self.words, self.at = list(words), 0

    def value(self) -> str:
        result = self.level(0)
        if self.at < len(self.words):
            raise ExprError(f"syntax error: unexpected argument '{self.words[self.at]}'")
        return result

    def level(self, depth: int) -> str:
        if depth == len(self.LEVELS):
            return self.primary()
        left = self.level(depth + 1)
        while self.at < len(self.words) and self.words[self.at] in self.LEVELS[depth]:
            op = self.words[self.at]
            self.at += 1
            left = applied(op, left, self.level(depth + 1))
        return left

    def primary(self) -> str:
        if self.at >= len(self.words):
            raise ExprError(
                f"syntax error: missing argument after '{self.words[-1]}'" if self.words else "missing operand"
            )
        word = self.words[self.at]
        self.at += 1
        if word == "(":
            result = self.level(0)
            self.at += 1
            return result
        left = len(self.words) - self.at
        if word == "length" and left >= 1:
            return str(len(self.primary()))
        if word == "match" and left >= 2:
            return applied(":", self.primary(), self.primary())
        if word == "substr" and left >= 3:
            text, start, length = self.primary(), int(self.primary()), int(self.primary())
            return text[start - 1 : start - 1 + length] if start > 0 else ""
        if word == "index" and left >= 2:
            text, chars = self.primary(), self.primary()
            return str(min((text.find(char) + 1 for char in chars if char in text), default=0))
        return word


def applied(op: str, left: str, right: str) -> str:
    if op == "|":
        return left if left not in ("", "0") else right if right else "0"
    if op == "&":
        return left if left not in ("", "0") and right not in ("", "0") else "0"
    if op == ":":
        match = re.match(translated(right, False), left)
        if match and match.re.groups:
            return match.group(1) or ""
        return str(match.end() if match else 0)
    integers = all(re.fullmatch(r"-?\d+", text) for text in (left, right))
    if op in ("+", "-", "*", "/", "%"):
        if not integers:
            raise ExprError("non-integer argument")
        return calculated(op, int(left), int(right))
    first, second = (int(left), int(right)) if integers else (left, right)
    results = {"<": first < second, "<=": first <= second, ">": first > second, ">=": first >= second}  # type: ignore[operator]
    results |= {"=": first == second, "==": first == second, "!=": first != second}
    return str(int(results[op]))


def calculated(op: str, left: int, right: int) -> str:
    if op in "/%" and right == 0:
        raise ExprError("division by zero")
    quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1) if right else 0
    return str(
        {"+": left + right, "-": left - right, "*": left * right, "/": quotient, "%": left - right * quotient}[op]
    )


def expr(shell: Process, argv: Sequence[str]) -> int:
    try:
        result = Expression(argv[1:]).value()
    except ExprError as error:
        shell.err(f"expr: {error}\n")
        return 2
    shell.out(result + "\n")
    return int(result in ("", "0"))
