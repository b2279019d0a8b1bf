"""A line that points at the place where a manifest is broken and shows what was probably meant."""

from __future__ import annotations

import re

TWO_KEYS = re.compile(r"^(?P<indent>\s*(?:- )?)(?P<outer>[\w.-]+): +(?P<inner>[\w.-]+):(?P<rest>.*)$")


def hint(name: str, data: bytes, line: int) -> str:
    """`hint: web.yaml, line 7: "http: paths:"; probably meant: ...`, with its newline."""
    lines = data.decode(errors="replace").splitlines()
    at, meant = guess(lines, min(line, len(lines)) - 1)
    shown = lines[at].strip() if 0 <= at < len(lines) else ""
    return f'hint: {name}, line {at + 1}: "{shown}"{"; " + meant if meant else ""}\n'


def guess(lines: list[str], at: int) -> tuple[int, str]:
    """(the line that is to blame, what was probably meant) for the line where the parser gave up."""
    for index in (at, at - 1):
        if not 0 <= index < len(lines):
            continue
        text = lines[index]
        if "\t" in text[: len(text) - len(text.lstrip())]:
            return index, "indent with blanks, not with tabs"
        if found := TWO_KEYS.match(text):
            outer, inner, rest = found["outer"], found["inner"], found["rest"]
            return index, f'probably meant: "{outer}:" and on the next line, two blanks further in, "{inner}:{rest}"'
        if re.match(r"\s*[\w.-]+:[^\s]", text) and "://" not in text:
            return index, "probably meant: a blank after the colon"
    if 0 < at < len(lines) and indent_of(lines[at]) not in (indent_of(lines[at - 1]), 0):
        return at, "is it indented as the lines that it belongs to?"
    return at, ""


def indent_of(text: str) -> int:
    return len(text) - len(text.lstrip(" "))
