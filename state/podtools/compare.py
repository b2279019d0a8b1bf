"""`diff` (plain and unified) and `cmp`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher, unified_diff

from minikctl.state.clock import timestamp
from minikctl.state.files import read_text, reason
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.shell import Process


def text_of(shell: Process, program: str, name: str) -> str | None:
    try:
        return shell.stdin.read() if name == "-" else read_text(shell.files, shell.path(name))
    except OSError as error:
        shell.err(f"{program}: {name}: {reason(error)}\n")
        return None


def diff(shell: Process, argv: Sequence[str]) -> int:
    options = parsed(shell, argv, "urNqbwBiaU:sy", {"unified": "u", "brief": "q", "recursive": "r", "ignore-case": "i"})
    if options is None or len(options.operands) != 2:
        shell.err("diff: missing operand\n")
        return 2
    first, second = options.operands
    left, right = text_of(shell, "diff", first), text_of(shell, "diff", second)
    if left is None or right is None:
        return 2
    if left == right:
        return 0
    if "q" in options:
        shell.out(f"Files {first} and {second} differ\n")
    elif options.values.keys() & {"u", "U"} or shell.is_busybox:
        context = int(options.last("U", "3"))
        stamps = [stamp(shell, first), stamp(shell, second)]
        rows = unified_diff(left.splitlines(True), right.splitlines(True), first, second, stamps[0], stamps[1], context)
        shell.out("".join(row if row.endswith("\n") else row + "\n\\ No newline at end of file\n" for row in rows))
    else:
        shell.out("".join(normal(left.splitlines(True), right.splitlines(True))))
    return 1


def stamp(shell: Process, name: str) -> str:
    if shell.is_busybox or name == "-":
        return ""
    return timestamp(shell.files.modified(shell.path(name))).replace("T", " ").replace("Z", ".000000000 +0000")


def normal(left: list[str], right: list[str]) -> list[str]:
    """The hunks of `diff` without options."""
    found = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        letter = {"replace": "c", "delete": "d", "insert": "a"}[tag]
        found.append(f"{span(a, b)}{letter}{span(c, d)}\n")
        found += [f"< {line}" for line in left[a:b]]
        found += ["---\n"] if tag == "replace" else []
        found += [f"> {line}" for line in right[c:d]]
    return [line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in found]


def span(start: int, end: int) -> str:
    if end - start == 0:
        return str(start)
    return str(start + 1) if end - start == 1 else f"{start + 1},{end}"


def cmp(shell: Process, argv: Sequence[str]) -> int:
    names = [word for word in argv[1:] if not word.startswith("-") or word == "-"]
    if len(names) != 2:
        shell.err("cmp: missing operand\n")
        return 2
    left, right = text_of(shell, "cmp", names[0]), text_of(shell, "cmp", names[1])
    if left is None or right is None:
        return 2
    if left == right:
        return 0
    if "-s" not in argv:
        at = next(
            (at for at, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right))
        )
        shell.out(f"{names[0]} {names[1]} differ: char {at + 1}, line {left.count(chr(10), 0, at) + 1}\n")
    return 1
