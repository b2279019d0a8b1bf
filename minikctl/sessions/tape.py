"""What a shell's commands print, kept while it is recorded, and the files that are made of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from minikctl.invocation import Sink
from minikctl.sessions.forms import as_pattern
from minikctl.sessions.recording import Note, as_lines
from minikctl.sessions.spelling import full

ENDINGS = (".md", ".t", ".jsonl")


class Tape:
    """A recording that may be on or off."""

    __slots__ = ("began", "is_on", "notes", "parts", "path", "title")

    def __init__(self) -> None:
        self.is_on = False
        self.path = self.title = ""
        self.notes: list[Note] = []
        self.parts: list[str] = []
        self.began = 0.0

    def start(self, path: str, now: float) -> None:
        """Begins anew."""
        self.is_on, self.path, self.began = True, path, now
        self.notes, self.parts = [], []

    def stop(self) -> list[Note]:
        """Ends it; what was recorded."""
        self.is_on = False
        return self.notes

    def begin(self) -> None:
        """A command begins."""
        self.parts.clear()

    def end(self, command: str, status: int, began: float, now: float) -> None:
        """A command has ended."""
        if self.is_on and command.strip():
            text = "".join(self.parts)
            self.notes.append(Note(full(command.rstrip("\n")), text, status, began - self.began, now - began))
        self.parts.clear()


class Tee:
    """A stream whose text is also kept while a tape is on."""

    __slots__ = ("_sink", "_tape")

    def __init__(self, sink: Sink, tape: Tape) -> None:
        self._sink = sink
        self._tape = tape

    def write(self, text: str, /) -> object:
        if self._tape.is_on:
            self._tape.parts.append(text)
        return self._sink.write(text)

    def flush(self) -> object:
        return self._sink.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sink, name)


# ---- files


def written(path: str, notes: Iterable[Note], title: str, needs: str = "") -> str:
    """The text of a file, by the ending of its name. Raises ValueError."""
    if path.endswith(".jsonl"):
        return as_lines(notes, title)
    if path.endswith(".t"):
        return as_cram(notes, title, needs)
    if path.endswith(".md"):
        return as_markdown(notes, title, needs)
    raise ValueError(f"{path}: the name must end in {', '.join(ENDINGS)}")


def as_markdown(notes: Iterable[Note], title: str, needs: str = "") -> str:
    """A session as replay reads them; what differs from run to run is `[..]`."""
    parts = [f"# {title}\n"]
    parts.append(f"\n- needs: {needs}\n" if needs else "")
    for note in notes:
        lines = ["$ " + note.command.replace("\n", "\n> ")]
        lines += [unlike_a_prompt(as_pattern(line, True)) for line in output_of(note)]
        lines += [f"? {note.status}"] if note.status else []
        fence = "`" * max([2, *(len(line) - len(line.lstrip("`")) for line in lines)]) + "`"
        parts.append(f"\n{note.text}\n" if note.text else "")
        parts.append(f"\n{fence}console\n" + "".join(f"{line}\n" for line in lines) + f"{fence}\n")
    return "".join(parts)


def as_cram(notes: Iterable[Note], title: str, needs: str = "") -> str:
    """A `.t` file; what differs from run to run is a placeholder."""
    parts = [f"{title}\n", f"# needs: {needs}\n" if needs else ""]
    for note in notes:
        parts.append(f"\n{note.text}\n\n" if note.text else "\n")
        parts.append("  $ " + note.command.replace("\n", "\n  > ") + "\n")
        parts += [f"  {'<any>' if line.startswith('$ ') else as_pattern(line, False)}\n" for line in output_of(note)]
        parts.append(f"  [{note.status}]\n" if note.status else "")
    return "".join(parts)


def output_of(note: Note) -> list[str]:
    return note.output.removesuffix("\n").split("\n") if note.output else []


def unlike_a_prompt(line: str) -> str:
    """A line of output that would be read as a command, or as a status, as a pattern."""
    return f"[..]{line[1:]}" if line[:2] in ("$ ", "% ", "? ") or line in ("$", "%") else line
