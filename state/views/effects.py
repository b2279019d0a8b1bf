"""What a change would do: what it removes, which rules go, what would break, what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.effect import effect_of
from minikctl.state.findings import problems
from minikctl.state.kinds import DEPLOYMENT, POD
from minikctl.state.objects import split_key
from minikctl.state.views import consequences
from minikctl.state.views.changes import WORDS, counts, difference, rules_counts
from minikctl.state.views.lines import Line, Look, Span, line, safe, wrapped_lines
from minikctl.state.views.scene import Scene

if TYPE_CHECKING:
    from minikctl.state.view import View

NAMED = 6  # names of objects that go


def effect_lines(before: View, after: View, command: str, look: Look) -> list[Line]:
    """The page before a destructive command: the command, what it removes, changes, breaks and keeps."""
    marks = difference(before, after)
    scene = Scene(after, look, before=before, marks=marks)
    lines = wrapped_lines(line(Span("  runs     ", "dim")), safe(command), look)
    found = counts(marks)
    for title, at, style in (("removes", 1, "removed"), ("adds", 0, "added"), ("changes", 2, "altered")):
        words = [f"{WORDS.get(table, table)} {count[at]}" for table, count in found.items() if count[at]]
        if words:
            lines += wrapped_lines(line(Span(f"  {title:<9}", style)), "   ".join(words), look)
    gone = [f"{kind}/{key.lstrip('/')}" for kind, one in marks.items() for key, mark in one.items() if mark == "-"]
    if gone:
        more = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        lines += wrapped_lines(line(Span("           ", "")), safe(", ".join(gone[:NAMED]) + more), look, "dim")
    rules = rules_counts(scene)
    if any(rules):
        lines += wrapped_lines(line(Span("  rules    ", "dim")), f"{rules.text(look)} on each node", look)
    known = {(one.code, one.object) for one in problems(before)}
    worse = [one for one in problems(after) if (one.code, one.object) not in known]
    for one in worse[:NAMED]:
        lines += wrapped_lines(line(Span("  breaks   ", "broken")), safe(f"{one.object}: {one.sentence}"), look)
    kept = kept_text(before, after, marks)
    if kept:
        lines += wrapped_lines(line(Span("  keeps    ", "dim")), safe(kept), look)
    if not marks:
        lines.append(line(Span("  Nothing would change at once.", "dim")))
        return lines
    return [*lines, (), *consequences.lines_of(effect_of(before, after), look)]


def kept_text(before: View, after: View, marks: dict[str, dict[str, str]]) -> str:
    """`deployment/web and its 3 pods`: what stays of the namespaces that lose something."""
    spaces = {split_key(key)[0] for one in marks.values() for key, mark in one.items() if mark == "-"} - {""}
    words = []
    for kind in (DEPLOYMENT, POD):
        left = [one for space in sorted(spaces) for one in after.list(kind, space)]
        if left:
            words.append(f"{len(left)} {kind.singular}{'' if len(left) == 1 else 's'}")
    return " and ".join(words)
