"""What a command would change, line by line: objects with their fields, endpoints, rules, names, problems."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from minikctl.state.effect import Effect, Touched
from minikctl.state.views.findings import title
from minikctl.state.views.lines import Line, Look, Span, fitted, line, mark_span, safe, wrapped_lines

FIELDS = 12  # of one object
RULES = 60


def lines_of(effect: Effect, look: Look) -> list[Line]:
    """The page; marks stand in front whatever the look says."""
    look = look._replace(marks=True)
    if effect.is_nothing:
        return [fitted(line(Span("  Nothing would change.", "dim")), look)]
    lines: list[Line] = []
    for heading, rows in (
        ("objects", [row for one in effect.objects for row in object_lines(one, look)]),
        ("endpoints", [marked_line(mark, f"{key}  {text}", look) for mark, key, text in effect.endpoints]),
        ("rules", list(rule_lines(effect, look))),
        (
            "names",
            [marked_line(mark, f"{one.name}  {one.type}  {one.data}", look) for mark, one in effect.records],
        ),
        ("problems", [marked_line(mark, f"{title(one)}: {one.sentence}", look) for mark, one in effect.findings]),
    ):
        if rows:
            lines += [line(Span(heading, "header")), *rows]
    return [fitted(one, look) for one in lines]


def marked_line(mark: str, text: str, look: Look) -> Line:
    return line("  ", mark_span(mark, look), safe(text))


def object_lines(one: Touched, look: Look) -> Iterator[Line]:
    """An object, and its fields that would differ."""
    yield marked_line(one.mark, f"{one.kind} {one.key.lstrip('/')}", look)
    for field in one.fields[:FIELDS]:
        text = f"{field.path}: {shown(field.old)} {look.signs.to} {shown(field.new)}"
        yield from wrapped_lines(line("      "), safe(text), look, "dim")
    if len(one.fields) > FIELDS:
        yield line(Span(f"      and {len(one.fields) - FIELDS} more fields", "dim"))


def shown(value: Any) -> str:
    if value is None:
        return "(none)"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def rule_lines(effect: Effect, look: Look) -> Iterator[Line]:
    """Rules under their chains."""
    last = ""
    for mark, chain, text in sorted(effect.rules, key=lambda one: one[1])[:RULES]:
        if chain != last:
            yield line("  ", Span(safe(chain), "title"))
            last = chain
        yield line("  ", *marked_line(mark, text, look))
    if len(effect.rules) > RULES:
        yield line(Span(f"  and {len(effect.rules) - RULES} more rules", "dim"))
