"""Filters of lists: regular expressions, `!`, `-f` fuzzy, `-l` labels, `column:text`."""

from __future__ import annotations

import re

from minikctl.state.views.services import Row

COLUMN = re.compile(r"(!?)([a-z][a-z()-]*):(\S+)", re.IGNORECASE)


def matches(row: Row, pattern: str) -> bool:
    """Whether a row is shown under a filter."""
    if pattern.startswith("-f"):
        return is_fuzzy(pattern[2:].strip(), text_of_name(row))
    if pattern.startswith("-l"):
        return has_labels(row, pattern[2:].strip())
    words = pattern.split()
    if words and all(COLUMN.fullmatch(word) for word in words):
        return in_columns(row, words)
    inverted = pattern.startswith("!")
    pattern = pattern.removeprefix("!")
    return not pattern or found_in(pattern, row.text) != inverted


def found_in(pattern: str, text: str) -> bool:
    """A regular expression; one that cannot be read is looked for as it is."""
    try:
        return bool(re.search(pattern, text, re.IGNORECASE))
    except re.error:
        return pattern.lower() in text.lower()


def text_of_name(row: Row) -> str:
    name = row.cells.get("NAME")
    return name.text if name is not None else row.text


def is_fuzzy(wanted: str, text: str) -> bool:
    """Whether all letters come in this order."""
    rest = iter(text.lower())
    return all(letter in rest for letter in wanted.lower() if letter != " ")


def fuzziness(wanted: str, text: str) -> tuple[int, int]:
    """What the best match is sorted by: where it begins, how long it is."""
    at = text.lower().find(wanted.lower())
    return (0 if at == 0 else 1 if at > 0 else 2, len(text))


def has_labels(row: Row, wanted: str) -> bool:
    """A label selector, as `kubectl get -l` takes it."""
    if not wanted:
        return True
    from minikctl.state.selectors import parse_selector  # only where somebody asks

    try:
        return bool(parse_selector(wanted).matches(row.labels))
    except Exception:  # it is still being typed
        return True


def cell_of(row: Row, column: str) -> str:
    """The text of the column with a title, or of the first one that begins so."""
    exact = row.cells.get(column.upper())
    if exact is not None:
        return exact.text
    return next((one.text for title, one in row.cells.items() if title.lower().startswith(column)), "")


def in_columns(row: Row, words: list[str]) -> bool:
    """`type:nodeport ready:3/3 !note:x`: alternatives within a column, all columns together."""
    wanted: dict[str, list[str]] = {}
    for word in words:
        found = COLUMN.fullmatch(word)
        assert found is not None, "they all match"
        negated, column, text = found.groups()
        cell = cell_of(row, column.lower())
        if negated:
            if found_in(text, cell):
                return False
        else:
            wanted.setdefault(column.lower(), []).append("x" if found_in(text, cell) else "")
    return all(any(one) for one in wanted.values())
