"""Namespaces may forbid pods that are not secure enough."""

import pytest

from minikctl.state.admitting.podsecurity import doubts
from minikctl.state.errors import ApiError
from minikctl.state.kinds import NAMESPACE, POD

PREFIX = "pod-security.kubernetes.io/"
SECURE = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "runAsNonRoot": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}


def namespace(stage, mode, level):
    stage.make(NAMESPACE, "team", "", metadata={"name": "team", "labels": {f"{PREFIX}{mode}": level}})


def pod(stage, *, containers=({"name": "c", "image": "nginx"},), **spec):
    return stage.make(POD, "p", "team", spec={"containers": list(containers), **spec})


def refusal(stage, **spec):
    with pytest.raises(ApiError) as caught:
        pod(stage, **spec)
    return caught.value.message


def test_restricted_wants_much_of_a_pod(stage):
    namespace(stage, "enforce", "restricted")
    assert refusal(stage) == (
        'pods "p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false '
        '(container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities '
        '(container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container '
        '"c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set '
        'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")'
    )
    assert pod(stage, containers=[{"name": "c", "image": "nginx", "securityContext": SECURE}])


def test_baseline_forbids_what_reaches_the_node(stage):
    namespace(stage, "enforce", "baseline")
    one = {"name": "c", "image": "nginx", "securityContext": {"privileged": True}, "ports": [{"containerPort": 80}]}
    volumes = [{"name": "root", "hostPath": {"path": "/"}}]
    assert refusal(stage, containers=[one], hostNetwork=True, volumes=volumes) == (
        'pods "p" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true), '
        'hostPath volumes (volume "root"), hostPort (container "c" uses hostPort 80), '
        'privileged (container "c" must not set securityContext.privileged=true)'
    )


def test_a_namespace_may_only_warn(stage):
    namespace(stage, "warn", "baseline")
    made = pod(stage, hostPID=True)
    assert doubts(stage.cluster.view(), made) == [
        'would violate PodSecurity "baseline:latest": host namespaces (hostPID=true)'
    ]
