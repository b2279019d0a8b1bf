"""Lays output beside what was expected: which lines belong together, and how an expectation would have to read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minikctl.sessions.compare import ANY_LINES, Captures, Matcher, TooMuch, matched
from minikctl.sessions.document import Mode

LARGEST = 60_000  # pairs of lines that are compared


class Pair(NamedTuple):
    """An expected line, an actual one, or two that belong together; `...` belongs to any."""

    expected: str | None
    actual: str | None


def aligned(expected: Sequence[str], actual: Sequence[str], captures: Captures, mode: Mode) -> list[Pair]:
    """The fewest changes that lead from one to the other."""
    if len(expected) * len(actual) > LARGEST:
        return [*(Pair(line, None) for line in expected), *(Pair(None, line) for line in actual)]
    same = [[is_same(wanted, line, captures, mode) for line in actual] for wanted in expected]
    height, width = len(expected), len(actual)
    cost = [[0] * (width + 1) for _ in range(height + 1)]
    for i in range(height, -1, -1):
        for j in range(width, -1, -1):
            if i < height or j < width:
                cost[i][j] = min(price for price, _, _ in choices(expected, same, cost, i, j, width))
    return walked(expected, actual, same, cost)


def choices(
    expected: Sequence[str], same: list[list[bool]], cost: list[list[int]], i: int, j: int, width: int
) -> list[tuple[int, int, int]]:
    """(price, lines of what was expected, lines of the output) of every next step."""
    found: list[tuple[int, int, int]] = []
    if i < len(expected) and expected[i] == ANY_LINES:
        found.append((cost[i + 1][j], 1, 0))
        if j < width:
            found.append((cost[i][j + 1], 0, 1))
        return found
    if i < len(expected) and j < width and same[i][j]:
        found.append((cost[i + 1][j + 1], 1, 1))
    if i < len(expected):
        found.append((cost[i + 1][j] + 1, 1, 0))
    if j < width:
        found.append((cost[i][j + 1] + 1, 0, 1))
    return found


def walked(expected: Sequence[str], actual: Sequence[str], same: list[list[bool]], cost: list[list[int]]) -> list[Pair]:
    """The pairs along the cheapest way."""
    found: list[Pair] = []
    i = j = 0
    while i < len(expected) or j < len(actual):
        _, down, right = min(choices(expected, same, cost, i, j, len(actual)), key=lambda one: one[0])
        if i < len(expected) and expected[i] == ANY_LINES:
            found.append(Pair(ANY_LINES, actual[j] if right else None))
        else:
            found.append(Pair(expected[i] if down else None, actual[j] if right else None))
        i, j = i + down, j + right
    return found


def is_same(expected: str, actual: str, captures: Captures, mode: Mode) -> bool:
    """Whether an expected line matches, other lines left aside."""
    if expected == ANY_LINES:
        return False
    try:
        return next(Matcher(mode.exact, mode.forms).line(expected, actual, captures), None) is not None
    except TooMuch:
        return False


def differences(expected: Sequence[str], actual: Sequence[str], captures: Captures, mode: Mode) -> list[str]:
    """Lines with `-` (expected), `+` (actual) or a blank (both) before them."""
    if mode.unordered:
        return unordered_differences(expected, actual, captures, mode)
    found: list[str] = []
    for pair in aligned(expected, actual, captures, mode):
        if pair.expected is None:
            found.append(f"+ {pair.actual}")
        elif pair.expected == ANY_LINES:
            if not found or found[-1] != f"  {ANY_LINES}":
                found.append(f"  {ANY_LINES}")
        elif pair.actual is None:
            found.append(f"- {pair.expected}")
        else:
            found.append(f"  {pair.actual}")
    return found


def unordered_differences(expected: Sequence[str], actual: Sequence[str], captures: Captures, mode: Mode) -> list[str]:
    """The same for lines whose order does not matter."""
    left = [line for line in expected if line != ANY_LINES]
    found: list[str] = []
    for line in actual:
        match = next((wanted for wanted in left if is_same(wanted, line, captures, mode)), None)
        if match is not None:
            left.remove(match)
        found.append(f"{'+' if match is None and ANY_LINES not in expected else ' '} {line}")
    return [*(f"- {line}" for line in left), *found]


def updated(expected: Sequence[str], actual: Sequence[str], captures: Captures, mode: Mode) -> list[str]:
    """How the expectation would have to read: lines that still match are kept with their wildcards."""
    found: list[str] = []
    if mode.unordered:
        left = [line for line in expected if line != ANY_LINES]
        for line in actual:
            match = next((wanted for wanted in left if is_same(wanted, line, captures, mode)), None)
            if match is not None:
                left.remove(match)
            found.append(line if match is None else match)
    else:
        for pair in aligned(expected, actual, captures, mode):
            kept = pair.actual if pair.expected is None else pair.expected
            is_gone = pair.actual is None and kept != ANY_LINES
            if kept is not None and not is_gone and not (kept == ANY_LINES and found[-1:] == [ANY_LINES]):
                found.append(kept)
    if matched(found, actual, captures, exact=mode.exact, unordered=mode.unordered, forms=mode.forms) is None:
        return list(actual)
    return found
