"""What minikube's addons put into a cluster; the manifests are kept beside those of the tutorials."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.sessions.minikube import change_setting
from minikctl.state.errors import ApiError
from minikctl.state.kinds import DEPLOYMENT, INGRESS_CLASS, KINDS, Kind
from minikctl.state.objects import namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

FOLDERS = {
    "cert-manager": "addons/cert-manager.yaml",
    "ingress": "addons/ingress.yaml",
    "metallb": "addons/metallb.yaml",
    "metrics-server": "addons/metrics-server.yaml",
}
BY_KIND: dict[tuple[str, str], Kind] = {(kind.api_version, kind.name): kind for kind in KINDS}


def documents(name: str) -> list[Obj]:
    """An addon's objects, [] for one that is only a switch."""
    if name not in FOLDERS:
        return []
    from importlib.resources import files  # only for addons

    import yaml

    text = files("minikctl.sample_manifests").joinpath(FOLDERS[name]).read_text(encoding="utf-8")
    return [document for document in yaml.safe_load_all(text) if document]


def kind_of(document: Obj) -> Kind:
    return BY_KIND[document["apiVersion"], document["kind"]]


def install(tx: Transaction, name: str) -> None:
    """Creates what is not there yet."""
    for document in documents(name):
        kind = kind_of(document)
        namespace = document["metadata"].get("namespace", "")
        if tx.find(kind, document["metadata"]["name"], namespace) is None:
            tx.create(kind, document, namespace)
    if name == "ingress":
        change_setting(tx, "ingress", ["nginx"])


def remove(tx: Transaction, name: str) -> None:
    """Deletes what `install` has created."""
    for document in reversed(documents(name)):
        try:
            tx.delete(kind_of(document), document["metadata"]["name"], document["metadata"].get("namespace", ""))
        except ApiError:
            continue  # somebody else has deleted it
    if name == "ingress":
        change_setting(tx, "ingress", [])


def is_ready(view: View, name: str) -> bool:
    """Whether an addon's Deployments have the pods they want."""
    for document in documents(name):
        if document["kind"] != "Deployment":
            continue
        found = view.find(DEPLOYMENT, document["metadata"]["name"], namespace_of(document))
        if found is not None and status_of(found).get("readyReplicas", 0) < spec_of(found).get("replicas", 1):
            return False
    return True


def add_class(tx: Transaction, name: str) -> None:
    """The IngressClass of a controller that runs from the start."""
    if tx.find(INGRESS_CLASS, name) is None:
        controller = "k8s.io/ingress-nginx" if name == "nginx" else f"example.com/{name}"
        tx.create(
            INGRESS_CLASS,
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "IngressClass",
                "metadata": {"name": name},
                "spec": {"controller": controller},
            },
        )
