"""`sort`, in the C locale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any

from minikctl.state.chance import Chance
from minikctl.state.files import write_text
from minikctl.state.podtools.options import Options, parsed
from minikctl.state.podtools.reading import Reader
from minikctl.state.podtools.shell import Process, Steps

LONG = {
    "reverse": "r",
    "numeric-sort": "n",
    "human-numeric-sort": "h",
    "version-sort": "V",
    "general-numeric-sort": "g",
    "month-sort": "M",
    "unique": "u",
    "key": "k",
    "field-separator": "t",
    "ignore-case": "f",
    "ignore-leading-blanks": "b",
    "output": "o",
    "stable": "s",
    "check": "c",
    "random-sort": "R",
    "dictionary-order": "d",
}
MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC"
KEY = re.compile(r"(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$")


class Key:
    """One `-k`: which part of a line, and how it is compared."""

    def __init__(self, text: str, default: str) -> None:
        match = KEY.match(text)
        if not match:
            raise ValueError(text)
        first, start, flags, last, end, more = match.groups()
        self.first, self.start = int(first), int(start or 1)
        self.last, self.end = int(last or 0), int(end or 0)
        own = (flags or "") + (more or "")
        self.flags = own or default

    def part(self, line: str, separator: str) -> str:
        spans = field_spans(line, separator)
        if self.first > len(spans):
            return ""
        begin = spans[self.first - 1][0]
        if "b" in self.flags or "n" in self.flags:
            while line[begin : begin + 1].isspace():
                begin += 1
        begin += self.start - 1
        if not self.last or self.last > len(spans):
            return line[begin:]
        stop = spans[self.last - 1][0] + self.end if self.end else spans[self.last - 1][1]
        return line[begin:stop]


def field_spans(line: str, separator: str) -> list[tuple[int, int]]:
    """Where the fields of a line begin and end; without separator, blanks before a field belong to it."""
    if separator:
        spans, at = [], 0
        for piece in line.split(separator):
            spans.append((at, at + len(piece)))
            at += len(piece) + len(separator)
        return spans
    return [match.span() for match in re.finditer(r"\s*\S+", line)] or [(0, len(line))]


def main(shell: Process, argv: Sequence[str]) -> Steps:
    options = parsed(shell, argv, "bcdfgiMhnRrVusmzk:t:o:S:T:", LONG)
    if options is None:
        return 2
    default = "".join(letter for letter in "bdfghnMVR" if letter in options)
    try:
        keys = [Key(text, default + "r" * ("r" in options)) for text in options.values.get("k", [])]
    except ValueError as error:
        shell.err(f"sort: invalid number at field start: invalid count at start of '{error}'\n")
        return 2
    reader = Reader(shell, argv[0], options.operands, "sort: cannot read: {name}: {why}", "sort: {name}: {why}")
    lines = (yield from reader.text()).split("\n")
    if lines[-1] == "":
        lines.pop()
    if reader.failed:
        return 2
    separator = options.last("t").replace("\\t", "\t")
    ordered = sorted_lines(shell, options, lines, keys, default, separator)
    if "c" in options:
        return int(ordered != lines)
    text = "".join(line + "\n" for line in ordered)
    if "o" in options:
        write_text(shell.files, shell.path(options.last("o")), text)
    else:
        shell.out(text)
    return 0


def sorted_lines(
    shell: Process, options: Options, lines: list[str], keys: list[Key], default: str, separator: str
) -> list[str]:
    def compare(left: str, right: str) -> int:
        for key in keys:
            result = compared(key.part(left, separator), key.part(right, separator), key.flags)
            if result:
                return -result if "r" in key.flags else result
        if not keys:
            result = compared(left, right, default)
            if result:
                return -result if "r" in options else result
        if options.values.keys() & {"u", "s"}:
            return 0
        result = (left > right) - (left < right)
        return -result if "r" in options else result

    if "R" in options:
        chance = Chance(f"sort/{shell.clock.now()}")
        return sorted(lines, key=chance.bytes)
    ordered = sorted(lines, key=cmp_to_key(compare))
    if "u" not in options:
        return ordered
    unique: list[str] = []
    for line in ordered:
        if not unique or compare(unique[-1], line):
            unique.append(line)
    return unique


def compared(left: str, right: str, flags: str) -> int:
    """Which of two texts comes first, by the flags of a key."""
    first, second = value(left, flags), value(right, flags)
    return int(first > second) - int(first < second)


def value(text: str, flags: str) -> Any:
    if "n" in flags or "g" in flags:
        match = re.match(r"\s*(-?\d*\.?\d*(?:[eE][-+]?\d+)?)" if "g" in flags else r"\s*(-?\d*\.?\d*)", text)
        try:
            return float(match.group(1)) if match else 0.0
        except ValueError:
            return 0.0
    if "h" in flags:
        match = re.match(r"\s*(-?\d+\.?\d*)([KMGTPEk]?)", text)
        return float(match.group(1)) * 1024 ** " KMGTPE".find(match.group(2).upper() or " ") if match else 0.0
    if "M" in flags:
        return MONTHS.find(text.strip()[:3].upper())
    if "V" in flags:
        return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
    if "b" in flags:
        text = text.lstrip()
    if "d" in flags:
        text = re.sub(r"[^\w\s]", "", text)
    return text.upper() if "f" in flags else text
