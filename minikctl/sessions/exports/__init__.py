"""EXPORTS: the forms in which a recording can be shown elsewhere; each is `module:function` of this folder."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple

from minikctl.sessions.recording import Note


class Picture(NamedTuple):
    """What is exported, and how large a terminal it shows."""

    notes: Sequence[Note]
    title: str = ""
    columns: int = 100
    rows: int = 30
    started: float = 0.0


EXPORTS: dict[str, str] = {
    "asciicast": "asciicast:version_3",
    "asciicast-v2": "asciicast:version_2",
    "svg": "svg:drawn",
    "svg-animated": "svg:animated",
    "html": "html:page",
    "text": "text:plain",
}
ENDINGS = {".cast": "asciicast", ".svg": "svg", ".html": "html", ".htm": "html", ".txt": "text"}


def exported(form: str, picture: Picture) -> str:
    """The picture in a form. Raises KeyError."""
    module, _, name = EXPORTS[form].partition(":")
    function: Callable[[Picture], str] = getattr(import_module(f"minikctl.sessions.exports.{module}"), name)
    return function(picture)


def screen_lines(notes: Sequence[Note]) -> list[tuple[str, str]]:
    """(style, text) of every line on the screen: `command`, `output`, `status`."""
    found: list[tuple[str, str]] = []
    for note in notes:
        first, *more = note.command.split("\n")
        found.append(("command", f"$ {first}"))
        found += [("command", f"> {line}") for line in more]
        found += [("output", line.expandtabs(8)) for line in note.output.removesuffix("\n").split("\n") if note.output]
        if note.status:
            found.append(("status", f"[{note.status}]"))
    return found


def clean(text: str) -> str:
    """Text without what XML does not allow."""
    return "".join(char if char in "\t\n" or ord(char) >= 32 else "\N{REPLACEMENT CHARACTER}" for char in text)
