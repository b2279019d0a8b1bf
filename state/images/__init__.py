"""IMAGES: what known container images do, and the rules for those that are not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


class Behaviour(NamedTuple):
    """What a container does once it is started."""

    lasts: float | None = None  # seconds until it ends by itself; None: it stays
    exit_code: int = 0
    obeys_term: bool = True  # ends at once on SIGTERM; otherwise only when the grace is over
    message: str = ""  # what it leaves as termination message


class Pull(NamedTuple):
    """What pulling an image comes to."""

    error: str = ""  # the runtime's words if it cannot be pulled
    seconds: float = 1.0
    size: int = 50_000_000


def normalized(reference: str) -> tuple[str, str]:
    """(repository, tag) of an image reference, with Docker's defaults: `nginx` is docker.io/library/nginx, latest."""
    name, _, digest = reference.partition("@")
    head, slash, last = name.rpartition("/")
    last, colon, tag = last.partition(":")
    name = head + slash + last
    first = name.partition("/")[0]
    if "/" not in name:
        name = f"docker.io/library/{name}"
    elif "." not in first and ":" not in first and first != "localhost":
        name = f"docker.io/{name}"
    return name, (tag if colon else ("" if digest else "latest"))


def pull(view: View, reference: str) -> Pull:
    """What happens when a node pulls an image."""
    from minikctl.state.images import catalogue  # only when a pod starts

    return catalogue.pull(view, reference)


def behaviour(view: View, pod: Obj, container: Obj) -> Behaviour:
    """What a container of a pod does once it is started."""
    from minikctl.state.images import catalogue  # only when a pod starts

    return catalogue.behaviour(view, pod, container)
