"""`cluster`: creating, using, deleting, loading and saving."""

from __future__ import annotations

import json
from typing import Any

import pytest

POD = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: 1-2-3, resourceVersion: "900", creationTimestamp: 2025-12-31T00:00:00Z}
spec: {containers: [{name: web, image: nginx}]}
status: {phase: Running, podIP: 10.244.0.9}
"""


def test_the_first_cluster_is_made_unasked(at_home: Any) -> None:
    assert at_home("get", "svc", "-o", "name").out == "service/kubernetes\n"
    assert at_home("cluster", "list").out == "* minikctl\n"


def test_a_cluster_that_is_created_is_used(at_home: Any) -> None:
    assert at_home("cluster", "create", "two", "--nodes", "2") == ('cluster "two" created\n', "", 0)
    assert at_home("get", "nodes", "-o", "name").out == "node/node-1\nnode/node-2\n"
    assert at_home("cluster", "create", "three").code == 0
    assert at_home("cluster", "list").out == "* three\n  two\n"
    assert at_home("cluster", "use", "two").out == 'Switched to cluster "two".\n'
    assert at_home("config", "current-context").out == "two\n"


def test_clusters_are_alike_if_their_seeds_are(at_home: Any) -> None:
    for name in ("a", "b"):
        at_home("cluster", "create", name, "--seed", "7")
    uids = {at_home("get", "ns", "default", "-o", "jsonpath={.metadata.uid}", "--context", name).out for name in "ab"}
    assert len(uids) == 1


def test_a_cluster_is_not_created_twice(at_home: Any) -> None:
    at_home("cluster", "create", "one")
    result = at_home("cluster", "create", "one")
    assert (result.code, result.out) == (1, "")
    assert result.err == 'minikctl cluster: there is a cluster "one" already; delete it first, or choose another name\n'


@pytest.mark.parametrize(
    "words",
    [
        ("--service-cidr", "10.0.0.0/99"),
        ("--service-cidr", "10.0.0.0/8,11.0.0.0/8"),
        ("--service-cidr", "fd00::/108"),
        ("--pod-cidr", "10.244.0.0/16,fd00::/56"),
        ("--node-port-range", "9"),
        ("--proxy-mode", "magic"),
        ("--load-balancer", "big"),
        ("--pace", "slow"),
        ("--nodes", "0"),
        ("--addon", "nothing"),
        ("--what",),
    ],
    ids=" ".join,
)
def test_settings_that_make_no_sense_are_usage_errors(at_home: Any, words: tuple[str, ...]) -> None:
    result = at_home("cluster", "create", "x", *words)
    assert result.code == 2
    assert result.err.startswith("minikctl cluster: ")
    assert at_home("cluster", "list").out == ""


def test_settings_of_two_families_make_a_dual_stack_cluster(at_home: Any) -> None:
    at_home(
        "cluster", "create", "--service-cidr", "10.96.0.0/16,fd00:1::/108", "--pod-cidr", "10.244.0.0/16,fd00:2::/56"
    )
    assert "service-cidrs: 10.96.0.0/16,fd00:1::/108\n" in at_home("cluster", "info").out
    assert at_home("get", "node", "node-1", "-o", "jsonpath={.spec.podCIDRs}").out.count(":") > 1


def test_a_cluster_with_an_ingress_controller_has_its_class(at_home: Any) -> None:
    at_home("cluster", "create", "--ingress", "nginx")
    controller = at_home("get", "ingressclass", "nginx", "-o", "jsonpath={.spec.controller}").out
    assert controller == "k8s.io/ingress-nginx"
    assert at_home("cluster", "reset").code == 0
    assert at_home("get", "ingressclass", "-o", "name").out == "ingressclass.networking.k8s.io/nginx\n"


def test_what_may_change_can_be_set_later(at_home: Any) -> None:
    assert at_home("cluster", "set", "proxy-mode=ipvs", "load-balancer=pool=203.0.113.0/24").code == 0
    found = at_home("cluster", "info").out
    assert "proxy-mode: ipvs\n" in found and "load-balancer: pool=203.0.113.0/24\n" in found
    assert at_home("cluster", "set", "pod-cidr=10.0.0.0/8").code == 2
    assert at_home("cluster", "set", "colour=red").code == 2


def test_a_deleted_cluster_is_gone_with_its_context(at_home: Any) -> None:
    at_home("cluster", "create", "gone")
    assert at_home("cluster", "delete", "gone").out == 'cluster "gone" deleted\n'
    assert at_home("config", "current-context").out == "minikctl\n"
    assert at_home("cluster", "delete", "gone").code == 1
    assert not (at_home.home / "clusters" / "gone").exists()


def test_files_are_verified(at_home: Any) -> None:
    at_home("get", "svc")
    assert at_home("cluster", "verify") == ("the files are sound\n", "", 0)
    journal = at_home.home / "clusters" / "minikctl" / "journal"
    data = bytearray(journal.read_bytes())
    data[200] ^= 1
    journal.write_bytes(data)
    result = at_home("cluster", "verify")
    assert result.code == 1
    assert "journal" in result.out


def test_loading_replaces_everything_verbatim(at_home: Any) -> None:
    (at_home.folder / "pod.yaml").write_text(POD)
    assert at_home("cluster", "load", "pod.yaml") == ("", "", 0)
    assert at_home("get", "ns,pods,svc", "-A", "-o", "name").out == "pod/web\n"
    loaded = json.loads(at_home("get", "pod", "web", "-o", "json").out)
    assert (loaded["metadata"]["uid"], loaded["metadata"]["resourceVersion"]) == ("1-2-3", "900")
    assert loaded["metadata"]["creationTimestamp"] == "2025-12-31T00:00:00Z"
    assert loaded["spec"]["restartPolicy"] == "Always"


def test_loading_reads_lists_several_documents_json_and_standard_input(at_home: Any) -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "dev"}}
    listed = {"apiVersion": "v1", "kind": "List", "items": [namespace]}
    assert at_home("cluster", "load", "-", stdin=json.dumps(listed)).code == 0
    assert at_home("get", "ns", "-o", "name").out == "namespace/dev\n"
    assert at_home("cluster", "load", "-", "--merge", stdin=f"---\n{POD}\n---\n").code == 0
    assert at_home("get", "ns,pods", "-A", "-o", "name").out == "namespace/dev\npod/web\n"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"a: b: c",
        b"words",
        b"a: [1",
        b"\xff\xfe\x00",
        b"minikctl1:nothing",
        b'{"kind": "Pod"}',
        b'{"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "x"}, "spec": 5}',
        b'{"kind": "Service", "apiVersion": "v1", "metadata": {"name": "x"}, "spec": {"ports": {"a": 1}}}',
        b'{"kind": "List", "items": 5}',
        b'{"kind": "World", "apiVersion": "minikctl/v1", "spec": 5}',
        b'{"kind": "Strange", "apiVersion": "v1", "metadata": {"name": "x"}}',
    ],
)
def test_what_cannot_be_loaded_is_one_sentence_and_changes_nothing(at_home: Any, text: bytes) -> None:
    at_home("cluster", "load", "-", stdin=POD)
    result = at_home("cluster", "load", "-", stdin=text)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("minikctl cluster: ") and result.err.count("\n") == 1
    assert at_home("get", "pods", "-o", "name").out == "pod/web\n"


def test_a_file_that_is_not_there_is_a_usage_error(at_home: Any) -> None:
    result = at_home("cluster", "load", "nothing.yaml")
    assert result == ("", "minikctl cluster: nothing.yaml cannot be read: No such file or directory\n", 2)


@pytest.mark.parametrize("form", ["save", "share"])
def test_what_was_saved_loads_as_the_same_cluster(at_home: Any, form: str) -> None:
    at_home("cluster", "create", "first", "--nodes", "2", "--proxy-mode", "ipvs")
    at_home("create", "deployment", "web", "--image=nginx", "--replicas=2")
    text = at_home("cluster", form).out
    if form == "share":
        assert text.count("\n") == 1
    at_home("cluster", "create", "second")
    assert at_home("cluster", "load", "-", stdin=text).code == 0
    everything = "deploy,rs,pods,svc,ep,endpointslices,nodes,ns,events,cm"
    first, second = (
        at_home("get", everything, "-A", "-o", "json", "--context", name).out for name in ("first", "second")
    )
    assert first == second
    assert "proxy-mode: ipvs" in at_home("cluster", "info").out


def test_what_nodes_and_the_catalogue_hold_is_saved_too(at_home: Any) -> None:
    at_home("cluster", "create", "first", "--nodes", "2")
    at_home("image", "add", "-", stdin="{name: example.com/shop, ports: [8080]}")
    at_home("ssh", "--", "touch /root/here")
    at_home("sim", "node-down", "node-2")
    text = at_home("cluster", "save").out
    at_home("cluster", "create", "second")
    at_home("cluster", "load", "-", stdin=text)
    assert at_home("ssh", "--", "ls", "/root").out == "here\n"
    assert json.loads(at_home("image", "list", "-o", "json").out)[0]["image"] == "example.com/shop"
    assert at_home("cluster", "save").out.rpartition('"clock"')[0] == text.rpartition('"clock"')[0]


def test_saving_writes_a_file_that_loads(at_home: Any) -> None:
    at_home("cluster", "load", "-", stdin=POD)
    assert at_home("cluster", "save", "saved.yaml").code == 0
    at_home("cluster", "reset")
    assert at_home("cluster", "load", "saved.yaml").code == 0
    assert at_home("get", "pods", "-o", "name").out == "pod/web\n"


def test_a_copy_of_the_home_is_a_copy_of_the_clusters(at_home: Any) -> None:
    at_home("cluster", "create", "kept")
    at_home("create", "deployment", "web", "--image=nginx")
    at_home.home.rename(at_home.folder / "elsewhere")
    at_home.home = at_home.folder / "elsewhere"
    assert at_home("get", "deploy", "-o", "name").out == "deployment.apps/web\n"


def test_reconcile_runs_the_loops_of_the_controller_manager(at_home: Any) -> None:
    service = (
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
    )
    at_home("cluster", "load", "-", stdin=service)
    assert at_home("get", "endpoints", "-o", "name").out == ""
    assert at_home("cluster", "reconcile").code == 0
    assert at_home("get", "endpoints", "-o", "name").out == "endpoints/web\n"
