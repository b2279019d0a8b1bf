"""Scripts and ordinary programs as the main program of a container, run ahead of time on a clock of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.images import Behaviour
from minikctl.state.shellscript.process import Limits, Process, Program
from minikctl.state.shellscript.tasks import AT_ONCE, LimitReached, Pipe, Starved, Steps, Stopped, Task, Wait

if TYPE_CHECKING:
    from minikctl.state.images.app import App
    from minikctl.state.images.filesystem import ContainerFiles

Obj = dict[str, Any]

WAKES, ENDLESS_WAKES = 3000, 60  # a script that waits more often is taken to go on for ever; one that says so, at once
LOG_WAKES = 3000  # so many waits of an endless script are followed where its log is asked for
TAIL = 600.0  # seconds before the end that are followed if there were more
ENDLESS = re.compile(r"\bwhile\s+(true|:|\[\s*1\s*\])|\buntil\s+false")
LEAVING = re.compile(r"\b(exit|break|return|kill)\b")
NETWORK = frozenset(
    [
        "nslookup",
        "dig",
        "host",
        "curl",
        "wget",
        "nc",
        "ping",
        "ping6",
        "telnet",
        "traceroute",
        "redis-cli",
        "mysql",
        "mysqladmin",
        "psql",
        "pg_isready",
        "mongo",
        "mongosh",
        "ncat",
        "netcat",
        "kubectl",
        "getent",
        "openssl",
    ]
)
LISTENERS, LISTENING = ("nc", "ncat", "netcat"), "nc -l"
NEVER = Wait(None, lambda: False)
KNOWN: dict[tuple[Any, ...], Timeline] = {}  # what was worked out last; a run of a container always goes the same way


class Timeline(NamedTuple):
    """What a container's program does, in seconds since its start."""

    lasts: float | None = None  # when it ends; None: never, or not known yet
    code: int = 0
    lines: tuple[tuple[float, str], ...] = ()
    changes: tuple[tuple[float, Obj], ...] = ()  # all that is written so far: root, and volumes by name
    servers: tuple[tuple[float, tuple[str, ...]], ...] = ()  # servers it has started
    asks: tuple[float, tuple[str, ...]] | None = None  # when it asks the network what it must know to go on
    polls: bool = False  # it has asked the network, and asks again
    traps: bool = False  # it ends on SIGTERM
    note: str = ""  # its termination message
    until: float | None = None  # what is known ends here


