"""Client-side apply: a three-way patch of the last manifest, this manifest and the live object."""

from __future__ import annotations

import json
from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.commands.delete import Deleting
from minikctl.errors import CommandError, with_source
from minikctl.grammar.flag import Options
from minikctl.invocation import CLIENT, NONE, Invocation
from minikctl.making import LAST_APPLIED, with_last_applied
from minikctl.state.errors import ApiError
from minikctl.state.gotext import json_line
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import annotations_of, is_terminating, name_of
from minikctl.state.patches.creating import for_apply
from minikctl.state.patches.problems import Conflict, PatchError, PreconditionFailed
from minikctl.state.patches.schemas import type_of
from minikctl.state.versions import served

Obj = dict[str, Any]

MISSING = (
    "Warning: resource {0} is missing the {1} annotation which is required by {2} apply. {2} apply should only be used "
    "on resources created declaratively by either {2} create --save-config or {2} apply. "
    "The missing annotation will be patched automatically.\n"
)
A_WHILE = 300.0  # seconds that --force waits for the old object's end


def applied(call: Invocation, item: Found, options: Options, mode: str) -> tuple[Obj, str]:
    """(the object, `created`, `configured` or `unchanged`). Raises ApiError, CommandError."""
    call.requested(item.kind)
    modified = with_last_applied(item.obj)
    if not item.name:
        verb = f"retrieving current configuration of:\n{shown_info(item)}\nfrom server for:"
        raise CommandError(f'error when {verb} "{item.source}": resource name may not be empty')
    current = call.view().find(item.kind, item.name, item.namespace)
    if current is None:
        return created(call, item, modified, mode), "created"
    current = served(item.kind, current, item.obj.get("apiVersion", ""))
    if mode == CLIENT:
        return current, "configured"
    if LAST_APPLIED not in annotations_of(current):
        call.err(MISSING.format(f"{item.kind.plural}/{item.name}", LAST_APPLIED, call.around.called))
    change, form = three_way(call, item, modified, current)
    if not change:
        made = current
    else:
        made = sent(call, item, change, form, modified, options, mode)
    if is_terminating(made):
        call.err(f"Warning: Detected changes to resource {name_of(made)} which is currently being deleted.\n")
    return made, "configured" if change else "unchanged"


def created(call: Invocation, item: Found, modified: Obj, mode: str) -> Obj:
    """The object made, without its nulls. Raises ApiError."""
    manifest = without_nulls(modified)
    if mode == CLIENT:
        return dict(manifest)
    try:
        return patching.create(call, item.kind, manifest, item.namespace, mode, call.validation())
    except ApiError as error:
        raise with_source(error, "creating", item.source) from None


def without_nulls(value: Any) -> Any:
    """A copy without null fields of objects, those in lists included."""
    if isinstance(value, dict):
        return {name: without_nulls(item) for name, item in value.items() if item is not None}
    return [without_nulls(item) for item in value] if isinstance(value, list) else value


def three_way(call: Invocation, item: Found, modified: Obj, current: Obj) -> tuple[Obj, str]:
    """(the patch, its form). Raises CommandError with everything that it was made from."""
    original = last_applied(current)
    try:
        return for_apply(item.kind, original, modified, current, overwrite=bool(call.options.get("overwrite", True)))
    except PreconditionFailed:
        why = "At least one of apiVersion, kind and name was changed"
    except PatchError as error:
        why = error.why
    except Conflict as error:
        from minikctl.output.to_yaml import to_yaml  # only here

        why = error.said(to_yaml)
    if type_of(item.kind, item.obj.get("apiVersion", "")) is not None:
        shown = [annotations_of(current).get(LAST_APPLIED, ""), json_line(modified) + "\n", json_line(current) + "\n"]
        why = "creating patch with:\noriginal:\n{}\nmodified:\n{}\ncurrent:\n{}\nfor:: ".format(*shown) + why
    source = f'"{item.source}": error when patching "{item.source}"'
    raise CommandError(f"error when applying patch:\n\nto:\n{shown_info(item)}\nfor: {source}: {why}")


def last_applied(obj: Obj) -> Obj:
    """What was applied last; {} if nobody knows."""
    try:
        found = json.loads(annotations_of(obj).get(LAST_APPLIED) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def shown_info(item: Found) -> str:
    """An object as kubectl names it in errors of apply (cli-runtime's Info.String)."""
    return f'{shown_kind(item.kind, item.obj)}\nName: "{item.name}", Namespace: "{item.namespace}"'


def shown_kind(kind: Kind, obj: Obj) -> str:
    group, _, version = (obj.get("apiVersion") or kind.api_version).rpartition("/")
    of = f"{group}/{version}"
    return f'Resource: "{of}, Resource={kind.plural}", GroupVersionKind: "{of}, Kind={kind.name}"'


def sent(call: Invocation, item: Found, change: Obj, form: str, modified: Obj, options: Options, mode: str) -> Obj:
    """The object after the patch; with --force one that the server refuses to change is made anew."""
    version = item.obj.get("apiVersion", "")
    try:
        return patching.patch(
            call,
            item.kind,
            item.name,
            item.namespace,
            change,
            form,
            mode,
            validation=call.validation(),
            version=version,
        )
    except ApiError as error:
        if options["force"] and error.reason in ("Conflict", "Invalid"):
            return anew(call, item, modified, options)
        verb = f"applying patch:\n{json_line(change)}\nto:\n{shown_info(item)}\nfor:"
        raise with_source(with_source(error, "patching", item.source), verb, item.source) from None


def anew(call: Invocation, item: Found, modified: Obj, options: Options) -> Obj:
    """Deletes an object and makes it as the manifest says; puts the old one back if that is refused."""
    before = call.view().get(item.kind, item.name, item.namespace)
    deleting = Deleting(call, options)
    deleting.ask(item, call.cluster.transaction)
    call.wait(lambda view: view.find(item.kind, item.name, item.namespace) is None, options["timeout"] or A_WHILE)
    try:
        return patching.create(call, item.kind, modified, item.namespace, NONE, call.validation())
    except ApiError:
        bare = {**before, "metadata": {k: v for k, v in before["metadata"].items() if k != "resourceVersion"}}
        patching.create(call, item.kind, bare, item.namespace, NONE, "Ignore")
        raise
