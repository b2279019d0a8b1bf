"""What is said of sessions that were run: differences, the last line, JUnit, TAP, JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from minikctl.sessions.align import differences
from minikctl.sessions.replay import Outcome, Result
from minikctl.sessions.sources import Source

LONGEST = 120  # lines of one difference that are shown


class Report(NamedTuple):
    """A session and what became of it; `wanted` is the number of commands that were to be compared."""

    source: Source
    result: Result | None
    wanted: int

    @property
    def matched(self) -> int:
        return sum(outcome.ok for outcome in self.result.outcomes) if self.result else 0

    @property
    def ok(self) -> bool:
        return self.result is not None and self.result.ok and self.matched == self.wanted


def exit_code(reports: Sequence[Report]) -> int:
    """0 all equal, 1 differences, 2 a bad file."""
    if any(report.source.session is None for report in reports):
        return 2
    return 0 if all(report.ok for report in reports) else 1


def last_line(reports: Sequence[Report]) -> str:
    """The figures."""
    passed = sum(report.ok for report in reports)
    matched, wanted = sum(report.matched for report in reports), sum(report.wanted for report in reports)
    return f"sessions: {passed} of {len(reports)} passed, commands: {matched} of {wanted} matched"


# ---- text


def text_of(report: Report, verbose: bool = False) -> str:
    """What is wrong with a session, and with `verbose` also what is right."""
    path = report.source.path
    if report.result is None:
        place = f"{path}:{report.source.line}" if report.source.line else path
        return f"{place}: {report.source.error}\n"
    found: list[str] = []
    for outcome in report.result.outcomes:
        if not outcome.ok:
            found.append(difference(path, outcome))
        elif verbose:
            found.append(f"{path}:{outcome.step.line}: ok: {shown(outcome)}\n")
    if report.result.problem:
        found.append(f"{path}:{report.result.problem}\n")
    if verbose:
        found.extend(f"{fault}\n" for fault in report.result.faults)
    return "".join(found)


def shown(outcome: Outcome) -> str:
    """A command as it is typed."""
    prompt = "% " if outcome.step.typed else "$ "
    return prompt + outcome.step.text.replace("\n", "\n> ")


def difference(path: str, outcome: Outcome) -> str:
    """One difference, with file and line."""
    lines = [f"{path}:{outcome.step.line}: {shown(outcome)}"]
    found = differences(outcome.step.expected, outcome.actual, dict(outcome.known), outcome.step.mode)
    if all(line.startswith("  ") for line in found) and not outcome.message:
        found = [*(f"- {line}" for line in outcome.step.expected), *(f"+ {line}" for line in outcome.actual)]
    lines.extend(f"    {line}" for line in found[:LONGEST])
    if len(found) > LONGEST:
        lines.append(f"    ({len(found) - LONGEST} more lines)")
    if outcome.message:
        lines.append(f"    {outcome.message}")
    if outcome.tries > 1:
        lines.append(f"    (run {outcome.tries} times within {outcome.step.mode.within:g}s)")
    return "\n".join(lines) + "\n"


# ---- for other programs


def as_json(reports: Sequence[Report]) -> str:
    """Everything as JSON."""
    whole = {
        "sessions": [session_json(report) for report in reports],
        "passed": sum(report.ok for report in reports),
        "total": len(reports),
        "matched": sum(report.matched for report in reports),
        "commands": sum(report.wanted for report in reports),
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def session_json(report: Report) -> dict[str, Any]:
    """One session."""
    session = report.source.session
    found: dict[str, Any] = {
        "file": report.source.path,
        "title": session.title if session else "",
        "passed": report.ok,
        "problem": report.source.error or (report.result.problem if report.result else ""),
        "commands": [],
    }
    if report.source.line:
        found["line"] = report.source.line
    for outcome in report.result.outcomes if report.result else ():
        one = {
            "line": outcome.step.line,
            "command": outcome.step.text,
            "matched": outcome.ok,
            "status": outcome.status,
            "actual": list(outcome.actual),
        }
        if not outcome.ok:
            one["expected"] = list(outcome.step.expected)
            one["message"] = outcome.message
        found["commands"].append(one)
    return found


def as_tap(reports: Sequence[Report]) -> str:
    """The Test Anything Protocol, one test for a command (version 13)."""
    lines: list[str] = []
    for report in reports:
        if report.result is None:
            lines.append(f"not ok {len(lines) + 1} - {report.source.path}: {report.source.error}")
            continue
        for outcome in report.result.outcomes:
            name = f"{report.source.path}:{outcome.step.line} {shown(outcome)}".partition("\n")[0].replace("#", "\\#")
            line = f"{'ok' if outcome.ok else 'not ok'} {len(lines) + 1} - {name}"
            if not outcome.ok:
                line += "".join(f"\n# {one}" for one in difference(report.source.path, outcome).splitlines())
            lines.append(line)
        if report.result.problem:
            lines.append(f"not ok {len(lines) + 1} - {report.source.path}:{report.result.problem}")
    return "TAP version 13\n" + "".join(line + "\n" for line in lines) + f"1..{len(lines)}\n"


def as_junit(reports: Sequence[Report]) -> str:
    """JUnit's XML, a suite for a session."""
    from xml.sax.saxutils import escape, quoteattr  # only for this form

    def proper(text: str) -> str:
        return "".join(char if char in "\t\n" or ord(char) >= 32 else "?" for char in text)

    suites: list[str] = []
    for report in reports:
        cases: list[str] = []
        errors = int(report.result is None or bool(report.result.problem))
        for outcome in report.result.outcomes if report.result else ():
            name = quoteattr(proper(f"{outcome.step.line}: {outcome.step.text}"))
            case = f"    <testcase classname={quoteattr(report.source.path)} name={name}"
            if outcome.ok:
                cases.append(case + "/>\n")
            else:
                told = escape(proper(difference(report.source.path, outcome)))
                cases.append(
                    f'{case}>\n      <failure message="the output differs">{told}</failure>\n    </testcase>\n'
                )
        if errors:
            why = report.source.error or (report.result.problem if report.result else "")
            cases.append(
                f'    <testcase classname={quoteattr(report.source.path)} name="session">\n'
                f"      <error message={quoteattr(proper(why))}/>\n    </testcase>\n"
            )
        failures = report.wanted - report.matched
        suites.append(
            f'  <testsuite name={quoteattr(report.source.path)} tests="{len(cases)}" failures="{failures}" '
            f'errors="{errors}">\n{"".join(cases)}  </testsuite>\n'
        )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n{"".join(suites)}</testsuites>\n'
