"""scale, label, annotate, set, cordon, drain, taint, autoscale, explain, auth, certificate, top and events."""

from __future__ import annotations

import json
from typing import Any

import pytest

REQUEST = (  # of a key made for this test
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITE1ISUNBUUF3RURFT01Bd0dBMVVFQXd3RmNtOWliM1F3V1RB"
    "VEJnY3Foa2pPUFFJQkJnZ3Foa2pPUFFNQgpCd05DQUFUZEV5SlpzWng3SDRVTW55YkEyMU9NQm1INHZLdXV3dDNmdUV3L0xUbGdV"
    "UUt5N2xEYVpYckd6alMrCmV0d1EvZEZLanVTaXp2TWpLL25Jc0IvaVRrSFFvQUF3Q2dZSUtvWkl6ajBFQXdJRFNRQXdSZ0loQU5W"
    "bXlkUWcKTnozcy9MMHI2d3JtOXR0dWxKOEVBbUlPNXBRa2JIaGNaeUZYQWlFQThzcWVzME5WZ2d3VFgzQVhHbyt0YkFTZgpia2Nz"
    "WVFWY0hnRW01TVF6MUdZPQotLS0tLUVORCBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K"
)


@pytest.fixture
def shop(run: Any) -> Any:
    """A Deployment and a Service."""
    assert run("create", "deployment", "web", "--image=nginx:1.26", "--port=80").code == 0
    assert run("expose", "deployment", "web").code == 0
    return run


def value(run: Any, what: str, path: str) -> str:
    return str(run("get", what, "-o", f"jsonpath={path}").out)


# ---- scale


def test_scaling_sets_the_replicas(shop: Any) -> None:
    assert shop("scale", "deploy/web", "--replicas=3").out == "deployment.apps/web scaled\n"
    assert value(shop, "deploy/web", "{.spec.replicas}") == "3"


def test_scaling_may_depend_on_what_there_is(shop: Any) -> None:
    result = shop("scale", "deploy", "web", "--replicas=3", "--current-replicas=2")

    assert result.err == "error: Expected replicas to be 2, was 1\n"


def test_nothing_to_scale_is_an_error(shop: Any) -> None:
    assert shop("scale", "deploy", "no", "--replicas=1").err == (
        'error: no objects passed to scale deployments.apps "no" not found\n'
    )
    assert shop("scale", "svc", "web", "--replicas=1").err == (
        "Error from server (NotFound): the server could not find the requested resource (patch services web)\n"
    )


# ---- label, annotate


def test_labels_are_set_and_removed(shop: Any) -> None:
    assert shop("label", "svc", "web", "tier=front").out == "service/web labeled\n"
    assert shop("label", "svc", "web", "tier=front").out == "service/web not labeled\n"
    assert shop("label", "svc", "web", "tier-", "no-").out == 'label "no" not found.\nservice/web unlabeled\n'
    assert shop("label", "svc", "web", "--list").out == "app=web\n"


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (("svc", "web", "app=x"), "'app' already has a value (web), and --overwrite is false"),
        (("svc", "web", "a=b", "a-"), "can not both modify and remove a label in the same command"),
        (("svc", "web", "a=b=c"), "invalid label spec: a=b=c"),
        (("svc", "web"), "at least one label update is required"),
        (("a=b",), "one or more resources must be specified as <resource> <name> or <resource>/<name>"),
        (("svc", "a=b", "web"), "all resources must be specified before label changes: web"),
        (("svc", "--all", "-l", "a", "a=b"), "cannot set --all and --selector at the same time"),
    ],
)
def test_labels_that_cannot_be_set_are_refused(shop: Any, argv: tuple[str, ...], message: str) -> None:
    assert shop("label", *argv).err == f"error: {message}\n"


def test_manifests_are_labelled_without_a_server(run: Any) -> None:
    run.write("s.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: far}\n")

    result = run("label", "--local", "-f", "s.yaml", "a=b", "-o", "jsonpath={.metadata.labels}")

    assert result.out == '{"a":"b"}'


def test_annotations_may_hold_anything(shop: Any) -> None:
    assert shop("annotate", "svc", "web", "note=a = b").out == "service/web annotated\n"
    assert value(shop, "svc/web", "{.metadata.annotations.note}") == "a = b"
    assert shop("annotate", "svc", "web", "note=c").err == (
        "error: --overwrite is false but found the following declared annotation(s): "
        "'note' already has a value (a = b)\n"
    )


# ---- set


def test_images_are_set_by_container(shop: Any) -> None:
    assert shop("set", "image", "deploy/web", "nginx=nginx:1.27").out == "deployment.apps/web image updated\n"
    assert shop("set", "image", "deploy/web", "*=nginx:1.27").out == ""
    assert shop("set", "image", "deploy/web", "no=x").err == 'error: unable to find container named "no"\n'
    assert shop("set", "image", "svc/web", "a=b").err == (
        "error: services/web the object is not a pod or does not have a pod template: *v1.Service\n"
    )


