"""What the screen needs of the command line: to run a line, and to complete one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from minikctl.state.view import View


class Candidate(NamedTuple):
    """A word that may stand at the cursor."""

    text: str
    start: int  # where the word begins that it replaces
    help: str = ""
    open: bool = False  # something follows without a blank


class Lesson(NamedTuple):
    """One step of a tutorial: what is told, the command, and what it prints."""

    heading: str
    text: tuple[str, ...]
    command: str
    expected: tuple[str, ...]
    line: int = 0


class Commands(Protocol):
    """The command line, handed in by the program that starts the screen."""

    def run(self, line: str, out: Callable[[str], object], cancelled: Callable[[], bool]) -> int:
        """Runs a line as the shell would, `kubectl` in front or not; gives text as it comes; returns the exit code."""

    def in_namespace(self, line: str, namespace: str | None) -> str:
        """The line with the namespace that the screen shows (None: all) put in, where it says none and needs one."""

    def effect(self, line: str) -> tuple[View, View] | None:
        """The cluster before a line and after it, of which nothing is kept; None if that cannot be told."""

    def in_terminal(self, line: str) -> int:
        """Runs a line that needs the terminal for itself, the screen being set aside; returns the exit code."""

    def tutorials(self) -> Sequence[str]:
        """The names of what can be learned."""

    def lessons(self, name: str) -> Sequence[Lesson]:
        """The steps of a tutorial. Raises ValueError for one that cannot be read."""

    def judged(self, lesson: Lesson, output: str) -> str:
        """ "" if an output is what a step expects; else the difference."""

    def complete(self, line: str, cursor: int, namespace: str) -> Sequence[Candidate]:
        """What may stand at the cursor, the likeliest first; never raises."""
