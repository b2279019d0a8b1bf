"""`…/pods/NAME/proxy/…` and `…/services/NAME/proxy/…`: asks a pod or a Service in the client's place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.server.addressing import Address
from minikctl.server.messages import Answer, Request
from minikctl.state import errors
from minikctl.state.traffic.messages import Request as Plain
from minikctl.state.traffic.proxying import THROUGH, passed_on

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster


def answer(cluster: Cluster, address: Address, request: Request) -> Answer:
    """What is answered there. Raises ApiError."""
    through = THROUGH.fullmatch(request.path)
    if through is None:
        raise errors.resource_not_found()
    plain = Plain("https", "127.0.0.1", 443, request.path, request.method, (), request.body.decode(errors="replace"))
    found = passed_on(cluster, plain, through, 0)
    kept = tuple((name, value) for name, value in found.headers if name.lower() != "content-type")
    content_type = found.header("content-type") or "text/plain"
    return Answer(found.status, found.body.encode("utf-8", "surrogateescape"), content_type, (), kept)
