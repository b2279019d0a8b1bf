"""What a change would do is told, and not done."""

from __future__ import annotations

from minikctl.state.effect import Effect, effect_of, trial
from minikctl.state.faults import manifests as make
from minikctl.state.kinds import DEPLOYMENT, SERVICE
from minikctl.state.objects import copy_tree
from minikctl.state.views.consequences import lines_of
from minikctl.state.views.lines import Look, plain
from tests.state.findings.conftest import cluster_of

WEB = make.workload("Deployment", "web", "default", {"app": "web"}, 2, containers=[make.container("nginx", 80)])
SVC = make.service("web", "default", {"app": "web"}, [{"port": 80}])


def scaled(replicas: int) -> Effect:
    cluster = cluster_of([WEB, SVC])
    version = cluster.version()
    copy = trial(cluster)
    before = copy.view()
    with copy.transaction("scale") as tx:
        new = copy_tree(tx.get(DEPLOYMENT, "web", "default"))
        new["spec"]["replicas"] = replicas
        tx.replace(DEPLOYMENT, new, "default")
    assert cluster.version() == version
    return effect_of(before, copy.view())


def test_a_copy_is_what_the_cluster_is() -> None:
    cluster = cluster_of([WEB, SVC])
    assert effect_of(cluster.view(), trial(cluster).view()).is_nothing
    assert trial(cluster).view().get(SERVICE, "web", "default") == cluster.view().get(SERVICE, "web", "default")


def test_pods_endpoints_and_rules_come() -> None:
    found = scaled(3)
    assert [one.mark for one in found.objects if one.kind == "Pod"] == ["+"]
    assert [mark for mark, _, _ in found.endpoints] == ["+"]
    assert any(mark == "+" and "KUBE-SEP-" in chain for mark, chain, _ in found.rules)
    assert found.records == [] and found.findings == []


def test_what_would_break_is_told() -> None:
    found = scaled(0)
    ((mark, finding),) = found.findings
    assert (mark, finding.code) == ("+", "SD01")
    assert len([one for one in found.objects if (one.kind, one.mark) == ("Pod", "-")]) == 2


def test_the_page_has_a_part_for_each_kind_of_thing() -> None:
    text = plain(lines_of(scaled(0), Look(70, ascii=True)))
    assert text.isascii() and all(len(row) <= 70 for row in text.splitlines())
    for heading in ("objects\n", "endpoints\n", "rules\n", "problems\n"):
        assert heading in text
    assert "  ~ Deployment default/web\n      spec.replicas: 2 -> 0\n" in text
    assert plain(lines_of(scaled(2), Look(70))) == "  Nothing would change.\n"
