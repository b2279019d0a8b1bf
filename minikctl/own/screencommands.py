"""The command line as the screen uses it: runs a line in this process, and completes words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from minikctl import cli
from minikctl.commands import COMMANDS
from minikctl.invocation import Surroundings
from minikctl.own import OWN
from minikctl.tui.commands import Candidate

if TYPE_CHECKING:
    from minikctl.state.view import View

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
        return cli.run(words, self._surroundings(Output(out), cancelled))

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
        """Verbs, then kinds, then names of that kind; nothing where it does not know."""
        try:
            return list(self._candidates(line[:cursor], namespace))
        except Exception:  # completion never gets in the way of typing
            return []

    def _candidates(self, typed: str, namespace: str) -> Iterator[Candidate]:
        words = typed.split(" ")
        current, before = words[-1], [word for word in words[:-1] if word]
        start = len(typed) - len(current)
        while before and before[0] in IN_FRONT:
            before = before[1:]
        plain = [word for word in before if not word.startswith("-")]
        if not plain:
            every = {command.name: command.summary for command in COMMANDS if command.group} | OWN
            yield from [
                Candidate(name, start, text) for name, text in sorted(every.items()) if name.startswith(current)
            ]
            return
        for flag, value in pairwise(before):
            if flag in ("-n", "--namespace"):
                namespace = value
        from minikctl.own.opened import current_cluster  # now the cluster is needed

        view = current_cluster(self._around).view()
        yield from [Candidate(text, start) for text in objects(view, plain, current, namespace)]


def objects(view: View, plain: list[str], current: str, namespace: str) -> Iterator[str]:
    """Kinds and names that may follow a verb."""
    kind_name, slash, part = current.partition("/")
    kind = view.kind_named(kind_name if slash else plain[1] if len(plain) > 1 else "")
    if kind is None:
        names = {one.plural for one in view.kinds} | {one.singular for one in view.kinds}
        yield from sorted(name for name in names if name.startswith(current))
        return
    for key in sorted(view.table(kind.plural)):
        space, _, name = key.partition("/")
        if space in ("", namespace) and name.startswith(part if slash else current):
            yield f"{kind_name}/{name}" if slash else name


def words_of(line: str) -> list[str]:
    """The words of a line, without what may stand in front. Raises ValueError for open quotes."""
    words = shlex.split(line)
    while words and words[0] in IN_FRONT:
        words = words[1:]
    return words
