"""What the API server tells about itself: groups, versions and kinds, its own version, health."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from minikctl.state.errors import ApiError
from minikctl.state.traffic.answers import JSON, sent
from minikctl.state.traffic.messages import Request, Response

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

CHECKS = ("/healthz", "/livez", "/readyz")
VERSION = {
    "major": "1",
    "minor": "33",
    "emulationMajor": "1",
    "emulationMinor": "33",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "32",
    "gitVersion": "v1.33.1",
    "gitCommit": "8adc0f041b8e7ad1d30e29cc59c6ae7a15e19828",
    "gitTreeState": "clean",
    "buildDate": "2025-05-15T08:19:08Z",
    "goVersion": "go1.24.2",
    "compiler": "gc",
    "platform": "linux/amd64",
}


def document(view: View, request: Request, path: str) -> Response:
    """Discovery, version and health; raises ApiError NotFound."""
    plain = path.rstrip("/") or "/"
    if any(plain == one or plain.startswith(one + "/") for one in CHECKS):
        return Response(
            200, "ok", (("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff"))
        )
    if plain == "/version":
        return Response(200, json.dumps(VERSION, indent=2), JSON)
    if plain == "/api":
        return sent(request, api_versions(view))
    if plain == "/apis":
        groups = [group_document(group, versions) for group, versions in groups_of(view).items()]
        return sent(request, {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups})
    if plain == "/":
        return Response(200, json.dumps({"paths": paths(view)}, indent=2), JSON)
    parts = plain.strip("/").split("/")
    if parts[0] == "apis" and len(parts) == 2 and parts[1] in groups_of(view):
        found = group_document(parts[1], groups_of(view)[parts[1]])
        return sent(request, {"kind": "APIGroup", "apiVersion": "v1", **found})
    version = "/".join(parts[1:])
    if parts[0] in ("api", "apis") and any(
        kind.api_version == version or version in kind.versions for kind in view.kinds
    ):
        return sent(request, resources(view, version))
    if parts[0] in ("api", "apis"):
        return Response(
            404,
            "404 page not found\n",
            (("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")),
        )
    error = ApiError(404, "NotFound", "the server could not find the requested resource")
    raise error


def paths(view: View) -> list[str]:
    """The paths of the root document."""
    found = ["/.well-known/openid-configuration", "/api", "/api/v1", "/apis"]
    for group, versions in groups_of(view).items():
        found += [f"/apis/{group}", *(f"/apis/{group}/{version}" for version in versions)]
    return [
        *sorted(found),
        "/healthz",
        "/livez",
        "/logs",
        "/metrics",
        "/openapi/v2",
        "/openapi/v3",
        "/readyz",
        "/version",
    ]


def api_versions(view: View) -> Obj:
    """`/api`."""
    from minikctl.state.kinds import NODE
    from minikctl.state.network.podaddresses import node_addresses

    address = next((one for node in view.list(NODE) for one in node_addresses(node)), "")
    place = [{"clientCIDR": "0.0.0.0/0", "serverAddress": f"{address}:8443"}]
    return {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": place}


def groups_of(view: View) -> dict[str, list[str]]:
    """The versions of each named group."""
    found: dict[str, list[str]] = {}
    for kind in view.kinds:
        for version in (kind.api_version, *kind.versions):
            group, _, name = version.rpartition("/")
            if group and name not in found.setdefault(group, []):
                found[group].append(name)
    return found


def group_document(group: str, versions: list[str]) -> Obj:
    """One group."""
    listed = [{"groupVersion": f"{group}/{version}", "version": version} for version in versions]
    return {"name": group, "versions": listed, "preferredVersion": listed[0]}


def resources(view: View, version: str) -> Obj:
    """The kinds of one version."""
    found: list[Obj] = []
    for kind in view.kinds:
        if kind.api_version != version and version not in kind.versions:
            continue
        one: Obj = {
            "name": kind.plural,
            "singularName": kind.singular,
            "namespaced": kind.namespaced,
            "kind": kind.name,
        }
        one["verbs"] = list(kind.verbs)
        if kind.short:
            one["shortNames"] = list(kind.short)
        if kind.categories:
            one["categories"] = list(kind.categories)
        found.append(one)
        for part in kind.subresources:
            verbs = ["get", "patch", "update"]
            found.append({**one, "name": f"{kind.plural}/{part}", "singularName": "", "verbs": verbs} | {})
            found[-1].pop("shortNames", None)
            found[-1].pop("categories", None)
    ordered = sorted(found, key=lambda one: str(one["name"]))
    return {"kind": "APIResourceList", "groupVersion": version, "resources": ordered}
