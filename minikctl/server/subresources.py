"""Parts of objects that are acted upon: bindings, evictions, tokens, ephemeral containers, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.server import bodies
from minikctl.server.addressing import Address
from minikctl.server.messages import Answer, Request, sent
from minikctl.server.writing import is_dry, request_of
from minikctl.state import errors
from minikctl.state.kinds import NODE, POD

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

Obj = dict[str, Any]

SUCCESS: Obj = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def post(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """POST to a subresource. Raises ApiError."""
    action = ACTIONS.get((address.kind.plural, address.subresource))
    if action is None:
        raise errors.method_not_allowed()
    return action(cluster, address, request, user)


def evict(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """An Eviction."""
    from minikctl.state.eviction import evict as evicted  # seldom

    body = bodies.an_object(request)
    options = body.get("deleteOptions") or {}
    grace = options.get("gracePeriodSeconds")
    with request_of(cluster, request, user, options) as tx:
        pod = tx.get(POD, address.name, address.namespace)
        evicted(tx, pod, grace=grace, dry_run=is_dry(request) or bool(options.get("dryRun")))
    return sent(SUCCESS, 201)


def bind(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """A Binding: the pod gets its node (registry/core/pod/storage, assignPod)."""
    body = bodies.an_object(request)
    name = address.name or str((body.get("metadata") or {}).get("name") or "")
    node = str((body.get("target") or {}).get("name") or "")
    with request_of(cluster, request, user) as tx:
        pod = tx.get(POD, name, address.namespace)
        tx.get(NODE, node)
        if pod["spec"].get("nodeName"):
            why = f'pod {name} is already assigned to node "{pod["spec"]["nodeName"]}"'
            raise errors.conflict("pods/binding", "", name, why)
        tx.write(POD, {**pod, "spec": {**pod["spec"], "nodeName": node}})
    return sent(SUCCESS, 201)


def token(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """A TokenRequest of a ServiceAccount."""
    from minikctl.server.tokens import token_request  # seldom

    body = bodies.an_object(request)
    return sent(token_request(cluster.view(), address.namespace, address.name, body.get("spec") or {}), 201)


ACTIONS = {
    ("pods", "eviction"): evict,
    ("pods", "binding"): bind,
    ("bindings", ""): bind,
    ("serviceaccounts", "token"): token,
}
