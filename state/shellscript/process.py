"""What a program that runs in a shell is given: its streams, files, environment, clock and facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from minikctl.state.clock import Clock
from minikctl.state.files import Files, absolute
from minikctl.state.shellscript.tasks import LimitReached, Pipe, Steps, complete, nothing

MAX_STEPS = 1_000_000
MAX_OUTPUT = 64 * 1024 * 1024


class Program(Protocol):
    """A program: `main(shell, argv)`, argv[0] being its name; it returns its exit status, or is a generator.

    A generator yields what it waits for and returns the status; its input may still be growing. A plain function is
    called when its input is complete. A program may have an attribute `resident`: `resident(shell, argv)` starts it in
    the background and returns a `Resident` (or an exit status).
    """

    def __call__(self, shell: Process, argv: Sequence[str], /) -> int | Steps:
        """Runs the program."""


class Resident(Protocol):
    """A program that stays in the background (`kubectl port-forward … &`)."""

    def poll(self) -> int | None:
        """Writes what is due; the exit status once it has ended by itself."""

    def stop(self) -> None:
        """Ends it."""


class Limits:
    """How much a run may do before it is stopped; shared by all processes of the run."""

    __slots__ = ("max_output", "max_steps", "output", "steps")

    def __init__(self, max_steps: int = MAX_STEPS, max_output: int = MAX_OUTPUT) -> None:
        self.max_steps = max_steps
        self.max_output = max_output
        self.steps = 0
        self.output = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.max_steps:
            raise LimitReached(f"stopped after {self.max_steps} steps")

    def wrote(self, length: int) -> None:
        self.output += length
        if self.output > self.max_output:
            raise LimitReached(f"stopped after {self.max_output} bytes of output")


def find_nothing(name: str) -> Program | None:
    """The look-up of a shell that has no programs."""
    return None


class Process:
    """What a program gets: `main(shell, argv) -> exit status`.

    `out` and `err` write text as it is. `stdin` is a `Pipe`: plain programs use `read`, `readline`, `lines`; programs
    that are generators `yield from` `wait_line` or `wait_all`. `flavour` is "gnu" or "busybox" (the wording differs);
    `facts` is what is known of the place (pod name, ip, image, …); `network` its network; `installed` the programs that
    were installed there; `lookup` finds a program by its name.
    """

    __slots__ = (
        "argv",
        "cancel",
        "clock",
        "cwd",
        "env",
        "err",
        "facts",
        "files",
        "flavour",
        "hostname",
        "installed",
        "interpreter",
        "limits",
        "lookup",
        "network",
        "out",
        "pid",
        "stdin",
        "tty",
        "user",
    )

    def __init__(
        self,
        *,
        files: Files,
        clock: Clock,
        out: Callable[[str], None],
        err: Callable[[str], None],
        stdin: Pipe | None = None,
        env: dict[str, str] | None = None,
        cwd: str = "/",
        argv: Sequence[str] = (),
        lookup: Callable[[str], Program | None] = find_nothing,
        user: str = "root",
        hostname: str = "localhost",
        network: Any = None,
        flavour: str = "gnu",
        facts: dict[str, Any] | None = None,
        installed: set[str] | None = None,
        limits: Limits | None = None,
        cancel: Callable[[], bool] | None = None,
        tty: bool = False,
        pid: int = 1,
    ) -> None:
        self.files = files
        self.clock = clock
        self.out = out
        self.err = err
        self.stdin = nothing() if stdin is None else stdin
        self.env = {} if env is None else env
        self.cwd = cwd
        self.argv = argv
        self.lookup = lookup
        self.user = user
        self.hostname = hostname
        self.network = network
        self.flavour = flavour
        self.facts = {} if facts is None else facts
        self.installed = set() if installed is None else installed
        self.limits = Limits() if limits is None else limits
        self.cancel = cancel
        self.tty = tty
        self.pid = pid
        self.interpreter: Any = None  # the shell that runs this program, if one does

    def child(self, **changed: Any) -> Process:
        """A process like this one, apart from what is given; the environment is a copy of its own."""
        same = Process.__new__(Process)
        for name in Process.__slots__:
            setattr(same, name, changed.get(name, getattr(self, name)))
        if "env" not in changed:
            same.env = dict(self.env)
        return same

    def path(self, text: str) -> str:
        """A path as the program wrote it, made absolute."""
        return absolute(self.cwd, text)

    @property
    def is_busybox(self) -> bool:
        return self.flavour == "busybox"

    def begin(self, argv: Sequence[str], **changed: Any) -> int | Steps:
        """Starts another program; 127 if there is none of that name (the caller says so beforehand)."""
        program = self.lookup(argv[0])
        return 127 if program is None else program(self.child(argv=argv, **changed), argv)

    def run(self, argv: Sequence[str], **changed: Any) -> Steps:
        """Runs another program: `status = yield from shell.run(["ls"])`."""
        started = self.begin(argv, **changed)
        return started if isinstance(started, int) else (yield from started)

    def call(self, argv: Sequence[str], **changed: Any) -> int:
        """Runs another program to its end, at once."""
        return complete(self.begin(argv, **changed), self.clock)
