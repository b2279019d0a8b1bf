"""Ephemeral containers: added to a pod that runs, started at once, never started again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import POD
from minikctl.state.objects import copy_tree, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

DEFAULTS = {
    "imagePullPolicy": "Always",
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}


def add(tx: Transaction, name: str, namespace: str, container: Obj) -> Obj:
    """The pod with one more ephemeral container, which runs. Raises ApiError."""
    pod = tx.get(POD, name, namespace)
    spec = spec_of(pod)
    target = container.get("targetContainerName")
    if target and target not in [one["name"] for one in spec.get("containers") or ()]:
        from minikctl.state import fields  # only for this error

        at = f"spec.ephemeralContainers[{len(spec.get('ephemeralContainers') or ())}].targetContainerName"
        raise errors.invalid("Pod", "", name, [fields.not_found(at, target)])
    tag = container["image"].rpartition("/")[2].partition(":")[2]
    policy = "IfNotPresent" if tag and tag != "latest" else "Always"
    whole = {**DEFAULTS, "imagePullPolicy": policy, **container}
    listed = [*(spec.get("ephemeralContainers") or ()), whole]
    tx.write(POD, {**pod, "spec": {**spec, "ephemeralContainers": listed}})
    return start(tx, tx.get(POD, name, namespace), whole)


def start(tx: Transaction, pod: Obj, container: Obj) -> Obj:
    """Starts an ephemeral container of a pod that runs; otherwise it waits for ever."""
    if status_of(pod).get("phase") != "Running":
        return pod
    from minikctl.state.images import normalized  # only here

    image, name = container["image"], container["name"]
    mark = tx.chance.bytes(tx.purpose(f"ephemeral/{pod['metadata']['uid']}/{name}")).hex()
    memory = copy_tree(tx.runtime(pod))
    memory.setdefault("containers", {})[name] = {"state": "running", "started": tx.now, "image": image}
    tx.remember(pod, memory)
    status = {
        "containerID": f"containerd://{mark}",
        "image": normalized(image),
        "imageID": "",
        "lastState": {},
        "name": name,
        "ready": False,
        "restartCount": 0,
        "state": {"running": {"startedAt": tx.timestamp()}},
    }
    for reason, message in (
        ("Pulling", f'Pulling image "{image}"'),
        ("Created", f"Created container: {name}"),
        ("Started", f"Started container {name}"),
    ):
        tx.event(
            pod,
            "Normal",
            reason,
            message,
            "kubelet",
            host=spec_of(pod)["nodeName"],
            field=f"spec.ephemeralContainers{{{name}}}",
        )
    others = [one for one in status_of(pod).get("ephemeralContainerStatuses") or () if one["name"] != name]
    return tx.update_status(POD, pod, {**status_of(pod), "ephemeralContainerStatuses": [*others, status]})


def ended(cluster: Cluster, pod: Obj, name: str, code: int) -> None:
    """Notes that an ephemeral container's program has ended."""
    meta = pod["metadata"]
    with cluster.transaction(f"attach {meta['name']}") as tx:
        current = tx.find(POD, meta["name"], meta.get("namespace", ""))
        if current is None or current["metadata"].get("uid") != meta.get("uid"):
            return
        found = [after(tx, one, code) if one["name"] == name else one for one in statuses(current)]
        tx.update_status(POD, current, {**status_of(current), "ephemeralContainerStatuses": found})


def statuses(pod: Obj) -> list[Obj]:
    return list(status_of(pod).get("ephemeralContainerStatuses") or ())


def after(tx: Transaction, status: Obj, code: int) -> Obj:
    """The status of a container that ended now."""
    running = (status.get("state") or {}).get("running")
    if running is None:
        return status
    ended_state = {
        "containerID": status["containerID"],
        "exitCode": code,
        "finishedAt": tx.timestamp(),
        "reason": "Completed" if code == 0 else "Error",
        "startedAt": running["startedAt"],
    }
    return {**status, "state": {"terminated": ended_state}}
