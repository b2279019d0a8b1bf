"""The cluster and namespace that our own commands work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl import contexts
from minikctl.opening import open_cluster

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster


def current_cluster(around: Surroundings) -> Cluster:
    """The cluster of the current context, or the one that was handed in."""
    if around.cluster is not None:
        return around.cluster
    return open_cluster(around, contexts.target(around.config(), context="", cluster="", user="", namespace="").cluster)


def current_namespace(around: Surroundings, given: str = "") -> str:
    """The namespace of -n, or of the current context."""
    target = contexts.target(around.config(), context="", cluster="", user="", namespace=given)
    return target.namespace


def current_name(around: Surroundings) -> str:
    """The name of the current context's cluster."""
    return contexts.target(around.config(), context="", cluster="", user="", namespace="").cluster
