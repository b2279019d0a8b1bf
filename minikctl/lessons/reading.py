"""The text of a lesson -> its setup and its tasks.

`# Title`; a list with `needs` (as in sessions) and `covers`; prose; a block `console setup`. Then for each task
`## Title`, prose, a block `check` (lines `what must be true :: command`), lines `Hint: …`, a block `console solution`.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from minikctl.sessions.document import FENCE, KEY, Needs, SessionError, Step, closing, commands, head, mode

FOLDER = os.path.dirname(__file__)
HINT = "Hint: "


class Check(NamedTuple):
    """What must be true, and the command that fails while it is not."""

    what: str
    command: str


class Task(NamedTuple):
    """One thing to do."""

    title: str
    prose: str
    checks: tuple[Check, ...]
    hints: tuple[str, ...]
    solution: tuple[str, ...]


class Lesson(NamedTuple):
    """A whole lesson."""

    name: str  # of its file, such as 01-service
    title: str
    needs: Needs
    covers: tuple[str, ...]
    prose: str
    setup: tuple[str, ...]
    tasks: tuple[Task, ...]

    @property
    def number(self) -> int:
        return int(self.name.partition("-")[0])


def names() -> list[str]:
    """The lessons that there are, in their order."""
    return sorted(name.removesuffix(".md") for name in os.listdir(FOLDER) if name.endswith(".md"))


def lesson(name: str) -> Lesson:
    """A lesson of ours, by its name."""
    with open(os.path.join(FOLDER, f"{name}.md"), encoding="utf-8") as file:
        return parse(name, file.read())


class Part:
    """A section while it is read."""

    __slots__ = ("checks", "hints", "prose", "runs", "title")

    def __init__(self, title: str) -> None:
        self.title = title
        self.prose: list[str] = []
        self.checks: list[Check] = []
        self.hints: list[str] = []
        self.runs: list[Step] = []

    def task(self) -> Task:
        return Task(self.title, self.text(), tuple(self.checks), tuple(self.hints), texts(self.runs))

    def text(self) -> str:
        return "\n".join(self.prose).strip()


def texts(steps: list[Step]) -> tuple[str, ...]:
    return tuple(step.text for step in steps)


def parse(name: str, text: str) -> Lesson:
    """Reads a lesson. Raises SessionError."""
    lines = tuple(text.split("\n"))
    title, needs = head(lines)
    covers: tuple[str, ...] = ()
    parts = [Part(title)]
    at = 1
    while at < len(lines):
        line = lines[at]
        opening = FENCE.fullmatch(line)
        if opening is not None:
            end = closing(lines, at, opening[1])
            block(parts[-1], opening[2], lines, at + 1, end)
            at = end
        elif line.startswith("## "):
            parts.append(Part(line[3:].strip()))
        elif line.startswith(HINT):
            parts[-1].hints.append(line.removeprefix(HINT))
        elif len(parts) == 1 and (key := KEY.fullmatch(line)) and key[1] in ("needs", "covers"):
            covers = tuple(one.strip() for one in key[2].split(",")) if key[1] == "covers" else covers
        else:
            parts[-1].prose.append(line)
        at += 1
    return Lesson(
        name, title, needs, covers, parts[0].text(), texts(parts[0].runs), tuple(part.task() for part in parts[1:])
    )


def block(part: Part, info: str, lines: tuple[str, ...], start: int, end: int) -> None:
    """Takes what a fenced block holds. Raises SessionError."""
    words = info.split()
    if words[:1] == ["check"]:
        for number in range(start, end):
            what, colons, command = lines[number].partition(" :: ")
            if not colons:
                raise SessionError("a check reads `what must be true :: command`", number + 1)
            part.checks.append(Check(what.strip(), command.strip()))
    elif words[:1] == ["console"] and words[1:] in (["setup"], ["solution"]):
        part.runs += commands(lines, start, end, mode([], start))
    else:
        part.prose += lines[start - 1 : end + 1]
