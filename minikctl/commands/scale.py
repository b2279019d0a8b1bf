"""`scale`: sets how many replicas there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.errors import CommandError, joined, message_of
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, NONE, Invocation
from minikctl.making import DRY
from minikctl.naming import named
from minikctl.printing import printer
from minikctl.recording import CHANGE_CAUSE, RECORD, change_cause
from minikctl.state.errors import ApiError
from minikctl.state.objects import spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *FILENAME,
    *OUTPUT,
    *SELECTOR,
    *RECORD,
    Flag("all", kind="bool", effect="Every object of the type."),
    Flag("current-replicas", kind="int", default=-1, effect="Scale only if there are so many now."),
    Flag("replicas", kind="int", required=True, effect="How many there are to be."),
    Flag("resource-version", effect="Scale only if the object has this version."),
    Flag("timeout", kind="duration", effect="How long to wait until there are so many; 0: not at all."),
)
USAGE = "[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)"
HELP = "Set the number of replicas of a Deployment, ReplicaSet, ReplicationController or StatefulSet."
EXAMPLES = (("Three Pods", "kubectl scale deployment/web --replicas=3"),)
NONE_FOUND = "no objects passed to scale"


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    shown = printer(call, options, "scaled" + DRY[mode])
    if options["replicas"] < 0:
        raise CommandError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0")
    if options["current-replicas"] < -1:
        raise CommandError("The --current-replicas must specify an integer of -1 or greater")
    found = named(call, args, options)
    if options["resource-version"] and len(found.found) > 1:
        raise CommandError("cannot use --resource-version with multiple resources")
    for item in found.found:
        if mode != CLIENT:
            scale(call, item, options, mode)
            if options["timeout"] and mode == NONE:
                wait(call, item, options)
            if options["record"]:
                note = {"metadata": {"annotations": {CHANGE_CAUSE: change_cause(call)}}}
                patching.patch(call, item.kind, item.name, item.namespace, note, "merge", mode)
        shown.print(item.obj, call.out)
    if not found.found:
        why = f" {message_of(joined(found.errors))}" if found.errors else ""
        raise CommandError(NONE_FOUND + why)
    found.raise_errors()


def scale(call: Invocation, item: Found, options: Options, mode: str) -> None:
    """Asks for the replicas. Raises ApiError, CommandError."""
    current, version = options["current-replicas"], options["resource-version"]
    if "scale" not in item.kind.subresources:
        verb = "get" if current >= 0 or version else "patch"
        where = f"({verb} {item.kind.plural} {item.name})"
        raise ApiError(404, "NotFound", f"the server could not find the requested resource {where}")
    replicas = spec_of(item.obj).get("replicas", 0)
    if current not in (-1, replicas):
        raise CommandError(f"Expected replicas to be {current}, was {replicas}")
    known = item.obj["metadata"].get("resourceVersion", "")
    if version and version != known:
        raise CommandError(f"Expected resource version to be {version}, was {known}")
    change = {"spec": {"replicas": options["replicas"]}}
    patching.patch(call, item.kind, item.name, item.namespace, change, "merge", mode, subresource="scale")


def wait(call: Invocation, item: Found, options: Options) -> None:
    """--timeout: lets time pass until there are as many replicas. Raises CommandError."""

    def is_scaled(view: View) -> bool:
        obj = view.find(item.kind, item.name, item.namespace)
        return obj is None or (
            status_of(obj).get("replicas", 0) == spec_of(obj).get("replicas")
            and status_of(obj).get("observedGeneration", 0) >= obj["metadata"].get("generation", 0)
        )

    if not call.wait(is_scaled, options["timeout"]):
        raise CommandError("timed out waiting for the condition")
