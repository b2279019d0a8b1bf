"""The shell: lines of commands in one process, typed at a prompt or read from a pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.sessions.tape import Tape
    from minikctl.shell.session import Shell


def run(around: Surroundings, *, fail_fast: bool = False, vi: bool = False, tape: Tape | None = None) -> int:
    """Runs a shell until its input ends; returns the status of the last command."""
    import gc  # which the program switches off for short runs

    from minikctl.shell.session import Shell  # the interpreter

    gc.enable()
    shell = Shell(around, tape)
    if around.stdin.isatty():
        from minikctl.shell.prompt import converse  # prompt_toolkit

        return converse(shell, vi=vi)
    return read_lines(shell, around, fail_fast)


def read_lines(shell: Shell, around: Surroundings, fail_fast: bool) -> int:
    """Runs the lines of a pipe or a file, without prompts; `fail_fast` stops at the first that fails."""
    text = ""
    while shell.ended is None:
        line = around.stdin.readline().decode("utf-8", "surrogateescape")
        text += line
        if text and (not line or shell.is_complete(text)):
            status = shell.run(text)
            text = ""
            if status and fail_fast:
                return status
        if not line:
            break
    return shell.status if shell.ended is None else shell.ended
