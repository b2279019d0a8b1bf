"""`a=b,c=d` as labels, in the words of kubectl's generators."""

from __future__ import annotations

from collections.abc import Mapping

from minikctl.errors import CommandError


def parse_labels(text: str) -> dict[str, str]:
    """The labels of a text. Raises CommandError."""
    if not text:
        raise CommandError("no label spec passed")
    found = {}
    for item in text.split(","):
        key, *values = item.split("=")
        if len(values) != 1:
            raise CommandError(f"unexpected label spec: {item}")
        if not key:
            raise CommandError("unexpected empty label key")
        found[key] = values[0]
    return found


def labels_text(labels: Mapping[str, str]) -> str:
    """The text of labels."""
    return ",".join(f"{key}={value}" for key, value in labels.items())


def integer(text: str) -> int:
    """Go's strconv.Atoi. Raises CommandError."""
    from minikctl.grammar.values import quoted  # already loaded

    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit()):
        raise CommandError(f"strconv.Atoi: parsing {quoted(text)}: invalid syntax")
    if not -(1 << 63) <= int(text) < 1 << 63:
        raise CommandError(f"strconv.Atoi: parsing {quoted(text)}: value out of range")
    return int(text)


def integer_or_name(text: str) -> int | str:
    """A port's number, or its name."""
    try:
        return integer(text)
    except CommandError:
        return text
