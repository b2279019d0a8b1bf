"""READY, STATUS, RESTARTS and the wide columns of a pod, as the server's table printer counts them."""

import pytest

from minikctl.state.kinds import POD
from minikctl.state.kinds.kind import rules

NOW = "2026-01-01T12:00:00Z"


def container(name="c", **more):
    return {"name": name, "image": "x", **more}


def status(name="c", *, ready=False, restarts=0, started=None, last=None, **state):
    found = {"name": name, "ready": ready, "restartCount": restarts, "state": state}
    if started is not None:
        found["started"] = started
    if last is not None:
        found["lastState"] = last
    return found


def running(name="c", **more):
    return status(name, ready=True, started=True, running={"startedAt": NOW}, **more)


def waiting(reason, name="c", **more):
    return status(name, waiting={"reason": reason}, **more)


def ended(code, name="c", reason="", signal=0, **more):
    terminated = {"exitCode": code, "finishedAt": "2026-01-01T11:55:00Z"}
    if reason:
        terminated["reason"] = reason
    if signal:
        terminated["signal"] = signal
    return status(name, terminated=terminated, **more)


def pod(*statuses, init=(), init_specs=(), phase="Running", ready=True, metadata=None, **more):
    return {
        "kind": "Pod",
        "metadata": {"name": "p", "namespace": "default", "creationTimestamp": NOW, **(metadata or {})},
        "spec": {
            "containers": [container(one["name"]) for one in statuses] or [container()],
            "initContainers": list(init_specs) or [container(one["name"]) for one in init],
        },
        "status": {
            "phase": phase,
            "containerStatuses": list(statuses),
            "initContainerStatuses": list(init),
            "conditions": [{"type": "Ready", "status": "True" if ready else "False"}],
            **more,
        },
    }


def row(found, view):
    return {column.name: column.cell(found, view) for column in rules(POD).columns}


def shown(found, stand_in):
    cells = row(found, stand_in())
    return cells["Ready"], cells["Status"], str(cells["Restarts"])


SIDECAR = container("side", restartPolicy="Always")

