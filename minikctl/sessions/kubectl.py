"""The programs kubectl and minikctl of a session: the command line, run in this process."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.sessions.aside import Aside, AsideCluster
from minikctl.sessions.localhost import Ports
from minikctl.state.files import Files
from minikctl.state.shellscript.process import Process
from minikctl.state.shellscript.tasks import LimitReached, Pipe, Steps, Wait

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

# our own commands that are not for sessions: they need a terminal, files of the machine, or other clusters
REFUSED = frozenset({"break", "cluster", "demo", "learn", "record", "replay", "serve", "shell", "shim", "tui"})
TICK = 0.001  # seconds a command takes


class Sink:
    """A stream of a program in the session."""

    __slots__ = ("write",)

    def __init__(self, write: Callable[[str], None]) -> None:
        self.write = write

    def flush(self) -> None:
        """Nothing is held back."""


class Source:
    """Standard input of a program in the session."""

    __slots__ = ("_pipe",)

    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe

    def read(self) -> bytes:
        if self._pipe.tty:
            return b"".join(iter(self.readline, b""))
        return self._pipe.read().encode("utf-8", "surrogateescape")

    def readline(self) -> bytes:
        self._pipe.has_line()  # what is typed is fetched now
        return self._pipe.readline().encode("utf-8", "surrogateescape")

    def isatty(self) -> bool:
        return self._pipe.tty


class CommandLine:
    """What the programs need of the session."""

    def __init__(
        self, cluster: Cluster, ports: Ports, files: Files, home: str, cancelled: Callable[[], bool], faults: list[str]
    ) -> None:
        self.cluster = cluster
        self.ports = ports
        self.files = files
        self.home = home
        self.cancelled = cancelled
        self.faults = faults  # tracebacks of what should not happen

    def kubectl(self, process: Process, argv: Sequence[str], /) -> Steps:
        """kubectl: runs a command line to its end; in the background it waits aside."""
        if not process.stdin.tty and not process.stdin.closed:
            yield Wait(None, process.stdin.is_closed)
        is_aside = process.interpreter is not None and process.interpreter.in_background
        if is_aside or hasattr(process.clock, "deadline"):
            aside = Aside(lambda own: self.run(process, argv, own))
            return (yield from aside.steps())
        return self.run(process, argv, None)

    def minikctl(self, process: Process, argv: Sequence[str], /) -> Steps:
        """minikctl: kubectl, and of our own commands those that work on the session's cluster."""
        word = argv[1] if len(argv) > 1 else ""
        if word in REFUSED:
            process.err(f'minikctl: "{word}" is not available in a session\n')
            return 2
        return (yield from self.kubectl(process, argv))

    def run(self, process: Process, argv: Sequence[str], aside: Aside | None) -> int:
        """One command line."""
        around = self.surroundings(process, argv, aside)
        try:
            around.clock.sleep(TICK)
            return cli.run(list(argv[1:]), around)
        except LimitReached as limit:
            process.err(limit.message + "\n")
            return limit.status
        except RecursionError:
            process.err("error: nested too deeply\n")
            return 1
        except Exception as error:
            self.faults.append(f"{' '.join(argv)}\n{traceback.format_exc()}")
            process.err(f"minikctl: internal error: {type(error).__name__}: {error}\n")
            return 3

    def surroundings(self, process: Process, argv: Sequence[str], aside: Aside | None) -> Surroundings:
        """Streams, files, time and cluster of one run."""
        cluster: Any = self.cluster if aside is None else AsideCluster(self.cluster, aside)

        def cancelled() -> bool:
            return aside.stopping if aside is not None else self.cancelled()

        def shell(line: str) -> int:
            return process.call(["sh", "-c", line])

        return Surroundings(
            out=Sink(process.out),
            err=Sink(process.err),
            stdin=Source(process.stdin),
            files=self.files if process.facts.get("node") else process.files,
            env=process.env,
            cwd=process.cwd,
            clock=cluster.clock,
            home=self.home,
            program=argv[0].rpartition("/")[2],
            cluster=cluster,
            cancelled=cancelled,
            terminal=process.tty,
            localhost=self.ports,
            shell=shell,
        )
