"""What the screen needs of the command line: to run a line, and to complete one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol


class Candidate(NamedTuple):
    """A word that may stand at the cursor."""

    text: str
    start: int  # where the word begins that it replaces
    help: str = ""
    open: bool = False  # something follows without a blank


class Commands(Protocol):
    """The command line, handed in by the program that starts the screen."""

    def run(self, line: str, out: Callable[[str], object], cancelled: Callable[[], bool]) -> int:
        """Runs a line as the shell would, `kubectl` in front or not; gives text as it comes; returns the exit code."""

    def in_namespace(self, line: str, namespace: str | None) -> str:
        """The line with the namespace that the screen shows (None: all) put in, where it says none and needs one."""

    def complete(self, line: str, cursor: int, namespace: str) -> Sequence[Candidate]:
        """What may stand at the cursor, the likeliest first; never raises."""
