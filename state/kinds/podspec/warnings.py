"""What the API server warns of when it is given a pod or a template (pkg/api/pod/warnings.go of v1.33)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Obj = dict[str, Any]

NODE_LABELS = {
    "beta.kubernetes.io/arch": 'use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'use "node.kubernetes.io/instance-type" instead',
}
NODE_LABEL_SINCE = {
    "beta.kubernetes.io/arch": "v1.14",
    "beta.kubernetes.io/os": "v1.14",
    "failure-domain.beta.kubernetes.io/region": "v1.17",
    "failure-domain.beta.kubernetes.io/zone": "v1.17",
    "beta.kubernetes.io/instance-type": "v1.17",
}
OLD_ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
}
OLD_SOURCES = {
    "gitRepo": "deprecated in v1.11, and disabled by default in v1.33+",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}


def spec_warnings(spec: Obj, metadata: Obj, field: str = "spec") -> Iterator[str]:
    """Old labels and annotations, doubled lists, volumes that no longer work."""
    for index, term in enumerate(selector_terms(spec)):
        yield from term_warnings(term, f"{field}.affinity.nodeAffinity[{index}]")
    for key in spec.get("nodeSelector") or ():
        if key in NODE_LABELS:
            yield f"{field}.nodeSelector[{key}]: deprecated since {NODE_LABEL_SINCE[key]}; {NODE_LABELS[key]}"
    for key, why in OLD_ANNOTATIONS.items():
        if key in (metadata.get("annotations") or {}):
            yield f"metadata.annotations[{key}]: {why}"
    for index, volume in enumerate(spec.get("volumes") or ()):
        for name, why in OLD_SOURCES.items():
            if volume.get(name) is not None:
                yield f"{field}.volumes[{index}].{name}: {why}"
    for index, alias in enumerate(spec.get("hostAliases") or ()):
        if any(other.get("ip") == alias.get("ip") for other in spec["hostAliases"][:index]):
            yield f'{field}.hostAliases[{index}].ip: duplicate ip "{alias.get("ip")}"'
    for index, secret in enumerate(spec.get("imagePullSecrets") or ()):
        if not secret.get("name"):
            yield f'{field}.imagePullSecrets[{index}]: invalid empty name ""'
        elif any(other.get("name") == secret.get("name") for other in spec["imagePullSecrets"][:index]):
            yield f'{field}.imagePullSecrets[{index}].name: duplicate name "{secret["name"]}"'
    yield from container_warnings(spec, field)
    if (spec.get("terminationGracePeriodSeconds") or 0) < 0:
        why = "must be >= 0; negative values are invalid and will be treated as 1"
        yield f"{field}.terminationGracePeriodSeconds: {why}"


def selector_terms(spec: Obj) -> list[Obj]:
    affinity = ((spec.get("affinity") or {}).get("nodeAffinity") or {}).get(
        "requiredDuringSchedulingIgnoredDuringExecution"
    )
    return list((affinity or {}).get("nodeSelectorTerms") or ())


def term_warnings(term: Obj, field: str) -> Iterator[str]:
    for expression in term.get("matchExpressions") or ():
        key = expression.get("key")
        if key in NODE_LABELS:
            yield f"{field}: {key} is deprecated since {NODE_LABEL_SINCE[key]}; {NODE_LABELS[key]}"


def container_warnings(spec: Obj, field: str) -> Iterator[str]:
    """Variables and ports that are given twice."""
    for name in ("initContainers", "containers"):
        for index, container in enumerate(spec.get(name) or ()):
            here = f"{field}.{name}[{index}]"
            yield from doubled_variables(container, here)
    yield from doubled_ports(spec, field)


def doubled_variables(container: Obj, field: str) -> Iterator[str]:
    seen: dict[str, str] = {}
    for index, variable in enumerate(container.get("env") or ()):
        name, value = variable.get("name") or "", variable.get("value") or ""
        where = f"{field}.env[{index}]"
        if name in seen:
            if f"$({name})" not in value:
                yield f'{where}: hides previous definition of "{name}", which may be dropped when using apply'
        else:
            seen[name] = value


def doubled_ports(spec: Obj, field: str) -> Iterator[str]:
    """The same port of the same protocol twice in one container or, for named use, in two."""
    for index, container in enumerate(spec.get("containers") or ()):
        seen: dict[tuple[Any, ...], int] = {}
        for number, port in enumerate(container.get("ports") or ()):
            key = (port.get("containerPort"), port.get("protocol"), port.get("hostPort"), port.get("hostIP"))
            if key in seen:
                here = f"{field}.containers[{index}].ports"
                yield f"{here}[{number}]: duplicate port definition with {here}[{seen[key]}]"
            else:
                seen[key] = number
