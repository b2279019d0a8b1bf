"""PROFILES of `debug`: which rights a debugging container gets, and what is taken from a copied Pod."""

from __future__ import annotations

from enum import Enum
from typing import Any

from minikctl.grammar.flag import Options

Obj = dict[str, Any]

PROFILES = ("legacy", "general", "baseline", "netadmin", "restricted", "sysadmin")
ON_HOST = ("legacy", "general", "netadmin", "sysadmin")  # profiles that use the node's namespaces
CAPABILITIES = {
    "general": ["SYS_PTRACE"],
    "baseline": ["SYS_PTRACE"],
    "netadmin": ["NET_ADMIN", "NET_RAW"],
}


class Target(Enum):
    """Where a debugging container goes."""

    EPHEMERAL = "ephemeral"
    COPY = "copy"
    NODE = "node"


CAPABLE = {  # where a profile adds capabilities
    "general": (Target.EPHEMERAL, Target.COPY),
    "baseline": (Target.COPY,),
    "netadmin": (Target.EPHEMERAL, Target.COPY, Target.NODE),
}


def apply(options: Options, target: Target, pod: Obj, container: Obj) -> None:
    """Writes a profile into the container, and into the pod where that is a new one."""
    profile = options["profile"]
    if target == Target.NODE:
        on_node(profile, pod, container)
    elif target == Target.COPY and profile != "legacy":
        strip(options, pod)
        pod["spec"]["shareProcessNamespace"] = True
    if profile == "restricted":
        drop = {"capabilities": {"drop": ["ALL"]}, "runAsNonRoot": True}
        container["securityContext"] = {
            "allowPrivilegeEscalation": False,
            **drop,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
    elif profile == "sysadmin":
        container["securityContext"] = {"privileged": True}
    elif profile in CAPABILITIES and target in CAPABLE[profile]:
        container["securityContext"] = {"capabilities": {"add": CAPABILITIES[profile]}}


def on_node(profile: str, pod: Obj, container: Obj) -> None:
    """The node's namespaces, and its root folder below /host."""
    spec = pod["spec"]
    if profile in ON_HOST:
        spec.update(hostNetwork=True, hostPID=True, hostIPC=True)
    if profile in ("legacy", "general", "sysadmin"):
        spec["volumes"] = [{"name": "host-root", "hostPath": {"path": "/"}}]
        container["volumeMounts"] = [{"name": "host-root", "mountPath": "/host"}]


def strip(options: Options, pod: Obj) -> None:
    """Takes labels, annotations and probes from a copy, so that no Service sends to it and nothing restarts it."""
    for field, flag in (("labels", "keep-labels"), ("annotations", "keep-annotations")):
        if not options[flag]:
            pod["metadata"].pop(field, None)
    for one in pod["spec"]["containers"]:
        for probe in ("liveness", "readiness", "startup"):
            if not options[f"keep-{probe}"]:
                one.pop(f"{probe}Probe", None)
    if not options["keep-init-containers"]:
        pod["spec"].pop("initContainers", None)
