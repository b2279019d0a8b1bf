"""What a new pod gets that its manifest did not say, and what is refused."""

import pytest

from minikctl.state import errors
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import POD
from minikctl.state.kinds.kind import rules
from minikctl.state.kinds.pod.admit import admit
from minikctl.state.objects import copy_tree

ACCOUNT = {"kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "default"}}


def pod(**spec):
    found = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "default", "uid": "u"},
        "spec": {"containers": [{"name": "c", "image": "nginx"}], **spec},
    }
    rules(POD).defaults(found)
    rules(POD).prepare(found, None, 0.0)
    return found


def said(problems):
    return [f"{problem.field}: {problem.body}" for problem in problems]


def admitted(stand_in, *objects, **spec):
    found = pod(**spec)
    admit(stand_in([ACCOUNT, *objects]), found)
    return found


def test_a_pod_spec_is_filled_in():
    spec = pod()["spec"]
    assert {name: value for name, value in spec.items() if name != "containers"} == {
        "restartPolicy": "Always",
        "terminationGracePeriodSeconds": 30,
        "dnsPolicy": "ClusterFirst",
        "securityContext": {},
        "schedulerName": "default-scheduler",
        "enableServiceLinks": True,
    }
    assert spec["containers"] == [
        {
            "name": "c",
            "image": "nginx",
            "resources": {},
            "terminationMessagePath": "/dev/termination-log",
            "terminationMessagePolicy": "File",
            "imagePullPolicy": "Always",
        }
    ]


def test_probes_and_ports_are_filled_in():
    container = {
        "name": "c",
        "image": "nginx:1",
        "ports": [{"containerPort": 80}],
        "readinessProbe": {"httpGet": {"port": 80}},
    }
    found = pod(containers=[container])["spec"]["containers"][0]
    assert found["ports"] == [{"containerPort": 80, "protocol": "TCP"}]
    assert found["imagePullPolicy"] == "IfNotPresent"
    assert found["readinessProbe"] == {
        "httpGet": {"port": 80, "path": "/", "scheme": "HTTP"},
        "timeoutSeconds": 1,
        "periodSeconds": 10,
        "successThreshold": 1,
        "failureThreshold": 3,
    }


def test_requests_come_from_limits():
    found = pod(containers=[{"name": "c", "image": "x", "resources": {"limits": {"cpu": "0.5", "memory": "1024Mi"}}}])
    assert found["spec"]["containers"][0]["resources"] == {
        "limits": {"cpu": "500m", "memory": "1Gi"},
        "requests": {"cpu": "500m", "memory": "1Gi"},
    }
    assert found["status"]["qosClass"] == "Guaranteed"


def test_a_new_pod_is_pending_and_of_generation_one():
    found = pod()
    assert found["status"] == {"phase": "Pending", "qosClass": "BestEffort"}


def test_a_pod_runs_as_the_default_account_with_its_token_mounted(stand_in):
    spec = admitted(stand_in)["spec"]
    assert (spec["serviceAccountName"], spec["serviceAccount"]) == ("default", "default")
    [volume] = spec["volumes"]
    assert volume["name"].startswith("kube-api-access-")
    assert len(volume["name"]) == len("kube-api-access-") + 5
    assert [next(iter(source)) for source in volume["projected"]["sources"]] == [
        "serviceAccountToken",
        "configMap",
        "downwardAPI",
    ]
    assert spec["containers"][0]["volumeMounts"] == [
        {"name": volume["name"], "readOnly": True, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    ]


def test_a_pod_that_wants_no_token_gets_none(stand_in):
    assert "volumes" not in admitted(stand_in, automountServiceAccountToken=False)["spec"]


def test_a_container_that_mounts_something_at_the_tokens_place_keeps_it(stand_in):
    mount = {"name": "own", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"}
    containers = [{"name": "c", "image": "x", "volumeMounts": [mount]}]
    spec = admitted(stand_in, containers=containers, volumes=[{"name": "own", "emptyDir": {}}])["spec"]
    assert [one["name"] for one in spec["containers"][0]["volumeMounts"]] == ["own"]


def test_a_pod_without_its_account_is_refused(stand_in):
    with pytest.raises(errors.ApiError, match="error looking up service account default/robot") as caught:
        admitted(stand_in, serviceAccountName="robot")
    assert 'pods "p" is forbidden' in str(caught.value)


def test_a_pod_bears_trouble_of_its_node_for_five_minutes(stand_in):
    assert admitted(stand_in)["spec"]["tolerations"] == [
        {"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
        for key in ("not-ready", "unreachable")
    ]


def test_a_toleration_of_everything_leaves_nothing_to_add(stand_in):
    everything = [{"operator": "Exists"}]
    assert admitted(stand_in, tolerations=everything)["spec"]["tolerations"] == everything


def test_a_pod_has_priority_zero(stand_in):
    spec = admitted(stand_in)["spec"]
    assert (spec["priority"], spec["preemptionPolicy"]) == (0, "PreemptLowerPriority")


def test_a_priority_class_sets_the_number(stand_in):
    important = {"kind": "PriorityClass", "metadata": {"name": "important"}, "value": 7, "preemptionPolicy": "Never"}
    spec = admitted(stand_in, important, priorityClassName="important")["spec"]
    assert (spec["priority"], spec["preemptionPolicy"]) == (7, "Never")


def test_the_global_default_class_is_taken(stand_in):
    usual = {"kind": "PriorityClass", "metadata": {"name": "usual"}, "value": 3, "globalDefault": True}
    spec = admitted(stand_in, usual)["spec"]
    assert (spec["priorityClassName"], spec["priority"]) == ("usual", 3)


def test_an_unknown_priority_class_is_refused(stand_in):
    with pytest.raises(errors.ApiError, match="no PriorityClass with name nothing was found"):
        admitted(stand_in, priorityClassName="nothing")


def refusals(**changes):
    old = pod()
    new = copy_tree(old)
    new["spec"].update(changes)
    return said(rules(POD).validate_update(new, old))


def test_an_image_may_change():
    assert refusals(containers=[{**pod()["spec"]["containers"][0], "image": "nginx:2"}]) == []


def test_nearly_everything_else_may_not():
    [problem] = refusals(hostNetwork=True)
    assert problem.startswith("spec: Forbidden: pod updates may not change fields other than")


def test_containers_may_not_be_added():
    container = pod()["spec"]["containers"][0]
    assert refusals(containers=[container, {**container, "name": "d"}]) == [
        "spec.containers: Forbidden: pod updates may not add or remove containers"
    ]


def test_a_deadline_may_only_shrink():
    assert refusals(activeDeadlineSeconds=5) == []
    old, new = pod(activeDeadlineSeconds=5), pod(activeDeadlineSeconds=6)
    assert said(rules(POD).validate_update(new, old)) == [
        "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value"
    ]


def test_tolerations_may_only_be_added():
    one = {"key": "a", "operator": "Exists"}
    old, new = pod(tolerations=[one]), pod()
    [problem] = said(rules(POD).validate_update(new, old))
    assert (
        problem == "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"
    )


def test_being_given_a_node_is_no_new_generation():
    cluster = Cluster.in_memory(ScriptedClock(1_800_000_000.0), {"seed": "tests"})
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": pod()["spec"]}
    with cluster.transaction() as tx:
        made = tx.create(POD, manifest, "default")
        placed = tx.write(POD, {**made, "spec": {**made["spec"], "nodeName": "node-1"}})
        changed = tx.write(POD, {**placed, "spec": {**placed["spec"], "activeDeadlineSeconds": 5}})
    assert [one["metadata"]["generation"] for one in (made, placed, changed)] == [1, 1, 2]
