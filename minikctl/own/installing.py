"""What a cluster is made with beside itself: Ingress controllers' classes and addons."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from minikctl.errors import CommandError
from minikctl.state.kinds import INGRESS_CLASS

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.transaction import Transaction


def known_addons(names: Iterable[str]) -> list[str]:
    """The names of addons, each of which there is. Raises CommandError."""
    from minikctl.sessions.addons import FOLDERS  # only where addons are asked for

    found = list(names)
    for name in found:
        if name not in FOLDERS:
            raise CommandError(f'there is no addon "{name}": use {", ".join(sorted(FOLDERS))}')
    return found


def install(cluster: Cluster, classes: Iterable[str], addons: Iterable[str]) -> None:
    """Makes the classes of Ingress controllers that run, and installs addons."""
    classes, addons = list(classes), list(addons)
    if not (classes or addons):
        return
    with cluster.transaction("cluster create", "minikctl") as tx:
        for name in classes:
            add_class(tx, name)
        for addon in addons:
            from minikctl.sessions.addons import install as install_addon  # only for addons

            install_addon(tx, addon)


def add_class(tx: Transaction, name: str) -> None:
    """The IngressClass of a controller, unless it is there."""
    from minikctl.state.network.ingress.classes import controller_name  # where there are controllers

    if tx.find(INGRESS_CLASS, name) is None:
        spec = {"controller": controller_name(tx, name)}
        tx.create(
            INGRESS_CLASS,
            {"apiVersion": INGRESS_CLASS.api_version, "kind": "IngressClass", "metadata": {"name": name}, "spec": spec},
        )
