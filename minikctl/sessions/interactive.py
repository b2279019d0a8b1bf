"""`replay --interactive`: asks for every difference what shall become of it: accept, skip, edit, or a pattern."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from minikctl.sessions.document import Session
from minikctl.sessions.forms import as_pattern
from minikctl.sessions.replay import Outcome, Result
from minikctl.sessions.report import difference
from minikctl.sessions.update import expectation, is_silent

QUESTION = "accept, skip, edit, pattern, quit [a/s/e/p/q]? "


def answered(
    path: str, session: Session, result: Result, ask: Callable[[str], str | None], say: Callable[[str], object]
) -> str:
    """The session's text after the answers; `ask` gives None at the end of the input, which leaves the rest alone."""
    lines = list(session.lines)
    changes: list[tuple[Outcome, list[str]]] = []
    for outcome in result.outcomes:
        if outcome.ok or is_silent(outcome.step):
            continue
        say(difference(path, outcome))
        choice = asked(ask)
        if choice == "q":
            break
        if choice != "s":
            changes.append((outcome, chosen(choice, outcome, lines[outcome.step.line - 1], ask)))
    for outcome, text in reversed(changes):
        lines[outcome.step.first - 1 : outcome.step.last - 1] = text
    return "\n".join(lines)


def asked(ask: Callable[[str], str | None]) -> str:
    """One of the letters; the end of the input is q."""
    while True:
        answer = ask(QUESTION)
        if answer is None:
            return "q"
        letter = answer.strip().lower()[:1]
        if letter and letter in "asepq":
            return letter


def chosen(choice: str, outcome: Outcome, line: str, ask: Callable[[str], str | None]) -> list[str]:
    """The lines that shall be expected."""
    if choice == "e":
        return [outcome.step.mode.indent + one for one in typed(ask)]
    found = expectation(outcome, line)
    if choice == "p":
        keep = set(outcome.step.expected)
        is_session = not outcome.step.mode.forms
        return [one if one.strip() in keep else as_pattern(one, is_session) for one in found]
    return found


def typed(ask: Callable[[str], str | None]) -> Sequence[str]:
    """Lines up to one that holds only a dot."""
    found: list[str] = []
    while (line := ask("| ")) is not None and line.rstrip("\n") != ".":
        found.append(line.rstrip("\n"))
    return found
