"""The status of a pod as the kubelet reports it (kubelet_pods.go, status/generate.go)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.clock import timestamp
from minikctl.state.controllers.kubelet import deadline
from minikctl.state.controllers.kubelet.memory import is_restartable_init
from minikctl.state.images import normalized
from minikctl.state.kinds import NODE, POD
from minikctl.state.network.podaddresses import node_addresses
from minikctl.state.objects import is_terminating, key_of, spec_of, status_of, without_empty

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def publish(tx: Transaction, pod: Obj, memory: Obj) -> None:
    """Writes the status if it has changed."""
    current = tx.find_key(POD, key_of(pod))
    if current is not None:
        tx.update_status(POD, current, status_for(tx, current, memory))


def with_addresses(tx: Transaction, pod: Obj) -> Obj:
    """The pod with host and pod addresses in its status, as the downward API sees it."""
    memory = tx.runtime(pod)
    found = {**status_of(pod), **_addresses(tx, pod, memory.get("addresses") or [])}
    return {**pod, "status": found}


def _addresses(tx: Transaction, pod: Obj, addresses: list[str]) -> Obj:
    hosts = node_addresses(tx.find(NODE, spec_of(pod)["nodeName"]))
    found: Obj = {}
    if hosts:
        found["hostIP"] = hosts[0]
        found["hostIPs"] = [{"ip": one} for one in hosts]
    if addresses:
        found["podIP"] = addresses[0]
        found["podIPs"] = [{"ip": one} for one in addresses]
    return found


def status_for(tx: Transaction, pod: Obj, memory: Obj) -> Obj:
    """The whole status, from what the kubelet remembers; transition times stay where nothing changed."""
    old = status_of(pod)
    spec = spec_of(pod)
    init = [_container(pod, memory, one, True) for one in spec.get("initContainers") or ()]
    main = [_container(pod, memory, one, False) for one in spec.get("containers") or ()]
    phase = "Failed" if memory.get("overdue") else phase_of(pod, memory)
    addresses = memory.get("addresses") or [one["ip"] for one in old.get("podIPs") or ()]
    found: Obj = {**old, **_addresses(tx, pod, addresses), "phase": phase}
    found["conditions"] = _conditions(tx, pod, memory, phase)
    if init:
        found["initContainerStatuses"] = init
    found["containerStatuses"] = sorted(main, key=lambda one: str(one["name"]))
    found.setdefault("startTime", tx.timestamp())
    if memory.get("overdue"):
        found.update(reason=deadline.REASON, message=deadline.MESSAGE)
    return found


def phase_of(pod: Obj, memory: Obj) -> str:
    """Pending, Running, Succeeded or Failed (kubelet, getPhase)."""
    spec, known = spec_of(pod), memory["containers"]
    policy = spec.get("restartPolicy", "Always")
    for one in spec.get("initContainers") or ():
        state = known.get(one["name"], {})
        if is_restartable_init(one):
            continue
        if state.get("final") and state.get("code") != 0:
            return "Failed"
        if not (state.get("state") == "terminated" and state.get("code") == 0):
            return "Pending"
    states = [known.get(one["name"], {}) for one in spec.get("containers") or ()]
    ended = [one for one in states if one.get("state") == "terminated" and (one.get("final") or "stops" in one)]
    if len(ended) == len(states) and states:
        if all(one.get("code") == 0 for one in ended):
            return "Succeeded" if policy != "Always" or is_terminating(pod) else "Running"
        return "Failed" if policy == "Never" or is_terminating(pod) else "Running"
    started = [
        one for one in states if one.get("state") in ("running", "terminated") or one.get("restarts") or one.get("last")
    ]
    return "Running" if len(started) == len(states) else "Pending"


def _container(pod: Obj, memory: Obj, container: Obj, is_init: bool) -> Obj:
    """One container's status."""
    one = memory["containers"].get(container["name"], {"state": "waiting", "restarts": 0})
    image = container.get("image", "")
    seen = "id" in one
    found: Obj = {
        "image": _shown_image(image) if seen else image,
        "imageID": _image_id(image) if seen else "",
        "lastState": _last_state(one),
        "name": container["name"],
        "ready": _is_ready(one, is_init, container),
        "resources": container.get("resources") or {},
        "restartCount": one.get("restarts", 0),
        "started": one.get("state") == "running" and bool(one.get("up")),
        "state": _state(pod, memory, one, is_init),
    }
    requests = (container.get("resources") or {}).get("requests")
    if requests:
        found["allocatedResources"] = requests
    if seen:
        found["containerID"] = f"containerd://{one['id']}"
    mounts = [_mount(mount) for mount in container.get("volumeMounts") or ()]
    if mounts:
        found["volumeMounts"] = mounts
    return found


def _is_ready(one: Obj, is_init: bool, container: Obj) -> bool:
    if is_init and not is_restartable_init(container):
        return one.get("state") == "terminated" and one.get("code") == 0
    held = one.get("held")
    return one.get("state") == "running" and (bool(one.get("ready")) if held is None else bool(held))


