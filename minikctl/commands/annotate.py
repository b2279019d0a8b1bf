"""`annotate`: sets and removes annotations."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.errors import CommandError
from minikctl.flags import field_manager
from minikctl.grammar.flag import Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY
from minikctl.metadatamaps import MAP_FLAGS, changed, merge_patch, print_list
from minikctl.naming import check_local, named, resources_and_pairs
from minikctl.printing import printer
from minikctl.recording import CHANGE_CAUSE, RECORD, recorded
from minikctl.state.objects import annotations_of

Obj = dict[str, Any]

FLAGS = (*MAP_FLAGS, *RECORD, *field_manager("kubectl-annotate"))
USAGE = "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
HELP = "Set annotations, KEY=VALUE, or remove them, KEY-."
EXAMPLES = (
    ("An annotation for a Deployment", 'kubectl annotate deployment web note="look here"'),
    ("One fewer", "kubectl annotate deployment web note-"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    resources, pairs = resources_and_pairs(args, "annotation")
    added = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    removed = [pair[:-1] for pair in pairs if "=" not in pair]
    check_local(resources, options, mode, "rsrc")
    if not pairs and not options["list"]:
        raise CommandError("at least one annotation update is required")
    if both := [key for key in removed if key in added]:
        both_text = ", ".join(both)
        raise CommandError(
            f"can not both modify and remove the following annotation(s) in the same command: {both_text}"
        )
    found = named(call, resources, options)
    shown = printer(call, options, "annotated" + DRY[mode])
    version = options["resource-version"]

    def change(item: Found) -> None:
        refuse_overwriting(item.obj, added, options)
        new = recorded(call, changed(item.obj, "annotations", added, removed, version))
        if options["list"]:
            return print_list(call, item, new, "annotations", found.is_single)
        if mode != CLIENT and not options["local"]:
            patch = merge_patch(item, new, "annotations", version)
            new = patching.patch(call, item.kind, item.name, item.namespace, patch, "merge", mode)
        return shown.print(new, call.out)

    found.each(change)


def refuse_overwriting(obj: Obj, added: dict[str, str], options: Options) -> None:
    """Raises CommandError if an annotation is there with another value."""
    if options["overwrite"]:
        return
    known = annotations_of(obj)
    there = [
        f"'{key}' already has a value ({known[key]})"
        for key, value in added.items()
        if key != CHANGE_CAUSE and known.get(key, value) != value
    ]
    if there:
        shown = "; ".join(there)
        raise CommandError(f"--overwrite is false but found the following declared annotation(s): {shown}")
