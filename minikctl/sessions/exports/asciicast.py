"""A recording as asciicast, version 3 or 2 (docs.asciinema.org: "asciicast v3", "asciicast v2")."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minikctl.sessions.exports import Picture

KEY = 0.05  # seconds between two keys
PAUSE = 0.6  # seconds before a command
LONGEST = 3.0  # seconds that anything takes on the screen


def version_3(picture: Picture) -> str:
    """Intervals between events; the last event is the exit status."""
    head: dict[str, Any] = {
        "version": 3,
        "term": {"cols": picture.columns, "rows": picture.rows, "type": "xterm-256color"},
    }
    lines = [json.dumps(with_title(head, picture), ensure_ascii=False)]
    lines += [json.dumps([round(wait, 3), code, data], ensure_ascii=False) for wait, code, data in events(picture)]
    return "".join(f"{line}\n" for line in lines)


def version_2(picture: Picture) -> str:
    """Times since the start; there is no exit status."""
    head = {"version": 2, "width": picture.columns, "height": picture.rows}
    lines = [json.dumps(with_title(head, picture), ensure_ascii=False)]
    now = 0.0
    for wait, code, data in events(picture):
        now += wait
        if code != "x":
            lines.append(json.dumps([round(now, 3), code, data], ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def with_title(head: dict[str, Any], picture: Picture) -> dict[str, Any]:
    if picture.started:
        head["timestamp"] = int(picture.started)
    if picture.title:
        head["title"] = picture.title
    return head


def events(picture: Picture) -> Iterator[tuple[float, str, str]]:
    """(seconds since the event before, code, data)."""
    status = 0
    for number, note in enumerate(picture.notes, 1):
        yield PAUSE, "m", note.text.strip().partition("\n")[0] or f"{number} {note.command.partition(chr(10))[0]}"
        yield 0.0, "o", "$ "
        for char in note.command:
            yield KEY, "o", "\r\n> " if char == "\n" else char
        yield KEY, "o", "\r\n"
        if note.output:
            text = note.output if note.output.endswith("\n") else note.output + "\n"
            yield min(note.took, LONGEST), "o", text.replace("\n", "\r\n")
        status = note.status
    yield PAUSE, "x", str(status)
