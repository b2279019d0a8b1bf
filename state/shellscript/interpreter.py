"""Running a script: commands, functions, pipelines, subshells, jobs.

Everything that may have to wait is a generator (see `tasks`), so that the stages of a pipeline and background jobs run
side by side in one thread and `sleep` lets time pass for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TypeVar

from minikctl.state.chance import Chance
from minikctl.state.files import absolute, read_text, reason
from minikctl.state.shellscript import control, jobs, redirection
from minikctl.state.shellscript.expansion import Expander
from minikctl.state.shellscript.parser import Parser, is_complete
from minikctl.state.shellscript.process import Process, Program
from minikctl.state.shellscript.tasks import (
    Interrupted,
    LimitReached,
    Pipe,
    Steps,
    Stopped,
    Task,
    Wait,
    complete,
    until_done,
)
from minikctl.state.shellscript.tree import (
    Assign,
    Function,
    Item,
    Node,
    Script,
    ShellSyntaxError,
    Simple,
    Word,
    literal,
)
from minikctl.state.shellscript.variables import ShellError, Variables

T = TypeVar("T")
Later = Generator[Wait, None, T]
GENERATOR = 0x20  # CPython: CO_GENERATOR
BIN = ("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
DEPTH = 60  # how deep functions may call each other


class ShellExit(Exception):
    """`exit`."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Interpreter:
    """A shell that keeps its state from one `run` to the next.

    `host` is the process that the shell is: its streams, files, clock, environment, the programs it finds. `dialect`
    decides the wording of errors: "bash", "dash" or "busybox".
    """

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
        self.expander = Expander(self)
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

    # what others call

    def run(self, text: str) -> int:
        """Runs a script (or a line of one) to its end and returns its status; raises ShellSyntaxError."""
        self.host.limits.steps = self.host.limits.output = 0
        return complete(self.execute(text), self.host.clock)

    def execute(self, text: str, first_line: int = 1) -> Steps:
        """Runs a script as part of something that waits; after `exit`, `exited` is set."""
        main = Task(self.lines(Parser(text, first_line, self.aliases)))
        try:
            yield from until_done([main], self.host.clock, lambda: self.shared.tasks)
        except Stopped as signal:
            main.throw(signal)
            if not isinstance(signal, Interrupted):
                raise
        self.status = main.status or 0
        return self.status

    def is_complete(self, text: str) -> bool:
        """Can the text be run, or does it ask for more lines?"""
        return is_complete(text, self.aliases)

    def lines(self, parser: Parser) -> Steps:
        """Runs what a parser reads, line by line, and deals with `exit` and errors."""
        try:
            while (script := parser.next_line()) is not None:
                self.status = yield from self.script(script)
        except ShellExit as end:
            self.status = self.exited = end.status
            self.status = self.exited = yield from self.finish()
        except ShellError as error:
            self.complain(error.message)
            self.status = error.status
            if not self.interactive:
                self.exited = yield from self.finish()
        except control.Flow:
            pass
        except LimitReached as error:
            self.complain(error.message)
            self.status = 1
        except RecursionError:
            self.complain("maximum nesting level exceeded")
            self.status = 1
        return self.status

    def finish(self) -> Steps:
        """Runs the EXIT trap; the status is the shell's own unless the trap exits with another."""
        status = self.status
        action = self.traps.pop("EXIT", "")
        if action:
            try:
                yield from self.script(Parser(action, self.line, self.aliases).all())
            except ShellExit as end:
                status = end.status
        return status

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

    # scripts

    def script(self, script: Script) -> Steps:
        status = 0
        for item in script.items:
            status = yield from self.item(item)
        return status

    def item(self, item: Item) -> Steps:
        if item.background:
            self.start_job(item)
            status = 0
        else:
            status = yield from self.node(item.node)
        self.status = status
        return status

    def node(self, node: Node) -> Steps:
        """Runs a command of any kind."""
        self.host.limits.step()
        if self.host.cancel is not None and self.host.cancel():
            raise Interrupted
        if isinstance(node, Simple):
            status = yield from self.simple(node)
        else:
            status = yield from control.RUNNERS[type(node)](self, node)
        self.status = status
        return status

    def check_errexit(self, status: int) -> None:
        """`set -e`: a failure outside of conditions ends the shell."""
        if status and "e" in self.options and not self.checked:
            raise ShellExit(status)

    def condition(self, script: Script | Node) -> Steps:
        """Runs what is only asked for its status."""
        self.checked += 1
        try:
            return (yield from (self.script(script) if isinstance(script, Script) else self.node(script)))
        finally:
            self.checked -= 1

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

    # simple commands

    def simple(self, node: Simple) -> Steps:
        self.line = node.line
        self.substitution_status = 0
        before = self.streams
        try:
            argv = yield from self.arguments(node)
            try:
                self.streams = yield from redirection.redirected(self, node.redirects)
            except redirection.RedirectError as error:
                self.complain(str(error))
                status = 2 if self.dialect == "dash" else 1
            else:
                status = yield from self.started(node, argv)
        finally:
            if self.streams is not before and not (node.words and literal(node.words[0]) == "exec" and self._kept):
                self.streams = before
            self._kept = False
        self.status = status
        self.check_errexit(status)
        return status

    _kept = False  # `exec` without a command keeps its redirections

    def keep_streams(self) -> None:
        self._kept = True

    def arguments(self, node: Simple) -> Later[list[str]]:
        """The words of a command, expanded; assignments among a declaration's words are not split."""
        from minikctl.state.shellscript.parser import DECLARING

        first = literal(node.words[0]) if node.words else None
        if first not in DECLARING:
            return (yield from self.expander.fields(node.words))
        found: list[str] = []
        for word in node.words:
            if is_assignment(word):
                found.append((yield from self.expander.text(word)))
            else:
                found.extend((yield from self.expander.fields([word])))
        for _, assign in node.later:
            yield from self.assign(assign)
            found.append(assign.name)
        return found

    def started(self, node: Simple, argv: list[str]) -> Steps:
        """Runs a command whose words are expanded and whose streams are in place."""
        if not argv:
            for assign in node.assigns:
                yield from self.assign(assign)
            return self.substitution_status
        yield from self.trace(node, argv)
        self.last_argument = argv[-1]
        name = argv[0]
        builtin = control.builtin(name)
        if name in self.functions or builtin is not None:
            saved = yield from self.assign_for_now(node.assigns)
            try:
                if name in self.functions:
                    return (yield from self.function(self.functions[name], argv))
                assert builtin is not None
                result = builtin(self, argv)
                return result if isinstance(result, int) else (yield from result)
            finally:
                self.variables.values.update({key: value for key, value in saved.items() if value is not None})
                for key in [key for key, value in saved.items() if value is None]:
                    self.variables.values.pop(key, None)
        env = self.variables.environment()
        for assign in node.assigns:
            env[assign.name] = yield from self.expander.text(assign.word)
        return (yield from self.program(argv, env))

    def trace(self, node: Simple, argv: list[str]) -> Later[None]:
        if "x" in self.options:
            self.err("+ " + " ".join(quoted(text) for text in argv) + "\n")
        return
        yield  # a generator, for the caller's sake

    def assign_for_now(self, assigns: Sequence[Assign]) -> Later[dict[str, str | dict[str, str] | None]]:
        saved = {assign.name: self.variables.values.get(assign.name) for assign in assigns}
        for assign in assigns:
            yield from self.assign(assign)
        return saved

    def assign(self, assign: Assign) -> Later[None]:
        """Carries out an assignment."""
        variables, name = self.variables, assign.name
        if assign.items is not None:
            yield from self.assign_array(assign)
        elif assign.at is not None:
            subscript = yield from self.expander.subscript(name, assign.at)
            text = yield from self.expander.text(assign.word)
            before = variables.array(name).get(subscript, "") if assign.append else ""
            variables.put_element(name, subscript, before + text)
        else:
            text = yield from self.expander.text(assign.word)
            variables.put(name, (self.parameter(name) or "") + text if assign.append else text)
            if "x" in self.options:
                self.err(f"+ {name}={quoted(text)}\n")
        if "a" in self.options:
            variables.exported.add(name)

    def assign_array(self, assign: Assign) -> Later[None]:
        elements = dict(self.variables.array(assign.name)) if assign.append else {}
        fields: list[str] = []
        for word in assign.items or ():
            first = word[0] if word else None
            head = getattr(first, "text", "") if first and not getattr(first, "quoted", True) else ""
            if head.startswith("[") and "]=" in head:
                key, _, rest = head[1:].partition("]=")
                tail = yield from self.expander.text((type(first)(rest, False), *word[1:]))  # type: ignore[misc,arg-type]
                elements[key] = tail
            else:
                fields.extend((yield from self.expander.fields([word])))
        start = max((int(key) for key in elements if key.isdigit()), default=-1) + 1
        elements.update({str(start + index): text for index, text in enumerate(fields)})
        self.variables.values.pop(assign.name, None)
        self.variables.put(assign.name, elements)

    def function(self, function: Function, argv: list[str]) -> Steps:
        """Calls a function."""
        if self.depth >= DEPTH:
            raise ShellError(f"{function.name}: maximum function nesting level exceeded ({DEPTH})")
        positional, self.positional = self.positional, argv[1:]
        loops, self.loops = self.loops, 0
        self.variables.frames.append({})
        self.depth += 1
        try:
            return (yield from self.node(function.body))
        except control.Return as end:
            return end.status
        finally:
            self.depth -= 1
            self.variables.leave()
            self.positional, self.loops = positional, loops

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

    def program(self, argv: list[str], env: dict[str, str]) -> Steps:
        """Runs a program, or a file as a script."""
        program = self.find(argv[0])
        if program is None:
            return (yield from self.file(argv, env))
        process = self.process(argv, env)
        if self.in_background and hasattr(program, "resident"):
            return (yield from jobs.stay(program.resident(process, argv)))
        if not is_waiting(program) and not process.stdin.closed and not process.stdin.tty:
            yield Wait(None, process.stdin.is_closed)
        result = program(process, argv)
        status = result if isinstance(result, int) else (yield from result)
        return status & 255

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

    def file(self, argv: list[str], env: dict[str, str]) -> Steps:
        """Runs a file as a script, or says that there is no such program."""
        name = argv[0]
        path = self.script_at(name)
        if path is None:
            return self.not_found(name)
        if self.files.is_dir(path):
            self.complain("Is a directory" if self.dialect == "bash" else "Permission denied", name)
            return 126
        if not self.files.mode(path) & 0o111:
            self.complain("Permission denied", name)
            return 126
        text = read_text(self.files, path)
        words = text.partition("\n")[0][2:].split() if text.startswith("#!") else ["/bin/sh"]
        if words and words[0].endswith("/env"):
            words = words[1:]
        interpreter = words[0].rpartition("/")[2] if words else "sh"
        if interpreter in ("sh", "bash", "ash", "dash") or self.find(interpreter) is None:
            return (yield from self.script_file(path, text, argv, env))
        return (yield from self.program([words[0], *words[1:], path, *argv[1:]], env))

    def script_file(self, path: str, text: str, argv: list[str], env: dict[str, str]) -> Steps:
        inner = Interpreter(self.process(argv, env), name=argv[0], dialect=self.dialect, arguments=argv[1:])
        try:
            status = yield from inner.execute(text)
        except ShellSyntaxError as error:
            inner.line = error.line
            inner.complain(error.message)
            return 2
        return status if inner.exited is not None else (yield from inner.finish())

    def not_found(self, name: str) -> int:
        if self.dialect != "bash":
            self.complain("not found", name)
        else:
            self.complain("No such file or directory" if "/" in name else "command not found", name)
        return 127

    # subshells

    def subshell(self) -> Interpreter:
        """A shell with a copy of this one's state."""
        same = Interpreter.__new__(Interpreter)
        same.__dict__.update(self.__dict__)
        same.variables = self.variables.copy()
        same.positional = list(self.positional)
        same.functions, same.aliases = dict(self.functions), dict(self.aliases)
        same.options, same.traps, same.jobs = set(self.options), {}, []
        same.expander = Expander(same)
        same.is_subshell = True
        same.interactive = False
        same.name = self.name
        if self.interactive:
            same.interactive = True
        return same

    def enclosed(self, node: Node | Script) -> Steps:
        """Runs something as the whole of this (sub)shell."""
        try:
            status = yield from (self.script(node) if isinstance(node, Script) else self.node(node))
        except ShellExit as end:
            self.status = status = end.status
        except control.Return as end:
            status = end.status
        except control.Flow:
            status = 0
        except ShellError as error:
            self.complain(error.message)
            self.status = status = error.status
        if "EXIT" in self.traps:
            self.status = status
            status = yield from self.finish()
        return status

    def captured(self, script: Script) -> Later[str]:
        """What a script writes, in a subshell."""
        found: list[str] = []
        inner = self.subshell()
        inner.streams = self.streams.with_out(1, found.append)
        inner.options.discard("e")
        self.substitution_status = self.status = yield from inner.enclosed(script)
        return "".join(found)

    def file_of_output(self, script: Script) -> Later[str]:
        """The path of a file that holds what a script writes, for `<( )`."""
        from minikctl.state.files import MemoryFiles, MountedFiles, write_text

        text = yield from self.captured(script)
        if not self.shared.descriptors:
            self.shared.descriptors.append(MemoryFiles())
        self.shared.draws += 1
        path = f"/dev/fd/{62 + self.shared.draws}"
        write_text(self.shared.descriptors[0], path.removeprefix("/dev/fd"), text)
        if not isinstance(self.files, MountedFiles) or not self.files.exists(path):
            self.files = MountedFiles(self.files, {"/dev/fd": self.shared.descriptors[0]})
        return path

    def stage(self, node: Node, source: Pipe | None, sink: Pipe | None) -> Steps:
        """A command of a pipeline, this being its own subshell."""
        try:
            return (yield from self.enclosed(node))
        finally:
            if source is not None:
                source.deserted = True
            if sink is not None:
                sink.close()

    def start_job(self, item: Item) -> None:
        """Starts a background job: it runs until it waits, and goes on as time passes."""
        inner = self.subshell()
        inner.in_background = True
        inner.streams = self.streams.with_input(0, Pipe(closed=True))
        job = self.shared.add(item.source, Task(inner.enclosed(item.node)), self.jobs)
        self.status = 0
        job.task.advance()

    def sourced(self, path: str, program: str) -> Steps:
        """Runs a file in this very shell (`.`, `source`)."""
        try:
            text = read_text(self.files, absolute(self.cwd, path))
        except OSError as error:
            self.complain(reason(error) if self.dialect == "bash" else f"can't open '{path}'", path if program else "")
            return 1
        self.sourcing += 1
        try:
            parser = Parser(text, 1, self.aliases)
            while (script := parser.next_line()) is not None:
                self.status = yield from self.script(script)
        except control.Return as end:
            return end.status
        finally:
            self.sourcing -= 1
        return self.status


def is_waiting(program: Program) -> bool:
    """Is a program a generator, which may be called while its input still grows?"""
    code = getattr(program, "__code__", None)
    return bool(getattr(program, "waits", False) or (code is not None and code.co_flags & GENERATOR))


def is_assignment(word: Word) -> bool:
    """Does a word begin with `name=`, unquoted?"""
    first = getattr(word[0], "text", "") if word else ""
    name, equals, _ = first.partition("=")
    return bool(equals) and name.rstrip("+").isidentifier() and not getattr(word[0], "quoted", True)


def quoted(text: str) -> str:
    """A text as `set -x` shows it."""
    if text and not set(text) & set(" \t\n'\"\\$`*?[](){}<>|&;#~!"):
        return text
    return "'" + text.replace("'", "'\\''") + "'"
