"""What the shell itself does: the table of builtins."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minikctl.state.shellscript.builtins import flow, jobs, reading, settings
from minikctl.state.shellscript.control import Builtin
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.process import Program
from minikctl.state.shellscript.tasks import Steps


def as_builtin(find: Callable[[], Program]) -> Builtin:
    """A program that every shell brings along."""

    def run(shell: Interpreter, argv: Sequence[str]) -> int | Steps:
        return find()(shell.process(argv), argv)

    return run


def echo() -> Program:
    from minikctl.state.podtools import echo as module

    return module.main


def printf() -> Program:
    from minikctl.state.podtools import printf as module

    return module.main


def test() -> Program:
    from minikctl.state.podtools import test as module

    return module.main


BUILTINS: dict[str, Builtin] = {
    ":": lambda shell, argv: 0,
    "true": lambda shell, argv: 0,
    "false": lambda shell, argv: 1,
    "echo": as_builtin(echo),
    "printf": settings.printf_to_variable(as_builtin(printf)),
    "test": as_builtin(test),
    "[": as_builtin(test),
    ".": flow.source,
    "source": flow.source,
    "eval": flow.evaluate,
    "exec": flow.execute,
    "exit": flow.leave,
    "logout": flow.leave,
    "return": flow.give_back,
    "break": flow.leave_loop,
    "continue": flow.next_round,
    "trap": flow.trap,
    "command": flow.command,
    "builtin": flow.command,
    "type": flow.describe,
    "shift": settings.shift,
    "set": settings.set_options,
    "unset": settings.unset,
    "export": settings.export,
    "readonly": settings.readonly,
    "local": settings.local,
    "declare": settings.declare,
    "typeset": settings.declare,
    "let": settings.let,
    "alias": settings.alias,
    "unalias": settings.unalias,
    "shopt": lambda shell, argv: 0,
    "umask": lambda shell, argv: settings.umask(shell, argv),
    "ulimit": lambda shell, argv: settings.ulimit(shell, argv),
    "hash": lambda shell, argv: 0,
    "history": lambda shell, argv: 0,
    "cd": settings.change_folder,
    "pwd": settings.say_folder,
    "read": reading.read,
    "mapfile": reading.read_lines,
    "readarray": reading.read_lines,
    "getopts": reading.options,
    "jobs": jobs.list_jobs,
    "wait": jobs.wait,
    "kill": jobs.kill,
    "fg": jobs.foreground,
    "bg": lambda shell, argv: 0,
    "disown": lambda shell, argv: 0,
}
