"""What changed between two moments: marks of objects and rules, and the line that sums them up."""

from __future__ import annotations

from collections.abc import Callable

from minikctl.state.cluster import Cluster
from minikctl.state.views import changed, changes, endpoints, iptables, map
from minikctl.state.views.lines import Look, plain, text_of
from minikctl.state.views.scene import Scene
from minikctl.state.views.services import listing
from tests.state.views.documents import LATE, READY, documents, pod, service


def losing_an_endpoint(cluster: Cluster) -> None:
    """The second endpoint of hostnames is no longer ready."""
    changed = documents()
    found = next(one for one in changed if one["metadata"]["name"] == "hostnames-4fq2k")
    not_ready = {"ready": False, "serving": False, "terminating": False}
    found["endpoints"] = [READY[0], {**READY[1], "conditions": not_ready}, LATE]
    cluster.load(changed)


def test_objects_that_are_the_same_have_no_mark(cluster: Cluster) -> None:
    assert changes.difference(cluster.view(), cluster.view()) == {}


def test_added_altered_and_removed_objects_are_marked(cluster: Cluster) -> None:
    before = cluster.view()
    kept = [one for one in documents() if one["metadata"]["name"] not in ("ext-api", "web-lb")]
    cluster.load([*kept, service("web-lb", "10.96.12.10"), service("new", "10.96.1.1")])

    found = changes.difference(before, cluster.view())["services"]

    assert found == {"default/ext-api": "-", "default/web-lb": "~", "default/new": "+"}


def test_a_rule_whose_target_stays_is_altered_and_a_backend_that_goes_takes_its_chain(
    cluster: Cluster, scene: Callable[..., Scene]
) -> None:
    before = cluster.view()
    losing_an_endpoint(cluster)

    text = plain(iptables.draw(scene(before=before)))

    assert "~  2 always (was p=0.50000000000)            → KUBE-SEP-C6GFSMK4HHNDCNDV" in text
    assert "−    always                                  → KUBE-SEP-ZOK2QX3KVQWDMDQX" in text
    assert "− nat KUBE-SEP-ZOK2QX3KVQWDMDQX  10.244.2.7:9376" in text
    assert "chain removed, 2 rules" in plain(iptables.draw(scene(width=120, before=before)))


def test_exact_rules_are_those_of_iptables_save(scene: Callable[..., Scene]) -> None:
    rows = [text_of(row)[2:] for row in iptables.draw(scene(width=400, raw=True))]
    assert (
        '-A KUBE-SEP-C6GFSMK4HHNDCNDV -p tcp -m comment --comment "default/hostnames" -m tcp -j DNAT --to-destination 10.244.1.5:9376'
        in rows
    )


def test_list_map_and_endpoints_mark_what_changed(cluster: Cluster, scene: Callable[..., Scene]) -> None:
    before = cluster.view()
    losing_an_endpoint(cluster)
    shown = scene(before=before)

    marks = {row.key: row.mark for row in listing(shown, "default").rows}
    assert marks["default/hostnames"] == "~" and marks["default/web-lb"] == ""
    assert "~ 10.244.2.7 ○ no" in plain(endpoints.draw(shown))
    assert "~                   ├──✕ 10.244.2.7:9376" in plain(map.draw(shown))


def test_without_marks_nothing_is_marked(cluster: Cluster, scene: Callable[..., Scene]) -> None:
    before = cluster.view()
    losing_an_endpoint(cluster)
    shown = scene(before=before)
    quiet = shown._replace(look=shown.look._replace(marks=False))

    for view in (endpoints, iptables, map):
        assert all(row[:1] in ("", " ") for row in plain(view.draw(quiet)).splitlines())


def test_the_change_line_sums_up(cluster: Cluster, scene: Callable[..., Scene]) -> None:
    before = cluster.view()
    losing_an_endpoint(cluster)

    wide = text_of(changes.change_line(scene(width=100, before=before), 7, "kubectl patch"))
    narrow = text_of(changes.change_line(scene(width=40, before=before, ascii=True), 7, "kubectl patch"))

    assert wide.startswith("Δ rev 7  kubectl patch  ") and "slice ~1  rules −3 ~1  U undo" in wide
    assert narrow.startswith("D7 kubectl") and len(narrow) == 40


def test_a_group_is_called_by_its_last_command() -> None:
    assert changes.cause_of(["kubectl scale deploy web", "due: kubelet default/web-1"]) == "kubectl scale deploy web"
    assert changes.cause_of(["due: kubelet default/web-1"]) == ""


def test_what_time_does_is_told_by_its_pods(cluster: Cluster, scene: Callable[..., Scene]) -> None:
    before = cluster.view()
    cluster.load([*documents(), pod("client", "client", "10.244.1.9", "node-1", ready=False)])

    assert changes.by_itself(scene(before=before)) == "pod client is not ready"


def test_changed_fields_are_told_by_their_paths() -> None:
    old = {"metadata": {"name": "a", "resourceVersion": "1"}, "spec": {"replicas": 1, "of": [{"a": 1}, {"b": 2}]}}
    new = {"metadata": {"name": "a", "resourceVersion": "2"}, "spec": {"replicas": 2, "of": [{"a": 1}], "on": [{}]}}
    assert changes.changed_fields(old, new) == [
        ("spec.of[]", {"b": 2}, None),
        ("spec.on", None, [{}]),
        ("spec.replicas", 1, 2),
    ]


def test_items_of_lists_that_stay_as_long_are_compared_one_by_one() -> None:
    old, new = {"of": [{"a": 1}, {"b": 2}]}, {"of": [{"a": 1}, {"b": 3}]}
    assert changes.changed_fields(old, new) == [("of[1].b", 2, 3)]


def test_the_changes_tab_tells_fields_and_rules(cluster: Cluster, scene: Callable[..., Scene]) -> None:
    before = cluster.view()
    losing_an_endpoint(cluster)

    text = plain(changed.draw(scene(before=before)))

    assert (
        "~ EndpointSlice default/hostnames-4fq2k\n    endpoints[1].conditions.ready\n    − true\n    + false\n" in text
    )
    assert "~    always (was p=0.50000000000)" in text
    assert "Nothing has changed" in plain(changed.draw(scene()))


def test_counts_leave_out_what_did_not_happen() -> None:
    assert changes.Count(1, 0, 2).text(Look()) == "+1 ~2"
