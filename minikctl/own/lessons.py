"""Session files as tutorials: their headings, texts, commands, and what they must print."""

from __future__ import annotations

import re
from difflib import unified_diff
from typing import TYPE_CHECKING

from minikctl.sessions.compare import matched, output_lines
from minikctl.sessions.document import Session, SessionError, parse
from minikctl.state.files import absolute
from minikctl.tui.commands import Lesson

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
FENCE = re.compile(r"\s*(```+|~~~+)")
SESSION = re.compile(r"^```console", re.MULTILINE)
FOLDERS = ("", "sessions", "tutorials", "docs")


def found(around: Surroundings) -> list[str]:
    """The session files of the working folder and of the folders that usually hold some."""
    names = []
    for folder in FOLDERS:
        try:
            inside = around.files.listdir(absolute(around.cwd, folder or "."))
        except OSError:
            continue
        for name in sorted(inside):
            path = f"{folder}/{name}" if folder else name
            if name.endswith(".md") and is_session(around, path):
                names.append(path)
    return names


def is_session(around: Surroundings, path: str) -> bool:
    """Whether a file holds commands with their output."""
    try:
        data = around.files.read(absolute(around.cwd, path))
    except OSError:
        return False
    return SESSION.search(data.decode("utf-8", "replace")) is not None


def read(around: Surroundings, name: str) -> list[Lesson]:
    """The steps of a session file. Raises ValueError for one that cannot be read."""
    try:
        text = around.files.read(absolute(around.cwd, name)).decode("utf-8", "replace")
        return lessons(parse(text))
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from None
    except SessionError as error:
        raise ValueError(f"line {error.line}: {error.message}") from None


def lessons(session: Session) -> list[Lesson]:
    """A lesson for each command that counts; its text is the prose since the command before."""
    made: list[Lesson] = []
    start, heading = 0, ""
    for step in session.steps:
        if step.typed:
            continue  # what is typed into a program belongs to the command that runs it
        here, text = prose(session.lines[start : step.line - 1], bool(made))
        heading = here or heading
        made.append(Lesson(heading, text, step.text, step.expected, step.line))
        start = max(step.last - 1, step.line)
    return made


def prose(lines: tuple[str, ...], begun: bool) -> tuple[str, tuple[str, ...]]:
    """(the last heading, the text) between two commands; what stands in fences is none.

    `begun`: the lines begin within a fence.
    """
    heading, inside = "", begun
    text: list[str] = []
    for row in lines:
        if FENCE.match(row):
            inside = not inside
        elif not inside and (head := HEADING.match(row)):
            heading, text = head[1], []
        elif not inside and not row.startswith("<!--"):
            text.append(row)
    while text and not text[0].strip():
        text.pop(0)
    while text and not text[-1].strip():
        text.pop()
    return heading, tuple(text)


def judged(lesson: Lesson, output: str) -> str:
    """The difference; "" if the output is what the session says, wildcards included."""
    actual = output_lines(output)
    if matched(lesson.expected, actual, {}) is not None:
        return ""
    rows = list(unified_diff(list(lesson.expected), list(actual), lineterm="", n=1))[2:]
    return "\n".join([row for row in rows if not row.startswith("@@")])
