"""Every lesson can be solved, is not solved from the start, and accepts any spelling."""

import pytest

from minikctl.lessons.reading import lesson, names, parse
from minikctl.lessons.running import missing, run
from minikctl.sessions.document import SessionError
from minikctl.sessions.world import new_cluster

START = 1_767_600_000.0


def begun(one):
    cluster = new_cluster(one.needs, "lessons", START)
    status, said = run(cluster, one.setup)
    assert not status, said
    return cluster


def test_there_are_ten_lessons_in_their_order():
    assert [lesson(name).number for name in names()] == list(range(1, 11))


@pytest.mark.parametrize("name", names())
def test_the_solution_is_what_the_checks_ask_for(name):
    one = lesson(name)
    cluster = begun(one)
    for task in one.tasks:
        assert task.checks and task.hints and task.prose
        assert missing(cluster, task), f"{task.title}: is done before it begins"
        status, said = run(cluster, task.solution)
        assert not status, said
        assert [check.what for check in missing(cluster, task)] == []


def test_checks_look_at_the_state_and_not_at_the_spelling():
    one = lesson("01-service")
    cluster = begun(one)
    manifest = "kubectl apply -f - <<E\n{apiVersion: v1, kind: Service, metadata: {name: hello}, spec: {selector: {app: hello}, ports: [{port: 80}]}}\nE"
    assert run(cluster, [manifest])[0] == 0
    assert not missing(cluster, one.tasks[0])


def test_checks_leave_the_cluster_as_it_is():
    one = lesson("02-endpoints")
    cluster = begun(one)
    before = cluster.version()
    missing(cluster, one.tasks[0])
    assert cluster.version() == before


def test_together_they_cover_what_service_discovery_is_made_of():
    covered = " ".join(topic.lower() for name in names() for topic in lesson(name).covers)
    for topic in (
        "dns",
        "environment",
        "readiness",
        "nodeport",
        "load balancer",
        "iptables",
        "ipvs",
        "endpoint",
        "tls",
    ):
        assert topic in covered


def test_a_check_without_a_command_is_said_with_its_line():
    with pytest.raises(SessionError) as error:
        parse("01-x", "# T\n\n## Task\n\n```check\nit is nice\n```\n")
    assert error.value.line == 6
