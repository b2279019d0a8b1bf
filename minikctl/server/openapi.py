"""OpenAPI documents, v3 and v2, made of the shapes of built-in kinds and the schemas of custom ones.

Sources: kube-openapi's builder3 (paths, extensions), apiserver's endpoints/openapi (names of definitions). Descriptions
come from the package that `explain` reads; without it the documents have none.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from minikctl.server.messages import Answer, Request, sent
from minikctl.server.openapischemas import definitions_of, gvk_of, schema_name
from minikctl.state import errors
from minikctl.state.kinds import KINDS
from minikctl.state.kinds.kind import Kind

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

INFO = {"title": "Kubernetes", "version": "v1.33.1"}
PATCHES = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)
SHARED = ("pretty", "dryRun", "fieldManager", "fieldValidation")
PROTOBUF2 = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

_known: dict[tuple[Any, ...], Answer] = {}  # documents are dear and seldom change


def answer(view: View, request: Request) -> Answer:
    """`/openapi/v3`, one of its parts, or `/openapi/v2`. Raises ApiError NotFound."""
    path = request.path.rstrip("/")
    if path == "/openapi/v2":
        if "protobuf" in request.header("accept") and "json" not in request.header("accept"):
            from minikctl.server.openapiprotobuf import encoded  # kubectl's older explain

            return kept(view, "v2.pb", lambda: Answer(200, encoded(second(view)), PROTOBUF2))
        return kept(view, "v2", lambda: sent(second(view)))
    if path == "/openapi/v3":
        return sent({"paths": {part: {"serverRelativeURL": url(view, part)} for part in parts(view)}})
    part = path.removeprefix("/openapi/v3/")
    if part not in parts(view):
        raise errors.resource_not_found()
    return kept(view, part, lambda: sent(third(view, part)))


def kept(view: View, what: str, make: Any) -> Answer:
    """A document that was made before, as long as the custom kinds are the same."""
    key = (what, digest(view))
    if key not in _known:
        if len(_known) > 200:
            _known.clear()
        _known[key] = make()
    return _known[key]


def digest(view: View) -> str:
    """What the documents depend on."""
    table = view.table("customresourcedefinitions")
    versions = [
        (key, (obj.get("metadata") or {}).get("generation"), obj["metadata"].get("uid")) for key, obj in table.items()
    ]
    return sha256(repr(sorted(versions, key=str)).encode()).hexdigest()[:32]


def url(view: View, part: str) -> str:
    return f"/openapi/v3/{part}?hash={digest(view).upper()}"


def parts(view: View) -> list[str]:
    """`api/v1`, `apis/apps/v1`, …"""
    found: dict[str, None] = {}
    for kind in view.kinds:
        for version in (kind.api_version, *kind.versions):
            found[f"apis/{version}" if "/" in version else f"api/{version}"] = None
    return list(found)


def third(view: View, part: str) -> Obj:
    """The document of one version of a group."""
    version = part.partition("/")[2]
    kinds = [kind for kind in view.kinds if version in (kind.api_version, *kind.versions)]
    paths: Obj = {}
    for kind in kinds:
        paths |= paths_of(kind, version, 3)
    schemas = definitions_of(view, kinds, version, "#/components/schemas/", third=True)
    return {"openapi": "3.0.0", "info": INFO, "paths": paths, "components": {"schemas": schemas}}


def second(view: View) -> Obj:
    """The whole Swagger document."""
    paths: Obj = {}
    schemas: Obj = {}
    for kind in view.kinds:
        for version in (kind.api_version, *kind.versions):
            paths |= paths_of(kind, version, 2)
            schemas |= definitions_of(view, [kind], version, "#/definitions/", third=False)
    return {"swagger": "2.0", "info": INFO, "paths": paths, "definitions": schemas}


def paths_of(kind: Kind, version: str, edition: int) -> Obj:
    """The paths of a kind, with the parameters of their operations."""
    base = f"/apis/{version}" if "/" in version else f"/api/{version}"
    place = [{"name": "namespace", "in": "path", "required": True, **typed(edition)}] if kind.namespaced else []
    several = f"{base}/namespaces/{{namespace}}/{kind.plural}" if kind.namespaced else f"{base}/{kind.plural}"
    name = {"name": "name", "in": "path", "required": True, **typed(edition)}

    def operation(verb: str, method: str, parameters: tuple[str, ...]) -> Obj:
        found: Obj = {
            "operationId": f"{method}{version.replace('/', '')}{kind.name}",
            "parameters": [{"name": one, "in": "query", **typed(edition)} for one in parameters],
            "responses": {"200": {"description": "OK", **result(kind, version, edition)}},
            "x-kubernetes-action": verb,
            "x-kubernetes-group-version-kind": gvk_of(kind, version),
        }
        if method == "patch":
            found |= patch_body(kind, edition)
        return found

    found: Obj = {several: {}, f"{several}/{{name}}": {}}
    wanted = (
        ("list", "get", several, ("fieldSelector", "labelSelector", "limit", "continue", "watch", "resourceVersion")),
        ("create", "post", several, SHARED),
        ("deletecollection", "delete", several, ("dryRun", "fieldSelector", "labelSelector")),
        ("get", "get", f"{several}/{{name}}", ("pretty",)),
        ("update", "put", f"{several}/{{name}}", SHARED),
        ("patch", "patch", f"{several}/{{name}}", (*SHARED, "force")),
        ("delete", "delete", f"{several}/{{name}}", ("dryRun", "gracePeriodSeconds", "propagationPolicy")),
    )
    for verb, method, path, parameters in wanted:
        if verb in kind.verbs:
            action = {"create": "post", "update": "put"}.get(verb, verb)
            found[path][method] = operation(action, method, parameters)
    for path, item in found.items():
        if item:
            item["parameters"] = [*([name] if path.endswith("{name}") else []), *place]
    return {path: item for path, item in found.items() if item}


def typed(edition: int) -> Obj:
    return {"schema": {"type": "string", "uniqueItems": True}} if edition == 3 else {"type": "string"}


def result(kind: Kind, version: str, edition: int) -> Obj:
    """What an operation answers."""
    name = schema_name(kind, version)
    if edition == 3:
        return {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
    return {"schema": {"$ref": f"#/definitions/{name}"}}


def patch_body(kind: Kind, edition: int) -> Obj:
    """The forms in which a patch may come; custom kinds know no strategic merge."""
    forms = [one for one in PATCHES if kind in KINDS or "strategic" not in one]
    if edition == 3:
        return {"requestBody": {"content": {one: {"schema": {"type": "object"}} for one in forms}}}
    return {"consumes": forms}
