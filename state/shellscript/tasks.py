"""Running programs side by side without threads: pipes, tasks that wait, and the signals that end a program.

A program that may have to wait is a generator that yields what it waits for (`Wait`) and returns its exit status.
Whoever drives it resumes it when the moment has come or the input is there. A program that never waits is a plain
function; what it writes into a pipe wakes the reader at once, so that `yes | head -1` ends.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import NamedTuple

from minikctl.state.clock import Clock


class Wait(NamedTuple):
    """What a program waits for: a moment, or something to become true, whichever is first."""

    until: float | None = None
    ready: Callable[[], bool] | None = None

    def is_over(self, now: float) -> bool:
        return (self.until is not None and self.until <= now) or (self.ready is not None and self.ready())


Steps = Generator[Wait, None, int]
AT_ONCE = Wait(None, lambda: True)


class Stopped(BaseException):
    """A program is ended from outside. Not an Exception, so that no program takes it for an error of its own."""

    status = 1


class BrokenPipe(Stopped):
    """Nobody reads any more what the program writes."""

    status = 141


class Interrupted(Stopped):
    """Ctrl-C."""

    status = 130


class Killed(Stopped):
    """A signal ended the program."""

    def __init__(self, signal: int = 15) -> None:
        super().__init__()
        self.status = 128 + signal


class Expired(Stopped):
    """The time that the program was given is over."""

    status = 124


class LimitReached(Stopped):
    """The run takes too many steps or writes too much; `message` says which."""

    status = 1

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Pipe:
    """Text on its way from a writer to a reader; also what any program gets as standard input."""

    __slots__ = ("_at", "_chunks", "_text", "closed", "deserted", "tty", "wake")

    def __init__(self, text: str = "", *, closed: bool = False, tty: bool = False) -> None:
        self._text = text
        self._at = 0
        self._chunks: list[str] = []
        self.closed = closed  # nothing more will be written
        self.deserted = False  # nobody will read any more
        self.tty = tty
        self.wake: Callable[[], None] | None = None

    # the writer's side

    def write(self, text: str) -> None:
        """Adds text and lets the reader work on it at once."""
        if self.deserted:
            raise BrokenPipe
        self._chunks.append(text)
        if self.wake:
            self.wake()

    def close(self) -> None:
        """Nothing more will be written."""
        self.closed = True
        if self.wake:
            self.wake()

    # the reader's side, for programs that wait

    def wait_line(self) -> Generator[Wait, None, str]:
        """The next line with its newline, `""` at the end: `line = yield from shell.stdin.wait_line()`."""
        while not self.has_line():
            yield Wait(None, self.has_line)
        return self.readline()

    def wait_all(self) -> Generator[Wait, None, str]:
        """All that is left, once it is complete."""
        if not self.closed:
            yield Wait(None, self.is_closed)
        return self.read()

    # the reader's side, at once

    def read(self) -> str:
        """All that is there."""
        self._join()
        text, self._text, self._at = self._text[self._at :], "", 0
        return text

    def readline(self) -> str:
        """The next line with its newline; `""` if there is none."""
        self._join()
        end = self._text.find("\n", self._at) + 1 or len(self._text)
        line, self._at = self._text[self._at : end], end
        return line

    def lines(self) -> Iterator[str]:
        """The lines that are there, with their newlines."""
        while line := self.readline():
            yield line

    def has_line(self) -> bool:
        """Is there a line, or the end?"""
        if self.closed:
            return True
        self._join()
        return self._text.find("\n", self._at) >= 0

    def is_closed(self) -> bool:
        return self.closed

    def _join(self) -> None:
        if self._chunks:
            self._text = self._text[self._at :] + "".join(self._chunks)
            self._at = 0
            self._chunks.clear()


def nothing() -> Pipe:
    """An input that is at its end."""
    return Pipe(closed=True)


class Task:
    """A program under way."""

    __slots__ = ("_steps", "failure", "running", "status", "wait")

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self.status: int | None = None
        self.wait = AT_ONCE
        self.running = False
        self.failure: Exception | None = None

    def runnable(self, now: float) -> bool:
        return self.status is None and not self.running and self.wait.is_over(now)

    def advance(self) -> None:
        """Runs until it waits or ends. An exception (an error of the interpreter) is raised to the caller."""
        self._run(lambda: next(self._steps))

    def throw(self, signal: Stopped) -> None:
        """Delivers a signal; the program ends unless it deals with it."""
        if self.status is None and not self.running:
            self._run(lambda: self._steps.throw(signal))

    def _run(self, step: Callable[[], Wait]) -> None:
        self.running = True
        try:
            self.wait = step()
        except StopIteration as end:
            self.status = end.value
        except LimitReached:
            self.status = LimitReached.status
            raise
        except Stopped as signal:
            self.status = signal.status
        except BaseException:
            self.status = 2
            raise
        finally:
            self.running = False


def combined(tasks: Iterable[Task]) -> Wait:
    """What several tasks wait for, together."""
    waiting = [task for task in tasks if task.status is None and not task.running]
    moments = [task.wait.until for task in waiting if task.wait.until is not None]
    checks = [task.wait.ready for task in waiting if task.wait.ready is not None]
    return Wait(min(moments, default=None), lambda: any(check() for check in checks))


def until_done(
    wanted: Sequence[Task], clock: Clock, others: Callable[[], Sequence[Task]] = lambda: ()
) -> Generator[Wait, None, None]:
    """Runs tasks until all wanted ones are done; others run along."""
    while any(task.status is None for task in wanted):
        tasks = [*wanted, *others()]
        ready = [task for task in tasks if task.runnable(clock.now())]
        for task in ready:
            if task.runnable(clock.now()):
                task.advance()
        if not ready:
            yield combined(tasks)


class Starved(Exception):
    """A program waits for input that can never come."""


def complete(steps: int | Steps, clock: Clock) -> int:
    """Runs a program to its end, letting time pass while it waits; a signal ends it with the signal's status."""
    if isinstance(steps, int):
        return steps
    task = Task(steps)
    while task.status is None:
        task.advance()
        if task.status is None and not task.wait.is_over(clock.now()):
            if task.wait.until is None:
                raise Starved("the program waits for input that never comes")
            clock.sleep(task.wait.until - clock.now())
    return task.status


def sleep_until(moment: float) -> Generator[Wait, None, None]:
    """Waits for a moment."""
    yield Wait(moment)


class DeadlineClock:
    """A clock whose sleeper is ended when the given moment has come (`timeout 3 …`)."""

    def __init__(self, clock: Clock, deadline: float) -> None:
        self._clock = clock
        self.deadline = deadline

    def now(self) -> float:
        return self._clock.now()

    def sleep(self, seconds: float) -> None:
        left = self.deadline - self._clock.now()
        if seconds < left:
            self._clock.sleep(seconds)
            return
        self._clock.sleep(left)
        raise Expired
