"""A `.t` file as cram reads them -> a session: commands stand two blanks in, `[N]` is the exit status."""

from __future__ import annotations

import re

from minikctl.sessions.document import Mode, Needs, Session, SessionError, Step, needed

MARGIN = "  "
STATUS = re.compile(r"  \[(\d{1,3})\]\s*")


def parse(text: str) -> Session:
    """Reads a `.t` file. Raises SessionError."""
    lines = tuple(text.split("\n"))
    mode = Mode(forms="strict", indent=MARGIN)
    found: list[Step] = []
    needs, title, at = Needs(), "", 0
    while at < len(lines):
        line = lines[at]
        if line.startswith("#") and line[1:].strip().startswith("needs:"):
            for word in line.partition(":")[2].split():
                needs = needed(needs, word, at + 1)
        title = title or (line.lstrip("# ") if line and line[0] not in " \t" else "")
        if line.startswith("  $ "):
            step, at = command(lines, at, mode)
            found.append(step)
        elif line.startswith("  ") and line.strip():
            raise SessionError("output without a command before it", at + 1)
        else:
            at += 1
    return Session(title, needs, tuple(found), lines)


def command(lines: tuple[str, ...], at: int, mode: Mode) -> tuple[Step, int]:
    """The command that begins at a line, and where the next thing begins."""
    line, text = at, lines[at][4:]
    at += 1
    while at < len(lines) and (lines[at].startswith("  > ") or lines[at] == "  >"):
        text += "\n" + lines[at][4:]
        at += 1
    first = at
    while at < len(lines) and lines[at].startswith(MARGIN) and not lines[at].startswith("  $ "):
        at += 1
    below = list(lines[first:at])
    status = ""
    if below and (found := STATUS.fullmatch(below[-1])):
        status = found[1]
        below.pop()
    expected = tuple(one.removeprefix(MARGIN) for one in below)
    return Step(line + 1, text, expected, status, mode, first + 1, at + 1), at
