"""Runs a session from its first line to its last and compares; `within=` runs what does not match yet again."""

from __future__ import annotations

import re
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.sessions import shell as shells
from minikctl.sessions.compare import Captures, matched, output_lines
from minikctl.sessions.document import Document, Session, Step
from minikctl.sessions.forms import LOOSE, in_this_cluster
from minikctl.sessions.world import World
from minikctl.state.errors import ApiError
from minikctl.state.files import reason
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.tasks import LimitReached

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

PATIENCE = 60.0  # simulated seconds after which `% ^C` ends what goes on for ever
FOREVER = 6 * 3600.0  # simulated seconds after which a command that waits is called off
COMMAND_LIMIT = 60.0  # real seconds that one command may take
SESSION_LIMIT = 600.0  # real seconds that a session may take
TICK = 0.001
INTERRUPT, END = "^C", "^D"
ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=\"?(\$\([^;&]*\)|`[^`;&]*`)\"?", re.DOTALL)


class Outcome(NamedTuple):
    """What became of one command."""

    step: Step
    ok: bool
    actual: tuple[str, ...]
    status: int | None  # None: it was still running when its output was complete
    message: str = ""  # what went wrong beside the comparison
    tries: int = 1
    known: tuple[tuple[str, str], ...] = ()  # what had been captured before


class Result(NamedTuple):
    """What became of a session."""

    outcomes: tuple[Outcome, ...]
    problem: str = ""  # why it could not be run to its end
    faults: tuple[str, ...] = ()  # tracebacks of errors of ours
    simulated: float = 0.0  # seconds that passed in the cluster

    @property
    def ok(self) -> bool:
        return not self.problem and all(outcome.ok for outcome in self.outcomes)


class TimedOut(LimitReached):
    """A command takes too long in real time."""


