"""Place: where programs run (a container, a node, a workstation), and what is kept of what they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from minikctl.state.clock import Clock
from minikctl.state.execution.refusal import ExecRefused
from minikctl.state.podtools.shell import Interrupted, Pipe, Process, Program, Steps
from minikctl.state.shellscript.tasks import LimitReached, Starved, Task

SLICE = 0.1  # seconds of a real wait after which it is asked again whether to stop

BIN = ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")  # where programs are

Keep = Callable[[], None]


class Reader(Protocol):
    """Where typed text comes from: a text stream."""

    def readline(self) -> str:
        """The next line, "" at the end."""


class KeepingClock:
    """The cluster's clock for programs: before time passes, what they have changed is kept, so that loops see it."""

    def __init__(self, clock: Clock, keep: Keep) -> None:
        self._clock = clock
        self._keep = keep

    @property
    def is_scripted(self) -> bool:
        return bool(getattr(self._clock, "is_scripted", False))

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        self._keep()
        self._clock.sleep(seconds)


class TypedPipe(Pipe):
    """What is typed, asked for only when a program reads it: one that never does does not wait for it."""

    __slots__ = ("_keep", "_reader")

    def __init__(self, reader: Reader, keep: Keep, tty: bool) -> None:
        super().__init__(tty=tty)
        self._reader = reader
        self._keep = keep

    def ask(self) -> None:
        """Takes the next line; the end of what is typed closes the input."""
        self._keep()
        line = self._reader.readline()
        if line:
            self.write(line)
        else:
            self.close()

    def read(self) -> str:
        while not self.closed:
            self.ask()
        return super().read()

    def readline(self) -> str:
        if not self.has_line():
            self.ask()
        return super().readline()


class LaterNetwork:
    """A caller that is made when a program first asks for it: most programs never do."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)


class Place:
    """A process to start programs from, and `keep`, which stores what they changed."""

    def __init__(self, process: Process, keep: Keep, refused: Callable[[str, bool], ExecRefused]) -> None:
        self.process = process
        self.keep = keep
        self.refused = refused  # (word, is there such a file) -> what the runtime says

    def start(self, argv: Sequence[str]) -> int | Steps:
        """Starts a program; raises ExecRefused if there is none."""
        program = self.found(argv[0])
        return program(self.process.child(argv=list(argv), env=self.process.env), list(argv))

    def found(self, word: str) -> Program:
        """The program that a word means; raises ExecRefused."""
        folder, slash, base = word.rpartition("/")
        is_known = not slash or folder in BIN or word == self.process.facts.get("entrypoint")
        program = self.process.lookup(base) if is_known else None
        if program is not None:
            return program
        files, path = self.process.files, self.process.path(word)
        if slash and files.exists(path) and not files.is_dir(path):
            shell = self.process.lookup("sh")
            if shell is not None and files.mode(path) & 0o111:
                return lambda process, argv: shell(process, ["sh", path, *argv[1:]])
            raise self.refused(word, True)
        raise self.refused(word, False)

    def run(self, argv: Sequence[str], reader: Reader | None = None) -> int:
        """Runs a program to its end and keeps what it changed; returns its exit status."""
        if reader is not None and not self.process.stdin.closed:
            self.process.stdin = TypedPipe(reader, self.keep, self.process.stdin.tty)
        try:
            started = self.start(argv)
            status = started if isinstance(started, int) else self.drive(Task(started))
        except LimitReached as limit:
            self.process.err(limit.message + "\n")
            status = limit.status
        finally:
            self.keep()
        return status & 255

    def drive(self, task: Task) -> int:
        """Lets a program go on, giving it what is typed when it waits for input, until it ends."""
        clock, stdin = self.process.clock, self.process.stdin
        while task.status is None:
            if self.process.cancel is not None and self.process.cancel():
                task.throw(Interrupted())
            elif task.runnable(clock.now()):
                task.advance()
            elif task.wait.until is not None:
                self.let_pass(task.wait.until - clock.now())
            elif isinstance(stdin, TypedPipe) and not stdin.closed:
                stdin.ask()
            elif not stdin.closed:
                stdin.close()
            else:
                raise Starved("the program waits for input that never comes")
        return task.status

    def let_pass(self, seconds: float) -> None:
        """Waits, in slices where time is real, so that the wait can be broken off."""
        clock: Any = self.process.clock
        clock.sleep(seconds if clock.is_scripted or seconds < SLICE else SLICE)


class Session:
    """An interactive program: what is typed is fed line by line."""

    def __init__(self, place: Place, argv: Sequence[str]) -> None:
        """Starts the program; raises ExecRefused. The place's input must be an open Pipe."""
        self.place = place
        self.status: int | None = None
        self._task: Task | None = None
        started = place.start(argv)
        if isinstance(started, int):
            self.status = started
            place.keep()
        else:
            self._task = Task(started)
            self._go_on()

    def feed(self, line: str) -> int | None:
        """Types a line (its newline is added); returns the exit status once the program has ended."""
        if self.status is None:
            self.place.process.stdin.write(line if line.endswith("\n") else line + "\n")
            self._go_on()
        return self.status

    def close(self) -> int:
        """Ends the input, as Ctrl-D does; returns the exit status."""
        if self.status is None:
            self.place.process.stdin.close()
            self._go_on()
        if self.status is None:
            self.interrupt()
        return self.status or 0

    def interrupt(self) -> int | None:
        """Ctrl-C."""
        if self.status is None and self._task is not None:
            self._task.throw(Interrupted())
            self._go_on()
        return self.status

    def _go_on(self) -> None:
        task, clock = self._task, self.place.process.clock
        assert task is not None, "a program that goes on is a task"
        try:
            while task.status is None:
                if self.place.process.cancel is not None and self.place.process.cancel():
                    task.throw(Interrupted())
                elif task.runnable(clock.now()):
                    task.advance()
                elif task.wait.until is not None:
                    self.place.let_pass(task.wait.until - clock.now())
                else:
                    break
        except LimitReached as limit:
            self.place.process.err(limit.message + "\n")
        finally:
            self.place.keep()
        self.status = None if task.status is None else task.status & 255
