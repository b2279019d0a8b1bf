"""What may stand in a pod's spec: pkg/apis/core/validation of v1.33, error for error and in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, out_of_range, required
from minikctl.state.kinds.podspec.validate import containers, scheduling, security, volumes
from minikctl.state.kinds.podspec.validate.wording import (
    annotations_errors,
    by_check,
    labels_errors,
    unsupported,
)

Obj = dict[str, Any]

LARGEST_INT32 = 2**31 - 1
RESTART_POLICIES = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
PREEMPTION_POLICIES = ("PreemptLowerPriority", "Never")


def template_errors(template: Obj, field: str) -> Iterator[FieldError]:
    """ValidatePodTemplateSpec."""
    metadata = template["metadata"]
    yield from labels_errors(f"{field}.labels", metadata.get("labels"))
    yield from annotations_errors(f"{field}.annotations", metadata.get("annotations"))
    yield from pod_spec_errors(template["spec"], f"{field}.spec")
    if template["spec"].get("ephemeralContainers"):
        yield forbidden(f"{field}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template")


def pod_spec_errors(spec: Obj, field: str, pod_name: str = "", *, is_pod: bool = False) -> Iterator[FieldError]:
    """ValidatePodSpec; `pod_name` is known where the spec is that of a pod."""
    found = volumes.Found()
    yield from volumes.volumes_errors(spec.get("volumes"), f"{field}.volumes", found, pod_name)
    yield from containers.containers_errors(spec, field, found)
    yield from containers.init_containers_errors(spec, field, found)
    yield from containers.ephemeral_containers_errors(spec, field, found)
    yield from containers.host_network_errors(spec, field, is_pod)
    yield from policy_errors(spec, field)
    yield from labels_errors(f"{field}.nodeSelector", spec.get("nodeSelector"))
    yield from security.pod_errors(spec.get("securityContext"), spec, f"{field}.securityContext")
    yield from scheduling.affinity_errors(spec.get("affinity"), f"{field}.affinity")
    yield from scheduling.dns_errors(spec.get("dnsConfig"), spec.get("dnsPolicy"), f"{field}.dnsConfig")
    yield from scheduling.gates_errors(spec, field)
    yield from scheduling.spread_errors(spec.get("topologySpreadConstraints"), f"{field}.topologySpreadConstraints")
    yield from security.host_users_errors(spec, field)
    yield from name_errors(spec, field)


def policy_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """restartPolicy and dnsPolicy."""
    for name, allowed in (("restartPolicy", RESTART_POLICIES), ("dnsPolicy", DNS_POLICIES)):
        value = spec.get(name)
        if not value:
            yield required(f"{field}.{name}")
        elif value not in allowed:
            yield unsupported(f"{field}.{name}", value, allowed)


def name_errors(spec: Obj, field: str) -> Iterator[FieldError]:
    """Names that a pod refers to or is given, and what stands among them in Kubernetes' order."""
    for name in ("serviceAccountName", "nodeName"):
        if spec.get(name):
            yield from by_check(f"{field}.{name}", spec[name], names.dns_subdomain)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= LARGEST_INT32:
        yield out_of_range(f"{field}.activeDeadlineSeconds", deadline, 1, LARGEST_INT32)
    for name in ("hostname", "subdomain"):
        if spec.get(name):
            yield from by_check(f"{field}.{name}", spec[name], names.dns_label)
    yield from scheduling.tolerations_errors(spec.get("tolerations"), f"{field}.tolerations")
    yield from scheduling.host_aliases_errors(spec.get("hostAliases"), f"{field}.hostAliases")
    if spec.get("priorityClassName"):
        yield from by_check(f"{field}.priorityClassName", spec["priorityClassName"], names.dns_subdomain)
    if spec.get("runtimeClassName") is not None:
        yield from by_check(f"{field}.runtimeClassName", spec["runtimeClassName"], names.dns_subdomain)
    policy = spec.get("preemptionPolicy")
    if policy is not None and policy not in PREEMPTION_POLICIES:
        yield (
            unsupported(f"{field}.preemptionPolicy", policy, PREEMPTION_POLICIES)
            if policy
            else required(f"{field}.preemptionPolicy")
        )
    system = spec.get("os")
    if system is not None and system.get("name") not in ("linux", "windows"):
        if system.get("name"):
            yield unsupported(f"{field}.os", system["name"], ("linux", "windows"))
        else:
            yield required(f"{field}.os.name", "cannot be empty")