def test_variables_are_set_listed_and_removed(shop: Any) -> None:
    shop("create", "cm", "conf", "--from-literal=log.level=debug")
    assert shop("set", "env", "deploy/web", "A=b", "--from=cm/conf").out == "deployment.apps/web env updated\n"
    assert shop("set", "env", "deploy/web", "--list").out == (
        "# Deployment web, container nginx\nA=b\n# LOG_LEVEL from configmap conf, key log.level\n"
    )
    assert shop("set", "env", "deploy/web", "--list", "--resolve").out.endswith("LOG_LEVEL=debug\n")
    shop("set", "env", "deploy/web", "A-")
    assert "A=b" not in shop("set", "env", "deploy/web", "--list").out


def test_resources_accounts_and_selectors_are_set(shop: Any) -> None:
    shop("set", "resources", "deploy/web", "--limits=cpu=500m")
    shop("set", "sa", "deploy/web", "robot")
    shop("set", "selector", "svc/web", "a=b")

    assert value(shop, "deploy/web", "{.spec.template.spec.containers[0].resources.limits.cpu}") == "500m"
    assert value(shop, "deploy/web", "{.spec.template.spec.serviceAccountName}") == "robot"
    assert value(shop, "svc/web", "{.spec.selector}") == '{"a":"b"}'


def test_subjects_are_added_once(run: Any) -> None:
    run("create", "rolebinding", "look", "--clusterrole=view", "--user=me")

    assert run("set", "subject", "rolebinding", "look", "--user=me", "--group=us").code == 0
    assert value(run, "rolebinding/look", "{.subjects[*].name}") == "me us"


# ---- nodes


def node_of(run: Any) -> str:
    return value(run, "nodes", "{.items[0].metadata.name}")


def test_cordoning_twice_is_told(run: Any) -> None:
    name = node_of(run)

    assert run("cordon", name).out == f"node/{name} cordoned\n"
    assert run("cordon", name).out == f"node/{name} already cordoned\n"
    assert run("uncordon", name).out == f"node/{name} uncordoned\n"


def test_taints_are_set_changed_and_removed(run: Any) -> None:
    name = node_of(run)

    assert run("taint", "node", name, "a=b:NoSchedule").out == f"node/{name} tainted\n"
    assert run("taint", "node", name, "a=c:NoSchedule").err == (
        f"error: node {name} already has a taint(s) with same effect(s) and --overwrite is false\n"
    )
    assert run("taint", "node", name, "a=c:NoSchedule", "--overwrite").out == f"node/{name} modified\n"
    assert run("taint", "node", name, "a-").out == f"node/{name} untainted\n"
    assert run("taint", "node", name, "a-").err == 'error: taint "a" not found\n'
    assert run("taint", "pods", "a", "b:NoExecute").err == (
        "error: invalid resource type pods, only node types are supported\n"
    )


def test_draining_asks_before_anything_is_lost(shop: Any) -> None:
    shop("run", "alone", "--image=nginx")
    name = node_of(shop)

    refused = shop("drain", name)
    assert "cannot delete cannot delete Pods that declare no controller (use --force to override): default/alone" in (
        refused.err
    )
    assert refused.code == 1

    drained = shop("drain", name, "--ignore-daemonsets", "--force", "--delete-emptydir-data")
    assert "pod/alone evicted\n" in drained.out and drained.out.endswith(f"node/{name} drained\n")


def test_a_budget_keeps_pods_on_their_node(shop: Any) -> None:
    shop("create", "pdb", "web", "--selector=app=web", "--min-available=1")
    name = node_of(shop)

    result = shop("drain", name, "--ignore-daemonsets", "--pod-selector=app=web", "--timeout=7s")

    assert "(will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget." in result.err
    assert result.code == 1


def test_autoscalers_aim_at_the_processor(shop: Any) -> None:
    result = shop("autoscale", "deploy", "web", "--max=3", "--cpu-percent=50", "--dry-run=client", "-o", "json")

    spec = json.loads(result.out)["spec"]
    assert spec["metrics"][0]["resource"]["target"] == {"type": "Utilization", "averageUtilization": 50}
    assert shop("autoscale", "deploy", "web", "--max=1", "--min=2").err == (
        "error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: 1, min: 2\n"
    )


# ---- asking


