"""Roles and bindings."""

from minikctl.state.kinds import CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING
from minikctl.state.kinds.kind import rules
from minikctl.state.objects import copy_tree

GROUP = "rbac.authorization.k8s.io"


def said(problems):
    return [f"{problem.field}: {problem.body}" for problem in problems]


def binding(kind=ROLE_BINDING, **more):
    found = {
        "apiVersion": kind.api_version,
        "kind": kind.name,
        "metadata": {"name": "b"},
        "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": "view"},
        **more,
    }
    if kind.namespaced:
        found["metadata"]["namespace"] = "default"
    rules(kind).defaults(found)
    return found


def test_subjects_get_the_group_of_their_kind():
    subjects = [{"kind": "User", "name": "ann"}, {"kind": "ServiceAccount", "name": "robot", "namespace": "default"}]
    assert [subject.get("apiGroup") for subject in binding(subjects=subjects)["subjects"]] == [GROUP, None]


def test_a_bindings_role_stays():
    old = binding()
    new = copy_tree(old)
    new["roleRef"]["name"] = "edit"
    assert said(rules(ROLE_BINDING).validate_update(new, old)) == [
        'roleRef: Invalid value: rbac.RoleRef{APIGroup:"rbac.authorization.k8s.io", Kind:"ClusterRole", Name:"edit"}: '
        "cannot change roleRef"
    ]


def test_a_cluster_wide_binding_refers_to_a_cluster_role():
    found = binding(CLUSTER_ROLE_BINDING, roleRef={"apiGroup": GROUP, "kind": "Role", "name": "view"})
    assert said(rules(CLUSTER_ROLE_BINDING).validate(found)) == [
        'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"'
    ]


def test_only_a_binding_of_the_cluster_must_say_where_a_service_account_is():
    subjects = [{"kind": "ServiceAccount", "name": "robot"}]
    found = binding(CLUSTER_ROLE_BINDING, subjects=subjects)
    assert said(rules(CLUSTER_ROLE_BINDING).validate(found)) == ["subjects[0].namespace: Required value"]
    assert said(rules(ROLE_BINDING).validate(binding(subjects=subjects))) == []


def test_a_rule_says_what_may_be_done_to_what():
    found = {"metadata": {"name": "r", "namespace": "default"}, "rules": [{"apiGroups": [""], "resources": ["pods"]}]}
    assert said(rules(ROLE).validate(found)) == [
        "rules[0].verbs: Required value: verbs must contain at least one value"
    ]


def test_a_role_of_a_namespace_has_no_paths():
    rule = {"nonResourceURLs": ["/healthz"], "verbs": ["get"]}
    problems = said(rules(ROLE).validate({"metadata": {"name": "r", "namespace": "default"}, "rules": [rule]}))
    assert [problem.partition(":")[0] for problem in problems] == ["rules[0].nonResourceURLs"]
    assert said(rules(CLUSTER_ROLE).validate({"metadata": {"name": "r"}, "rules": [rule]})) == []
