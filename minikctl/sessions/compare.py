"""Does output match what a session expects? Wildcards, captures, blanks (the rules of the session format)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minikctl.sessions import forms as other

ANY_LINES = "..."
WILD = re.compile(r"\[\.\.([A-Z0-9_]*)\]")
BLANKS = re.compile(r"[ \t]+")
BUDGET = 200_000  # tries after which a comparison is given up as a difference

Captures = dict[str, str]


class Atom(NamedTuple):
    """A part of an expected line."""

    kind: str  # "text", "blanks", "any", "name"
    text: str = ""


class TooMuch(Exception):
    """A pattern takes too many tries."""


def matched(
    expected: Sequence[str],
    actual: Sequence[str],
    captures: Captures,
    *,
    exact: bool = False,
    unordered: bool = False,
    forms: str = "",
) -> Captures | None:
    """The captures after a match, None if the lines differ. What was captured before stands for itself."""
    matcher = Matcher(exact, forms)
    try:
        return (matcher.in_any_order if unordered else matcher.in_order)(expected, actual, captures)
    except TooMuch:
        return None


def output_lines(text: str) -> list[str]:
    """Output as lines, as a terminal shows them; a missing newline at the end makes no difference."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return [line.rstrip("\r").rpartition("\r")[2] if "\r" in line else line for line in lines]


class Matcher:
    """One comparison; counts its tries."""

    def __init__(self, exact: bool, forms: str = "") -> None:
        self.exact = exact
        self.forms = forms
        self.tries = 0

    def spend(self, tries: int = 1) -> None:
        self.tries += tries
        if self.tries > BUDGET:
            raise TooMuch

    # ---- lines

    def in_order(self, expected: Sequence[str], actual: Sequence[str], captures: Captures) -> Captures | None:
        """All lines in their order, `...` standing for any number of them."""
        seen: set[tuple[int, int, tuple[str, ...]]] = set()
        todo: list[tuple[int, int, Captures]] = [(0, 0, captures)]
        while todo:  # the last is tried first
            at, line, known = todo.pop()
            if at == len(expected):
                if line == len(actual):
                    return known
                continue
            state = (at, line, tuple(known.values())[len(captures) :])
            if state in seen:
                continue
            seen.add(state)
            self.spend()
            if expected[at] == ANY_LINES:
                if at + 1 == len(expected):
                    return known
                if line < len(actual):
                    todo.append((at, line + 1, known))
                todo.append((at + 1, line, known))
            elif line < len(actual):
                found = list(self.line(expected[at], actual[line], known))
                todo.extend((at + 1, line + 1, one) for one in reversed(found))
        return None

    def in_any_order(self, expected: Sequence[str], actual: Sequence[str], captures: Captures) -> Captures | None:
        """Every expected line stands for a line of its own; without `...` there are no others."""
        wanted = sorted((one for one in expected if one != ANY_LINES), key=lambda one: len(WILD.findall(one)))
        if len(wanted) > len(actual) or (len(wanted) < len(actual) and ANY_LINES not in expected):
            return None
        return self.assigned(wanted, list(actual), captures)

    def assigned(self, wanted: list[str], left: list[str], captures: Captures) -> Captures | None:
        """Gives each wanted line one of those that are left."""
        if not wanted:
            return captures
        tried = set()
        for position, line in enumerate(left):
            if line in tried:
                continue
            tried.add(line)
            for known in self.line(wanted[0], line, captures):
                found = self.assigned(wanted[1:], left[:position] + left[position + 1 :], known)
                if found is not None:
                    return found
        return None

    # ---- within a line

    def line(self, expected: str, actual: str, captures: Captures) -> Iterator[Captures]:
        """The ways in which a line matches: the captures after each, the longest captures first."""
        self.spend()
        if self.forms:
            yield from other.ways(expected, actual, captures, self.forms)
            return
        if not self.exact:
            expected, actual = expected.rstrip(" \t"), actual.rstrip(" \t")
        if "[.." not in expected:
            if expected == actual or (not self.exact and same_but_blanks(expected, actual)):
                yield captures
            return
        parts = atoms(expected, self.exact)
        yield from self.ways(parts, actual, {0}, captures, True)
        if not self.exact:
            yield from self.ways(parts, actual, {0}, captures, False)

    def ways(
        self, parts: list[Atom], text: str, places: set[int], captures: Captures, whole: bool
    ) -> Iterator[Captures]:
        """How the parts match the text from any of the places to its end.

        `whole`: a run of blanks is matched as a whole, which keeps columns apart; else an empty column may lie within.
        """
        for position, part in enumerate(parts):
            if not places:
                return
            if part.kind == "name" and part.text not in captures:
                yield from self.captured(part.text, parts[position + 1 :], text, places, captures, whole)
                return
            if part.kind == "name":
                part = Atom("text", captures[part.text])
            places = self.moved(part, text, places, whole)
        if len(text) in places:
            yield captures

    def captured(
        self, name: str, rest: list[Atom], text: str, places: set[int], captures: Captures, whole: bool
    ) -> Iterator[Captures]:
        """Tries what a new name may stand for: a run of non-blank characters, the longest first."""
        for start in sorted(places):
            end = start
            while end < len(text) and text[end] not in " \t":
                end += 1
            for stop in range(end, start, -1):
                self.spend(4)
                yield from self.ways(rest, text, {stop}, {**captures, name: text[start:stop]}, whole)

    def moved(self, part: Atom, text: str, places: set[int], whole: bool) -> set[int]:
        """Where a part may end that begins at one of some places."""
        self.spend(len(places))
        if part.kind == "text":
            size = len(part.text)
            return {place + size for place in places if text.startswith(part.text, place)}
        if part.kind == "any":
            return set(range(min(places), len(text) + 1))
        found = set()
        for place in places:
            end = place
            while end < len(text) and text[end] in " \t":
                end += 1
                if not whole:
                    found.add(end)
            if whole and end > place and (place == 0 or text[place - 1] not in " \t"):
                found.add(end)
        return found


def same_but_blanks(expected: str, actual: str) -> bool:
    return BLANKS.sub(" ", expected) == BLANKS.sub(" ", actual)


def atoms(expected: str, exact: bool) -> list[Atom]:
    """The parts of an expected line."""
    found: list[Atom] = []
    end = 0
    for wild in WILD.finditer(expected):
        found.extend(plain(expected[end : wild.start()], exact))
        part = Atom("name", wild[1]) if wild[1] else Atom("any")
        if part.kind != "any" or not found or found[-1] != part:
            found.append(part)
        end = wild.end()
    found.extend(plain(expected[end:], exact))
    return found


def plain(text: str, exact: bool) -> list[Atom]:
    """Text without wildcards as parts, runs of blanks apart."""
    if exact:
        return [Atom("text", text)] if text else []
    return [Atom("blanks") if part[0] in " \t" else Atom("text", part) for part in re.split(r"([ \t]+)", text) if part]