CASES = {
    "one that runs": (pod(running()), ("1/1", "Running", "0")),
    "one nobody has placed": (pod(phase="Pending"), ("0/1", "Pending", "0")),
    "one whose image comes": (pod(waiting("ContainerCreating"), phase="Pending"), ("0/1", "ContainerCreating", "0")),
    "one that keeps failing": (pod(waiting("CrashLoopBackOff", restarts=2)), ("0/1", "CrashLoopBackOff", "2")),
    "one that ended well": (pod(ended(0, reason="Completed"), phase="Succeeded"), ("0/1", "Completed", "0")),
    "one that ended badly": (pod(ended(1, reason="Error"), phase="Failed"), ("0/1", "Error", "0")),
    "one that was killed by a signal": (pod(ended(137, signal=9), phase="Failed"), ("0/1", "Signal:9", "0")),
    "one that ended without a reason": (pod(ended(3), phase="Failed"), ("0/1", "ExitCode:3", "0")),
    "the reason of the pod": (pod(phase="Failed", reason="Evicted"), ("0/1", "Evicted", "0")),
    "one container done and one at work": (
        pod(ended(0, "a", reason="Completed"), running("b")),
        ("1/2", "Running", "0"),
    ),
    "one container done and one not ready": (
        pod(ended(0, "a", reason="Completed"), status("b", running={}), ready=False),
        ("0/2", "Completed", "0"),
    ),
    "done, at work and not ready as a whole": (
        pod(ended(0, "a", reason="Completed"), running("b"), ready=False),
        ("1/2", "NotReady", "0"),
    ),
    "the first trouble of several": (
        pod(waiting("ErrImagePull", "a"), waiting("CrashLoopBackOff", "b", restarts=4)),
        ("0/2", "ErrImagePull", "4"),
    ),
    "initializing": (
        pod(
            waiting("PodInitializing"), init=[status("i", running={}), waiting("PodInitializing", "j")], phase="Pending"
        ),
        ("0/1", "Init:0/2", "0"),
    ),
    "initialized halfway": (
        pod(
            waiting("PodInitializing"),
            init=[ended(0, "i", reason="Completed"), waiting("PodInitializing", "j")],
            phase="Pending",
        ),
        ("0/1", "Init:1/2", "0"),
    ),
    "an init container that fails": (
        pod(waiting("PodInitializing"), init=[ended(1, "i", reason="Error", restarts=3)], phase="Pending"),
        ("0/1", "Init:Error", "3"),
    ),
    "an init container that was killed": (
        pod(waiting("PodInitializing"), init=[ended(137, "i", signal=9)], phase="Pending"),
        ("0/1", "Init:Signal:9", "0"),
    ),
    "an init container that ended with a number": (
        pod(waiting("PodInitializing"), init=[ended(2, "i")], phase="Pending"),
        ("0/1", "Init:ExitCode:2", "0"),
    ),
    "an init container that waits": (
        pod(waiting("PodInitializing"), init=[waiting("CrashLoopBackOff", "i", restarts=1)], phase="Pending"),
        ("0/1", "Init:CrashLoopBackOff", "1"),
    ),
    "a sidecar counts as a container": (
        pod(running(), init=[running("side")], init_specs=[SIDECAR]),
        ("2/2", "Running", "0"),
    ),
    "a sidecar that is not ready": (
        pod(running(), init=[status("side", started=True, running={})], init_specs=[SIDECAR]),
        ("1/2", "Running", "0"),
    ),
    "going": (pod(running(), metadata={"deletionTimestamp": NOW}), ("1/1", "Terminating", "0")),
    "gone with its node": (
        pod(running(), metadata={"deletionTimestamp": NOW}, reason="NodeLost"),
        ("1/1", "Unknown", "0"),
    ),
    "done before it was deleted": (
        pod(ended(0, reason="Completed"), phase="Succeeded", metadata={"deletionTimestamp": NOW}),
        ("0/1", "Completed", "0"),
    ),
    "held back by a gate": (
        pod(phase="Pending", conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]),
        ("0/1", "SchedulingGated", "0"),
    ),
}


@pytest.mark.parametrize("found,expected", CASES.values(), ids=CASES)
def test_a_pod_shows_the_state_of_its_containers(found, expected, stand_in):
    assert shown(found, stand_in) == expected


def test_restarts_tell_how_long_ago_the_last_one_was(stand_in):
    last = {"terminated": {"exitCode": 1, "finishedAt": "2026-01-01T11:55:00Z"}}
    assert shown(pod(running(restarts=3, last=last)), stand_in)[2] == "3 (5m ago)"


def test_restarts_of_init_containers_count_until_the_pod_is_initialized(stand_in):
    done = ended(0, "i", reason="Completed", restarts=2)
    assert shown(pod(running(restarts=1), init=[done]), stand_in)[2] == "1"
    assert shown(pod(waiting("PodInitializing"), init=[ended(1, "i", restarts=2)], phase="Pending"), stand_in)[2] == "2"


def test_wide_columns_of_a_pod_without_a_place(stand_in):
    cells = row(pod(phase="Pending"), stand_in())
    assert [cells[name] for name in ("IP", "Node", "Nominated Node", "Readiness Gates")] == ["<none>"] * 4


def test_wide_columns_of_a_pod_in_its_place(stand_in):
    found = pod(running(), podIPs=[{"ip": "10.1.0.5"}, {"ip": "fd00::5"}], nominatedNodeName="other")
    found["spec"]["nodeName"] = "worker"
    found["spec"]["readinessGates"] = [{"conditionType": "a"}, {"conditionType": "b"}]
    found["status"]["conditions"].append({"type": "b", "status": "True"})
    cells = row(found, stand_in())
    assert [cells[name] for name in ("IP", "Node", "Nominated Node", "Readiness Gates")] == [
        "10.1.0.5",
        "worker",
        "other",
        "1/2",
    ]
