"""A recording as JSON lines -> a session, and back: `{"command": …, "output": …, "status": …}`, after a header."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from minikctl.sessions.document import Mode, Needs, Session, SessionError, Step, needed


class Note(NamedTuple):
    """One command that was recorded."""

    command: str
    output: str = ""
    status: int = 0
    began: float = 0.0  # seconds since the recording began
    took: float = 0.0
    revision: int = 0
    text: str = ""  # a remark before it


def parse(text: str) -> Session:
    """Reads a recording. Raises SessionError."""
    lines = tuple(text.split("\n"))
    mode = Mode(forms="loose")
    title, needs = "", Needs()
    found: list[Step] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        one = entry(line, number)
        if "command" not in one:
            title = str(one.get("title") or title)
            for word in str(one.get("needs") or "").split():
                needs = needed(needs, word, number)
            continue
        status = one.get("status", 0)
        if not isinstance(one["command"], str) or not isinstance(status, int):
            raise SessionError("`command` must be a text and `status` a number", number)
        below = str(one.get("output", "")).removesuffix("\n")
        expected = tuple(below.split("\n")) if below else ()
        found.append(Step(number, one["command"], expected, str(status), mode, number, number + 1))
    return Session(title, needs, tuple(found), lines)


def entry(line: str, number: int) -> dict[str, Any]:
    """One line. Raises SessionError."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise SessionError(f"not JSON: {error}", number) from None
    if not isinstance(found, dict):
        raise SessionError("a line of a recording is a JSON object", number)
    return found


def as_lines(notes: Iterable[Note], title: str = "") -> str:
    """A recording as text."""
    head = {"minikctl": "recording", "version": 1, "title": title}
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (head, *map(as_entry, notes)))


def as_entry(note: Note) -> dict[str, Any]:
    """One command as it is written."""
    return {key: value for key, value in note._asdict().items() if value or key in ("command", "output", "status")}


def with_output(line: str, output: list[str], status: int) -> str:
    """A line of a recording with other output."""
    changed = {**json.loads(line), "output": "".join(f"{one}\n" for one in output), "status": status}
    return json.dumps(changed, ensure_ascii=False)
