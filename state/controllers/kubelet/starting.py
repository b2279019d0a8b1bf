"""From a bound pod to running containers: volumes, sandbox and address, pulls, starts, exits, restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state import images
from minikctl.state.clock import go_duration, timestamp
from minikctl.state.controllers.kubelet import probes
from minikctl.state.controllers.kubelet.memory import is_restartable_init
from minikctl.state.controllers.kubelet.volumes import missing_volume
from minikctl.state.network.environment import MissingReference, container_environment, service_variables
from minikctl.state.network.podaddresses import give_addresses
from minikctl.state.objects import key_of, name_of, namespace_of, spec_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FIRST_BACK_OFF, LONGEST_BACK_OFF, FORGIVEN_AFTER = 10.0, 300.0, 600.0
SIDECAR_PAUSE = 1.0  # between a container's end and what the kubelet does about it


def advance(tx: Transaction, pod: Obj, memory: Obj) -> float | None:
    """Does what is to be done for a pod now; returns the moment at which there is more to do."""
    wanted = missing_volume(tx, pod)
    if "sandbox" not in memory and wanted:
        if memory.get("missing") != wanted:
            memory["missing"] = wanted
            _tell(tx, pod, "Warning", "FailedMount", wanted)
        return None
    memory.pop("missing", None)
    if "sandbox" not in memory:
        memory["sandbox"] = tx.now + 0.4 + 0.6 * tx.chance.fraction(f"sandbox/{uid_of(pod)}")
    if tx.now < memory["sandbox"]:
        return float(memory["sandbox"])
    if "addresses" not in memory:
        memory["addresses"] = give_addresses(tx, pod)
    dues = [due for due in _walk(tx, pod, memory) if due is not None]
    return min(dues) if dues else None


def _walk(tx: Transaction, pod: Obj, memory: Obj) -> list[float | None]:
    """Init containers one after the other, then all the others; sidecars stay."""
    dues: list[float | None] = []
    for container in spec_of(pod).get("initContainers") or ():
        one = memory["containers"].setdefault(container["name"], {"state": "waiting", "restarts": 0})
        dues.append(step(tx, pod, memory, container, one, is_init=True))
        if is_restartable_init(container):
            if one["state"] != "running" or not one.get("up"):
                return dues
        elif not (one["state"] == "terminated" and one.get("code") == 0):
            return dues
    memory["initialized"] = True
    for container in spec_of(pod).get("containers") or ():
        one = memory["containers"].setdefault(container["name"], {"state": "waiting", "restarts": 0})
        due = step(tx, pod, memory, container, one, is_init=False)
        dues.append(due)
        if one["state"] == "waiting" and one.get("busy") and due is not None:
            break  # one container is pulled and started at a time
    return dues


def step(tx: Transaction, pod: Obj, memory: Obj, container: Obj, one: Obj, *, is_init: bool) -> float | None:
    """Moves one container on; returns when to look again."""
    if one["state"] == "running":
        return _watch(tx, pod, container, one)
    if one["state"] == "frozen" or one.get("final"):
        return None
    if one["state"] == "terminated":
        return _after_exit(tx, pod, container, one, is_init)
    return _start(tx, pod, container, one)


# ---- waiting


def _start(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    retry = one.get("retry")
    if retry is not None and tx.now < retry:
        return float(retry)
    one.pop("retry", None)
    if not one.get("pulled"):
        due = _pull(tx, pod, container, one)
        if not one.get("pulled"):
            return due
    if "create" not in one:
        one["create"] = tx.now + 0.1
        one["busy"] = True
    if tx.now < one["create"]:
        return float(one["create"])
    return _run(tx, pod, container, one)


def _pull(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    """The image: present, pulled, or not to be had."""
    image, policy = container.get("image", ""), container.get("imagePullPolicy", "IfNotPresent")
    present = is_present(tx, pod, image)
    one["busy"] = True
    if "pulling" not in one:
        if present and policy != "Always":
            _tell(tx, pod, "Normal", "Pulled", f'Container image "{image}" already present on machine', container)
            one["pulled"] = True
            return None
        if policy == "Never":
            message = f'Container image "{image}" is not present with pull policy of Never'
            _tell(tx, pod, "Warning", "ErrImageNeverPull", message, container)
            _tell(tx, pod, "Warning", "Failed", "Error: ErrImageNeverPull", container)
            one.update(reason="ErrImageNeverPull", message=message, busy=False)
            one["retry"] = tx.now + 300
            return float(one["retry"])
        _tell(tx, pod, "Normal", "Pulling", f'Pulling image "{image}"', container)
        found = images.pull(tx, image)
        seconds = 0.4 + 0.3 * tx.chance.fraction(f"pull/{uid_of(pod)}") if present else found.seconds
        one["pulling"] = [tx.now, tx.now + seconds]
    began, due = one["pulling"]
    if tx.now < due:
        return float(due)
    del one["pulling"]
    return _pulled(tx, pod, container, one, due - began)


def _pulled(tx: Transaction, pod: Obj, container: Obj, one: Obj, seconds: float) -> float | None:
    image = container.get("image", "")
    found = images.pull(tx, image)
    if not found.error:
        took = go_duration(round(seconds, 3))
        message = f'Successfully pulled image "{image}" in {took} ({took} including waiting). '
        _tell(tx, pod, "Normal", "Pulled", message + f"Image size: {found.size} bytes.", container)
        note_present(tx, pod, image)
        one["pulled"] = True
        return None
    failed = f'Failed to pull image "{image}": {found.error}'
    _tell(tx, pod, "Warning", "Failed", failed, container)
    _tell(tx, pod, "Warning", "Failed", "Error: ErrImagePull", container)
    wait = min(one.get("pull_wait", FIRST_BACK_OFF / 2) * 2, LONGEST_BACK_OFF)
    one.update(pull_wait=wait, reason="ErrImagePull", message=found.error, busy=False)
    one["retry"] = tx.now + wait
    one["back_off_at"] = tx.now + min(2.0, wait / 2)
    return float(one["back_off_at"])


def is_present(tx: Transaction, pod: Obj, image: str) -> bool:
    """Whether the node has the image."""
    name, tag = images.normalized(image)
    return f"{name}:{tag}" in (tx.stored("_images", spec_of(pod)["nodeName"]) or {})


def note_present(tx: Transaction, pod: Obj, image: str) -> None:
    node, (name, tag) = spec_of(pod)["nodeName"], images.normalized(image)
    known = tx.stored("_images", node) or {}
    if f"{name}:{tag}" not in known:
        tx.put("_images", node, {**known, f"{name}:{tag}": True})


def _run(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    """Creates and starts the container."""
    try:
        services = service_variables(tx, pod)
        environment = container_environment(tx, _with_address(tx, pod, one), container, services)
    except MissingReference as missing:
        message = str(missing)
        if one.get("message") != message:
            _tell(tx, pod, "Warning", "Failed", f"Error: {message}", container)
        one.update(reason="CreateContainerConfigError", message=message, busy=False, retry=tx.now + 10)
        one.pop("create", None)
        return float(one["retry"])
    _tell(tx, pod, "Normal", "Created", f"Created container: {container['name']}", container)
    _tell(tx, pod, "Normal", "Started", f"Started container {container['name']}", container)
    for field in ("create", "busy", "message", "reason", "probes", "files", "installed", "app", "back_off_at"):
        one.pop(field, None)
    draw = tx.purpose(f"container/{uid_of(pod)}/{container['name']}")
    found = images.behaviour(tx, pod, container)
    one.update(state="running", started=tx.now, env=environment, id=tx.chance.bytes(draw).hex())
    one.update(image=container.get("image", ""), obeys=found.obeys_term, code=found.exit_code)
    one["exits"] = None if found.lasts is None else tx.now + found.lasts
    if found.message:
        one["note"] = found.message
    one["up"] = "startupProbe" not in container
    one["ready"] = one["up"] and "readinessProbe" not in container
    return _watch(tx, pod, container, one)


def _with_address(tx: Transaction, pod: Obj, one: Obj) -> Obj:
    """The pod with the addresses that its status will show, for the downward API."""
    from minikctl.state.controllers.kubelet.status import with_addresses  # a cycle otherwise

    return with_addresses(tx, pod)


# ---- running


def _watch(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    """A running container: its end, its probes, a change of its image."""
    if container.get("image", "") != one.get("image") and one.get("image"):
        message = f"Container {container['name']} definition changed, will be restarted"
        kill(tx, pod, container, one, message)
        one["pulled"] = False
        return tx.now + SIDECAR_PAUSE
    exits = one.get("exits")
    if exits is not None and tx.now >= exits:
        exited(tx, one, one.get("code", 0))
        return tx.now + SIDECAR_PAUSE
    verdict, due = probes.run(tx, pod, container, one)
    if verdict:
        kill(tx, pod, container, one, f"Container {container['name']} failed {verdict} probe, will be restarted")
        return tx.now + SIDECAR_PAUSE
    dues = [moment for moment in (exits, due) if moment is not None]
    return min(dues) if dues else None


def kill(tx: Transaction, pod: Obj, container: Obj, one: Obj, message: str) -> None:
    """Ends a container that is to be started again."""
    _tell(tx, pod, "Normal", "Killing", message, container)
    exited(tx, one, 143 if one.get("obeys", True) else 137)


def exited(tx: Transaction, one: Obj, code: int) -> None:
    """Notes the end of a container."""
    one["terminated"] = {
        "containerID": f"containerd://{one.get('id', '')}",
        "exitCode": code,
        "finishedAt": timestamp(min(tx.now, tx.real)),
        "reason": "Completed" if code == 0 else "Error",
        "startedAt": timestamp(min(one.get("started", tx.now), tx.real)),
    }
    if one.get("note"):
        one["terminated"]["message"] = one.pop("note")
    ran = tx.now - one.get("started", tx.now)
    if ran >= FORGIVEN_AFTER:
        one.pop("back_off", None)
    one.update(state="terminated", code=code, ended=tx.now, ready=False, up=False)
    one.pop("exits", None)
    one.pop("probes", None)


# ---- terminated


def restarts(pod: Obj, container: Obj, code: int, is_init: bool) -> bool:
    """Whether the restart policy brings a container back."""
    policy = spec_of(pod).get("restartPolicy", "Always")
    if is_init and is_restartable_init(container):
        return True
    if is_init:
        return code != 0 and policy != "Never"
    return policy == "Always" or (policy == "OnFailure" and code != 0)


def _after_exit(tx: Transaction, pod: Obj, container: Obj, one: Obj, is_init: bool) -> float | None:
    """Restarts at once the first time, later after a back-off that doubles (kubelet, doBackOff)."""
    if not restarts(pod, container, one.get("code", 0), is_init):
        one["final"] = True
        return None
    again = one["ended"] + SIDECAR_PAUSE
    if tx.now < again:
        return float(again)
    wait = one.get("back_off", 0.0)
    due = one["ended"] + wait
    if tx.now < due:
        where = f"{name_of(pod)}_{namespace_of(pod)}({uid_of(pod)})"
        message = f"Back-off restarting failed container {container['name']} in pod {where}"
        if one.get("reason") != "CrashLoopBackOff":
            _tell(tx, pod, "Warning", "BackOff", message, container)
        one["reason"] = "CrashLoopBackOff"
        one["message"] = f"back-off {go_duration(wait)} restarting failed container={container['name']} pod={where}"
        return float(due)
    one["back_off"] = min(wait * 2, LONGEST_BACK_OFF) if wait else FIRST_BACK_OFF
    one["last"] = {"terminated": one.pop("terminated")}
    one.update(state="waiting", restarts=one.get("restarts", 0) + 1, pulled=False)
    one.pop("reason", None)
    one.pop("message", None)
    return _start(tx, pod, container, one)


def _tell(tx: Transaction, pod: Obj, kind: str, reason: str, message: str, container: Obj | None = None) -> None:
    """An event of the kubelet about a pod, or about one of its containers."""
    field = ""
    if container is not None:
        init = any(one["name"] == container["name"] for one in spec_of(pod).get("initContainers") or ())
        field = f"spec.{'initContainers' if init else 'containers'}{{{container['name']}}}"
    tx.event(pod, kind, reason, message, "kubelet", host=spec_of(pod)["nodeName"], field=field)


__all__ = ["advance", "exited", "key_of", "kill"]
