"""A whole document -> its text as it would be written today, what was found, and a patch."""

from __future__ import annotations

from difflib import unified_diff
from typing import NamedTuple

from minikctl.sessions import tutorial
from minikctl.sessions.modern import commands, manifests
from minikctl.sessions.modern.finding import Finding

PROMPTED = "$ "
CODE = ("", "text", "txt", "plaintext")


class Modernized(NamedTuple):
    """A document, and what was found in it, by line."""

    before: str
    text: str
    found: tuple[Finding, ...]

    def patch(self, path: str) -> str:
        """A patch that `patch -p1` and `git apply` take."""
        name = path.lstrip("/")
        diff = unified_diff(
            self.before.splitlines(keepends=True), self.text.splitlines(keepends=True), f"a/{name}", f"b/{name}"
        )
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff)


def modernized(text: str) -> Modernized:
    """Reads a document and writes it anew. Raises SessionError."""
    lines = text.split("\n")
    found: list[Finding] = []
    made: list[str] = []
    at = 0
    for block in tutorial.fenced(tuple(lines)):
        made += plain(lines[at : block.start], at + 1, found, is_code=False)
        body = tutorial.body(tuple(lines), block)
        if block.language in ("yaml", "yml") or (block.language in CODE and manifests.looks_like_one(body)):
            made += within(block, body, found)
        else:
            is_code = block.language in tutorial.RUN or block.language in CODE
            made += plain(lines[block.start : block.end], block.start + 1, found, is_code=is_code)
        at = block.end
    made += plain(lines[at:], at + 1, found, is_code=False)
    return Modernized(text, "\n".join(made), tuple(sorted(found, key=lambda one: one.line)))


def plain(lines: list[str], first: int, found: list[Finding], *, is_code: bool) -> list[str]:
    """Lines outside of manifests; `$ ` makes a line a command wherever it stands."""
    made: list[str] = []
    for number, line in enumerate(lines, first):
        is_command = is_code or line.lstrip().startswith(PROMPTED)
        if is_command:
            found += commands.headers(line, number)
        new, more = commands.rewritten(line, number, is_code=is_command)
        found += more
        made.append(new)
    return made


def within(block: tutorial.Block, body: list[str], found: list[Finding]) -> list[str]:
    """The lines of a manifest's block."""
    start = next((i for i, line in enumerate(body) if line.strip()), 0)
    made, more = manifests.modern(body[start:], block.start + 1 + start)
    found += more
    lines: list[str] = []
    for line in [*body[:start], *made]:
        new, other = commands.applied(commands.WORDS, line, block.start + 1)
        found += other
        lines.append(block.margin + new if new.strip() else new)
    return lines
