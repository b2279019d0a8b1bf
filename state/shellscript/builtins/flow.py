"""Builtins that decide what runs next: `exit`, `return`, `eval`, `source`, `exec`, `trap`, `command`, `type`."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.files import absolute, read_text, reason
from minikctl.state.shellscript import control
from minikctl.state.shellscript.interpreter import Interpreter, ShellExit
from minikctl.state.shellscript.parser import Parser
from minikctl.state.shellscript.tasks import Steps
from minikctl.state.shellscript.tree import ShellSyntaxError

KEYWORDS = set("if then else elif fi for while until do done case esac in function { } ! [[ ]] time".split())  # noqa: SIM905
SIGNALS = {"0": "EXIT", "1": "HUP", "2": "INT", "3": "QUIT", "15": "TERM"}


def status_of(shell: Interpreter, argv: Sequence[str]) -> int:
    """The status given to `exit` or `return`; the last command's without one."""
    if len(argv) < 2:
        return shell.status
    try:
        return int(argv[1]) & 255
    except ValueError:
        shell.complain(f"{argv[1]}: numeric argument required", argv[0])
        return 2


def leave(shell: Interpreter, argv: Sequence[str]) -> int:
    raise ShellExit(status_of(shell, argv))


def give_back(shell: Interpreter, argv: Sequence[str]) -> int:
    if shell.dialect == "bash" and not shell.depth and not shell.sourcing:
        shell.complain("can only `return' from a function or sourced script", "return")
        return 2
    raise control.Return(status_of(shell, argv))


def levels(argv: Sequence[str]) -> int:
    return max(1, int(argv[1])) if len(argv) > 1 and argv[1].isdigit() else 1


def leave_loop(shell: Interpreter, argv: Sequence[str]) -> int:
    if shell.loops:
        raise control.Break(levels(argv))
    return outside_loop(shell, argv)


def next_round(shell: Interpreter, argv: Sequence[str]) -> int:
    if shell.loops:
        raise control.Continue(levels(argv))
    return outside_loop(shell, argv)


def outside_loop(shell: Interpreter, argv: Sequence[str]) -> int:
    """What bash says of `break` and `continue` outside of loops; the others say nothing."""
    if shell.dialect == "bash":
        shell.complain("only meaningful in a `for', `while', or `until' loop", argv[0])
    return 0


def source(shell: Interpreter, argv: Sequence[str]) -> Steps:
    if len(argv) < 2:
        shell.complain("filename argument required", argv[0])
        return 2
    positional = shell.positional
    if len(argv) > 2:
        shell.positional = list(argv[2:])
    try:
        return (yield from sourced(shell, argv[1], argv[0]))
    finally:
        if len(argv) > 2:
            shell.positional = positional


def sourced(shell: Interpreter, path: str, program: str) -> Steps:
    """Runs a file in this very shell (`.`, `source`)."""
    try:
        text = read_text(shell.files, absolute(shell.cwd, path))
    except OSError as error:
        shell.complain(reason(error) if shell.dialect == "bash" else f"can't open '{path}'", path if program else "")
        return 1
    shell.sourcing += 1
    try:
        parser = Parser(text, 1, shell.aliases)
        while (script := parser.next_line()) is not None:
            shell.status = yield from shell.script(script)
    except control.Return as end:
        return end.status
    finally:
        shell.sourcing -= 1
    return shell.status


def evaluate(shell: Interpreter, argv: Sequence[str]) -> Steps:
    try:
        script = Parser(" ".join(argv[1:]), shell.line, shell.aliases).all()
    except ShellSyntaxError as error:
        shell.complain(error.message, "eval")
        return 2
    return (yield from shell.script(script))


def execute(shell: Interpreter, argv: Sequence[str]) -> Steps:
    if len(argv) < 2:
        shell.keep_streams()
        return 0
    status = yield from shell.program(list(argv[1:]), shell.variables.environment())
    raise ShellExit(status)


def trap(shell: Interpreter, argv: Sequence[str]) -> int:
    words = [word for word in argv[1:] if word not in ("--", "-p")]
    if not words:
        for name, action in sorted(shell.traps.items()):
            shell.out(f"trap -- '{action}' {name}\n")
        return 0
    if words[0] == "-l":
        return 0
    action, names = (words[0], words[1:]) if len(words) > 1 else ("-", words)
    for name in names:
        known = SIGNALS.get(name, name.upper().removeprefix("SIG"))
        if action == "-":
            shell.traps.pop(known, None)
        else:
            shell.traps[known] = action
    return 0


def command(shell: Interpreter, argv: Sequence[str]) -> Steps:
    """`command name …` without functions; `command -v name`."""
    words = list(argv[1:])
    if words[:1] in (["-v"], ["-V"]):
        status = 1 if words[1:] else 0
        for name in words[1:]:
            found = described(shell, name) if words[0] == "-v" else sentence(shell, name)
            if found:
                shell.out(found + "\n")
                status = 0
            elif words[0] == "-V":
                shell.complain("not found", f"command: {name}")
        return status
    words = words[1:] if words[:1] in (["-p"], ["--"]) else words
    if not words:
        return 0
    builtin = control.builtin(words[0])
    if builtin is None:
        return (yield from shell.program(words, shell.variables.environment()))
    result = builtin(shell, words)
    return result if isinstance(result, int) else (yield from result)


def described(shell: Interpreter, name: str) -> str:
    """What `command -v` prints."""
    if name in shell.aliases:
        return f"alias {name}='{shell.aliases[name]}'"
    if name in KEYWORDS or name in shell.functions or control.builtin(name):
        return name
    return place(shell, name)


def place(shell: Interpreter, name: str) -> str:
    """The path of a program, `""` if there is none."""
    if shell.find(name) is not None:
        return name if "/" in name else f"/usr/bin/{name}" if shell.dialect != "busybox" else f"/bin/{name}"
    return shell.script_at(name) or ""


def sentence(shell: Interpreter, name: str) -> str:
    """What `type` prints of a name."""
    if name in shell.aliases:
        return f"{name} is aliased to `{shell.aliases[name]}'"
    if name in KEYWORDS:
        return f"{name} is a shell keyword"
    if name in shell.functions:
        return f"{name} is a function"
    if control.builtin(name):
        return f"{name} is a shell builtin"
    found = place(shell, name)
    return f"{name} is {found}" if found else ""


def describe(shell: Interpreter, argv: Sequence[str]) -> int:
    status = 0
    only_kind = "-t" in argv[1:]
    for name in [word for word in argv[1:] if not word.startswith("-")]:
        found = sentence(shell, name)
        if not found:
            status = 1
            if shell.dialect == "bash":
                if not only_kind:
                    shell.complain("not found", f"type: {name}")
            else:
                shell.out(f"{name}: not found\n")
                status = 127
            continue
        shell.out((kind(found) if only_kind else found) + "\n")
    return status


def kind(text: str) -> str:
    """The one word that `type -t` prints."""
    words = {"alias": "alias", "keyword": "keyword", "a function": "function", "builtin": "builtin"}
    return next((word for mark, word in words.items() if mark in text), "file")
