"""PLUGINS and CHECKS: the admission plugins of the API server, by the kind of object they look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import (
    INGRESS_CLASS,
    LIMIT_RANGE,
    NAMESPACE,
    RESOURCE_QUOTA,
    STORAGE_CLASS,
    VALIDATING_WEBHOOK_CONFIGURATION,
)
from minikctl.state.kinds.kind import Kind

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]
Plugin = Callable[["Transaction", Obj, Obj | None], None]


def pod_defaults(tx: Transaction, pod: Obj, old: Obj | None) -> None:
    """LimitRanger's defaults, ServiceAccount, Priority, DefaultTolerationSeconds and the like."""
    if old is None:
        if tx.table(LIMIT_RANGE.plural):
            from minikctl.state.admitting import limits  # only where there are limits

            limits.add_defaults(tx, pod)
        from minikctl.state.kinds.pod.admit import admit  # only where a pod is made

        admit(tx, pod)


def default_ingress_class(tx: Transaction, ingress: Obj, old: Obj | None) -> None:
    """DefaultIngressClass: a class marked as default is filled in; of several the newest, then by name."""
    if old is not None or ingress["spec"].get("ingressClassName") is not None:
        return
    annotations = ingress["metadata"].get("annotations") or {}
    if "kubernetes.io/ingress.class" in annotations:
        return
    default = "ingressclass.kubernetes.io/is-default-class"
    marked = [
        found for found in tx.list(INGRESS_CLASS) if (found["metadata"].get("annotations") or {}).get(default) == "true"
    ]
    if marked:
        marked.sort(key=lambda found: found["metadata"]["name"])
        marked.sort(key=lambda found: found["metadata"].get("creationTimestamp") or "", reverse=True)
        ingress["spec"]["ingressClassName"] = marked[0]["metadata"]["name"]


def namespace_label(tx: Transaction, namespace: Obj, old: Obj | None) -> None:
    """Every namespace carries its own name as a label."""
    labels = namespace["metadata"].setdefault("labels", {})
    labels["kubernetes.io/metadata.name"] = namespace["metadata"].get("name", "")


def within_limits(tx: Transaction, obj: Obj, old: Obj | None) -> None:
    """LimitRanger: new pods and claims stay inside the limits of their namespace."""
    if tx.table(LIMIT_RANGE.plural):
        from minikctl.state.admitting import limits  # only where there are limits

        limits.refuse_outside(tx, obj, old)


def secure_enough(tx: Transaction, pod: Obj, old: Obj | None) -> None:
    """PodSecurity: new pods keep to the level that labels of their namespace enforce."""
    found = tx.find(NAMESPACE, pod["metadata"]["namespace"]) if old is None else None
    if found is not None and "pod-security.kubernetes.io/enforce" in (found["metadata"].get("labels") or {}):
        from minikctl.state.admitting import podsecurity  # only where a level is enforced

        podsecurity.refuse_insecure(tx, pod, old)


def claim_may_grow(tx: Transaction, claim: Obj, old: Obj | None) -> None:
    """PersistentVolumeClaimResize: only what was provisioned by a class that allows it may become larger."""
    if old is None or old["spec"].get("resources") == claim["spec"].get("resources"):
        return
    from minikctl.state.controllers.volumes import storage_of  # only where a claim changes its size

    sizes = [storage_of((one["spec"].get("resources") or {}).get("requests")) for one in (claim, old)]
    if sizes[0] <= sizes[1] or (old.get("status") or {}).get("phase") != "Bound":
        return
    found = tx.find(STORAGE_CLASS, old["spec"].get("storageClassName") or "")
    if found is None or not found.get("allowVolumeExpansion"):
        why = (
            "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support "
            "resize"
        )
        raise errors.forbidden("persistentvolumeclaims", "", claim["metadata"]["name"], why)


def asked_of_controllers(tx: Transaction, ingress: Obj, old: Obj | None) -> None:
    """ValidatingAdmissionWebhook, for the one webhook whose program is known: that of ingress-nginx."""
    if tx.table(VALIDATING_WEBHOOK_CONFIGURATION.plural) and (old is None or old.get("spec") != ingress.get("spec")):
        from minikctl.state.admitting import ingresswebhook  # only where there are webhooks

        ingresswebhook.check(tx, ingress, old)


PLUGINS: dict[str, tuple[Plugin, ...]] = {  # those that change objects, before validation
    "Pod": (pod_defaults,),
    "Ingress": (default_ingress_class,),
    "Namespace": (namespace_label,),
}

CHECKS: dict[str, tuple[Plugin, ...]] = {  # those that only refuse, after validation
    "Pod": (within_limits, secure_enough),
    "PersistentVolumeClaim": (within_limits, claim_may_grow),
    "Ingress": (asked_of_controllers,),
}


def check(tx: Transaction, kind: Kind, obj: Obj, old: Obj | None) -> None:
    """The plugins that refuse valid objects; ResourceQuota is the last of all. Raises Forbidden."""
    for plugin in CHECKS.get(kind.name, ()):
        plugin(tx, obj, old)
    if kind.namespaced and tx.table(RESOURCE_QUOTA.plural):
        from minikctl.state.admitting import quota  # only where there are quotas

        quota.refuse_beyond(tx, kind, obj, old)
