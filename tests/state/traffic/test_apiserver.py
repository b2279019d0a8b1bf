"""The API server answers programs: who may see what, and in which form."""

from __future__ import annotations

import json
from typing import Any

import pytest

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.images.filesystem import token_files
from minikctl.state.kinds import CLUSTER_ROLE_BINDING, CONFIG_MAP, ROLE, ROLE_BINDING
from minikctl.state.traffic.apiserver import respond
from minikctl.state.traffic.messages import Request

RBAC = "rbac.authorization.k8s.io"


@pytest.fixture
def cluster() -> Cluster:
    return Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "api", "nodes": 1})


def token(cluster: Cluster) -> str:
    pod = {"metadata": {"namespace": "default", "name": "p"}, "spec": {"serviceAccountName": "default"}}
    return token_files(cluster.view(), pod)["/token"]


def ask(cluster: Cluster, path: str, method: str = "GET", body: str = "", **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {token(cluster)}", "User-Agent": "program", **headers}
    return respond(cluster, Request("https", "kubernetes", 443, path, method, tuple(sent.items()), body))


def grant(cluster: Cluster, role: str = "cluster-admin") -> None:
    subjects = [{"kind": "Group", "name": "system:serviceaccounts", "apiGroup": RBAC}]
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": role}
    with cluster.transaction("given") as tx:
        binding = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "all"}}
        tx.create(CLUSTER_ROLE_BINDING, {**binding, "roleRef": reference, "subjects": subjects})


def test_anybody_may_ask_for_health_and_version(cluster: Cluster) -> None:
    assert ask(cluster, "/healthz", Authorization="").body == "ok"
    assert json.loads(ask(cluster, "/version", Authorization="").body)["gitVersion"] == "v1.33.1"


def test_a_wrong_token_is_unauthorized(cluster: Cluster) -> None:
    found = ask(cluster, "/api", Authorization="Bearer nonsense")

    assert found.status == 401
    assert json.loads(found.body)["message"] == "Unauthorized"


def test_a_service_account_may_discover_but_not_read(cluster: Cluster) -> None:
    assert json.loads(ask(cluster, "/api").body)["versions"] == ["v1"]
    found = ask(cluster, "/api/v1/namespaces/default/pods")
    assert found.status == 403
    assert json.loads(found.body)["message"] == (
        'pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" '
        'in API group "" in the namespace "default"'
    )


def test_a_role_lets_it_read_what_the_role_names(cluster: Cluster) -> None:
    rules = [{"apiGroups": [""], "resources": ["services"], "verbs": ["get", "list"]}]
    with cluster.transaction("given") as tx:
        tx.create(
            ROLE, {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": {"name": "r"}, "rules": rules}, "default"
        )
        binding = {"apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": "b"}}
        binding["roleRef"] = {"apiGroup": RBAC, "kind": "Role", "name": "r"}
        binding["subjects"] = [{"kind": "ServiceAccount", "name": "default", "namespace": "default"}]
        tx.create(ROLE_BINDING, binding, "default")

    found = json.loads(ask(cluster, "/api/v1/namespaces/default/services").body)

    assert found["kind"] == "ServiceList"
    assert [one["metadata"]["name"] for one in found["items"]] == ["kubernetes"]
    assert ask(cluster, "/api/v1/namespaces/default/secrets").status == 403
    assert ask(cluster, "/api/v1/services").status == 403


def test_a_missing_object_is_not_found(cluster: Cluster) -> None:
    grant(cluster)

    found = ask(cluster, "/apis/apps/v1/namespaces/default/deployments/web")

    assert found.status == 404
    assert json.loads(found.body)["message"] == 'deployments.apps "web" not found'


def test_curl_gets_it_laid_out(cluster: Cluster) -> None:
    assert ask(cluster, "/api", **{"User-Agent": "curl/8.5.0"}).body.startswith('{\n  "kind": "APIVersions",\n')
    assert ask(cluster, "/api").body.startswith('{"kind":"APIVersions",')


def test_objects_are_made_changed_and_deleted(cluster: Cluster) -> None:
    grant(cluster)
    path = "/api/v1/namespaces/default/configmaps"
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "1"}}

    assert ask(cluster, path, "POST", json.dumps(body)).status == 201
    merge = {"Content-Type": "application/merge-patch+json"}
    assert ask(cluster, f"{path}/c", "PATCH", '{"data":{"b":"2"}}', **merge).status == 200
    assert cluster.view().get(CONFIG_MAP, "c", "default")["data"] == {"a": "1", "b": "2"}
    assert ask(cluster, f"{path}/c", "DELETE").status == 200
    assert cluster.view().find(CONFIG_MAP, "c", "default") is None


def test_a_watch_tells_what_is_there(cluster: Cluster) -> None:
    grant(cluster)

    found = ask(cluster, "/api/v1/namespaces/default/services?watch=true")

    assert found.stream
    assert json.loads(found.body.splitlines()[0])["type"] == "ADDED"


def test_groups_and_their_kinds_are_listed(cluster: Cluster) -> None:
    groups = [one["name"] for one in json.loads(ask(cluster, "/apis").body)["groups"]]
    assert "apps" in groups
    names = [one["name"] for one in json.loads(ask(cluster, "/apis/apps/v1").body)["resources"]]
    assert {"deployments", "deployments/scale"} <= set(names)
