"""What a shell is apart from the commands it runs: its state, its parameters, its words, the programs it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minikctl.state.chance import Chance
from minikctl.state.files import absolute
from minikctl.state.shellscript import jobs, redirection
from minikctl.state.shellscript.process import Process, Program
from minikctl.state.shellscript.tree import Function
from minikctl.state.shellscript.variables import Variables

BIN = ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Shell:
    """A shell's state; its parameters, how it says errors, and what it finds along PATH."""

    def __init__(
        self,
        host: Process,
        *,
        name: str = "bash",
        dialect: str = "bash",
        arguments: Sequence[str] = (),
        interactive: bool = False,
    ) -> None:
        self.host = host
        self.name = name
        self.dialect = dialect
        self.interactive = interactive
        self.files = host.files
        self.cwd = host.cwd
        self.variables = Variables(host.env)
        self.positional = list(arguments)
        self.functions: dict[str, Function] = {}
        self.aliases: dict[str, str] = {}
        self.options: set[str] = set()
        self.traps: dict[str, str] = {}
        self.streams = redirection.Streams({0: host.stdin}, {1: self._counted(host.out), 2: self._counted(host.err)})
        self.shared: jobs.Shared = host.interpreter.shared if host.interpreter else jobs.Shared()
        self.jobs: list[jobs.Job] = []
        self.clock = jobs.SharedClock(host.clock, self.shared)
        self.status = 0
        self.exited: int | None = None  # the status given to `exit`, once the shell has ended
        self.line = 0
        self.depth = 0
        self.sourcing = 0  # files being sourced
        self.loops = 0
        self.checked = 0  # within conditions: `set -e` does not count
        self.in_background = False
        self.is_subshell = False
        self.last_argument = ""
        self.substitution_status = 0
        self.variables.values.setdefault("PWD", self.cwd)
        self.variables.values.setdefault("IFS", " \t\n")

    def _counted(self, write: Callable[[str], None]) -> Callable[[str], None]:
        limits = self.host.limits

        def counted(text: str) -> None:
            limits.wrote(len(text))
            write(text)

        return counted

    # errors

    def complain(self, message: str, program: str = "") -> None:
        """Writes an error in the words of the shell's dialect."""
        prefix = f"{program}: " if program else ""
        if self.dialect == "bash":
            place = "" if self.interactive else f"line {self.line}: "
        elif self.dialect == "dash":
            place = f"{self.line}: "
        else:
            place = ""
        self.err(f"{self.name}: {place}{prefix}{message}\n")

    def out(self, text: str) -> None:
        self.streams.out(1)(text)

    def err(self, text: str) -> None:
        self.streams.out(2)(text)

    # parameters

    def parameter(self, name: str) -> str | None:
        """The value of `$name`, special parameters included; None if it is not set."""
        if name.isdigit():
            number = int(name)
            if number == 0:
                return self.name
            return self.positional[number - 1] if number <= len(self.positional) else None
        found = self.variables.get(name)
        return found if found is not None else self.special(name)

    def special(self, name: str) -> str | None:
        makers: dict[str, Callable[[], str | None]] = {
            "?": lambda: str(self.status),
            "#": lambda: str(len(self.positional)),
            "$": lambda: str(self.host.pid),
            "!": lambda: str(self.shared.last_pid) if self.shared.last_pid else None,
            "-": lambda: "".join(sorted(self.options & set("aefnuvx"))) + ("i" if self.interactive else ""),
            "_": lambda: self.last_argument,
            "@": lambda: " ".join(self.positional),
            "*": lambda: " ".join(self.positional),
            "LINENO": lambda: str(self.line),
            "SECONDS": lambda: str(int(self.clock.now() - self.shared.started(self.clock.now()))),
            "RANDOM": self.random,
            "PATH": lambda: PATH,
            "HOSTNAME": lambda: self.host.hostname if self.dialect == "bash" else None,
            "UID": lambda: ("0" if self.host.user == "root" else "1000") if self.dialect == "bash" else None,
            "EUID": lambda: ("0" if self.host.user == "root" else "1000") if self.dialect == "bash" else None,
            "PPID": lambda: "0",
            "BASH_VERSION": lambda: "5.2.15(1)-release" if self.dialect == "bash" else None,
            "EPOCHSECONDS": lambda: str(int(self.clock.now())),
            "OPTIND": lambda: "1",
        }
        return makers[name]() if name in makers else None

    def random(self) -> str:
        self.shared.draws += 1
        return str(Chance(self.host.hostname).number(f"RANDOM/{self.shared.draws}", 32768))

    # programs

    def find(self, name: str) -> Program | None:
        """The program of a name or a path."""
        found = self.host.lookup(name)
        if found is None and "/" in name:
            folder, _, base = absolute(self.cwd, name).rpartition("/")
            return self.host.lookup(base) if folder in BIN else None
        return found

    def script_at(self, name: str) -> str | None:
        """The path of a file that a name stands for, along PATH."""
        if "/" in name:
            path = absolute(self.cwd, name)
            return path if self.files.exists(path) else None
        for folder in (self.parameter("PATH") or "").split(":"):
            path = absolute(self.cwd, f"{folder}/{name}")
            if self.files.exists(path) and not self.files.is_dir(path) and self.files.mode(path) & 0o111:
                return path
        return None

    def process(self, argv: Sequence[str], env: dict[str, str] | None = None) -> Process:
        """What a program gets that this shell runs."""
        return self.host.child(
            argv=argv,
            env=self.variables.environment() if env is None else env,
            cwd=self.cwd,
            files=self.files,
            stdin=self.streams.input(0),
            out=self.streams.out(1),
            err=self.streams.out(2),
            clock=self.clock,
            interpreter=self,
            tty=self.host.tty and self.streams.input(0).tty,
        )

    def not_found(self, name: str) -> int:
        if self.dialect != "bash":
            self.complain("not found", name)
        else:
            self.complain("No such file or directory" if "/" in name else "command not found", name)
        return 127