def _shown_image(image: str) -> str:
    """An image as the runtime names it: its full name with the tag, or with the digest if it has no tag."""
    name, tag = normalized(image)
    return f"{name}:{tag}" if tag else f"{name}@{image.partition('@')[2]}"


def _image_id(image: str) -> str:
    from minikctl.state.digests import sha256  # only where a container runs

    name, tag = normalized(image)
    if "@" in image:
        return f"{name}@{image.partition('@')[2]}"
    return f"{name}@sha256:{sha256(f'{name}:{tag}'.encode()).hexdigest()}"


def _mount(mount: Obj) -> Obj:
    found = {"mountPath": mount["mountPath"], "name": mount["name"]}
    if mount.get("readOnly"):
        return {**found, "readOnly": True, "recursiveReadOnly": mount.get("recursiveReadOnly", "Disabled")}
    return found


def _state(pod: Obj, memory: Obj, one: Obj, is_init: bool) -> Obj:
    if one.get("state") == "running":
        return {"running": {"startedAt": _stamp(pod, one)}}
    if one.get("state") == "terminated" and not one.get("reason"):
        return {"terminated": one["terminated"]}
    if one.get("state") == "frozen":
        return {"waiting": one.get("waiting") or {}}
    reason = one.get("reason")
    if not reason or reason == "ContainerCreating":
        has_init = bool(spec_of(pod).get("initContainers"))
        reason = "PodInitializing" if has_init else "ContainerCreating"
    return {"waiting": without_empty({"message": one.get("message"), "reason": reason})}


def _last_state(one: Obj) -> Obj:
    """How it ended the last time; a container that waits to be started again has ended just now."""
    if one.get("state") == "terminated" and one.get("reason"):
        return {"terminated": one["terminated"]}
    found: Obj = one.get("last") or {}
    return found


def _stamp(pod: Obj, one: Obj) -> str:
    return timestamp(one["started"])


def _conditions(tx: Transaction, pod: Obj, memory: Obj, phase: str) -> list[Obj]:
    """The five conditions, in the kubelet's order."""
    spec, known = spec_of(pod), memory["containers"]
    sandbox = "addresses" in memory and phase not in ("Succeeded", "Failed")
    found = [_condition(tx, pod, "PodReadyToStartContainers", bool(sandbox))]
    waiting = [
        one["name"] for one in spec.get("initContainers") or () if not _initialized(one, known.get(one["name"], {}))
    ]
    if phase == "Succeeded":
        found.append(_condition(tx, pod, "Initialized", True, "PodCompleted"))
    elif waiting:
        message = f"containers with incomplete status: [{' '.join(waiting)}]"
        found.append(_condition(tx, pod, "Initialized", False, "ContainersNotInitialized", message))
    else:
        found.append(_condition(tx, pod, "Initialized", True))
    names = [one["name"] for one in spec.get("containers") or ()]
    unready = [name for name in names if not _is_ready(known.get(name, {}), False, {})]
    found += _readiness(tx, pod, phase, unready)
    own = {one["type"] for one in found}
    return [*found, *[one for one in status_of(pod).get("conditions") or () if one.get("type") not in own]]


def _initialized(container: Obj, one: Obj) -> bool:
    if is_restartable_init(container):
        return one.get("state") == "running" and bool(one.get("up"))
    return one.get("state") == "terminated" and one.get("code") == 0


def _readiness(tx: Transaction, pod: Obj, phase: str, unready: list[str]) -> list[Obj]:
    reason = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(phase, "")
    message = ""
    if not reason and unready:
        reason, message = "ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]"
    is_ready = not reason
    gates = [one.get("conditionType") for one in spec_of(pod).get("readinessGates") or ()]
    known = {one["type"]: one["status"] for one in status_of(pod).get("conditions") or ()}
    failing = [gate for gate in gates if known.get(gate) != "True"]
    pod_ready, pod_reason, pod_message = is_ready, reason, message
    if is_ready and failing:
        pod_ready, pod_reason = False, "ReadinessGatesNotReady"
        pod_message = "; ".join(
            f'corresponding condition of pod readiness gate "{gate}" does not exist.' for gate in failing
        )
    return [
        _condition(tx, pod, "Ready", pod_ready, pod_reason, pod_message),
        _condition(tx, pod, "ContainersReady", is_ready, reason, message),
    ]


def _condition(tx: Transaction, pod: Obj, kind: str, value: bool, reason: str = "", message: str = "") -> Obj:
    """A condition; its transition time is that of the last change of its status."""
    status = "True" if value else "False"
    since = tx.timestamp()
    for one in status_of(pod).get("conditions") or ():
        if one.get("type") == kind and one.get("status") == status:
            since = one.get("lastTransitionTime") or since
    found: Obj = {"lastProbeTime": None, "lastTransitionTime": since, "status": status, "type": kind}
    if reason:
        found["reason"] = reason
    if message:
        found["message"] = message
    return found
