"""Programs in containers with this command's streams: what is typed, what is shown, and how the terminal is treated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from minikctl.errors import CommandError, Exit
from minikctl.invocation import Invocation, Source
from minikctl.state.execution import ExecRefused, Session, interactive, pod_place
from minikctl.state.podtools.shell import BrokenPipe, Pipe

Obj = dict[str, Any]

NO_TERMINAL = "Unable to use a TTY - input is not a terminal or the right kind of file\n"


class Typed:
    """Standard input as text, line by line."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def readline(self) -> str:
        return self._source.readline().decode(errors="replace")


class Shown:
    """Output that is seen at once."""

    def __init__(self, call: Invocation) -> None:
        self._call = call
        self.deserted = False  # nobody reads any more what is shown

    def out(self, text: str) -> None:
        try:
            self._call.out(text)
        except BrokenPipe:
            self.deserted = True
            raise
        self._call.around.out.flush()

    def err(self, text: str) -> None:
        self._call.around.out.flush()
        self._call.err(text)
        self._call.around.err.flush()


def terminal(call: Invocation, wanted: bool) -> bool:
    """Whether there is the terminal that -t asks for; says so if there is none."""
    if wanted and not call.around.stdin.isatty():
        call.err(NO_TERMINAL)
        return False
    return wanted


def run_in(call: Invocation, pod: Obj, container: str, argv: Sequence[str], *, typed: bool, tty: bool) -> int:
    """Runs a program in a container with this command's streams; its exit status. Raises CommandError, ApiError."""
    shown = Shown(call)
    stdin = Pipe(tty=tty) if typed else None
    err = shown.out if tty else shown.err  # a terminal has one stream only
    try:
        place = pod_place(
            call.cluster,
            pod,
            container,
            out=shown.out,
            err=err,
            stdin=stdin,
            tty=tty,
            cancel=call.around.cancelled,
            prompts=tty and typed and call.around.terminal,  # sessions compare without prompts
        )
        if tty and typed:
            return converse(interactive(place, argv), call)
        status = place.run(argv, Typed(call.around.stdin) if typed else None)
        if shown.deserted:  # a signal ends kubectl itself, which then says nothing of the program
            raise Exit(BrokenPipe.status)
        return status
    except ExecRefused as refused:
        raise CommandError(refused.message, refused.code) from None


def converse(session: Session, call: Invocation) -> int:
    """Types line after line into a program until it ends; Ctrl-C goes to the program, Ctrl-D ends what is typed."""
    typed = Typed(call.around.stdin)
    while session.status is None:
        if call.around.cancelled():
            raise Exit(130)
        kept_going(session, lambda: say(session, typed.readline()))
    return session.status


def say(session: Session, line: str) -> None:
    if line:
        session.feed(line)
    else:
        session.close()


def kept_going(session: Session, action: Callable[[], object]) -> None:
    """Does something; a Ctrl-C of the user is handed to the program."""
    try:
        action()
    except KeyboardInterrupt:
        session.interrupt()


def finish(call: Invocation, status: int) -> None:
    """Ends the command as a program ended. Raises Exit."""
    if status:
        call.err(f"command terminated with exit code {status}\n")
        raise Exit(status)


def join(call: Invocation, pod: Obj, container: Obj, *, typed: bool, tty: bool) -> None:
    """Connects to the container's main program until it ends. Raises CommandError, ApiError, Exit.

    A program that reads its input runs with what is typed here; of others what they write from now on is shown.
    """
    from minikctl.state.execution import attached  # only where somebody attaches

    argv = attached.program(call.view(), pod, container) if typed else []
    if argv:
        status = run_in(call, pod, container["name"], argv, typed=True, tty=tty)
        attached.ended(call.cluster, pod, container, status)
        return
    from minikctl.following import Stream, follow  # a cycle otherwise

    follow(call, [Stream(pod, container, since=call.around.clock.now())])
