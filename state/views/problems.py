"""What is wrong with the Services of a namespace: the findings, as the panel shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state import findings
from minikctl.state.findings import Finding
from minikctl.state.objects import Obj, key_of
from minikctl.state.view import View
from minikctl.state.views.findings import lines_of
from minikctl.state.views.lines import Line
from minikctl.state.views.scene import Scene


class Problem(NamedTuple):
    """A finding about a Service: how bad, what, what follows, and what to do."""

    code: str  # SD01 …: what kind of finding it is
    severity: str  # broken, warn
    service: str  # namespace/name
    text: str
    effect: str
    see: str = ""


def problems(view: View, namespace: str | None = None) -> list[Finding]:
    """What is wrong in a namespace, or in all, the most important first."""
    return findings.problems(view, namespace)


def problems_of(view: View, service: Obj) -> Iterator[Problem]:
    """What is wrong with one Service, causes first."""
    for one in findings.problems_of(view, service):
        yield Problem(one.code, one.severity, key_of(service), one.sentence, one.consequence, one.fix)


def draw(scene: Scene) -> list[Line]:
    """The tab: everything that is wrong."""
    return lines_of(problems(scene.view), scene)
