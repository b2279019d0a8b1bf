"""`[[ ]]`, and the tests that it shares with `test` and `[`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state.files import Files, absolute, link_target
from minikctl.state.shellscript.patterns import matches
from minikctl.state.shellscript.tree import Both, Condition, Not, Test
from minikctl.state.shellscript.variables import ShellError

if TYPE_CHECKING:
    from minikctl.state.shellscript.interpreter import Interpreter

COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda a, b: a == b,
    "-ne": lambda a, b: a != b,
    "-lt": lambda a, b: a < b,
    "-le": lambda a, b: a <= b,
    "-gt": lambda a, b: a > b,
    "-ge": lambda a, b: a >= b,
}


def file_test(files: Files, cwd: str, letter: str, name: str) -> bool:
    """`-f file` and its like."""
    path = absolute(cwd, name)
    if not name:
        return False
    if letter in "hL":
        try:
            return link_target(files, path) is not None
        except OSError:
            return False
    if not files.exists(path):
        return False
    if letter == "f":
        return not files.is_dir(path)
    if letter == "d":
        return files.is_dir(path)
    if letter == "s":
        return files.is_dir(path) or len(files.read(path)) > 0
    if letter == "x":
        return bool(files.mode(path) & 0o111)
    if letter in "rw":
        return True
    return letter in "aeGNO"


def newer(files: Files, cwd: str, left: str, right: str) -> bool:
    """Is the left file newer than the right one?"""
    first, second = absolute(cwd, left), absolute(cwd, right)
    if not files.exists(first):
        return False
    return not files.exists(second) or files.modified(first) > files.modified(second)


def holds(shell: Interpreter, condition: Condition) -> Any:
    """Is a condition of `[[ ]]` true? (a generator)"""
    if isinstance(condition, Not):
        return not (yield from holds(shell, condition.inner))
    if isinstance(condition, Both):
        left = yield from holds(shell, condition.left)
        if left == (condition.op == "||"):
            return left
        return (yield from holds(shell, condition.right))
    return (yield from test_holds(shell, condition))


def test_holds(shell: Interpreter, test: Test) -> Any:
    left = yield from shell.expander.text(test.left)
    if test.right is None:
        return unary_holds(shell, test.op, left)
    if test.op in ("=", "==", "!="):
        pattern = yield from shell.expander.pattern(test.right)
        return matches(pattern, left) == (test.op != "!=")
    if test.op == "=~":
        return regex_holds(shell, left, (yield from shell.expander.regex(test.right)))
    right = yield from shell.expander.text(test.right)
    if test.op in ("<", ">"):
        return left < right if test.op == "<" else left > right
    if test.op in ("-nt", "-ot", "-ef"):
        if test.op == "-ef":
            return absolute(shell.cwd, left) == absolute(shell.cwd, right)
        first, second = (left, right) if test.op == "-nt" else (right, left)
        return newer(shell.files, shell.cwd, first, second)
    return COMPARISONS[test.op](shell.expander.calculate(left), shell.expander.calculate(right))


def unary_holds(shell: Interpreter, op: str, text: str) -> bool:
    if op in ("-n", "-z"):
        return (text == "") == (op == "-z")
    if op == "-v":
        return shell.parameter(text) is not None
    if op == "-o":
        return text[:1] in shell.options
    if op == "-t":
        return text.isdigit() and shell.streams.input(int(text)).tty
    return file_test(shell.files, shell.cwd, op[1], text)


def regex_holds(shell: Interpreter, text: str, pattern: str) -> bool:
    """`=~`; what the groups matched goes to BASH_REMATCH."""
    from minikctl.state.podtools.grep.regex import translated

    try:
        match = re.search(translated(pattern, True), text)
    except re.error as error:
        raise ShellError(f"invalid regular expression `{pattern}'", 2) from error
    if match:
        groups = [match.group(0), *match.groups()]
        shell.variables.values["BASH_REMATCH"] = {str(at): found or "" for at, found in enumerate(groups)}
    return match is not None
