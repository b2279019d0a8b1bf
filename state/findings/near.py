"""What was probably meant: words that differ by a slip, labels that nearly match."""

from __future__ import annotations

from collections.abc import Iterable

Labels = dict[str, str]


def distance(one: str, other: str) -> int:
    """How many letters must be added, taken away, changed or swapped with the next (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def is_slip(given: str, meant: str) -> bool:
    """Whether one word may be a slip for another: few letters differ, or one begins or ends with the other."""
    if given == meant:
        return False
    if given.lower() == meant.lower():
        return True
    shorter, longer = sorted((given, meant), key=len)
    if len(shorter) >= 3 and (longer.startswith(shorter) or longer.endswith(shorter)):
        return True
    return distance(given, meant) <= max(1, min(len(given), len(meant)) // 3)


def nearest(given: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, "" if none is near."""
    near = [one for one in known if is_slip(given, one)]
    return min(near, key=lambda one: (distance(given, one), one)) if near else ""


def slip_of(selector: Labels, labels: Labels) -> int | None:
    """How far labels are from a selector that does not match them; None if they are no near miss.

    Every pair must be there exactly, or with a value or a key that was mistyped; or under another key; at least one of
    several pairs must be exact where another is missing.
    """
    total = exact = 0
    for key, value in selector.items():
        cost = 0 if labels.get(key) == value else pair_slip(key, value, labels)
        if cost is None:
            cost = 5
        exact += cost == 0
        total += cost
    if total >= 5 and not (exact and len(selector) > 1 and total < 10):
        return None
    return total or None


def pair_slip(key: str, value: str, labels: Labels) -> int | None:
    """How far the nearest label is from a pair; None if none is near."""
    if key in labels and is_slip(value, labels[key]):
        return 1
    if any(is_slip(key, other) and found == value for other, found in labels.items()):
        return 1
    return 2 if value in labels.values() else None
