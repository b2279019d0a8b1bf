"""What a new cluster contains: what kubeadm leaves behind, at rest and complete, written without the loops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.bootstrap import dns, nodes, proxy, rbac, system
from minikctl.state.kinds import KINDS, Kind
from minikctl.state.view import DEFAULT_SETTINGS

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}


def fill(tx: Transaction, settings: Obj) -> None:
    """Writes settings and every object of a new cluster. `settings`: as View.settings, and `nodes` (their number)."""
    from minikctl.state.chance import Chance  # once in a cluster's life

    known = {**DEFAULT_SETTINGS, **settings}
    count = int(known.pop("nodes", 1))
    tx.put("_settings", "cluster", {key: value for key, value in known.items() if value != DEFAULT_SETTINGS.get(key)})
    tx.chance = Chance(str(known["seed"]))
    maker = Maker(tx, known, count)
    for part in (
        system.namespaces,
        nodes.nodes,
        system.kubernetes,
        system.storage,
        system.priority_classes,
        proxy.kube_proxy,
        nodes.control_plane,
        dns.core_dns,
        rbac.cluster_roles,
    ):
        part(maker)


class Maker:
    """Stores bootstrap objects with uid, creationTimestamp and resourceVersion; hands out pod addresses by node."""

    __slots__ = ("_pods", "count", "now", "settings", "tx")

    def __init__(self, tx: Transaction, settings: Obj, count: int) -> None:
        self.tx = tx
        self.settings = settings
        self.count = count
        self.now = tx.timestamp()
        self._pods: dict[int, int] = {}

    def make(self, obj: Obj, generation: int = 0) -> Obj:
        """Stores one object and returns it."""
        kind = BY_NAME[obj["kind"]]
        meta = obj["metadata"]
        key = f"{meta.get('namespace', '')}/{meta['name']}"
        meta["uid"] = self.tx.chance.uid(f"bootstrap/{kind.plural}/{key}")
        meta["creationTimestamp"] = self.now
        if generation:
            meta["generation"] = generation
        return self.tx.store(kind, obj, None)

    def suffix(self, purpose: str, length: int = 5) -> str:
        """A generated suffix."""
        return self.tx.chance.suffix(f"bootstrap/{purpose}", length)

    def node_name(self, index: int) -> str:
        return f"node-{index + 1}"

    def node_address(self, index: int) -> str:
        return nodes.address(index)

    def pod_address(self, index: int) -> str:
        """The next pod address of a node, IPv4 or whatever the first pod range is."""
        self._pods[index] = self._pods.get(index, 1) + 1
        return nodes.pod_address(self.settings["pod_cidrs"][0], index, self._pods[index])
