"""Discovery as kubectl reads it: all groups, versions and kinds in one document (apidiscovery.k8s.io/v2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.server.messages import Answer, Request, sent, text
from minikctl.state.kinds.kind import Kind
from minikctl.state.traffic import discovery
from minikctl.state.traffic.messages import Request as Plain

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"
PARTS = {  # subresource: (group, version, kind), verbs
    "attach": (("", "v1", "PodAttachOptions"), ("create", "get")),
    "binding": (("", "v1", "Binding"), ("create",)),
    "ephemeralcontainers": (("", "v1", "Pod"), ("get", "patch", "update")),
    "eviction": (("policy", "v1", "Eviction"), ("create",)),
    "exec": (("", "v1", "PodExecOptions"), ("create", "get")),
    "finalize": (("", "v1", "Namespace"), ("update",)),
    "log": (("", "v1", "Pod"), ("get",)),
    "portforward": (("", "v1", "PodPortForwardOptions"), ("create", "get")),
    "scale": (("autoscaling", "v1", "Scale"), ("get", "patch", "update")),
    "token": (("authentication.k8s.io", "v1", "TokenRequest"), ("create",)),
}
PROXY = ("create", "delete", "get", "patch", "update")
USUAL = ("get", "patch", "update")


def answer(view: View, request: Request) -> Answer | None:
    """Discovery, version and health; None if the path is none of these."""
    path = request.path.rstrip("/") or "/"
    if path in ("/api", "/apis"):
        version = aggregated_version(request)
        if version:
            found = groups(view, path == "/api")
            body = {"kind": "APIGroupDiscoveryList", "apiVersion": f"apidiscovery.k8s.io/{version}", "metadata": {}}
            return sent({**body, "items": found}, content_type=AGGREGATED.format(version=version))
    if path.startswith(("/healthz", "/livez", "/readyz")):
        return health(path, request)
    parts = path.strip("/").split("/")
    if path in ("/", "/version", "/api", "/apis") or (parts[0] in ("api", "apis") and len(parts) < 4):
        if path != "/" and parts[0] in ("api", "apis") and len(parts) == (2 if parts[0] == "api" else 3):
            return legacy(view, "/".join(parts[1:]))
        plain = Plain("https", "127.0.0.1", 443, request.path, request.method)
        found_plain = discovery.document(view, plain, request.path)
        return Answer(found_plain.status, found_plain.body.encode(), dict(found_plain.headers)["Content-Type"])
    return None


def aggregated_version(request: Request) -> str:
    """The version of aggregated discovery that a client prefers; "" for the older form."""
    for wanted in request.header("accept").split(","):
        if "as=APIGroupDiscoveryList" in wanted:
            for version in ("v2", "v2beta1"):
                if f"v={version};" in wanted + ";":
                    return version
        elif wanted.strip().startswith(("application/json", "*/*")):
            return ""
    return ""


def health(path: str, request: Request) -> Answer:
    """`ok`, or with ?verbose the list of checks."""
    if "verbose" not in request.query:
        return text("ok")
    names = ("ping", "log", "etcd", "informer-sync", "poststarthook/start-apiserver-admission-initializer")
    lines = [f"[+]{name} ok" for name in names]
    check = path.strip("/").split("/")[0]
    return text("\n".join([*lines, f"{check} check passed"]) + "\n")


def served(view: View) -> dict[str, dict[str, list[Kind]]]:
    """group -> version -> kinds; the preferred version of a group first."""
    found: dict[str, dict[str, list[Kind]]] = {}
    for kind in view.kinds:
        for version in (kind.api_version, *kind.versions):
            group, _, name = version.rpartition("/")
            found.setdefault(group, {}).setdefault(name, []).append(kind)
    return found


def groups(view: View, is_core: bool) -> list[Obj]:
    """The groups of /api or of /apis."""
    return [
        {
            "metadata": {"name": group, "creationTimestamp": None} if group else {"creationTimestamp": None},
            "versions": [
                {
                    "version": version,
                    "resources": [resource(kind, group, version) for kind in in_order(kinds)],
                    "freshness": "Current",
                }
                for version, kinds in versions.items()
            ],
        }
        for group, versions in served(view).items()
        if (group == "") == is_core
    ]


def in_order(kinds: list[Kind]) -> list[Kind]:
    return sorted(kinds, key=lambda kind: kind.plural)


def resource(kind: Kind, group: str, version: str) -> Obj:
    """One kind."""
    own = {"group": group, "version": version, "kind": kind.name}
    found: Obj = {
        "resource": kind.plural,
        "responseKind": own,
        "scope": "Namespaced" if kind.namespaced else "Cluster",
        "singularResource": kind.singular,
        "verbs": list(kind.verbs),
    }
    if kind.short:
        found["shortNames"] = list(kind.short)
    if kind.categories:
        found["categories"] = list(kind.categories)
    if kind.subresources:
        found["subresources"] = [subresource(kind, name, own) for name in kind.subresources]
    return found


def subresource(kind: Kind, name: str, own: Obj) -> Obj:
    answers, verbs = part(kind, name)
    shown = dict(zip(("group", "version", "kind"), answers, strict=True)) if answers else own
    return {"subresource": name, "responseKind": shown, "verbs": list(verbs)}


def part(kind: Kind, name: str) -> tuple[tuple[str, str, str] | None, tuple[str, ...]]:
    """(the kind that a subresource answers with: None for the object's own, its verbs)."""
    if name == "proxy":
        options = {"Pod": "PodProxyOptions", "Service": "ServiceProxyOptions"}.get(kind.name, "NodeProxyOptions")
        return ("", "v1", options), PROXY
    return PARTS.get(name, (None, USUAL))


def legacy(view: View, group_version: str) -> Answer:
    """The APIResourceList of a version."""
    group, _, version = group_version.rpartition("/")
    kinds = served(view).get(group, {}).get(version)
    if kinds is None:
        return text("404 page not found\n", 404)
    listed: list[Obj] = []
    for kind in kinds:
        one: Obj = {"name": kind.plural, "singularName": kind.singular, "namespaced": kind.namespaced}
        one |= {"kind": kind.name, "verbs": list(kind.verbs)}
        if kind.short:
            one["shortNames"] = list(kind.short)
        if kind.categories:
            one["categories"] = list(kind.categories)
        listed.append(one)
        for name in kind.subresources:
            answers, verbs = part(kind, name)
            inner: Obj = {"name": f"{kind.plural}/{name}", "singularName": "", "namespaced": kind.namespaced}
            if answers and f"{answers[0]}/{answers[1]}".strip("/") != group_version:
                inner |= {"group": answers[0], "version": answers[1]}
            inner |= {"kind": answers[2] if answers else kind.name, "verbs": list(verbs)}
            listed.append(inner)
    listed.sort(key=lambda one: str(one["name"]))
    return sent({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": listed})
