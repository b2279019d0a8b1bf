"""The loop that gives every namespace its `default` ServiceAccount and the cluster's certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.bootstrap.system import root_certificate
from minikctl.state.kinds import CONFIG_MAP, NAMESPACE, SERVICE_ACCOUNT
from minikctl.state.objects import is_terminating, name_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one namespace."""
    namespace = tx.find_key(NAMESPACE, key)
    if namespace is None or is_terminating(namespace):
        return
    name = name_of(namespace)
    if tx.find(SERVICE_ACCOUNT, "default", name) is None:
        body = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}}
        tx.write(SERVICE_ACCOUNT, body)
    if tx.find(CONFIG_MAP, "kube-root-ca.crt", name) is None:
        known = tx.find(CONFIG_MAP, "kube-root-ca.crt", "kube-system")
        if known is not None:
            tx.write(CONFIG_MAP, root_certificate(name, known["data"]["ca.crt"]))
