"""Writes what commands print today into a session: only blocks that differ, never prose."""

from __future__ import annotations

from minikctl.sessions.align import updated
from minikctl.sessions.document import Session
from minikctl.sessions.replay import Outcome, Result


def rewritten(session: Session, result: Result) -> str:
    """The session's text with expected output that matches."""
    lines = list(session.lines)
    for outcome in reversed(result.outcomes):
        if not outcome.ok:
            lines[outcome.step.first - 1 : outcome.step.last - 1] = expectation(outcome)
    return "\n".join(lines)


def expectation(outcome: Outcome) -> list[str]:
    """The lines below a command as they would have to be."""
    step = outcome.step
    found = updated(step.expected, outcome.actual, dict(outcome.known), step.mode)
    status = outcome.status
    if status and step.status == "failed":
        return [*found, "? failed"]
    return [*found, f"? {status}"] if status else found
