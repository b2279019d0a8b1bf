"""Writes what commands print today into a session: only blocks that differ, never prose."""

from __future__ import annotations

from minikctl.sessions.align import updated
from minikctl.sessions.cram import MARGIN
from minikctl.sessions.document import Session, Step
from minikctl.sessions.recording import with_output
from minikctl.sessions.replay import Outcome, Result


def rewritten(session: Session, result: Result) -> str:
    """The session's text with expected output that matches."""
    lines = list(session.lines)
    for outcome in reversed(result.outcomes):
        if not outcome.ok and not is_silent(outcome.step):
            lines[outcome.step.first - 1 : outcome.step.last - 1] = expectation(outcome, lines[outcome.step.line - 1])
    return "\n".join(lines)


def expectation(outcome: Outcome, line: str = "") -> list[str]:
    """The lines below a command as they would have to be."""
    step = outcome.step
    found = updated(step.expected, outcome.actual, dict(outcome.known), step.mode)
    status = outcome.status
    if step.mode.forms:
        return in_other_form(step, found, status or 0, line)
    if status and step.status == "failed":
        return [*found, "? failed"]
    return [*found, f"? {status}"] if status else found


def is_silent(step: Step) -> bool:
    """Whether a tutorial shows nothing of what a command prints: then it goes on showing nothing."""
    return bool(step.mode.forms) and step.expected == ("...",) and step.first == step.last


def in_other_form(step: Step, found: list[str], status: int, line: str) -> list[str]:
    """The same in a `.t` file, a recording or a tutorial."""
    if step.first == step.line:
        return [with_output(line, found, status)]
    if step.mode.forms == "strict" and step.mode.indent == MARGIN:
        found = [*found, f"[{status}]"] if status else found
    return [step.mode.indent + one for one in found]
