"""Invocation: everything a command is given: streams, files, time, the cluster, and what it was called with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from minikctl import contexts
from minikctl.errors import CommandError, Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.state.clock import Clock, civil, parse_duration

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.files import Files
    from minikctl.state.kinds.kind import Kind
    from minikctl.state.view import View

ENDPOINTS_WARNING = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
NONE, CLIENT, SERVER = "none", "client", "server"


class Sink(Protocol):
    """Where text goes."""

    def write(self, text: str, /) -> object:
        """Takes text."""

    def flush(self) -> object:
        """Shows what was written."""


class Source(Protocol):
    """Where standard input comes from."""

    def read(self) -> bytes:
        """All of it."""

    def readline(self) -> bytes:
        """The next line, with its newline; empty at the end."""

    def isatty(self) -> bool:
        """Whether somebody types it."""


class Localhost(Protocol):
    """A session's own localhost, on which ports are forwarded without anything of the machine.

    `port-forward`, `proxy`: take ports with `listen`, then wait with `Invocation.wait(lambda _: False)` until the run
    is called off, and give them back with `close` (in a `finally`).
    """

    def listen(self, port: int, target: tuple[str, int]) -> bool:
        """Answers on a port for ("namespace/pod", its port), or ("", 0): the API server; False if the port is taken."""

    def close(self, port: int) -> None:
        """Answers on a port no more."""


def never() -> bool:
    return False


class Surroundings:
    """What a run of the command line is given: a process's own, or those of a shell, a session, a test.

    `cluster` is used instead of the context's if there is one; `cancelled` is asked by everything that waits.
    `localhost` takes forwarded ports in a session; None: they are opened on the machine. `shell` runs a line of shell
    (an editor, a diff program, with their files in `files`) and returns its status; None: the machine's shell does.
    """

    __slots__ = (
        "cancelled",
        "clock",
        "cluster",
        "cwd",
        "env",
        "err",
        "files",
        "home",
        "localhost",
        "out",
        "program",
        "shell",
        "stdin",
        "terminal",
    )

    def __init__(
        self,
        *,
        out: Sink,
        err: Sink,
        stdin: Source,
        files: Files,
        env: Mapping[str, str],
        cwd: str,
        clock: Clock,
        home: str,
        program: str = "minikctl",
        cluster: Cluster | None = None,
        cancelled: Callable[[], bool] = never,
        terminal: bool = False,
        localhost: Localhost | None = None,
        shell: Callable[[str], int] | None = None,
    ) -> None:
        self.out = out
        self.err = err
        self.stdin = stdin
        self.files = files
        self.env = env
        self.cwd = cwd
        self.clock = clock
        self.home = home
        self.program = program
        self.cluster = cluster
        self.cancelled = cancelled
        self.terminal = terminal
        self.localhost = localhost
        self.shell = shell

    @property
    def era(self) -> str:
        """`1.33`, or `any`: also what older releases understood."""
        return self.env.get("MINIKCTL_ERA", "any") or "any"

    @property
    def called(self) -> str:
        """The program's name in messages."""
        return "kubectl" if self.era == "1.33" else self.program

    @property
    def config_path(self) -> str:
        """The file of contexts."""
        return f"{self.home}/config"

    def config(self) -> contexts.Config:
        """The configuration, or what it is before anybody changed it."""
        if self.files.exists(self.config_path):
            return contexts.read_config(self.files, self.config_path)
        return contexts.first_config()


