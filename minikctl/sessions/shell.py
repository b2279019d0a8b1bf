"""One shell of a session: runs a command to its end, letting time pass and fetching what is typed when it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from minikctl.state.clock import Clock
from minikctl.state.errors import ApiError
from minikctl.state.execution.refusal import ExecRefused
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.tasks import Interrupted, LimitReached, Pipe, Task
from minikctl.state.shellscript.tree import ShellSyntaxError

SLICE = 1.0  # seconds after which it is asked whether Ctrl-C is typed


class Typist(Protocol):
    """Who types into the program in the foreground."""

    def next_line(self) -> str | None:
        """The next line, None at the end of what is typed."""

    def will_interrupt(self) -> bool:
        """Whether Ctrl-C is what is typed next."""

    def interrupts(self) -> bool:
        """Whether Ctrl-C is typed now; asked again as time passes."""


class Keyboard(Pipe):
    """Standard input of a command: what is typed is fetched when somebody waits for it."""

    __slots__ = ("_typist",)

    def __init__(self, typist: Typist) -> None:
        super().__init__(tty=True)
        self._typist = typist

    def has_line(self) -> bool:
        self._fetch()
        return super().has_line()

    def is_closed(self) -> bool:
        while not self.closed:
            self._fetch(always=True)
        return True

    def read(self) -> str:
        self.is_closed()
        return super().read()

    def _fetch(self, always: bool = False) -> None:
        if self.closed or (super().has_line() and not always):
            return
        line = self._typist.next_line()
        if line is None:
            self.closed = True
        else:
            self.write(line + "\n")


def run(shell: Interpreter, text: str, typist: Typist, out: Callable[[str], None], clock: Clock) -> int:
    """Runs a command and returns its status; what goes wrong with it is written as a shell does."""
    shell.host.limits.steps = shell.host.limits.output = 0
    shell.streams = shell.streams.with_input(0, Keyboard(typist))
    shell.exited = None
    try:
        return driven(Task(shell.execute(text)), typist, clock) & 255
    except ShellSyntaxError as error:
        out(f"bash: {error.message}\n")
        return 2
    except LimitReached as limit:
        out(limit.message + "\n")
        return limit.status
    except ExecRefused as refused:
        out(f"{refused.message}\n")
        return refused.code
    except ApiError as error:
        out(f"{error}\n")
        return 1


def driven(task: Task, typist: Typist, clock: Clock) -> int:
    """Runs a task to its end, or until it is interrupted."""
    while task.status is None:
        task.advance()
        while task.status is None and not task.wait.is_over(clock.now()):
            left = None if task.wait.until is None else task.wait.until - clock.now()
            if typist.will_interrupt():
                if typist.interrupts():
                    task.throw(Interrupted())
                else:
                    clock.sleep(SLICE if left is None else min(left, SLICE))
            elif left is None:
                task.throw(Interrupted())  # it waits for what never comes
            else:
                clock.sleep(left)
    return task.status
