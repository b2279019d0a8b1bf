"""A program that runs in the foreground of a terminal and is fed line by line: an inner shell, `cat`, `redis-cli`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minikctl.state.clock import Clock
from minikctl.state.shellscript.process import Process, Program
from minikctl.state.shellscript.tasks import Interrupted, Killed, Pipe, Steps, Stopped, Task


class Dialogue:
    """One program on a terminal.

    `status` is None while the program waits for more input. What it writes goes to the process's `out` and `err` as
    it is written; `feed` also returns it.
    """

    def __init__(self, program: Program, shell: Process, argv: Sequence[str]) -> None:
        self._said: list[str] = []
        self._keyboard = Pipe(tty=True)
        self.clock: Clock = shell.clock
        self.process = shell.child(
            argv=argv, stdin=self._keyboard, tty=True, out=self._passing(shell.out), err=self._passing(shell.err)
        )
        self._task = Task(as_steps(program, self.process, argv))
        self._proceed()

    def _passing(self, write: Callable[[str], None]) -> Callable[[str], None]:
        def passing(text: str) -> None:
            self._said.append(text)
            write(text)

        return passing

    @property
    def status(self) -> int | None:
        return self._task.status

    @property
    def prompt(self) -> str:
        """What an image's shell shows: `/ # ` (busybox), `root@POD:/# ` (bash), `# ` (dash)."""
        shell = self.process
        cwd, mark = shell.cwd, "#" if shell.user in ("root", "0") else "$"
        name = (shell.argv[0] if shell.argv else "sh").rpartition("/")[2]
        if name == "bash":
            return f"{shell.user}@{shell.hostname}:{cwd}{mark} "
        return f"{cwd} {mark} " if shell.is_busybox else f"{mark} "

    def feed(self, line: str) -> tuple[str, int | None]:
        """Types a line; what the program says to it, and its status once it has ended."""
        self._said.clear()
        self._keyboard.write(line.removesuffix("\n") + "\n")
        self._proceed()
        return "".join(self._said), self.status

    def end_of_input(self) -> tuple[str, int | None]:
        """Ctrl-D."""
        self._said.clear()
        self._keyboard.close()
        self._proceed()
        return "".join(self._said), self.status

    def interrupt(self) -> tuple[str, int | None]:
        """Ctrl-C."""
        self._said.clear()
        self._task.throw(Interrupted())
        self._proceed()
        return "".join(self._said), self.status

    def stop(self) -> None:
        """Ends the program as its terminal goes away."""
        self._task.throw(Killed(1))

    def _proceed(self) -> None:
        """Runs until the program has ended or waits for the keyboard; sleeps pass by the clock."""
        while self._task.status is None:
            if self._task.runnable(self.clock.now()):
                self._task.advance()
            elif self._task.wait.until is not None:
                self.clock.sleep(self._task.wait.until - self.clock.now())
            else:
                return


def as_steps(program: Program, shell: Process, argv: Sequence[str]) -> Steps:
    """A program as something that can be driven."""
    result = program(shell, argv)
    return result if isinstance(result, int) else (yield from result)


__all__ = ["Dialogue", "Stopped"]
