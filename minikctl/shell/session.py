"""Shell: what a line is run by: our interpreter over the user's files, with the command line as its programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from minikctl import cli, contexts
from minikctl.errors import INTERNAL, CommandError, error_text
from minikctl.invocation import Sink, Surroundings
from minikctl.opening import open_cluster
from minikctl.sessions.aside import Aside, AsideCluster
from minikctl.sessions.kubectl import Sink as Out
from minikctl.sessions.kubectl import Source as In
from minikctl.sessions.tape import Tape, Tee
from minikctl.shell.commands import PROGRAMS, command_line, is_command
from minikctl.state import podtools
from minikctl.state.execution import workstation_place
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.process import Process, Program
from minikctl.state.shellscript.tasks import Interrupted, Steps, Wait
from minikctl.state.shellscript.tree import ShellSyntaxError, Simple
from minikctl.state.store.errors import StoreError
from minikctl.state.traffic.caller import Caller
from minikctl.talking import writer

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

TICK = 0.001  # seconds a command takes where time is scripted


class Around(Surroundings):
    """Surroundings that remember the clusters they opened."""

    __slots__ = ("known", "tape")

    def __init__(self, known: dict[str, Cluster], tape: Tape, **given: Any) -> None:
        super().__init__(**given)
        self.known = known
        self.tape = tape


class Lines(Interpreter):
    """An interpreter in which the names of commands come before builtins and programs."""

    shell: Shell

    def started(self, node: Simple, argv: list[str]) -> Steps:
        if not argv or argv[0] in self.functions or not is_command(argv, self.loops):
            return (yield from super().started(node, argv))
        env = self.variables.environment()
        for assign in node.assigns:
            env[assign.name] = yield from self.expander.text(assign.word)
        yield from self.trace(node, argv)
        self.last_argument = argv[-1]
        return (yield from self.program(argv, env))

    def file(self, argv: list[str], env: dict[str, str]) -> Steps:
        """A script of the user's, by its path; any other word is a command that does not exist."""
        if "/" in argv[0]:
            return (yield from super().file(argv, env))
        return (yield from self.shell.program(self.process(argv, env), argv))

    def subshell(self) -> Interpreter:
        same = super().subshell()
        same.__class__ = Lines
        return same


