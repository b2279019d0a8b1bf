"""Fields that the server fills in for a pod and not for a template (SetDefaults_Pod of v1.33)."""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds.podspec.defaults import pod_spec_defaults

Obj = dict[str, Any]


def defaults(pod: Obj) -> None:
    """A pod, in place: its spec, requests from limits, service links, host ports on the host's network."""
    spec = pod.setdefault("spec", {})
    pod.setdefault("status", {})
    pod_spec_defaults(spec)
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        request_limits(container["resources"])
        if spec.get("hostNetwork"):
            open_host_ports(container)
    if spec.get("enableServiceLinks") is None:
        spec["enableServiceLinks"] = True


def request_limits(resources: Obj) -> None:
    """Resources with a limit and no request request their limit."""
    limits = resources.get("limits")
    if limits:
        requests = dict(resources.get("requests") or {})
        resources["requests"] = {**limits, **requests}


def open_host_ports(container: Obj) -> None:
    """On the host's network every port is a port of the host."""
    for port in container.get("ports") or ():
        if not port.get("hostPort") and port.get("containerPort"):
            port["hostPort"] = port["containerPort"]
