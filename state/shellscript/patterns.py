"""Glob patterns (POSIX XCU 2.13): as regular expressions, and against the names in folders."""

from __future__ import annotations

import re

from minikctl.state.files import Files, absolute

CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "blank": r" \t",
    "punct": r"!-/:-@\[-`{-~",
    "xdigit": "0-9A-Fa-f",
    "print": " -~",
    "graph": "!-~",
    "cntrl": r"\x00-\x1f\x7f",
}
MAGIC = "*?["


def escaped(text: str) -> str:
    """A text that a pattern takes literally."""
    return "".join("\\" + char if char in "\\*?[]!^-" else char for char in text)


def unescaped(pattern: str) -> str:
    """The text that `escaped` was given."""
    return re.sub(r"\\(.)", r"\1", pattern, flags=re.DOTALL)


def is_magic(pattern: str) -> bool:
    """Does the pattern hold an unescaped glob character?"""
    return any(char in MAGIC for char in re.sub(r"\\.", "", pattern, flags=re.DOTALL))


def regex_of(pattern: str, lazy: bool = False) -> str:
    """The regular expression of a glob pattern (without anchors)."""
    found, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        at += 1
        if char == "*":
            found.append(".*?" if lazy else ".*")
        elif char == "?":
            found.append(".")
        elif char == "\\" and at < len(pattern):
            found.append(re.escape(pattern[at]))
            at += 1
        elif char == "[" and (bracket := bracket_regex(pattern, at)):
            found.append(bracket[0])
            at = bracket[1]
        else:
            found.append(re.escape(char))
    return "".join(found)


def bracket_regex(pattern: str, at: int) -> tuple[str, int] | None:
    """A bracket expression whose `[` lies before `at`: its regular expression and where it ends."""
    start = at
    negated = pattern[at : at + 1] in ("!", "^") and at < len(pattern)
    at += negated
    body, first = "", True
    while at < len(pattern) and (first or pattern[at] != "]"):
        first = False
        if pattern.startswith("[:", at) and (end := pattern.find(":]", at)) > 0:
            body += CLASSES.get(pattern[at + 2 : end], "")
            at = end + 2
            continue
        if pattern[at] == "\\" and at + 1 < len(pattern):
            at += 1
            body += re.escape(pattern[at])
        else:
            body += pattern[at] if pattern[at] == "-" else re.escape(pattern[at])
        at += 1
    if at >= len(pattern) or at == start:
        return None
    return f"[{'^' if negated else ''}{body}]", at + 1


def matches(pattern: str, text: str) -> bool:
    """Does the whole text match?"""
    return re.fullmatch(regex_of(pattern), text, re.DOTALL) is not None


def without_prefix(text: str, pattern: str, longest: bool) -> str:
    """`${x#pattern}`, `${x##pattern}`."""
    regex = re.compile(regex_of(pattern), re.DOTALL)
    lengths = range(len(text), -1, -1) if longest else range(len(text) + 1)
    return next((text[length:] for length in lengths if regex.fullmatch(text, 0, length)), text)


def without_suffix(text: str, pattern: str, longest: bool) -> str:
    """`${x%pattern}`, `${x%%pattern}`."""
    regex = re.compile(regex_of(pattern), re.DOTALL)
    starts = range(len(text) + 1) if longest else range(len(text), -1, -1)
    return next((text[:start] for start in starts if regex.fullmatch(text, start)), text)


def substituted(text: str, op: str, pattern: str, replacement: str) -> str:
    """`${x/pattern/replacement}` with `/`, `//`, `/#`, `/%`."""
    if not pattern:
        return text
    regex = regex_of(pattern)
    if op == "/#":
        regex = r"\A" + regex
    elif op == "/%":
        regex = f"(?:{regex})" + r"\Z"
    return re.sub(regex, lambda _: replacement, text, count=0 if op == "//" else 1, flags=re.DOTALL)


def paths(files: Files, cwd: str, pattern: str) -> list[str]:
    """The paths that match a pattern, sorted, written as the pattern is (absolute or relative)."""
    parts = pattern.split("/")
    found = ["/"] if pattern.startswith("/") else [""]
    for index, part in enumerate(parts):
        if part:
            found = [more for base in found for more in matching(files, cwd, base, part, index < len(parts) - 1)]
    if pattern.endswith("/"):
        found = [path + "/" for path in found if files.is_dir(absolute(cwd, path))]
    return sorted(found)


def matching(files: Files, cwd: str, base: str, part: str, is_folder: bool) -> list[str]:
    """What one component of a pattern matches below a path."""
    place = absolute(cwd, base or ".")
    prefix = base if not base or base.endswith("/") else base + "/"
    if not is_magic(part):
        name = unescaped(part)
        return [prefix + name] if files.exists(absolute(place, name)) else []
    if not files.is_dir(place):
        return []
    names = [name for name in files.listdir(place) if name[:1] != "." or part[:1] == "."]
    names = [name for name in names if matches(part, name)]
    return [prefix + name for name in names if not is_folder or files.is_dir(absolute(place, name))]
