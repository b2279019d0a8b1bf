"""SD15: readiness probes that can never succeed: nobody listens on their port, nothing is at their path."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings import causes
from minikctl.state.findings.finding import BROKEN, Finding, object_name
from minikctl.state.kinds import POD, SERVICE
from minikctl.state.objects import Obj, key_of, labels_of, name_of, namespace_of, spec_of, split_key

if TYPE_CHECKING:
    from minikctl.state.view import View

HOPELESS = ("connection refused", "statuscode: 404", "invalid syntax", "HTTP response to HTTPS", "failed to connect")


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """One finding for each workload whose pods are not ready because of such a probe."""
    return of_pods(view, view.list(POD, namespace))


def about(view: View, service: Obj) -> Iterator[Finding]:
    """The workloads behind one Service."""
    selector = spec_of(service).get("selector")
    return of_pods(view, view.selected(POD, namespace_of(service), selector) if selector else [])


def of_pods(view: View, pods: list[Obj]) -> Iterator[Finding]:
    """The workloads of some pods."""
    said: set[str] = set()
    for pod in pods:
        if causes.is_over(pod) or causes.is_ready(pod):
            continue
        for container in running(view, pod):
            words = hopeless(view, pod, container)
            kind, owner = causes.top_owner(view, pod)
            name = object_name(kind, owner)
            if words and name not in said:
                said.add(name)
                yield finding(view, pod, container, name, words)


def running(view: View, pod: Obj) -> list[Obj]:
    """The containers of a pod that run, have a readiness probe and are not ready."""
    from minikctl.state.traffic import serving  # only for pods that are not ready

    states = {one.get("name"): one for one in causes.containers_of(pod)}
    return [
        one
        for one in serving.running(pod)
        if one.get("readinessProbe") and not states.get(one["name"], {}).get("ready", False)
    ]


def hopeless(view: View, pod: Obj, container: Obj) -> str:
    """What a try says, if it will always say that; "" otherwise."""
    from minikctl.state.network.probing import outcome  # the catalogue of images

    if view.runtime(pod).get("force"):
        return ""
    tried = outcome(view, pod, container, container["readinessProbe"])
    if tried.success or tried.until is not None or not any(one in tried.output for one in HOPELESS):
        return ""
    return tried.output


def finding(view: View, pod: Obj, container: Obj, name: str, words: str) -> Finding:
    """The finding about a workload, by one of its pods."""
    namespace = namespace_of(pod)
    probe = container["readinessProbe"]
    kind = next((one for one in ("httpGet", "tcpSocket", "grpc", "exec") if probe.get(one)), "")
    asked = probe.get(kind) or {}
    port, path = asked.get("port"), asked.get("path") or "/"
    where = f"port {port}" if kind != "httpGet" else f"port {port}, path {path}"
    if "404" in words:
        why = f"nothing is at {path}: it answers 404"
    elif "invalid syntax" in words:
        why = f"the container has no port named {port}"
    elif "HTTPS" in words:
        why = "it asks by HTTPS, and the program speaks HTTP"
    else:
        why = f"nothing listens on port {port}"
    services = tuple(
        key_of(one)
        for one in view.list(SERVICE, namespace)
        if (spec_of(one).get("selector") or {}) and spec_of(one)["selector"].items() <= labels_of(pod).items()
    )
    _, _, short = name.partition(f"/{namespace}/")
    text = f"the readiness probe of container {container['name']} ({where}) can never succeed: {why}"
    effect = f"{name_of(pod)} never becomes ready" + (
        f", and gets nothing from {', '.join([split_key(one)[1] for one in services])}" if services else ""
    )
    fix = f"kubectl edit {name.partition('/')[0]} {short} -n {namespace}"
    return Finding("SD15", BROKEN, name, text, effect, fix, services)