def test_fields_are_explained_by_type(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minikctl.commands.explain.documentation.definitions", lambda: {})  # as without the extra
    result = run("explain", "deployments.apps.spec.selector")

    assert result.out == (
        "GROUP:      apps\nKIND:       Deployment\nVERSION:    v1\n\nFIELD: selector <LabelSelector>\n\n\n"
        "DESCRIPTION:\n    <empty>\nFIELDS:\n"
        "  matchExpressions\t<[]LabelSelectorRequirement>\n    <no description>\n\n"
        "  matchLabels\t<map[string]string>\n    <no description>\n\n\n"
    )
    assert run("explain", "svc.spec", "--recursive").out.count("targetPort\t<IntOrString>\n") == 1
    assert run("explain", "svc.nope").err == 'error: field "nope" does not exist\n'
    assert run("explain", "nope").err == 'the server doesn\'t have a resource type "nope"\n'


def test_rights_come_from_roles_and_bindings(run: Any) -> None:
    robot = "--as=system:serviceaccount:default:robot"
    assert run("auth", "can-i", "get", "pods").out == "yes\n"
    assert run("auth", "can-i", "get", "pods", robot) == ("no\n", "", 1)

    run("create", "role", "look", "--verb=get,list", "--resource=pods,pods/log")
    run("create", "rolebinding", "look", "--role=look", "--serviceaccount=default:robot")

    assert run("auth", "can-i", "get", "pods", robot).out == "yes\n"
    assert run("auth", "can-i", "get", "pods", "--subresource=log", robot).out == "yes\n"
    assert run("auth", "can-i", "delete", "pods", robot).code == 1
    assert run("auth", "can-i", "get", "pods", "-n", "kube-system", robot).code == 1
    assert "pods   " in run("auth", "can-i", "--list", robot).out


def test_one_is_told_who_one_is(run: Any) -> None:
    assert run("auth", "whoami", "--as=me").out == (
        "ATTRIBUTE   VALUE\nUsername    me\nGroups      [system:authenticated]\n"
    )


def test_certificates_are_approved_once(run: Any) -> None:
    request = {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "robot"},
        "spec": {"request": REQUEST, "signerName": "example.com/robot", "usages": ["client auth"]},
    }
    assert run("create", "-f", "-", stdin=json.dumps(request)).err == ""

    assert run("certificate", "approve", "robot").out == (
        "certificatesigningrequest.certificates.k8s.io/robot approved\n"
    )
    assert value(run, "csr/robot", "{.status.conditions[0].type}") == "Approved"


def test_events_are_listed_in_order_of_time(shop: Any) -> None:
    lines = shop("events", "--for", "deployment/web").out.splitlines()

    assert lines[0].split() == ["LAST", "SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
    assert "ScalingReplicaSet" in lines[1] and "Deployment/web" in lines[1]
    assert shop("events", "--for", "deployment/web", "-o", "name") == ("", "", 0)  # as the real client
    assert shop("events", "-n", "nowhere").err == "No events found in nowhere namespace.\n"
    assert shop("events", "--types=Odd").err == "error: valid --types are Normal or Warning\n"


def test_nobody_measures_what_is_used(run: Any) -> None:
    assert run("top", "node").err == "error: Metrics API not available\n"


METRICS_SERVER = (
    "create", "deployment", "metrics-server", "-n", "kube-system", "--image=registry.k8s.io/metrics-server/metrics-server:v0.7.2"
)  # fmt: skip


def test_what_is_used_is_known_once_a_metrics_server_is_ready(shop: Any) -> None:
    label = '[{"op": "add", "path": "/spec/template/metadata/labels/k8s-app", "value": "metrics-server"}]'
    shop(*METRICS_SERVER)
    shop("patch", "deployment", "metrics-server", "-n", "kube-system", "--type=json", "-p", label)
    shop("rollout", "status", "deployment/metrics-server", "-n", "kube-system")
    shop("rollout", "status", "deployment/web")

    head, line = shop("top", "pod").out.splitlines()
    assert head.split() == ["NAME", "CPU(cores)", "MEMORY(bytes)"] and head.endswith("MEMORY(bytes)   ")
    assert line.startswith("web-") and line.split()[1].endswith("m") and line.split()[2].endswith("Mi")
    assert shop("top", "pod", "-l", "app=web", "--containers", "--no-headers").out.split()[1] == "nginx"
    assert shop("top", "pod", "--sum").out.splitlines()[-2].split() == ["________", "________"]
    assert shop("top", "pod", "no").err == (
        'Error from server (NotFound): podmetrics.metrics.k8s.io "default/no" not found\n'
    )
    nodes = shop("top", "node", "--sort-by=cpu").out.splitlines()
    assert nodes[0].split() == ["NAME", "CPU(cores)", "CPU(%)", "MEMORY(bytes)", "MEMORY(%)"]
    assert shop("top", "pod", "-n", "empty").err == "No resources found in empty namespace.\n"
