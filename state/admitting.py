"""PLUGINS: the admission plugins of the API server, by the kind of object they look at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import INGRESS_CLASS

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]
Plugin = Callable[["Transaction", Obj, Obj | None], None]


def pod_defaults(tx: Transaction, pod: Obj, old: Obj | None) -> None:
    """ServiceAccount, Priority, DefaultTolerationSeconds and the like."""
    if old is None:
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


PLUGINS: dict[str, tuple[Plugin, ...]] = {
    "Pod": (pod_defaults,),
    "Ingress": (default_ingress_class,),
    "Namespace": (namespace_label,),
}
