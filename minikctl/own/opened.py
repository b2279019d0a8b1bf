"""The cluster and namespace that our own commands work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl import contexts
from minikctl.errors import CommandError
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


def file_bytes(around: Surroundings, name: str) -> bytes:
    """A file's content, or standard input for `-`. Raises CommandError."""
    from minikctl.state.files import absolute  # where a file is read

    if name == "-":
        return around.stdin.read()
    try:
        return around.files.read(absolute(around.cwd, name))
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}") from None
