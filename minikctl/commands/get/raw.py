"""`get --raw`: the few addresses of the API server that answer without a client."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.state.errors import resource_not_found
from minikctl.state.gotext import json_line

HEALTHY = ("/healthz", "/livez", "/readyz")


def print_raw(call: Invocation, address: str) -> None:
    """Prints what a GET of a path answers. Raises ApiError or CommandError."""
    path, _, _ = address.partition("?")
    parts = [part for part in path.split("/") if part]
    if path.rstrip("/") in HEALTHY:
        return call.out("ok")
    if not path.startswith("/"):
        raise CommandError(f"unable to parse the requested URI: {address}")
    if parts == ["version"]:
        from minikctl.commands.version import described, server_version  # seldom

        return call.out(json_line(described(server_version(call)), ordered=True))
    return call.out(json_line(answer(call, parts)) + "\n")


def answer(call: Invocation, parts: list[str]) -> object:
    """An object, or a list of objects."""
    view = call.view()
    is_core = parts[:1] == ["api"]
    version = "/".join(parts[1:2] if is_core else parts[1:3])
    rest = parts[2:] if is_core else parts[3:]
    if parts[:1] not in (["api"], ["apis"]) or not rest:
        raise resource_not_found()
    namespace: str | None = None
    if rest[0] == "namespaces" and len(rest) > 2:
        namespace, rest = rest[1], rest[2:]
    for kind in view.kinds:
        if kind.plural == rest[0] and version in (kind.api_version, *kind.versions):
            call.requested(kind)
            if len(rest) > 1:
                return view.get(kind, rest[1], namespace or "")
            meta = {"resourceVersion": str(view.rev)}
            items = list(view.list(kind, namespace))
            return {"kind": f"{kind.name}List", "apiVersion": version, "metadata": meta, "items": items}
    raise resource_not_found()


def delete_raw(call: Invocation, address: str) -> None:
    """Prints what a DELETE of an object's path answers. Raises ApiError."""
    parts = [part for part in address.partition("?")[0].split("/") if part]
    view = call.view()
    is_core = parts[:1] == ["api"]
    version, rest = ("/".join(parts[1:2]), parts[2:]) if is_core else ("/".join(parts[1:3]), parts[3:])
    namespace = rest[1] if rest[:1] == ["namespaces"] and len(rest) > 2 else ""
    rest = rest[2:] if namespace else rest
    for kind in view.kinds:
        if len(rest) == 2 and kind.plural == rest[0] and version in (kind.api_version, *kind.versions):
            with call.cluster.transaction(call.cause) as tx:
                gone = tx.delete(kind, rest[1], namespace)
            details = {"name": rest[1], "kind": kind.plural, "uid": gone["metadata"].get("uid", "")}
            status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}
            return call.out(json_line(status, ordered=True) + "\n")
    raise resource_not_found()
