"""A shell's streams and what `<`, `>`, `2>&1`, here-documents and the like make of them (POSIX XCU 2.7)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

from minikctl.state.files import Files, absolute, parent, reason
from minikctl.state.shellscript.tasks import Pipe, Wait
from minikctl.state.shellscript.tree import Redirect

if TYPE_CHECKING:
    from minikctl.state.shellscript.interpreter import Interpreter

Out = Callable[[str], None]


class RedirectError(Exception):
    """A redirection fails; the text is what the shell prints."""


def discard(text: str) -> None:
    """Writes to /dev/null."""


class Streams:
    """Inputs and outputs by file descriptor; never changed, only replaced."""

    __slots__ = ("ins", "outs")

    def __init__(self, ins: dict[int, Pipe], outs: dict[int, Out]) -> None:
        self.ins = ins
        self.outs = outs

    def input(self, fd: int) -> Pipe:
        return self.ins.get(fd) or Pipe(closed=True)

    def out(self, fd: int) -> Out:
        return self.outs.get(fd, discard)

    def with_out(self, fd: int, out: Out) -> Streams:
        return Streams(self.ins, {**self.outs, fd: out})

    def with_input(self, fd: int, pipe: Pipe) -> Streams:
        return Streams({**self.ins, fd: pipe}, self.outs)


def redirected(shell: Interpreter, redirects: Sequence[Redirect]) -> Generator[Wait, None, Streams]:
    """The shell's streams after redirections, from left to right."""
    streams = shell.streams
    for redirect in redirects:
        if redirect.op == "<<":
            assert redirect.document is not None
            text = yield from shell.expander.text(redirect.document.word)
            streams = streams.with_input(redirect.fd, Pipe(text, closed=True))
        else:
            target = yield from shell.expander.text(redirect.target)
            streams = changed(shell, streams, redirect, target)
    return streams


def changed(shell: Interpreter, streams: Streams, redirect: Redirect, target: str) -> Streams:
    """The streams after one redirection."""
    op, fd = redirect.op, redirect.fd
    if op == "<<<":
        return streams.with_input(fd, Pipe(target + "\n", closed=True))
    if op in ("<", "<>"):
        return streams.with_input(fd, source(shell, streams, target))
    if op == "<&":
        if target == "-":
            return streams.with_input(fd, Pipe(closed=True))
        return streams.with_input(fd, streams.input(descriptor(target)))
    if op == ">&" and (target == "-" or target.isdigit()):
        if target != "-" and descriptor(target) not in streams.outs:
            raise RedirectError(f"{target}: Bad file descriptor")
        return streams.with_out(fd, discard if target == "-" else streams.out(descriptor(target)))
    out = sink(shell, streams, target, op in (">>", "&>>"), op == ">")
    if op in ("&>", "&>>", ">&"):
        return streams.with_out(1, out).with_out(2, out)
    return streams.with_out(fd, out)


def descriptor(text: str) -> int:
    if not text.isdigit():
        raise RedirectError(f"{text}: ambiguous redirect")
    return int(text)


def source(shell: Interpreter, streams: Streams, target: str) -> Pipe:
    """What `< target` reads."""
    path = absolute(shell.cwd, target)
    if path == "/dev/null":
        return Pipe(closed=True)
    if path in ("/dev/stdin", "/dev/tty"):
        return streams.input(0)
    try:
        text = shell.files.read(path).decode("utf-8", "surrogateescape")
    except OSError as error:
        raise RedirectError(cannot(shell, "open", target, reason(error))) from error
    return Pipe(text, closed=True)


def sink(shell: Interpreter, streams: Streams, target: str, appends: bool, guarded: bool) -> Out:
    """What `> target` writes to; the file is made at once."""
    path = absolute(shell.cwd, target)
    if path == "/dev/null":
        return discard
    if path in ("/dev/stdout", "/dev/stderr", "/dev/tty"):
        return streams.out(2 if path == "/dev/stderr" else 1)
    if path.startswith("/dev/fd/") and path[8:].isdigit():
        return streams.out(int(path[8:]))
    main = shell.host.facts.get("main_output")
    if main is not None and path in ("/proc/1/fd/1", "/proc/1/fd/2"):
        chosen: Out = main
        return chosen
    files = shell.files
    if guarded and "C" in shell.options and files.exists(path):
        raise RedirectError(f"{target}: cannot overwrite existing file")
    if not target:
        raise RedirectError(": No such file or directory")
    try:
        if not appends or not files.exists(path):
            check_folder(files, path)
            files.write(path, b"")
        elif files.is_dir(path):
            files.write(path, b"")
    except OSError as error:
        raise RedirectError(cannot(shell, "create", target, reason(error))) from error
    return lambda text: files.append(path, text.encode("utf-8", "surrogateescape"))


def check_folder(files: Files, path: str) -> None:
    """Raises if the folder of a path is none (so that nothing is made elsewhere)."""
    if not files.is_dir(parent(path)):
        files.listdir(parent(path))


def cannot(shell: Interpreter, verb: str, target: str, why: str) -> str:
    """The error in the words of the shell's dialect."""
    if shell.dialect == "bash":
        return f"{target}: {why}"
    if why == "No such file or directory":
        why = "No such file" if verb == "open" else "Directory nonexistent"
        if shell.dialect == "busybox":
            why = "no such file" if verb == "open" else "nonexistent directory"
    if shell.dialect == "busybox":
        return f"can't {verb} {target}: {why}"
    return f"cannot {verb} {target}: {why}"
