"""The API server as programs in pods and on nodes reach it: objects and lists as JSON, discovery, versions, health."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, unquote

from minikctl.state import errors
from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import labels_of
from minikctl.state.traffic.answers import JSON, failed, sent
from minikctl.state.traffic.authorizing import Asked, User, allowed, refusal, user_of
from minikctl.state.traffic.discovery import document
from minikctl.state.traffic.messages import Request, Response

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

FIRST = ("kind", "apiVersion", "metadata", "spec", "data", "status")
META_ORDER = (
    "name generateName namespace selfLink uid resourceVersion generation creationTimestamp "
    "deletionTimestamp deletionGracePeriodSeconds labels annotations ownerReferences finalizers "
    "managedFields"
)
META = META_ORDER.split()


class Place(NamedTuple):
    """What a path names."""

    kind: Kind | None = None
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    path: str = ""  # where it names no resource


def respond(cluster: Cluster, request: Request) -> Response:
    """The answer to a request."""
    if request.scheme == "http":
        return Response(400, "Client sent an HTTP request to an HTTPS server.\n", (), "HTTP/1.0")
    view = cluster.view()
    user = user_of(view, request.header("authorization"))
    if user is None:
        return failed(request, ApiError(401, "Unauthorized", "Unauthorized"))
    try:
        return answered(cluster, view, user, request)
    except ApiError as error:
        return failed(request, error)


def answered(cluster: Cluster, view: View, user: User, request: Request) -> Response:
    """What the user gets; raises ApiError."""
    place = place_of(view, unquote(request.uri))
    options = dict(parse_qsl(request.query, keep_blank_values=True))
    check(view, user, asked_of(place, request, options))
    if place.kind is None:
        return document(view, request, place.path)
    if request.method in ("GET", "HEAD"):
        return read(view, request, place, options)
    return written(cluster, request, place, options)


def check(view: View, user: User, asked: Asked) -> None:
    """Raises ApiError Forbidden if the user may not do it."""
    if allowed(view, user, asked):
        return
    raise ApiError(403, "Forbidden", refusal(user, asked), kind=asked.resource, name=asked.name, group=asked.group)


VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}


def asked_of(place: Place, request: Request, options: dict[str, str]) -> Asked:
    """What must be allowed."""
    if place.kind is None:
        return Asked({"GET": "get", "HEAD": "get"}.get(request.method, request.method.lower()), path=place.path)
    if request.method in ("GET", "HEAD"):
        verb = "watch" if options.get("watch") in ("true", "1") else "get" if place.name else "list"
    else:
        verb = VERBS.get(request.method, request.method.lower())
        verb = "deletecollection" if verb == "delete" and not place.name else verb
    resource = f"{place.kind.plural}/{place.subresource}" if place.subresource else place.kind.plural
    return Asked(verb, place.kind.group, resource, place.namespace, place.name, "", not place.kind.namespaced)


def place_of(view: View, path: str) -> Place:
    """What a path names; raises ApiError NotFound."""
    parts = [part for part in path.split("/") if part]
    if len(parts) < 3 or parts[0] not in ("api", "apis") or (parts[0] == "apis" and len(parts) < 4):
        return Place(path=path)
    group, rest = ("", parts[1:]) if parts[0] == "api" else (parts[1], parts[2:])
    version, rest = rest[0], rest[1:]
    if rest and rest[0] == "watch":
        rest = rest[1:]
    namespace = ""
    if len(rest) > 2 and rest[0] == "namespaces" and rest[2] not in ("status", "finalize"):
        namespace, rest = rest[1], rest[2:]
    if not rest:
        return Place(path=path)
    found = f"{group}/{version}" if group else version
    for kind in view.kinds:
        if kind.plural == rest[0] and (kind.api_version == found or found in kind.versions):
            name = rest[1] if len(rest) > 1 else ""
            return Place(kind, namespace, name, rest[2] if len(rest) > 2 else "")
    return Place(path=path)


# ---- reading


def read(view: View, request: Request, place: Place, options: dict[str, str]) -> Response:
    """An object, a list, a log; raises ApiError."""
    kind = place.kind
    assert kind is not None, "a resource is named"
    if place.subresource == "log":
        return log(view, place, options)
    if place.name:
        return sent(request, shown(kind, view.get(kind, place.name, place.namespace)))
    found = chosen(view, place, options)
    meta = {"resourceVersion": str(newest(view, found))}
    if options.get("watch") in ("true", "1"):
        lines = [json.dumps({"type": "ADDED", "object": shown(kind, one)}, separators=(",", ":")) for one in found]
        return Response(200, "".join(line + "\n" for line in lines), JSON, stream=True)
    items = [without_kind(shown(kind, one)) for one in found]
    return sent(request, {"kind": f"{kind.name}List", "apiVersion": kind.api_version, "metadata": meta, "items": items})


def newest(view: View, found: list[Obj]) -> int:
    """The resourceVersion of a list: not older than any of its objects."""
    return max((int(one["metadata"].get("resourceVersion") or 0) for one in found), default=view.rev)


def chosen(view: View, place: Place, options: dict[str, str]) -> list[Obj]:
    """The objects of a list, by its selectors; raises ApiError."""
    kind = place.kind
    assert kind is not None, "a resource is named"
    found = view.list(kind, place.namespace or None)
    if options.get("labelSelector"):
        from minikctl.state.selectors import parse_selector  # only where one is given

        try:
            labels = parse_selector(options["labelSelector"])
        except ValueError as error:
            raise errors.bad_request(f"unable to parse requirement: {error}") from None
        found = [one for one in found if labels.matches(labels_of(one))]
    if options.get("fieldSelector"):
        from minikctl.state.fieldselectors import field_selector  # only where one is given

        fields = field_selector(kind, options["fieldSelector"])
        found = [one for one in found if fields.matches(one)]
    limit = options.get("limit", "")
    return found[: int(limit)] if limit.isdigit() and int(limit) else found


def log(view: View, place: Place, options: dict[str, str]) -> Response:
    """`…/pods/NAME/log`."""
    from minikctl.state.execution.logs import Wanted, text_of  # only for logs
    from minikctl.state.kinds import POD

    pod = view.get(POD, place.name, place.namespace)
    tail = options.get("tailLines")
    wanted = Wanted(
        container=options.get("container", ""),
        previous=options.get("previous") in ("true", "1"),
        tail=int(tail) if tail else -1,
        timestamps=options.get("timestamps") in ("true", "1"),
    )
    return Response(200, text_of(view, pod, wanted), (("Content-Type", "text/plain"),))


def shown(kind: Kind, obj: Obj) -> Obj:
    """An object as the server sends it: kind and version first, metadata in its own order."""
    found: Obj = {"kind": kind.name, "apiVersion": kind.api_version}
    for key in (*FIRST[2:], *obj):
        if key in obj and key not in found:
            found[key] = obj[key]
    meta = found.get("metadata") or {}
    found["metadata"] = {key: meta[key] for key in (*META, *meta) if key in meta}
    return found


def without_kind(obj: Obj) -> Obj:
    """An object inside a list."""
    return {key: value for key, value in obj.items() if key not in ("kind", "apiVersion")}


# ---- writing


def written(cluster: Cluster, request: Request, place: Place, options: dict[str, str]) -> Response:
    """POST, PUT and DELETE; raises ApiError."""
    kind = place.kind
    assert kind is not None, "a resource is named"
    with cluster.transaction(f"{request.method} {request.uri}", "pod") as tx:
        if request.method == "POST" and not place.name:
            return sent(request, shown(kind, tx.create(kind, body_of(request), place.namespace)), 201)
        if request.method == "PUT" and place.name:
            manifest = body_of(request)
            return sent(
                request, shown(kind, tx.replace(kind, manifest, place.namespace, subresource=place.subresource))
            )
        if request.method == "DELETE" and place.name:
            return sent(request, shown(kind, tx.delete(kind, place.name, place.namespace)))
        if request.method == "PATCH" and place.name and place.subresource in ("", "status", "scale"):
            return sent(request, shown(kind, patched(tx, request, place)))
    raise ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")


FORMS = {
    "application/strategic-merge-patch+json": "strategic",
    "application/merge-patch+json": "merge",
    "application/json-patch+json": "json",
}


def patched(tx: Transaction, request: Request, place: Place) -> Obj:
    """The object after a PATCH; raises ApiError."""
    from minikctl.state import requests  # only where something is patched

    kind = place.kind
    assert kind is not None, "a resource is named"
    form = FORMS.get(request.header("content-type").partition(";")[0])
    if form is None:
        known = ", ".join(sorted(FORMS))
        raise ApiError(
            415,
            "UnsupportedMediaType",
            f"the body of the request was in an unknown format - accepted media types include: {known}",
        )
    try:
        change = json.loads(request.body)
    except ValueError as error:
        raise errors.bad_request(str(error)) from None
    found, _ = requests.patch(tx, kind, place.name, place.namespace, change, form, subresource=place.subresource)
    return found


def body_of(request: Request) -> Obj:
    """The object that was sent, in JSON or YAML; raises ApiError BadRequest."""
    if "yaml" in request.header("content-type"):
        import yaml  # only where it is sent

        found = yaml.safe_load(request.body)
    else:
        try:
            found = json.loads(request.body)
        except ValueError:
            raise errors.bad_request("the object provided is unrecognized (must be of type Object)") from None
    if not isinstance(found, dict):
        raise errors.bad_request("the object provided is unrecognized (must be of type Object)")
    return found


__all__ = ["answered", "failed", "respond"]
