"""The revisions, newest first: what was done, when, and how much it changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minikctl.state.views.changes import WORDS, Count, _rank
from minikctl.state.views.lines import Line, Look, Span, cut, fitted, line, padded, safe

if TYPE_CHECKING:
    from minikctl.state.store import Revision

MOST = 300  # revisions
COMMAND = 46  # cells of the command at most


def lines(revisions: Sequence[Revision], shown: int, look: Look, now: float) -> list[Line]:
    """A line for each revision; the shown one has the cursor's sign, 0 for now."""
    room = max(16, min(COMMAND, look.width - 34))
    found = [line(Span(f"    {'REV':>5} {'AGE':>6}  {padded('COMMAND', room)}  CHANGES", "header"))]
    for one in list(revisions)[::-1][:MOST]:
        sign = look.signs.current if one.rev == shown else " "
        style = "active" if one.rev == shown else ""
        told = cut(safe(told_of(one.cause)), room, look)
        row = f"  {sign} {one.rev:>5} {age(max(0.0, now - one.time)):>6}  {padded(told, room)}  "
        found.append(fitted(line(Span(row, style), Span(changed(one, look), "dim")), look))
    found += [(), line(Span("  , older  . newer  = now  U undo to here  x marks", "dim"))]
    return found


def told_of(cause: str) -> str:
    """The command; what time alone did stands in brackets."""
    return f"({cause.removeprefix('due: ')})" if cause.startswith("due: ") else cause or "-"


def age(seconds: float) -> str:
    """`40s`, `3m`, `2h`, `5d`."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= 2 * size:
            return f"{int(seconds // size)}{unit}"
    return f"{int(seconds)}s"


def changed(revision: Revision, look: Look) -> str:
    """`svc +1  slice +1  ~2 pod`: what a revision changed, by kind."""
    counts: dict[str, list[int]] = {}
    for one in revision.changes:
        if not one.table.startswith("_") and one.table not in ("events", "leases"):
            at = 0 if one.old is None else 1 if one.new is None else 2
            counts.setdefault(WORDS.get(one.table, one.table), [0, 0, 0])[at] += 1
    words = sorted(counts, key=_rank)
    return "  ".join([f"{word} {Count(*counts[word]).text(look)}" for word in words])
