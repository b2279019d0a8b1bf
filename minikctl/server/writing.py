"""POST, PUT, PATCH and DELETE: what a client changes, through the same admission as a command's changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minikctl.server import bodies
from minikctl.server.addressing import Address
from minikctl.server.forms import form_of, single
from minikctl.server.messages import Answer, Request, sent
from minikctl.server.reading import chosen
from minikctl.state import errors, versions
from minikctl.state.kinds import KINDS, POD
from minikctl.state.kinds.kind import Kind, rules
from minikctl.state.objects import is_terminating, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FORMS = {
    "application/json-patch+json": "json",
    "application/merge-patch+json": "merge",
    "application/strategic-merge-patch+json": "strategic",
    "application/apply-patch+yaml": "apply",
    "application/apply-patch+cbor": "cbor",
}
RETURNED = (
    "persistentvolumeclaims",
    "persistentvolumes",
    "pods",
    "podtemplates",
    "resourcequotas",
    "serviceaccounts",
    "services",
)


@contextmanager
def request_of(cluster: Cluster, request: Request, user: str, options: Obj | None = None) -> Iterator[Transaction]:
    """The transaction of a request; nothing of a dry run is kept."""
    dry = (options or {}).get("dryRun") or request.query.get("dryRun") or []
    if dry not in ([], ["All"]):
        listed = " ".join(f'"{one}"' for one in dry)
        raise errors.bad_request(f'dryRun: Invalid value: [{listed}]: supported values: "All"')
    cause = f"{request.method} {request.path}"
    begin = cluster.dry_run(cause) if dry else cluster.transaction(cause, user)
    with begin as tx:
        tx.manager = manager_of(request)
        yield tx


def is_dry(request: Request) -> bool:
    return "All" in request.query.get("dryRun", ())


def manager_of(request: Request) -> str:
    """The field manager: named, or the client's name (apiserver's managerOrUserAgent)."""
    return request.option("fieldManager") or request.header("user-agent").partition("/")[0][:128] or "unknown"


def validation_of(request: Request) -> str:
    """What fieldValidation says. Raises ApiError."""
    found = request.option("fieldValidation") or "Warn"
    if found not in ("Strict", "Warn", "Ignore"):
        raise errors.bad_request(
            f'fieldValidation: Invalid value: "{found}": fieldValidation parameter must be one of Ignore, Warn, Strict'
        )
    return found


def create(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """POST of an object. Raises ApiError."""
    kind, manifest, strict = address.kind, in_version(address, bodies.an_object(request)), validation_of(request)
    with request_of(cluster, request, user) as tx:
        made = tx.create(kind, manifest, address.namespace, strict=strict, version=address.version)
        warnings = doubts(kind, manifest, made, strict)
        if is_dry(request):
            made = unkept(made, None)
        return sent(shown(tx, address, request, made), 201, warnings)


def replace(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """PUT of an object or of a part of it. Raises ApiError."""
    kind, manifest, strict = address.kind, in_version(address, bodies.an_object(request)), validation_of(request)
    meta = manifest.setdefault("metadata", {})
    meta.setdefault("name", address.name)
    if meta["name"] != address.name:
        why = f"the name of the object ({meta['name']}) does not match the name on the URL ({address.name})"
        raise errors.bad_request(why)
    with request_of(cluster, request, user) as tx:
        if address.subresource == "scale":
            return sent(rescale(tx, address, manifest))
        made = tx.replace(kind, manifest, address.namespace, strict=strict, subresource=part_of(address))
        return sent(shown(tx, address, request, made), 200, doubts(kind, manifest, made, strict))


def part_of(address: Address) -> str:
    """The subresource as admission knows it; `finalize` and custom kinds' parts are updates of the object."""
    return address.subresource if address.subresource in ("status", "approval", "resize") else ""


def rescale(tx: Transaction, address: Address, scale: Obj) -> Obj:
    """A Scale that was put. Raises ApiError."""
    from minikctl.state.requests import scale_of  # seldom

    kind = address.kind
    if "scale" not in kind.subresources:
        raise errors.resource_not_found()
    version = str(scale["metadata"].get("resourceVersion") or "")
    current = tx.expect(kind, address.name, address.namespace, version)
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    obj = {**current, "spec": {**spec_of(current), "replicas": replicas}}
    return scale_of(tx.replace(kind, obj, namespace_of(current), strict="Ignore"))


