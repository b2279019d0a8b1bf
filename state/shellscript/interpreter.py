"""Running a script: commands, functions, pipelines, subshells, jobs.

Everything that may have to wait is a generator (see `tasks`), so that the stages of a pipeline and background jobs run
side by side in one thread and `sleep` lets time pass for all of them.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeVar

from minikctl.state.files import read_text
from minikctl.state.shellscript import control, jobs, redirection
from minikctl.state.shellscript.assigning import assign_for_now, carry_out, is_assignment, quoted
from minikctl.state.shellscript.expansion import Expander
from minikctl.state.shellscript.parser import Parser, is_complete
from minikctl.state.shellscript.process import Process, Program
from minikctl.state.shellscript.shell import Shell
from minikctl.state.shellscript.simple import DECLARING
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
    Function,
    Item,
    Node,
    Script,
    ShellSyntaxError,
    Simple,
    literal,
)
from minikctl.state.shellscript.variables import ShellError

T = TypeVar("T")
Later = Generator[Wait, None, T]
GENERATOR = 0x20  # CPython: CO_GENERATOR


DEPTH = 60  # how deep functions may call each other


class ShellExit(Exception):
    """`exit`."""

    def __init__(self, status: int) -> None:
        super().__init__()
        self.status = status


class Interpreter(Shell):
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
        super().__init__(host, name=name, dialect=dialect, arguments=arguments, interactive=interactive)
        self.expander = Expander(self)

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
            yield from carry_out(self, assign)
            found.append(assign.name)
        return found

    def started(self, node: Simple, argv: list[str]) -> Steps:
        """Runs a command whose words are expanded and whose streams are in place."""
        if not argv:
            for assign in node.assigns:
                yield from carry_out(self, assign)
            return self.substitution_status
        yield from self.trace(node, argv)
        self.last_argument = argv[-1]
        name = argv[0]
        builtin = control.builtin(name)
        if name in self.functions or builtin is not None:
            saved = yield from assign_for_now(self, node.assigns)
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
        self.host.limits.steps += 200  # a job counts as much, so that one that starts others soon comes to its end
        inner = self.subshell()
        inner.in_background = True
        inner.streams = self.streams.with_input(0, Pipe(closed=True))
        job = self.shared.add(item.source, Task(inner.enclosed(item.node)), self.jobs)
        self.status = 0
        job.task.advance()


def is_waiting(program: Program) -> bool:
    """Is a program a generator, which may be called while its input still grows?"""
    code = getattr(program, "__code__", None)
    return bool(getattr(program, "waits", False) or (code is not None and code.co_flags & GENERATOR))
