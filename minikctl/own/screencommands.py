"""The command line as the screen uses it: runs a line in this process, and completes words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.own import OWN
from minikctl.tui.commands import Candidate, Lesson

if TYPE_CHECKING:
    from minikctl.state.view import View

OF_A_SHELL = "|&;<>$`(\\"  # a line with one of these is for the interpreter
IN_FRONT = ("kubectl", "minikctl", "k", "$")
NEEDS_SCREEN = ("tui", "shell", "edit")
WITHOUT_NAMESPACE = (
    "config",
    "api-resources",
    "api-versions",
    "version",
    "cluster-info",
    "completion",
    "options",
    "help",
)
NAMESPACE_FLAGS = ("-n", "--namespace", "-A", "--all-namespaces")


class Output:
    """A stream that hands on what is written."""

    __slots__ = ("_take",)

    def __init__(self, take: Callable[[str], object]) -> None:
        self._take = take

    def write(self, text: str, /) -> None:
        if text:
            self._take(text)

    def flush(self) -> None:
        """Everything was handed on already."""


class NoInput:
    """Standard input that has ended."""

    __slots__ = ()

    def read(self) -> bytes:
        return b""

    def readline(self) -> bytes:
        return b""

    def isatty(self) -> bool:
        return False


class ScreenCommands:
    """What `minikctl.tui.commands.Commands` asks for, over `cli.run`."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def run(self, line: str, out: Callable[[str], object], cancelled: Callable[[], bool]) -> int:
        """Runs a line; what goes wrong is said in words, as on the command line."""
        try:
            words = words_of(line)
        except ValueError as error:
            out(f"error: {error}\n")
            return 1
        if words and words[0] in NEEDS_SCREEN:
            out(f'error: "{words[0]}" needs the whole screen; run it in a terminal of its own\n')
            return 1
        around = self._surroundings(Output(out), cancelled)
        if any(char in line for char in OF_A_SHELL):
            from minikctl.shell.session import Shell  # only for pipes, variables and the like

            return Shell(around).run(line)
        return cli.run(words, around)

    def effect(self, line: str) -> tuple[View, View] | None:
        """The cluster before and after a line that is run on a copy; None for what only an interpreter understands."""
        from minikctl.own.opened import current_cluster  # opens it
        from minikctl.own.whatif import WhatIf  # before destructive commands only

        words = words_of(line)
        if not words or any(char in line for char in OF_A_SHELL) or words[0] in NEEDS_SCREEN:
            return None
        cluster = current_cluster(self._around)
        copy = WhatIf(cluster)
        around = self._surroundings(Output(lambda _: None), lambda: True)
        around.cluster, around.clock = copy, copy.clock
        before = cluster.view()
        cli.run([*words, "--wait=false"] if words[0] == "delete" else words, around)
        return before, copy.view()

    def in_terminal(self, line: str) -> int:
        """Runs a line with the terminal's own input and output."""
        try:
            words = words_of(line)
        except ValueError:
            return 1
        return cli.run(words, self._around)

    def tutorials(self) -> Sequence[str]:
        """The session files of the working folder, and those that came with the program."""
        from minikctl.own import lessons  # where somebody wants to learn

        return lessons.found(self._around)

    def lessons(self, name: str) -> Sequence[Lesson]:
        """The steps of a session file. Raises ValueError."""
        from minikctl.own import lessons

        return lessons.read(self._around, name)

    def judged(self, lesson: Lesson, output: str) -> str:
        """The difference between what a step expects and what it printed."""
        from minikctl.own import lessons

        return lessons.judged(lesson, output)

    def _surroundings(self, stream: Output, cancelled: Callable[[], bool]) -> Surroundings:
        around = self._around
        return Surroundings(
            out=stream,
            err=stream,
            stdin=NoInput(),
            files=around.files,
            env=around.env,
            cwd=around.cwd,
            clock=around.clock,
            home=around.home,
            program=around.program,
            cluster=around.cluster,
            cancelled=cancelled,
            terminal=False,
            localhost=around.localhost,
        )

    def in_namespace(self, line: str, namespace: str | None) -> str:
        """`--namespace` put behind the verb where the screen shows another namespace than the context's."""
        from minikctl.own.opened import current_namespace  # reads the configuration

        try:
            words = words_of(line)
            usual = current_namespace(self._around)
        except Exception:  # whatever is wrong with the line or the configuration, running it says so better
            return line
        verb = words[0] if words else ""
        given = any(word.partition("=")[0] in NAMESPACE_FLAGS or word.startswith("-n") for word in words)
        if not verb or verb in OWN or verb in WITHOUT_NAMESPACE or given or namespace in (None, usual):
            return line
        head, found, rest = line.partition(verb)
        return f"{head}{found} --namespace {namespace}{rest}"

    def complete(self, line: str, cursor: int, namespace: str) -> Sequence[Candidate]:
        """What may stand at the cursor, in the namespace that the screen shows; never raises."""
        from minikctl.complete import completions  # only when somebody asks

        before = line[:cursor]
        typed = self.in_namespace(before, namespace) if " " in before.strip() or before.endswith(" ") else before
        found = completions(typed, self._surroundings(Output(lambda _: None), lambda: False), line[cursor:])
        start = found.start - (len(typed) - len(before))
        return [Candidate(one.text, max(0, start), one.about, one.open) for one in found.suggestions]


def words_of(line: str) -> list[str]:
    """The words of a line, without what may stand in front. Raises ValueError for open quotes."""
    words = shlex.split(line)
    while words and words[0] in IN_FRONT:
        words = words[1:]
    return words