class Replay:
    """One run of one session; it also types what the session types into programs."""

    def __init__(
        self,
        session: Session,
        cluster: Cluster,
        *,
        era: str = "1.33",
        files: dict[str, bytes] | None = None,
        first: int = 1,
        last: int | None = None,
        limit: float = COMMAND_LIMIT,
        outside: bool = False,
    ) -> None:
        self.session = session
        self.clock: Any = cluster.clock
        self.cluster = cluster
        self.first = first  # the lines whose commands are compared; those before are run only
        self.last = last
        self.limit = limit
        self.captures: Captures = {}
        self.outcomes: list[Outcome] = []
        self.output: list[str] = []
        self.at = 0  # the item that comes next
        self.current: Step | None = None
        self.began = self.tried = 0.0
        self.tries = 1
        self.stop = False  # an interrupt was typed
        self.deadline = float("inf")
        self.world = World(
            cluster,
            out=self.output.append,
            cancel=self.is_stopped,
            cancelled=self.is_called_off,
            era=era,
            files=files,
            outside=outside,
        )
        self.era = era
        if hasattr(self.clock, "passed"):
            self.clock.passed = self.world.let_jobs_run

    # ---- the session

    def run(self) -> Result:
        """Runs everything."""
        began = self.clock.now()
        problem = ""
        self.deadline = time.monotonic() + SESSION_LIMIT
        try:
            while (item := self.take()) is not None:
                if isinstance(item, Document):
                    self.write(item)
                else:
                    self.command(item)
        except LimitReached as limit:
            problem = f"{self.current.line if self.current else 0}: {limit.message}"
        except MemoryError:
            problem = f"{self.current.line if self.current else 0}: stopped: it takes too much memory"
        except Exception as error:
            problem = f"{self.current.line if self.current else 0}: internal error: {type(error).__name__}: {error}"
            self.world.faults.append(traceback.format_exc())
        return Result(tuple(self.outcomes), problem, tuple(self.world.faults), self.clock.now() - began)

    def take(self) -> Step | Document | None:
        """The next item that is to be run."""
        while self.at < len(self.session.items):
            item = self.session.items[self.at]
            if self.last is not None and item.line > self.last:
                return None
            self.at += 1
            if isinstance(item, Document) or item.counts:
                return item
        return None

    def write(self, document: Document) -> None:
        """A file that the session brings."""
        try:
            self.world.write(document.name, document.text.encode())
        except OSError as error:
            raise LimitReached(f"cannot write {document.name}: {reason(error)}") from None

    def command(self, step: Step) -> None:
        """A command, again and again if it may."""
        deadline = self.clock.now() + step.mode.within
        pause = 1.0
        self.tries = 1
        while True:
            self.begin(step)
            status = self.status_of(step)
            if self.current is not step:  # it had lines typed into it
                self.conclude(status)
                return
            known = self.compared(step, status)
            if known is not None or self.clock.now() >= deadline:
                self.note(status, known)
                return
            self.tries += 1
            pause = self.let_pass(deadline, pause)
            self.ask_again(step)

    def ask_again(self, step: Step) -> None:
        """Sets variables anew that the block has asked the cluster for: what they hold may not have been there yet."""
        for item in self.session.items[: self.at]:
            if item is step:
                break
            if isinstance(item, Step) and item.mode is step.mode and ASSIGNMENT.fullmatch(item.text):
                self.status_of(item)

    def let_pass(self, deadline: float, pause: float) -> float:
        """Waits until something may have changed; returns how long to wait next time if nothing does."""
        now, due = self.clock.now(), self.cluster.next_due()
        if due is not None and due <= deadline:
            self.clock.sleep(max(due - now, 1.0))
            return 1.0
        self.clock.sleep(min(pause, max(deadline - now, TICK)))
        return pause * 2

    def begin(self, step: Step) -> None:
        """A new step: its output is what comes from now on."""
        self.current = step
        self.output.clear()
        self.began = self.clock.now()
        self.stop = False

    def status_of(self, step: Step) -> int:
        """Runs a command to its end."""
        if step.typed and step.text in (INTERRUPT, END):
            return 0  # what ran has ended by itself
        if step.typed:
            self.output.append("no program runs in the foreground that could read this line\n")
            return 127
        self.clock.sleep(TICK)
        try:
            shell = self.world.shell_on(step.mode.node)
        except ApiError as error:
            self.output.append(f"{error}\n")
            return 1
        own_era = self.world.era_for(step.mode.legacy)
        with own_era, time_limit(min(self.limit, self.deadline - time.monotonic())):
            status = self.started(shell, step)
        self.world.keep(step.mode.node)
        self.world.let_jobs_run()
        return status

    def started(self, shell: Interpreter, step: Step) -> int:
        """Runs a command in a shell; a fault of ours is one command that goes wrong."""
        try:
            text = in_this_cluster(step.text, self.captures) if step.mode.forms == LOOSE else step.text
            return shells.run(shell, text, self, self.output.append, self.clock)
        except MemoryError:
            raise
        except Exception as error:
            self.world.faults.append(f"{step.line}: {step.text}\n{traceback.format_exc()}")
            self.output.append(f"minikctl: internal error: {type(error).__name__}: {error}\n")
            return 3

    # ---- comparing

    def compared(self, step: Step, status: int | None) -> Captures | None:
        """The captures after a match, else None."""
        if not status_matches(step, status):
            return None
        actual = output_lines("".join(self.output))
        mode = step.mode
        return matched(
            step.expected, actual, self.captures, exact=mode.exact, unordered=mode.unordered, forms=mode.forms
        )

    def conclude(self, status: int | None) -> None:
        """Notes what became of the current step."""
        assert self.current is not None, "there is a step"
        self.note(status, self.compared(self.current, status))

    def note(self, status: int | None, known: Captures | None) -> None:
        """Notes what became of the current step, `known` being the captures if it matches."""
        step = self.current
        assert step is not None, "there is a step"
        actual = tuple(output_lines("".join(self.output)))
        before = tuple(self.captures.items())
        if known is not None:
            self.captures = known
        if step.line >= self.first:
            message = "" if status_matches(step, status) else status_message(step, status)
            self.outcomes.append(Outcome(step, known is not None, actual, status, message, self.tries, before))
        self.tries = 1

    # ---- typing

    def next_line(self) -> str | None:
        """What is typed next into the program that runs; the output so far belonged to the line before."""
        step = self.current
        assert step is not None, "there is a step"
        if step.typed and self.may_try_again(step):
            self.tries += 1
            self.let_pass(self.began + step.mode.within, 1.0)
            self.output.clear()
            return step.text
        following = self.typed()
        if following is None:
            return None
        self.conclude(None)
        began = self.clock.now()
        self.begin(following)
        self.began = began
        if following.text == END:
            return None
        if following.text == INTERRUPT:
            self.stop = True
            return ""
        return following.text

    def may_try_again(self, step: Step) -> bool:
        """Whether a typed line may be typed once more."""
        return self.compared(step, None) is None and self.clock.now() < self.began + step.mode.within

    def typed(self) -> Step | None:
        """Takes the next line that is typed, writing files that come before it."""
        start = self.at
        item = self.take()
        documents = []
        while isinstance(item, Document):
            documents.append(item)
            item = self.take()
        if item is None or not item.typed:
            self.at = start
            return None
        for document in documents:
            self.write(document)
        return item

    def is_stopped(self) -> bool:
        """Whether Ctrl-C was typed into a program; it is asked once."""
        found, self.stop = self.stop or self.interrupts(), False
        return found

    def is_called_off(self) -> bool:
        """Whether a command that waits is to end: the session types Ctrl-C next, or it would wait for ever."""
        return self.is_stopped() or self.clock.now() - self.began > FOREVER

    def will_interrupt(self) -> bool:
        """Whether Ctrl-C is what is typed next."""
        following = self.session.items[self.at] if self.at < len(self.session.items) else None
        return isinstance(following, Step) and following.typed and following.text == INTERRUPT

    def interrupts(self) -> bool:
        """Whether Ctrl-C comes next, and its time has come; then that is what is being done."""
        step = self.current
        if step is None or not self.will_interrupt():
            return False
        waited = self.clock.now() - self.began
        if self.compared(step, None) is None and waited < max(step.mode.within, PATIENCE):
            return False
        following = self.session.items[self.at]
        assert isinstance(following, Step), "will_interrupt has looked"
        self.at += 1
        self.conclude(None)
        self.begin(following)
        return True


def status_matches(step: Step, status: int | None) -> bool:
    """Whether a command ended as it must; one that still runs, or was interrupted, has no status."""
    if status is None or (step.typed and step.text == INTERRUPT and not step.status):
        return True
    if step.status == "any":
        return True
    if step.status == "failed":
        return status != 0
    return status == int(step.status or "0")


def status_message(step: Step, status: int | None) -> str:
    """How the status differs."""
    wanted = "a failure" if step.status == "failed" else f"status {step.status or '0'}"
    return f"ended with status {status}, expected {wanted}"


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Breaks off what takes longer in real time, where the system can."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_: object) -> None:
        raise TimedOut(f"stopped after {seconds:.0f} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, max(0.01, seconds))
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
