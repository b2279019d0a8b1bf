"""From a bound pod to running containers: volumes, sandbox and address, pulls, starts, exits, restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.controllers.kubelet import pulling, running
from minikctl.state.controllers.kubelet.hooks import farewell, post_start
from minikctl.state.controllers.kubelet.memory import is_restartable_init
from minikctl.state.controllers.kubelet.telling import tell
from minikctl.state.controllers.kubelet.volumes import missing_volume
from minikctl.state.network.environment import MissingReference, container_environment, service_variables
from minikctl.state.network.podaddresses import give_addresses
from minikctl.state.objects import spec_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

HURRY = 60.0  # seconds that a cluster of pace `instant` is ahead
MOUNT_AGAIN, LONGEST_MOUNT = 0.5, 122.0  # how long after a failure a volume is tried again; doubles
EXACT = 20  # after so many tries, several are taken for one
FORGOTTEN = (
    "create",
    "busy",
    "message",
    "reason",
    "probes",
    "files",
    "app",
    "access",
    "answers",
    "loaded",
    "told",
    "config",
)


def advance(tx: Transaction, pod: Obj, memory: Obj) -> float | None:
    """Does what is to be done for a pod now; returns the moment at which there is more to do."""
    wanted = missing_volume(tx, pod)
    if "sandbox" not in memory and wanted:
        if memory.get("missing") != wanted or tx.now >= memory["mount_at"]:
            again = min(memory.get("mount_wait", MOUNT_AGAIN / 2) * 2, LONGEST_MOUNT)
            tries = memory.get("mounts", 0) + 1
            after = again * max(1, tries // EXACT)
            memory.update(missing=wanted, mount_wait=again, mount_at=tx.now + after, mounts=tries)
            tell(tx, pod, "Warning", "FailedMount", wanted)
        return float(memory["mount_at"])
    for field in ("missing", "mount_wait", "mount_at", "mounts"):
        memory.pop(field, None)
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
    if _is_over(pod, memory):
        _end_sidecars(tx, pod, memory)
    return dues


def _is_over(pod: Obj, memory: Obj) -> bool:
    """Whether all main containers have ended for good."""
    return all(memory["containers"].get(one["name"], {}).get("final") for one in spec_of(pod).get("containers") or ())


def _end_sidecars(tx: Transaction, pod: Obj, memory: Obj) -> None:
    """Sidecars are told to end when the main containers have, the last that was started first."""
    for container in reversed(spec_of(pod).get("initContainers") or ()):
        one = memory["containers"].get(container["name"], {})
        if is_restartable_init(container) and one.get("state") == "running":
            tell(tx, pod, "Normal", "Killing", f"Stopping container {container['name']}", container)
            grace = float(spec_of(pod).get("terminationGracePeriodSeconds", 30))
            running.exited(tx, one, farewell(container, one, grace)[1])
            one["final"] = True


def step(tx: Transaction, pod: Obj, memory: Obj, container: Obj, one: Obj, *, is_init: bool) -> float | None:
    """Moves one container on; returns when to look again."""
    if one["state"] == "running":
        return running.watch(tx, pod, container, one)
    if one["state"] == "frozen" or one.get("final"):
        return None
    if one["state"] == "terminated":
        due = running.after_exit(tx, pod, container, one, is_init)
        if due is not None or one.get("final"):
            return due
    return _start(tx, pod, container, one)


# ---- waiting


def _start(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    retry = one.get("retry")
    if retry is not None and tx.now < retry:
        return float(retry)
    one.pop("retry", None)
    if not one.get("pulled"):
        due = pulling.pull(tx, pod, container, one)
        if not one.get("pulled"):
            return due
    if "create" not in one:
        one["create"] = tx.now + 0.1
        one["busy"] = True
    if tx.now < one["create"]:
        return float(one["create"])
    return _run(tx, pod, container, one)


def _run(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> float | None:
    """Creates and starts the container."""
    try:
        services = service_variables(tx, pod)
        environment = container_environment(tx, _with_address(tx, pod, one), container, services)
    except MissingReference as missing:
        message = str(missing)
        tell(tx, pod, "Warning", "Failed", f"Error: {message}", container)
        one.update(
            reason="CreateContainerConfigError", message=message, busy=False, pulled=False, retry=tx.now + _again(one)
        )
        one.pop("create", None)
        return float(one["retry"])
    tell(tx, pod, "Normal", "Created", f"Created container: {container['name']}", container)
    for field in FORGOTTEN:
        one.pop(field, None)
    draw = tx.purpose(f"container/{uid_of(pod)}/{container['name']}")
    one.update(started=tx.now, env=environment, id=tx.chance.bytes(draw).hex(), image=container.get("image", ""))
    if tx.now > tx.real:
        one["seen"] = tx.real + HURRY
    found = running.learn(tx, pod, container, one)
    if found.error:
        tell(tx, pod, "Warning", "Failed", f"Error: {found.error}", container)
        running.exited(tx, one, 128, "StartError", found.error)
        one.update(reason="RunContainerError", message=found.error)
        return tx.now + running.PAUSE
    tell(tx, pod, "Normal", "Started", f"Started container {container['name']}", container)
    one["state"] = "running"
    one["up"] = "startupProbe" not in container
    one["ready"] = one["up"] and "readinessProbe" not in container
    failed = post_start(tx, pod, container, one)
    if failed:
        tell(tx, pod, "Warning", "FailedPostStartHook", failed, container)
        running.kill(tx, pod, container, one, "FailedPostStartHook")
    return running.watch(tx, pod, container, one)


def _again(one: Obj) -> float:
    """Seconds until a container that could not be configured is tried again."""
    tries = int(one.get("config", 0)) + 1
    one["config"] = tries
    return 13.0 * max(1, tries // EXACT)


def _with_address(tx: Transaction, pod: Obj, one: Obj) -> Obj:
    """The pod with the addresses that its status will show, for the downward API."""
    from minikctl.state.controllers.kubelet.status import with_addresses  # a cycle otherwise

    return with_addresses(tx, pod)