class Invocation:
    """One run of one command: `call` in the commands."""

    __slots__ = ("_cluster", "_target", "around", "command", "options", "path", "warned", "words")

    def __init__(
        self, around: Surroundings, command: Command, path: Sequence[str], words: Sequence[str], options: Options
    ) -> None:
        self.around = around
        self.command = command
        self.path = list(path)  # ["create", "service"]
        self.words = list(words)  # the whole command line
        self.options = options
        self.warned: list[str] = []
        self._cluster = around.cluster
        self._target: contexts.Target | None = None

    # ---- what the command works on

    @property
    def target(self) -> contexts.Target:
        """The cluster, namespace and context that the flags and the configuration name."""
        if self._target is None:
            given = {name: self.options.get(name) or "" for name in ("context", "cluster", "user", "namespace")}
            chosen = {name: text if isinstance(text, str) else "" for name, text in given.items()}  # bindings: --user
            self._target = contexts.target(self.around.config(), **chosen)
        return self._target

    @property
    def namespace(self) -> str:
        return self.target.namespace

    @property
    def namespace_given(self) -> bool:
        """Whether -n was typed: then manifests of other namespaces are refused."""
        return "namespace" in self.options.given and bool(self.options["namespace"])

    @property
    def all_namespaces(self) -> bool:
        return bool(self.options.get("all-namespaces"))

    @property
    def cluster(self) -> Cluster:
        """The cluster, opened when first asked for; a new one is filled."""
        target = self.target
        if "request-timeout" in self.options.given:
            self.request_timeout()
        if self._cluster is None:
            from minikctl.opening import open_cluster  # where files are

            self._cluster = open_cluster(self.around, target.cluster)
        return self._cluster

    @property
    def cause(self) -> str:
        """The command line, as history tells it."""
        return " ".join(self.words)

    def view(self) -> View:
        """The cluster as it is now."""
        return self.cluster.view()

    # ---- what it says

    def out(self, text: str) -> None:
        self.around.out.write(text)

    def err(self, text: str) -> None:
        self.around.err.write(text)

    def line(self, text: str) -> None:
        """A line on standard output."""
        self.around.out.write(text + "\n")

    def warn(self, text: str) -> None:
        """A warning of the server, once."""
        if text not in self.warned:
            self.warned.append(text)
            self.around.err.write(f"Warning: {text}\n")

    def requested(self, kind: Kind) -> None:
        """Notes that the server was asked for a kind, which may be deprecated."""
        if kind.name == "Endpoints" and kind.api_version == "v1":
            self.warn(ENDPOINTS_WARNING)

    def log(self, where: str, text: str) -> None:
        """A line of kubectl's own log (klog), as it writes warnings of deprecated flags."""
        import os  # only for the process number

        now = self.around.clock.now()
        _, month, day, hour, minute, second = civil(now)
        micros = int(now % 1 * 1_000_000)
        stamp = f"W{month:02}{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06} {os.getpid():>7}"
        self.around.err.write(f"{stamp} {where}] {text}\n")

    def usage_error(self, message: str) -> CommandError:
        """What is said of wrong arguments, with a pointer to the help page."""
        name = " ".join([self.around.called, *self.path])
        return CommandError(f"{message}\nSee '{name} -h' for help and examples")

    # ---- files

    def absolute(self, path: str) -> str:
        """A path from the working directory."""
        from minikctl.state.files import absolute  # only for commands with files

        return absolute(self.around.cwd, path)

    def read(self, path: str) -> bytes:
        """A file of the user's. Raises OSError."""
        return self.around.files.read(self.absolute(path))

    # ---- dry runs and printing

    def dry_run(self) -> str:
        """What --dry-run says: NONE, CLIENT or SERVER. Raises CommandError."""
        text = str(self.options.get("dry-run", NONE))
        if text in (NONE, CLIENT, SERVER):
            return text
        if text == "unchanged":
            self.log("helpers.go:703", "--dry-run is deprecated and can be replaced with --dry-run=client.")
            return CLIENT
        if text in ("1", "t", "T", "TRUE", "true", "True"):
            self.log(
                "helpers.go:717",
                f"--dry-run={text} is deprecated (boolean value) and can be replaced with --dry-run=client.",
            )
            return CLIENT
        if text in ("0", "f", "F", "FALSE", "false", "False"):
            self.log(
                "helpers.go:720",
                f"--dry-run={text} is deprecated (boolean value) and can be replaced with --dry-run=none.",
            )
            return NONE
        raise CommandError(f'Invalid dry-run value ({text}). Must be "none", "server", or "client".')

    def validation(self) -> str:
        """What --validate says: Strict, Warn or Ignore. Raises CommandError."""
        text = str(self.options.get("validate", "strict"))
        if text in ("strict", "true", "1", "t", "T", "TRUE", "True"):
            return "Strict"
        if text == "warn":
            return "Warn"
        if text in ("ignore", "false", "0", "f", "F", "FALSE", "False"):
            return "Ignore"
        raise CommandError(
            f'invalid - validate option "{text}"; must be one of: strict (or true), warn, ignore (or false)'
        )

    # ---- waiting

    def request_timeout(self) -> float | None:
        """The seconds of --request-timeout; None: no limit. Raises CommandError."""
        text = str(self.options["request-timeout"])
        try:
            return (float(text) if text.isdigit() else parse_duration(text)) or None
        except ValueError:
            raise CommandError(
                "Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by "
                "a corresponding time unit (e.g. 1s | 2m | 3h)"
            ) from None

    def wait(self, done: Callable[[View], bool], timeout: float | None = None) -> bool:
        """Lets time pass until `done(view)`; False after `timeout` seconds. Raises Exit if it is called off."""

        def ended(view: View) -> bool:
            if self.around.cancelled():
                raise Exit(130)
            return done(view)

        self.around.out.flush()
        return self.cluster.wait(ended, timeout)


Obj = dict[str, Any]
