"""Fresh clusters for test suites: a context manager and a pytest fixture, each with a server and a kubeconfig.

With the official client:

    from kubernetes import client, config

    def test_pods(minikctl_cluster):
        config.load_kube_config(minikctl_cluster.kubeconfig)
        assert client.CoreV1Api().list_namespace().items

With kr8s:

    import kr8s

    def test_namespaces(minikctl_cluster):
        api = kr8s.api(kubeconfig=minikctl_cluster.kubeconfig)
        assert list(api.get("namespaces"))

With a script of kubectl commands:

    def test_script(minikctl_cluster):
        subprocess.run(["sh", "script.sh"], env={**os.environ, **minikctl_cluster.env}, check=True)

pytest finds the fixture `minikctl_cluster` with `pytest_plugins = ["minikctl.testing"]` in a conftest.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

from minikctl.server.running import Background, listening
from minikctl.server.serving import Served
from minikctl.state.clock import RealClock
from minikctl.state.cluster import Cluster

Obj = dict[str, Any]


class TestCluster:
    """A served cluster: `url`, `kubeconfig` (a file), `env` for programs, `cluster` (the simulation itself)."""

    __test__ = False  # pytest: this is no test

    def __init__(self, cluster: Cluster, served: Served, kubeconfig: str) -> None:
        self.cluster = cluster
        self.url = served.url
        self.config = served.config()
        self.kubeconfig = kubeconfig

    @property
    def env(self) -> dict[str, str]:
        """What a program's environment needs."""
        return {"KUBECONFIG": self.kubeconfig}


@contextmanager
def served_cluster(
    *, nodes: int = 1, pace: str = "instant", seed: str = "test", documents: Sequence[Obj] = (), secure: bool = False
) -> Iterator[TestCluster]:
    """A new cluster that nobody else sees, served until the block ends.

    `pace`: "instant" lets pods be ready at once, "real" takes the time that a cluster takes. `documents`: objects that
    are loaded as they are, beside those of a new cluster. `secure`: TLS and a token, as `minikctl serve` has them.
    """
    cluster = Cluster.in_memory(RealClock(), {"seed": seed, "nodes": nodes})
    cluster.pace = pace
    if documents:
        cluster.load(list(documents), merge=True)
    folder = mkdtemp(prefix="minikctl-")
    served = Served(cluster, folder, listening("127.0.0.1", 0), secure=secure)
    running: Background = served.start()
    try:
        yield TestCluster(cluster, served, served.write_kubeconfig(os.path.join(folder, "kubeconfig")))
    finally:
        running.stop(wait=False)
        rmtree(folder, ignore_errors=True)


try:
    import pytest
except ImportError:
    pass
else:

    @pytest.fixture
    def minikctl_cluster() -> Iterator[TestCluster]:
        """A fresh served cluster for one test."""
        with served_cluster() as found:
            yield found


__all__ = ["TestCluster", "served_cluster"]
