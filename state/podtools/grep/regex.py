"""POSIX basic and extended regular expressions, as Python writes them."""

from __future__ import annotations

import re

from minikctl.state.shellscript.patterns import CLASSES

ESCAPED = {"w": r"\w", "W": r"\W", "s": r"\s", "S": r"\S", "b": r"\b", "B": r"\B", "<": r"\b(?=\w)", ">": r"\b(?<=\w)"}
ESCAPED |= {"`": r"\A", "'": r"\Z", "n": r"\n", "t": r"\t"}


def translated(pattern: str, extended: bool) -> str:
    """A POSIX expression as a Python one (GNU's extensions included)."""
    found: list[str] = []
    at, start = 0, True  # start: at the beginning of an expression, where `*` stands for itself
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "\\" and at < len(pattern):
            char = pattern[at]
            at += 1
            piece, start = escaped(char, extended, start)
        elif char == "[":
            piece, at = bracket(pattern, at)
            start = False
        else:
            piece, start = plain(pattern, char, at, extended, start)
        found.append(piece)
    return "".join(found)


def escaped(char: str, extended: bool, start: bool) -> tuple[str, bool]:
    """What a backslash and a character stand for."""
    if char in "123456789":
        return f"(?:\\{char})", False
    if char in ESCAPED:
        return ESCAPED[char], False
    if not extended and char in "(|":
        return char, True
    if not extended and char in "){}+?":
        return (char if not (start and char in "+?") else re.escape(char)), False
    return re.escape(char), False


def plain(pattern: str, char: str, at: int, extended: bool, start: bool) -> tuple[str, bool]:
    """What an unescaped character stands for."""
    if char == "*":
        return ("\\*" if start else "*"), False
    if char == "^":
        if extended or start:
            return "^", True
        return "\\^", False
    if char == "$":
        ends = at == len(pattern) or (not extended and pattern[at : at + 2] in ("\\)", "\\|"))
        return ("$" if extended or ends else "\\$"), False
    if extended and char in "(|":
        return char, True
    if extended and char in ")+?":
        return ("\\" + char if start and char != ")" else char), False
    if extended and char == "{":
        return ("{" if re.match(r"\d*,?\d*\}", pattern[at:]) and pattern[at : at + 1] != "}" else r"\{"), False
    if extended and char == "}":
        return "}", False
    return (char if char == "." else re.escape(char)), False


def bracket(pattern: str, at: int) -> tuple[str, int]:
    """A bracket expression whose `[` lies before `at`, and where it ends."""
    start, body = at, ""
    if pattern[at : at + 1] == "^":
        body, at = "^", at + 1
    first = at
    while at < len(pattern) and (pattern[at] != "]" or at == first):
        if pattern.startswith(("[:", "[=", "[."), at):
            mark = pattern[at + 1]
            end = pattern.find(mark + "]", at + 2)
            if end > 0:
                name = pattern[at + 2 : end]
                body += CLASSES.get(name, "") if mark == ":" else re.escape(name)
                at = end + 2
                continue
        char = pattern[at]
        if char == "\\" and pattern[at + 1 : at + 2] in ("n", "t", "]", "\\"):
            at += 1
            body += "\\" + pattern[at]
        else:
            body += "\\" + char if char in "\\[]&~|" or (char == "^" and at > first) else char
        at += 1
    if at >= len(pattern):
        raise re.error("Unmatched [, [^, [:, [., or [=", pattern, start)
    return f"[{body}]", at + 1
