"""A cluster that was loaded by hand, so that every name and address in the expected lines is written here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from minikctl.state.clock import ScriptedClock, parse_timestamp
from minikctl.state.cluster import Cluster
from minikctl.state.views.changes import difference
from minikctl.state.views.lines import Look
from minikctl.state.views.scene import Scene
from tests.state.views.documents import NOW, documents


@pytest.fixture
def cluster() -> Cluster:
    made = Cluster.in_memory(ScriptedClock(parse_timestamp(NOW)), {"seed": "views"})
    made.load(documents())
    return made


@pytest.fixture
def scene(cluster: Cluster) -> Callable[..., Scene]:
    """Scenes of the cluster: `scene("default/web", width=40, ascii=True, before=view)`."""

    def make(service: str = "default/hostnames", width: int = 80, ascii: bool = False, **more: Any) -> Scene:
        view = cluster.view()
        before = more.pop("before", None)
        look = Look(width, ascii, raw=more.pop("raw", False))
        marks = difference(before, view) if before is not None else {}
        return Scene(view, look, service, before=before, marks=marks, **more)

    return make
