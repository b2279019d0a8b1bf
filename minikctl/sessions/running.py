"""Runs many sessions, side by side in processes of their own if asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from minikctl.sessions import guard
from minikctl.sessions.document import Session
from minikctl.sessions.replay import Replay, Result
from minikctl.sessions.report import Report
from minikctl.sessions.sources import Source
from minikctl.sessions.world import START, new_cluster
from minikctl.state.clock import parse_timestamp

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster


class Choice(NamedTuple):
    """How sessions are run, and which of their commands are compared."""

    era: str = "1.33"
    seed: str = "session"
    start: float = 0.0
    first: str = ""  # a line's number or a heading
    last: str = ""
    only: str = ""  # a heading
    outside: bool = False  # programs that we do not have are the machine's


def run_one(source: Source, choice: Choice, cluster: Cluster | None = None) -> Report:
    """Runs a session that was read."""
    session = source.session
    if session is None:
        return Report(source, None, 0)
    first, last = span(session, choice)
    wanted = sum(1 for step in session.steps if step.line >= first and (last is None or step.line <= last))
    if cluster is None:
        cluster = new_cluster(session.needs, choice.seed, choice.start or parse_timestamp(START))
        with guard.closed():
            return Report(source, result_of(source, session, cluster, choice, first, last), wanted)
    return Report(source, result_of(source, session, cluster, choice, first, last), wanted)


def result_of(
    source: Source, session: Session, cluster: Cluster, choice: Choice, first: int, last: int | None
) -> Result:
    """Runs the commands of a session in a cluster."""
    return Replay(
        session, cluster, era=choice.era, files=source.files, first=first, last=last, outside=choice.outside
    ).run()


def run_all(sources: Sequence[Source], choice: Choice, jobs: int) -> Iterator[Report]:
    """Runs sessions; reports come in the order of the sessions."""
    if jobs <= 1 or len(sources) < 2:
        for source in sources:
            yield run_one(source, choice)
        return
    from concurrent.futures import ProcessPoolExecutor  # only with -j

    with ProcessPoolExecutor(min(jobs, len(sources))) as pool:
        yield from pool.map(run_one, sources, [choice] * len(sources))


def headings(session: Session) -> list[tuple[int, str]]:
    """(line, text) of the session's headings, fenced blocks left out."""
    found: list[tuple[int, str]] = []
    is_inside = False
    for number, line in enumerate(session.lines, 1):
        if line.startswith(("```", "~~~")):
            is_inside = not is_inside
        elif not is_inside and line.startswith("#"):
            found.append((number, line.lstrip("#").strip()))
    return found


def span(session: Session, choice: Choice) -> tuple[int, int | None]:
    """The lines whose commands are compared."""
    if choice.only:
        return place(session, choice.only)
    first = place(session, choice.first)[0] if choice.first else 1
    last = place(session, choice.last)[1] if choice.last else None
    return first, last


def place(session: Session, text: str) -> tuple[int, int | None]:
    """The lines of what `--from`, `--to` or `--only` names: a line, or a section by (a part of) its heading."""
    if text.isdigit():
        return int(text), int(text)
    known = headings(session)
    for position, (number, heading) in enumerate(known):
        if text.lower() in heading.lower():
            following = known[position + 1][0] - 1 if position + 1 < len(known) else None
            return number, following
    return len(session.lines) + 1, 0