def patch(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """PATCH in one of four forms. Raises ApiError."""
    media = bodies.media_type(request)
    form = FORMS.get(media, "")
    if not form or form == "cbor" or (form == "strategic" and address.kind not in KINDS):
        known = [one for one in FORMS if one != "application/strategic-merge-patch+json" or address.kind in KINDS]
        raise bodies.unsupported(tuple(known))
    if form == "apply":
        return apply(cluster, address, request, user)
    from minikctl.state import requests  # only where something is patched

    change = bodies.from_json(request.body)
    kind, part = address.kind, address.subresource if address.subresource == "scale" else part_of(address)
    with request_of(cluster, request, user) as tx:
        before = tx.find(kind, address.name, address.namespace)
        made, warnings = requests.patch(
            tx,
            kind,
            address.name,
            address.namespace,
            change,
            form,
            validation=validation_of(request),
            subresource=part,
            version=address.version,
        )
        if part == "scale":
            return sent(made, 200, warnings)
        if is_dry(request):
            made = unkept(made, before)
        return sent(shown(tx, address, request, made), 200, [*warnings, *doubts(kind, made, made, "Ignore")])


def apply(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """Server-side apply. Raises ApiError, Conflict among them."""
    from minikctl.state import requests  # only where something is applied

    if not request.option("fieldManager"):
        why = 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'
        raise errors.ApiError(422, "Invalid", why, kind="PatchOptions", group="meta.k8s.io")
    config = in_version(address, bodies.an_object(request))
    config.setdefault("metadata", {}).setdefault("name", address.name)
    if name_of(config) != address.name:
        raise errors.bad_request(
            f"the name of the object ({name_of(config)}) does not match the name on the URL ({address.name})"
        )
    kind, strict = address.kind, validation_of(request)
    with request_of(cluster, request, user) as tx:
        tx.manager = ""  # an applier owns what it says, nothing else
        before = tx.find(kind, address.name, address.namespace)
        if strict == "Strict":
            refuse_unknown(kind, config)
        made = requests.apply(
            tx,
            kind,
            config,
            address.namespace,
            request.option("fieldManager"),
            force=request.is_set("force"),
            subresource=part_of(address),
        )
        if is_dry(request):
            made = unkept(made, before)
        status = 201 if before is None else 200
        return sent(shown(tx, address, request, made), status, doubts(kind, config, made, strict))


def refuse_unknown(kind: Kind, config: Obj) -> None:
    """What fieldValidation=Strict says of fields that nobody knows. Raises ApiError BadRequest."""
    if kind not in KINDS:
        return
    from minikctl.state import schema  # loaded by every write

    problems = schema.decode(kind, config).strict_errors
    if problems:
        raise schema.strict_error(kind.name, str(config.get("apiVersion") or kind.api_version), problems)


def delete(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """DELETE of one object. Raises ApiError."""
    options = bodies.options_of(request)
    kind = address.kind
    with request_of(cluster, request, user, options) as tx:
        conditions = options.get("preconditions") or {}
        if conditions.get("resourceVersion"):
            tx.expect(kind, address.name, address.namespace, str(conditions["resourceVersion"]))
        gone = deleted(tx, kind, address.name, address.namespace, options, str(conditions.get("uid") or ""))
        left = tx.find(kind, address.name, address.namespace)
        if left is not None and is_terminating(left):
            return sent(shown(tx, address, request, left))
        if kind.plural in RETURNED and not kind.group:
            return sent(shown(tx, address, request, gone))
        details = {"name": address.name, "group": kind.group, "kind": kind.plural, "uid": gone["metadata"].get("uid")}
        details = {key: value for key, value in details.items() if value}
        done = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}
        return sent(done)


def deleted(tx: Transaction, kind: Kind, name: str, namespace: str, options: Obj, uid: str = "") -> Obj:
    """Deletes an object as DeleteOptions say; returns it."""
    propagation = options.get("propagationPolicy") or ""
    if not propagation:
        propagation = "Orphan" if options.get("orphanDependents") else "Background"
    grace = options.get("gracePeriodSeconds")
    return tx.delete(kind, name, namespace, propagation=propagation, grace=grace, uid=uid)


def delete_collection(cluster: Cluster, address: Address, request: Request, user: str) -> Answer:
    """DELETE of all that the selectors leave; answers with a list of them."""
    options = bodies.options_of(request)
    with request_of(cluster, request, user, options) as tx:
        found = chosen(tx, address, request)
        items = [deleted(tx, address.kind, name_of(obj), namespace_of(obj), options) for obj in found]
        meta = {"resourceVersion": str(tx.resource_version)}
        kind = f"{address.kind.name}List"
        return sent({"kind": kind, "apiVersion": address.version, "metadata": meta, "items": items})


def in_version(address: Address, manifest: Obj) -> Obj:
    """The manifest of a request with its kind and version; raises BadRequest if they are not the address's."""
    kind, version = manifest.get("kind"), manifest.get("apiVersion")
    if address.subresource == "scale":
        return manifest
    if (kind and kind != address.kind.name) or (version and version != address.version):
        group, _, number = (version or address.version).rpartition("/")
        wanted_group, _, wanted = address.version.rpartition("/")
        raise errors.bad_request(
            f'{kind or address.kind.name} in version "{number}" cannot be handled as a {address.kind.name}: '
            f"converting ({group}.{kind}) to ({wanted_group}.{wanted}): unknown conversion"
        )
    return {**manifest, "kind": address.kind.name, "apiVersion": address.version}


def shown(tx: Transaction, address: Address, request: Request, obj: Obj) -> Obj:
    """What came of a write, in the form that is asked for."""
    return single(tx, address.kind, obj, address.version, form_of(request), request.option("includeObject"))


def unkept(obj: Obj, before: Obj | None) -> Obj:
    """What a dry run made: it has no resourceVersion of its own."""
    meta = {key: value for key, value in obj["metadata"].items() if key != "resourceVersion"}
    if before is not None and "resourceVersion" in before["metadata"]:
        meta["resourceVersion"] = before["metadata"]["resourceVersion"]
    return {**obj, "metadata": meta}


def doubts(kind: Kind, manifest: Obj, made: Obj, strict: str) -> list[str]:
    """What the server warns of in a write: fields it ignored, doubtful values."""
    found: list[str] = []
    if strict == "Warn" and kind in KINDS:
        from minikctl.state.schema import decode  # loaded by the write

        found += decode(kind, manifest).strict_errors
    warn = rules(kind).warnings
    return found + list(warn(made) if warn is not None else ())


__all__ = ["POD", "create", "delete", "delete_collection", "patch", "replace", "versions"]
