"""Differences as GitHub shows them beside the lines of a change (workflow commands of GitHub Actions)."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.sessions.report import Report, difference


def as_annotations(reports: Sequence[Report]) -> str:
    """One `::error` line for every difference and every problem."""
    found: list[str] = []
    for report in reports:
        source = report.source
        if report.result is None:
            found.append(annotation(source.path, source.line or 1, "not a session", source.error))
            continue
        for outcome in report.result.outcomes:
            if not outcome.ok:
                title = f"{outcome.step.text.partition(chr(10))[0]}: the output differs"
                found.append(annotation(source.path, outcome.step.line, title, difference(source.path, outcome)))
        if report.result.problem:
            line, _, why = report.result.problem.partition(": ")
            found.append(annotation(source.path, int(line) if line.isdigit() else 1, "stopped", why))
    return "".join(found)


def annotation(path: str, line: int, title: str, text: str) -> str:
    """One line; what would end it or a property is spelt as the runner wants it."""
    return f"::error file={quoted(path)},line={line},title={quoted(title)}::{escaped(text.rstrip())}\n"


def escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def quoted(text: str) -> str:
    return escaped(text).replace(":", "%3A").replace(",", "%2C")
