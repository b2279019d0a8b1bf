"""A served cluster over its socket."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

pytest.importorskip("uvicorn", reason="the extra `serve` is not installed")
pytest.importorskip("wsproto", reason="the extra `serve` is not installed")

from minikctl.testing import TestCluster, served_cluster


def get(cluster: TestCluster, path: str) -> Any:
    with urllib.request.urlopen(cluster.url + path, timeout=10) as answer:
        return json.loads(answer.read())


def test_each_cluster_is_fresh_and_its_kubeconfig_names_it() -> None:
    with served_cluster() as one, served_cluster() as other:
        assert one.url != other.url
        with open(one.kubeconfig, encoding="utf-8") as file:
            assert json.load(file)["clusters"][0]["cluster"]["server"] == one.url
        assert get(one, "/version")["minor"] == "33"


def test_the_official_client_works() -> None:
    client = pytest.importorskip("kubernetes.client", reason="the package kubernetes is not installed")
    config = pytest.importorskip("kubernetes.config")
    with served_cluster(secure=True) as cluster:
        config.load_kube_config(cluster.kubeconfig)
        core = client.CoreV1Api()
        core.create_namespaced_config_map("default", {"metadata": {"name": "one"}, "data": {"a": "b"}})
        assert core.read_namespaced_config_map("one", "default").data == {"a": "b"}
        assert core.list_namespaced_pod("kube-system").items
