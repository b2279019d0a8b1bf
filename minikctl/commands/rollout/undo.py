"""`rollout undo`: workloads go back to the template of an earlier revision."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.commands.rollout import NAMED, named, require
from minikctl.commands.rollout.revisions import HASH, REVISION, Kept, check_kind, revisions, template_text
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN_AND_OUTPUT
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY
from minikctl.printing import printer
from minikctl.state.errors import ApiError
from minikctl.state.objects import annotations_of, name_of, spec_of

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN_AND_OUTPUT,
    *NAMED,
    Flag("to-revision", kind="int", effect="The revision to go back to; 0: the one before."),
)
USAGE = "(TYPE NAME | TYPE/NAME) [flags]"
HELP = "Go back to the revision before, or to another earlier one."
EXAMPLES = (
    ("To what was before", "kubectl rollout undo deployment/web"),
    ("To a revision", "kubectl rollout undo daemonset/web --to-revision=3"),
)
OWN_NOTES = (  # annotations of a Deployment that a ReplicaSet does not bring back
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)
PAUSED = "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again"


def run(call: Invocation, args: list[str], options: Options) -> None:
    require(args, options)
    mode = call.dry_run()
    printer(call, options)

    def undo(item: Found) -> None:
        check_kind(item, "retrieving rollbacker", "rollbacker")
        is_deployment = item.kind.name == "Deployment"
        result = (back if is_deployment else back_by_revision)(call, item, options["to-revision"], mode)
        printer(call, options, result + DRY[mode]).print(item.obj, call.out)

    named(call, args, options).each(undo)


def not_in_history(number: int) -> CommandError:
    return CommandError(f"unable to find specified revision {number} in history")


def skipped(number: int) -> str:
    return f"skipped rollback (current template already matches revision {number})"


def back(call: Invocation, item: Found, number: int, mode: str) -> str:
    """Rolls a Deployment back; returns what is said of it. Raises CommandError."""
    target = replica_set_for(revisions(call.view(), item), number, item.name)
    if mode == CLIENT:
        return template_text(target.template)
    if spec_of(item.obj).get("paused"):
        raise CommandError(PAUSED)
    if without_hash(target.template) == without_hash(spec_of(item.obj)["template"]):
        return skipped(number)
    own = {key: value for key, value in annotations_of(item.obj).items() if key in OWN_NOTES}
    notes = own | {key: value for key, value in annotations_of(target.obj).items() if key not in OWN_NOTES}
    change = [
        {"op": "replace", "path": "/spec/template", "value": without_hash(target.template)},
        {"op": "replace", "path": "/metadata/annotations", "value": notes},
    ]
    send(call, item, change, "json", number, mode)
    return "rolled back"


def replica_set_for(kept: list[Kept], number: int, name: str) -> Kept:
    """The revision to go back to: that of the number, or the last but one. Raises CommandError."""
    if number < 0:
        raise not_in_history(number)
    if number == 0:
        if len(kept) < 2:
            raise CommandError(f'no rollout history found for deployment "{name}"')
        return kept[-2]
    for one in kept:
        if one.number == number:
            return one
    raise not_in_history(number)


def without_hash(template: Obj) -> Obj:
    """A template without the label that its ReplicaSet gave it."""
    meta = {key: value for key, value in (template.get("metadata") or {}).items() if value is not None}
    labels = {key: value for key, value in (meta.get("labels") or {}).items() if key != HASH}
    return {**template, "metadata": {**meta, "labels": labels}}


def back_by_revision(call: Invocation, item: Found, number: int, mode: str) -> str:
    """Rolls a DaemonSet or a StatefulSet back; returns what is said of it. Raises CommandError."""
    kept = revisions(call.view(), item)
    if number < 0:
        raise not_in_history(number)
    if number == 0 and len(kept) < 2:
        raise CommandError("no last revision to roll back to")
    target = kept[-2] if number == 0 else next((one for one in kept if one.number == number), None)
    if target is None:
        raise not_in_history(number)
    if mode == CLIENT:
        return f"will roll back to {template_text(target.template)}"
    if without_hash(target.template) == without_hash(spec_of(item.obj)["template"]):
        return skipped(number)
    send(call, item, target.obj["data"], "strategic", number, mode)
    return "rolled back"


def send(call: Invocation, item: Found, change: Any, form: str, number: int, mode: str) -> None:
    """Sends the patch. Raises CommandError."""
    try:
        patching.patch(call, item.kind, name_of(item.obj), item.namespace, change, form, mode)
    except ApiError as error:
        raise CommandError(f"failed restoring revision {number}: {error.message}") from None
