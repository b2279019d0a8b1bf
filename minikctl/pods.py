"""Which pod and which container exec, attach, logs and port-forward mean by POD or TYPE/NAME."""

from __future__ import annotations

from typing import Any, NamedTuple

from minikctl.arguments import Found, kind_meant, split_pair, unknown_type
from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.state.clock import parse_timestamp
from minikctl.state.kinds import POD
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import (
    annotations_of,
    condition_of,
    is_terminating,
    labels_of,
    name_of,
    namespace_of,
    spec_of,
    status_of,
)
from minikctl.state.view import View

Obj = dict[str, Any]

DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
SELECTING = ("ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Deployment", "Job", "Service")
ENDED = ("Succeeded", "Failed")
FIELDS = ("initContainers", "containers", "ephemeralContainers")


class Selected(NamedTuple):
    """The pods that an object stands for, the best first."""

    pods: list[Obj]
    is_pod: bool  # the object was a pod itself


def named(call: Invocation, arg: str) -> Found:
    """The object of `NAME` (a pod) or `TYPE/NAME`. Raises ApiError, CommandError."""
    view = call.view()
    if "/" in arg:
        word, name = split_pair(arg)
    else:
        word, name = "pods", arg
    kind = kind_meant(view.kinds, word, lenient=call.around.era == "any")
    if kind is None:
        raise unknown_type(word)
    namespace = call.namespace if kind.namespaced else ""
    call.requested(kind)
    return Found(kind, name, namespace, view.get(kind, name, namespace))


def pod_of(call: Invocation, item: Found, seconds: float) -> Obj:
    """The pod to exec into, attach to or forward to; waits until there is one. Raises CommandError."""
    return selected(call, item, "attach to", seconds, for_logs=False).pods[0]


def selected(call: Invocation, item: Found, doing: str, seconds: float, *, for_logs: bool) -> Selected:
    """The pods of an object; waits until there is one. Raises CommandError."""
    if item.kind == POD:
        return Selected([item.obj], True)
    go_type = f"*{item.kind.version}.{item.kind.name}"
    if item.kind.name not in SELECTING:
        raise CommandError(f"cannot {doing} {go_type}: selector for {go_type} not implemented")
    selector = spec_of(item.obj).get("selector")
    if item.kind.name == "Service" and not selector:
        why = f"invalid service '{item.name}': Service is defined without a selector"
        raise CommandError(f"cannot {doing} {go_type}: {why}")
    found: list[Obj] = []

    def is_there(view: View) -> bool:
        found[:] = [pod for pod in view.list(POD, item.namespace) if matches(item.kind, selector or {}, pod)]
        return bool(found)

    if not call.wait(is_there, seconds):
        raise CommandError("timed out waiting for the condition")
    return Selected(sorted(found, key=lambda pod: rank(pod, for_logs=for_logs)), False)


def matches(kind: Kind, selector: Obj, pod: Obj) -> bool:
    """Whether a workload's or a Service's selector selects a pod."""
    labels = labels_of(pod)
    if kind.name in ("Service", "ReplicationController"):
        return all(labels.get(key) == value for key, value in selector.items())
    from minikctl.state.selectors import selector_of  # only for workloads

    return selector_of(selector).matches(labels)


def rank(pod: Obj, *, for_logs: bool) -> tuple[Any, ...]:
    """The smaller the better: assigned, running, ready, ready for long, then by restarts and age (podutils)."""
    status = status_of(pod)
    phase = status.get("phase")
    if for_logs:
        phases = {"Unknown": 1, "Pending": 2}.get(str(phase), 0)  # Kubernetes: pods that have ended count as running
    else:
        phases = {"Running": 0, "Unknown": 1}.get(str(phase), 2)
    ready = condition_of(pod, "Ready")
    is_ready = ready is not None and ready.get("status") == "True"
    since = (
        parse_timestamp(ready["lastTransitionTime"]) if is_ready and ready and ready.get("lastTransitionTime") else 0
    )
    restarts = max([one.get("restartCount", 0) for one in status.get("containerStatuses") or ()] or [0])
    going = is_terminating(pod) and not for_logs
    age = pod["metadata"].get("creationTimestamp") or ""
    return (
        not spec_of(pod).get("nodeName"),
        phases,
        not is_ready,
        going,
        since,
        -restarts if for_logs else restarts,
        age,
        name_of(pod),
    )


def containers(pod: Obj) -> list[Obj]:
    """All containers, in the order in which they are started."""
    return [one for field in FIELDS for one in spec_of(pod).get(field) or ()]


def container_named(pod: Obj, name: str) -> Obj | None:
    return next((one for one in containers(pod) if one["name"] == name), None)


def all_names(pod: Obj) -> str:
    """`web, helper (ephem), prepare (init)`: how kubectl lists a pod's containers."""
    spec = spec_of(pod)
    names = [one["name"] for one in spec.get("containers") or ()]
    names += [f"{one['name']} (ephem)" for one in spec.get("ephemeralContainers") or ()]
    names += [f"{one['name']} (init)" for one in spec.get("initContainers") or ()]
    return ", ".join(names)


def default_container(call: Invocation, pod: Obj, *, quiet: bool = False) -> Obj:
    """The container that is meant if none is named: the annotation's, else the first; tells if there are more."""
    wanted = annotations_of(pod).get(DEFAULT_CONTAINER)
    if wanted:
        found = container_named(pod, wanted)
        if found is not None:
            return found
        call.err(f'Default container name "{wanted}" not found in pod {name_of(pod)}\n')
    first: Obj = spec_of(pod)["containers"][0]
    if not quiet and len(containers(pod)) > 1:
        call.err(f'Defaulted container "{first["name"]}" out of: {all_names(pod)}\n')
    return first


def container_status(pod: Obj, name: str) -> Obj | None:
    """What the pod's status says of a container."""
    for field in ("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"):
        for one in status_of(pod).get(field) or ():
            if one.get("name") == name:
                found: Obj = one
                return found
    return None


__all__ = ["Selected", "named", "namespace_of", "pod_of", "selected"]
