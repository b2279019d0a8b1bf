"""The loop that signs approved CertificateSigningRequests of the cluster's own signers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import CERTIFICATE_SIGNING_REQUEST
from minikctl.state.objects import condition_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

SIGNERS = {  # signer -> usages that a request may have
    "kubernetes.io/kube-apiserver-client": {"digital signature", "key encipherment", "client auth"},
    "kubernetes.io/kube-apiserver-client-kubelet": {"digital signature", "key encipherment", "client auth"},
    "kubernetes.io/kubelet-serving": {"digital signature", "key encipherment", "server auth"},
}


def reconcile(tx: Transaction, key: str) -> None:
    """Looks after one request."""
    found = tx.find_key(CERTIFICATE_SIGNING_REQUEST, key)
    if found is None or status_of(found).get("certificate"):
        return
    if not condition_of(found, "Approved") or condition_of(found, "Denied") or condition_of(found, "Failed"):
        return
    spec = spec_of(found)
    may = SIGNERS.get(spec.get("signerName", ""))
    if may is None:
        return
    usages = list(spec.get("usages") or ())
    wrong = [one for one in usages if one not in may]
    if wrong:
        fail(tx, found, f"invalid usage for client certificate: {wrong[0]}")
        return
    from minikctl.state import authority  # only where something is signed

    certificate = authority.issue(tx, spec["request"], usages, spec.get("expirationSeconds"), min(tx.now, tx.real))
    tx.update_status(CERTIFICATE_SIGNING_REQUEST, found, {**status_of(found), "certificate": certificate})


def fail(tx: Transaction, found: Obj, message: str) -> None:
    """Notes that a request cannot be signed."""
    now = tx.timestamp()
    condition = {
        "lastTransitionTime": now,
        "lastUpdateTime": now,
        "message": message,
        "reason": "SignerValidationFailure",
        "status": "True",
        "type": "Failed",
    }
    status = {**status_of(found), "conditions": [*(status_of(found).get("conditions") or ()), condition]}
    tx.update_status(CERTIFICATE_SIGNING_REQUEST, found, status)