class Ticker:
    """A clock that is moved by who runs the script."""

    is_scripted = True

    def __init__(self, start: float) -> None:
        self.start = start
        self.moment = start

    def now(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.moment += max(0.0, seconds)


class Unanswered(Exception):
    """The script asks the network, and nobody has asked in its place yet."""


class Run:
    """One run of a container's program."""

    def __init__(self, app: App, until: float | None, wakes: int, files: ContainerFiles, start: float) -> None:
        self.app = app
        self.wakes = wakes
        self.until = until
        self.clock = Ticker(start)
        self.files = files
        self.leapt = False
        self.live = False  # programs that ask the network ask it now
        self.lines: list[tuple[float, str]] = []
        self.partial = ""
        self.changes: list[tuple[float, Obj]] = []
        self.servers: list[tuple[float, tuple[str, ...]]] = []
        self.asks: tuple[float, tuple[str, ...]] | None = None
        self.polls = False
        self.known: Obj = app.memory.get("answers") or {}

    @property
    def offset(self) -> float:
        return round(self.clock.moment - self.clock.start, 6)

    def write(self, text: str) -> None:
        """Takes output, and cuts it into lines."""
        *whole, self.partial = (self.partial + text).split("\n")
        self.lines.extend((self.offset, line) for line in whole)

    def note_files(self) -> None:
        found = self.files.changes()
        if found != (self.changes[-1][1] if self.changes else EMPTY | {name: {} for name in self.files.volumes}):
            self.changes.append((self.offset, found))

    def lookup(self, name: str) -> Program | None:
        """A program of the image: its server, one that asks the network, or an ordinary one."""
        base = name.rpartition("/")[2]
        if base in self.app.servers:
            return self.server
        if base not in self.app.programs():
            return None
        if base in LISTENERS:
            return self.listener
        if base in NETWORK:
            return self.asking if self.live else self.network
        from minikctl.state import podtools

        return podtools.program(base)

    def server(self, shell: Process, argv: Sequence[str], /) -> Steps:
        """The image's own server: stays, or goes on in the background (nginx without `daemon off`)."""
        from minikctl.state.images import registry

        words = tuple(argv)
        if words[0].rpartition("/")[2] == "nginx" and (
            "-v" in words or "-V" in words or "-t" in words or "-s" in words
        ):
            return 0
        self.servers.append((self.offset, words))
        inner = registry.app(self.app.view, self.app.pod, {**self.app.container, "command": list(words), "args": []})
        for line in inner.startup():
            self.write(line + "\n")
        if words[0].rpartition("/")[2] == "nginx" and "daemon off" not in " ".join(words):
            return 0
        while True:
            yield NEVER

    def network(self, shell: Process, argv: Sequence[str], /) -> Steps:
        """A program that asks the network: what it finds was noted when it was asked."""
        key = json.dumps(list(argv))
        self.polls = True
        answers = self.known.get(key)
        if answers is None:
            self.asks = (self.offset, tuple(argv))
            raise Unanswered
        current = answers[0]
        for answer in answers:
            if answer[0] <= self.clock.moment + 1e-6:
                current = answer
        if took := current[4]:
            yield Wait(self.clock.moment + took)
        from minikctl.state.images import asking

        return asking.tell(shell, current)

    def listener(self, shell: Process, argv: Sequence[str], /) -> int | Steps:
        """netcat: with `-l` it waits for a caller, who is sent what it was given; else it calls."""
        if not any(word.startswith("-") and not word.startswith("--") and "l" in word for word in argv[1:]):
            return self.asking(shell, argv) if self.live else self.network(shell, argv)
        return self.waiting(shell, argv)

    def waiting(self, shell: Process, argv: Sequence[str], /) -> Steps:
        """Listens, with what comes in on its input as the answer."""
        text = shell.stdin.read() if shell.stdin.closed else ""
        numbers = [word.rpartition(":")[2] for word in argv[1:] if word.rpartition(":")[2].isdigit()]
        self.servers.append((self.offset, (LISTENING, numbers[-1] if numbers else "0", text)))
        while True:
            yield NEVER

    def asking(self, shell: Process, argv: Sequence[str], /) -> int:
        """A program that asks the network, now."""
        from minikctl.state.images import asking

        self.polls = True
        return asking.tell(shell, asking.ask(self.app, list(argv)))

    def go(self) -> Timeline:
        """Runs until it ends, waits for ever, or is found to go on for ever."""
        words = self.app.unwrapped()
        program = self.lookup(words[0])
        host = self.process(words)
        if program is None:
            program = self.file_program(words)
        if program is None:
            return Timeline(0.0, 127)
        status, until = self.drive(program, host, words)
        if self.partial and status is not None:
            self.lines.append((self.offset, self.partial))
        text = " ".join(words)
        return Timeline(
            lasts=self.offset if status is not None else None,
            code=status or 0,
            lines=tuple(self.lines),
            changes=tuple(self.changes),
            servers=tuple(self.servers),
            asks=self.asks,
            polls=self.polls,
            traps="trap " in text and ("TERM" in text or "EXIT" in text),
            until=until,
            note=self.note() if status is not None else "",
        )

    def note(self) -> str:
        """The termination message: what the program left at the agreed place, or its last lines."""
        container = self.app.container
        path = str(container.get("terminationMessagePath") or "/dev/termination-log")
        try:
            said = self.files.read(path).decode("utf-8", "replace")
        except OSError:
            said = ""
        if not said and container.get("terminationMessagePolicy") == "FallbackToLogsOnError":
            said = "".join(line + "\n" for _, line in self.lines[-80:])[-2048:]
        return said[:4096]

    def process(self, words: list[str]) -> Process:
        """The first process of the container."""
        return Process(
            files=self.files,
            clock=self.clock,
            out=self.write,
            err=self.write,
            env=self.app.variables(),
            cwd=self.app.workdir(),
            argv=words,
            lookup=self.lookup,
            user=self.app.username(),
            hostname=self.app.hostname,
            flavour=self.app.flavour,
            facts={
                "image": (self.app.repository, self.app.tag),
                "ip": self.app.address,
                "pod": self.app.pod["metadata"]["name"],
                "sh": self.app.shell,
                "system": self.app.system,
            },
            limits=Limits(200_000, 4_000_000),
            stdin=Pipe(closed=True)
            if not self.app.container.get("stdin")
            else Pipe(tty=bool(self.app.container.get("tty"))),
            tty=bool(self.app.container.get("tty")),
            installed=set(),
        )

    def file_program(self, words: Sequence[str]) -> Program | None:
        """A script file that the image or a volume holds."""
        from minikctl.state import podtools

        if self.files.exists(words[0]) and not self.files.is_dir(words[0]):
            sh = podtools.program("sh")
            return None if sh is None else lambda shell, argv: sh(shell, ["sh", words[0], *argv[1:]])
        return None

    def drive(self, program: Program, host: Process, words: Sequence[str]) -> tuple[int | None, float | None]:
        """(the exit status or None, the offset at which knowledge ends or None)."""
        wakes = 0.0
        try:
            result = program(host, list(words))
            if isinstance(result, int):
                self.note_files()
                return result, None
            task = Task(result)
            while True:
                task.advance()
                self.note_files()
                if task.status is not None:
                    return task.status & 255, None
                wait = task.wait
                if wait is AT_ONCE or wait.is_over(self.clock.moment):
                    wakes += 0.05
                elif wait.until is None:
                    return None, None
                wakes += 1
                if self.until is not None and (wait.until or 0) > self.until:
                    return None, self.offset
                if wakes > self.wakes and not self.leap():
                    return None, self.offset
                wakes = 0.0 if wakes > self.wakes else wakes
                if wait.until is not None and wait.until > self.clock.moment:
                    self.clock.moment = wait.until
        except Unanswered:
            self.note_files()
            return None, self.offset
        except Starved:
            return None, None
        except LimitReached:
            return None, self.offset
        except Stopped as signal:
            return signal.status & 255, None
        except Exception:  # what our interpreter cannot do ends the container, it must not end the cluster
            self.note_files()
            self.write("sh: this script cannot be run here\n")
            return 2, None

    def leap(self) -> bool:
        """Goes on near the end if that is far away; what was written in between is not followed."""
        if self.until is None or self.live or self.leapt or self.until - self.clock.moment < 2 * TAIL:
            return False
        self.leapt = True
        self.clock.moment += (self.until - self.clock.moment - TAIL) // 60 * 60
        self.lines.clear()
        return True


class Inside(NamedTuple):
    """What a command in a running container came to."""

    status: int
    output: str
    late: bool = False  # it took longer than it was given
    asked: bool = False  # it has asked the network


def inside(app: App, command: list[str], patience: float, files: ContainerFiles | None = None) -> Inside:
    """Runs a command in a container as it is now; what it changes is left in `files`, and nowhere else."""
    from minikctl.state.images.filesystem import files_of

    run = Run(app, None, WAKES, files_of(app) if files is None else files, app.view.now)
    said: list[str] = []
    run.live = True
    host = run.process(command).child(out=said.append, err=said.append, stdin=Pipe(closed=True), tty=False)
    program = run.lookup(command[0]) or run.file_program(command)
    if program is None:
        return Inside(127, "")
    run.until = app.view.now + patience
    status, _ = run.drive(program, host, command)
    if status is None or run.offset > patience:
        return Inside(1, "", True, run.polls)
    return Inside(status, "".join(said), False, run.polls)


EMPTY: Obj = {"root": {}}


def wakes_of(app: App) -> int:
    """How often a script may wait before it is taken to go on for ever."""
    text = " ".join(app.unwrapped())
    return ENDLESS_WAKES if ENDLESS.search(text) and not LEAVING.search(text) else WAKES


def timeline(app: App, until: float | None = None, wakes: int | None = None) -> Timeline:
    """What the container's program does, as far as it can be known; worked out once for each run of a container."""
    from minikctl.state.images.filesystem import files_of, mounted_versions

    memory = app.memory
    wakes = wakes_of(app) if wakes is None else wakes
    key = (
        app.pod["metadata"].get("uid"), app.container["name"], app.container.get("image"), app.started, until, wakes,
        json.dumps([app.unwrapped(), memory.get("env"), memory.get("answers"), app.address, app.workdir()]),
        mounted_versions(app),
    )  # fmt: skip
    known = KNOWN.get(key)
    if known is None:
        known = Run(app, until, wakes, files_of(app, fresh=True), app.started).go()
        if len(KNOWN) > 128:
            KNOWN.clear()
        KNOWN[key] = known
    return known


def behaviour(app: App) -> Behaviour:
    """How long a script or ordinary program lasts and how it ends."""
    found = app.timeline()
    words = app.unwrapped()
    is_shell = words[0].rpartition("/")[2] in ("sh", "bash", "ash", "dash") and "-c" in words[1:2]
    text = " ".join(words)
    single = is_shell and not any(mark in text for mark in (";", "&&", "||", "\n", "while ", "until ", "for "))
    serves = bool(found.servers) and ("exec " in text or single)
    obeys = found.traps or serves  # the first process of a container ignores signals that it does not handle
    return Behaviour(
        lasts=found.lasts,
        exit_code=found.code,
        obeys_term=obeys,
        message=found.note,
        term_code=143 if not serves else app.term_code,
        looks=found.asks[0] if found.asks else None,
    )