class Shell:
    """One shell: `run` takes a complete line (or several)."""

    def __init__(self, around: Surroundings, tape: Tape | None = None) -> None:
        self.tape = tape or Tape()
        names = [name for name in Surroundings.__slots__ if not name.startswith("_")]
        same = {name: getattr(around, name) for name in names}
        self.around = around = Surroundings(
            **{**same, "out": Tee(around.out, self.tape), "err": Tee(around.err, self.tape)}
        )
        self.known: dict[str, Cluster] = {}
        self.status = 0
        self._cluster: Cluster | None = None
        out, err = writer(around.out), writer(around.err)
        place = workstation_place(
            self.cluster_or_none_at_all(),
            out=out,
            err=err,
            files=around.files,
            env=dict(around.env),
            cwd=around.cwd,
            cancel=around.cancelled,
        )
        self.process = place.process
        self.process.lookup = self.found
        self.lines = Lines(self.process, name=around.program, dialect="bash", interactive=True)
        self.lines.shell = self
        self._out = self.lines.streams.out(1)
        self._in = self.lines.streams.input(0)

    # ---- what it works on

    @property
    def ended(self) -> int | None:
        """The status given to `exit`, once that was typed."""
        return self.lines.exited

    def target(self) -> contexts.Target:
        """The current context."""
        return contexts.target(self.around.config())

    def cluster(self) -> Cluster:
        """The current context's cluster."""
        return self.around.cluster or open_cluster(self.surroundings(), self.target().cluster)

    def cluster_or_none_at_all(self) -> Cluster:
        """The cluster; an empty one if it cannot be opened, which is said: the shell starts all the same."""
        try:
            return self.cluster()
        except (CommandError, StoreError) as error:
            from minikctl.state.cluster import Cluster  # where one is broken

            self.around.err.write(f"{error_text(error)[0]}\n")
            return Cluster.in_memory(self.around.clock)

    def surroundings(self, **changed: Any) -> Around:
        """The shell's own surroundings, for what is not a line (completion, the toolbar)."""
        names = [name for name in Surroundings.__slots__ if not name.startswith("_")]
        return Around(self.known, self.tape, **{**{name: getattr(self.around, name) for name in names}, **changed})

    # ---- running

    def is_complete(self, text: str) -> bool:
        """Whether a text can be run, or asks for more lines."""
        return self.lines.is_complete(text)

    def run(self, text: str) -> int:
        """Runs a complete text; returns its status. Ctrl-C ends the line, not the shell."""
        began, is_on = self.around.clock.now(), self.tape.is_on
        self.tape.begin()
        try:
            self.status = self.lines.run(text)
        except ShellSyntaxError as error:
            self.lines.complain(error.message)
            self.status = 2
        except (KeyboardInterrupt, Interrupted):
            self.around.err.write("\n")
            self.status = 130
        self.around.out.flush()
        if is_on:
            self.tape.end(text, self.status, began, self.around.clock.now())
        self.follow()
        return self.status

    def follow(self) -> None:
        """Lets `curl` and the like reach the cluster that is the current one now."""
        try:
            cluster = self.cluster()
        except (CommandError, StoreError):
            return
        if cluster is not self._cluster:
            self._cluster = cluster
            self.process.network = Caller(cluster)
            self.process.facts["cluster"] = cluster

    def found(self, name: str) -> Program | None:
        """The program of a name, also for `watch`, `xargs` and `sh`."""
        if is_command([name, "--"]):
            return self.program
        return podtools.program(name) if name in PROGRAMS else None

    def program(self, process: Process, argv: Sequence[str], /) -> Steps:
        """A command as a program of the interpreter."""
        if not process.stdin.tty and not process.stdin.closed:
            yield Wait(None, process.stdin.is_closed)
        if process.interpreter is not None and process.interpreter.in_background:
            aside = Aside(lambda own: self.command(process, argv, own))
            return (yield from aside.steps())
        return self.command(process, argv, None)

    def command(self, process: Process, argv: Sequence[str], aside: Aside | None) -> int:
        """One command line; a fault of ours is reported as it is outside of the shell."""
        words = command_line(argv)
        around = self.given_to(process, argv, aside)
        if getattr(around.clock, "is_scripted", False):
            around.clock.sleep(TICK)
        try:
            return cli.run(words, around)
        except Exception as error:  # the shell goes on
            from minikctl.faults import save_report

            around.err.write(save_report(error, words, around.home))
            return INTERNAL
        finally:
            if words[:1] == ["cluster"]:
                self.known.clear()  # it may have been made anew

    def given_to(self, process: Process, argv: Sequence[str], aside: Aside | None) -> Around:
        """The surroundings of one command: its streams, variables and folder."""
        is_plain = process.out is self._out
        out: Sink = Flushed(self.around.out) if is_plain else Out(process.out)
        changed: dict[str, Any] = {
            "out": out,
            "err": Out(process.err),
            "stdin": self.around.stdin if process.stdin is self._in else In(process.stdin),
            "env": process.env,
            "cwd": process.cwd,
            "terminal": self.around.terminal and is_plain,
        }
        if aside is not None:
            cluster: Any = AsideCluster(self.cluster(), aside)
            changed |= {"cluster": cluster, "clock": cluster.clock, "cancelled": lambda: aside.stopping}
        return self.surroundings(**changed)


class Flushed:
    """The shell's own output, which is shown when a command asks for it."""

    __slots__ = ("_sink",)

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def write(self, text: str, /) -> None:
        self._sink.write(text)

    def flush(self) -> None:
        self._sink.flush()
