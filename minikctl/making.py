"""Makes objects as a request to create does: dry runs, field validation, warnings, and what is said about it."""

from __future__ import annotations

from typing import Any

from minikctl.grammar.flag import Options
from minikctl.invocation import CLIENT, NONE, SERVER, Invocation
from minikctl.output import CHANGE_FORMATS
from minikctl.printing import printer
from minikctl.state.kinds.kind import Kind, rules
from minikctl.state.objects import copy_tree

Obj = dict[str, Any]

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
DRY = {NONE: "", CLIENT: " (dry run)", SERVER: " (server dry run)"}


def create(
    call: Invocation,
    kind: Kind,
    manifest: Obj,
    options: Options,
    *,
    said: str = "created",
    ordered: bool = True,
    namespace: str | None = None,
) -> Obj:
    """Creates one object and prints what -o asks for; returns it. Raises ApiError, CommandError, OutputError.

    With --dry-run=client nothing is asked of the cluster. A generated manifest is printed in the order it was built.
    """
    mode = call.dry_run()
    shown = printer(call, options, said + DRY[mode], ordered and mode == CLIENT)
    made = stored(call, kind, manifest, options, mode, call.namespace if namespace is None else namespace)
    shown.print(made, call.out)
    return made


def stored(call: Invocation, kind: Kind, manifest: Obj, options: Options, mode: str, namespace: str) -> Obj:
    """The object as the cluster has it afterwards; with mode CLIENT the manifest itself."""
    if options.get("save-config"):
        manifest = with_last_applied(manifest)
    if mode == CLIENT:
        return manifest
    strict = call.validation()
    scope = namespace if kind.namespaced else ""
    begin = call.cluster.dry_run if mode == SERVER else call.cluster.transaction
    with begin(call.cause) as tx:
        tx.manager = str(options.get("field-manager") or "")
        made = tx.create(kind, manifest, scope, strict=strict)
    tell_warnings(call, kind, manifest, made, strict)
    return made


def tell_warnings(call: Invocation, kind: Kind, manifest: Obj, made: Obj, strict: str) -> None:
    """What the server warns of in a write: a deprecated kind, fields it ignored, doubtful values."""
    call.requested(kind)
    if strict == "Warn":
        from minikctl.state.schema import decode  # loaded by the write

        for problem in decode(kind, manifest).strict_errors:
            call.warn(problem)
    doubts = rules(kind).warnings
    for text in doubts(made) if doubts is not None else ():
        call.warn(text)


def with_last_applied(manifest: Obj) -> Obj:
    """The manifest with itself noted in an annotation, for a later apply."""
    from minikctl.state.gotext import json_line  # seldom

    found: Obj = copy_tree(manifest)
    meta = found.setdefault("metadata", {})
    annotations = {key: value for key, value in (meta.get("annotations") or {}).items() if key != LAST_APPLIED}
    meta["annotations"] = annotations
    annotations[LAST_APPLIED] = json_line(found) + "\n"
    return found


ALLOWED = CHANGE_FORMATS
