"""Talking to a program in a pod or on a node: it gets the lines of the user's standard input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikctl.invocation import Sink, Surroundings
    from minikctl.state.execution import Place


class Typed:
    """The user's standard input as text, read when a program asks for it."""

    __slots__ = ("_around",)

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def readline(self) -> str:
        self._around.out.flush()
        return self._around.stdin.readline().decode("utf-8", "surrogateescape")


def writer(sink: Sink) -> Callable[[str], None]:
    """The function by which programs write to a stream."""

    def write(text: str) -> None:
        sink.write(text)

    return write


def talk(place: Place, argv: Sequence[str], around: Surroundings) -> int:
    """Runs an interactive program until it ends or the input does; returns its status. Raises ExecRefused.

    The place's input is an open Pipe on a terminal (`Pipe(tty=True)`); its shell writes its own prompts.
    """
    from minikctl.state.execution import interactive  # where programs run

    session = interactive(place, argv)
    reader = Typed(around)
    while session.status is None:
        try:
            line = reader.readline()
            if not line:
                return session.close()
            session.feed(line)
        except KeyboardInterrupt:
            session.interrupt()
    return session.status
