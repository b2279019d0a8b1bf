"""Roles and bindings say who may do what."""

import pytest

from minikctl.state.authorization import can
from minikctl.state.kinds import CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING

RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]}]
API = "rbac.authorization.k8s.io"


@pytest.fixture
def bound(stage):
    stage.make(ROLE, "reader", rules=RULES)
    reference = {"apiGroup": API, "kind": "Role", "name": "reader"}
    stage.make(ROLE_BINDING, "readers", roleRef=reference, subjects=[{"apiGroup": API, "kind": "User", "name": "jane"}])
    return stage


def ask(stage, user, verb, resource, namespace="default", groups=("system:authenticated",)):
    return can(stage.cluster.view(), user, groups, verb, "", resource, "", namespace)


def test_a_binding_allows_what_its_role_says(bound):
    assert ask(bound, "jane", "get", "pods") == (
        True,
        'RBAC: allowed by RoleBinding "readers/default" of Role "reader" to User "jane"',
    )


def test_everything_else_is_refused(bound):
    assert ask(bound, "jane", "delete", "pods") == (False, "")
    assert ask(bound, "jane", "get", "pods", "kube-system") == (False, "")
    assert ask(bound, "joe", "get", "pods") == (False, "")


def test_a_cluster_binding_counts_everywhere(stage):
    stage.make(CLUSTER_ROLE, "reader", "", rules=RULES)
    reference = {"apiGroup": API, "kind": "ClusterRole", "name": "reader"}
    subject = {"kind": "ServiceAccount", "name": "bot", "namespace": "default"}
    stage.make(CLUSTER_ROLE_BINDING, "bots", "", roleRef=reference, subjects=[subject])
    assert ask(stage, "system:serviceaccount:default:bot", "list", "pods", "kube-system") == (
        True,
        'RBAC: allowed by ClusterRoleBinding "bots" of ClusterRole "reader" to ServiceAccount "bot/default"',
    )


def test_masters_may_do_everything(stage):
    assert ask(stage, "kubernetes-admin", "delete", "nodes", "", ("system:masters",))[0]
