"""A new cluster of three nodes, and short ways to write into it."""

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster


class Stage:
    """A cluster with a clock that tests move."""

    def __init__(self):
        self.cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "stage", "nodes": 3})

    def make(self, kind, name, namespace="default", **body):
        manifest = {"apiVersion": kind.api_version, "kind": kind.name, "metadata": {"name": name}, **body}
        with self.cluster.transaction("test") as tx:
            return tx.create(kind, manifest, namespace)

    def delete(self, kind, name, namespace="default", **how):
        with self.cluster.transaction("test") as tx:
            tx.delete(kind, name, namespace if kind.namespaced else "", **how)

    def get(self, kind, name, namespace="default"):
        return self.cluster.view().find(kind, name, namespace if kind.namespaced else "")

    def list(self, kind, namespace="default"):
        return self.cluster.view().list(kind, namespace if kind.namespaced else None)

    def wait(self, seconds):
        self.cluster.clock.sleep(seconds)

    def events(self, obj):
        found = self.cluster.view().events_for(obj)
        found.sort(key=lambda event: int(event["metadata"]["resourceVersion"]))
        return [(event["type"], event["reason"], event["message"]) for event in found]


@pytest.fixture
def stage():
    return Stage()
