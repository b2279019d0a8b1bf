"""Changes of objects that exist, as requests: who asks, dry runs, warnings, and the printers of what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minikctl.invocation import SERVER, Invocation
from minikctl.making import LAST_APPLIED, tell_warnings, with_last_applied
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import annotations_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


@contextmanager
def request(call: Invocation, mode: str) -> Iterator[Transaction]:
    """A transaction in the name of --field-manager; with mode SERVER nothing of it is kept."""
    begin = call.cluster.dry_run if mode == SERVER else call.cluster.transaction
    with begin(call.cause) as tx:
        tx.manager = str(call.options.get("field-manager") or "")
        yield tx


def create(call: Invocation, kind: Kind, manifest: Obj, namespace: str, mode: str, validation: str) -> Obj:
    """POST of a manifest. Raises ApiError."""
    with request(call, mode) as tx:
        made = tx.create(kind, manifest, namespace if kind.namespaced else "", strict=validation)
    tell_warnings(call, kind, manifest, made, validation)
    return unkept(made, None) if mode == SERVER else made


def replace(
    call: Invocation, kind: Kind, manifest: Obj, namespace: str, mode: str, validation: str, subresource: str = ""
) -> Obj:
    """PUT of a manifest. Raises ApiError."""
    with request(call, mode) as tx:
        made = tx.replace(
            kind, manifest, namespace if kind.namespaced else "", strict=validation, subresource=subresource
        )
    tell_warnings(call, kind, manifest, made, validation)
    return made


def patch(
    call: Invocation,
    kind: Kind,
    name: str,
    namespace: str,
    change: Any,
    form: str,
    mode: str,
    *,
    validation: str = "Warn",
    subresource: str = "",
    version: str = "",
) -> Obj:
    """PATCH; `form` is strategic, merge or json. Returns the object afterwards. Raises ApiError."""
    from minikctl.state import requests  # patches cost time and only changes need them

    call.requested(kind)
    with request(call, mode) as tx:
        before = tx.find(kind, name, namespace)
        made, warnings = requests.patch(
            tx,
            kind,
            name,
            namespace,
            change,
            form,
            validation=validation,
            subresource=subresource,
            version=version,
        )
    for text in warnings:
        call.warn(text)
    tell_warnings(call, kind, made, made, "Ignore")
    return unkept(made, before) if mode == SERVER else made


def unkept(obj: Obj, before: Obj | None) -> Obj:
    """What a dry run made: it has no resourceVersion of its own."""
    meta = {key: value for key, value in obj["metadata"].items() if key != "resourceVersion"}
    if before is not None and "resourceVersion" in before["metadata"]:
        meta["resourceVersion"] = before["metadata"]["resourceVersion"]
    return {**obj, "metadata": meta}


def noted(manifest: Obj, always: bool) -> Obj:
    """The manifest with itself in the annotation of `apply`, if it has that already or `always`."""
    return with_last_applied(manifest) if always or LAST_APPLIED in annotations_of(manifest) else manifest
