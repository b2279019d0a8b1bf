"""`label`: sets and removes labels."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.errors import CommandError, joined
from minikctl.flags import field_manager
from minikctl.grammar.flag import Options
from minikctl.grammar.values import quoted
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY
from minikctl.metadatamaps import MAP_FLAGS, changed, merge_patch, print_list
from minikctl.naming import check_local, named, resources_and_pairs
from minikctl.printing import printer
from minikctl.recording import RECORD, recorded
from minikctl.state.objects import labels_of

Obj = dict[str, Any]

FLAGS = (*MAP_FLAGS, *RECORD, *field_manager("kubectl-label"))
USAGE = "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]"
HELP = "Set labels, KEY=VALUE, or remove them, KEY-."
EXAMPLES = (
    ("A label for a Pod", "kubectl label pods web tier=front"),
    ("One fewer", "kubectl label pods web tier-"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    resources, pairs = resources_and_pairs(args, "label")
    added, removed = parse(pairs)
    check_local(resources, options, mode, "pod")
    if not added and not removed and not options["list"]:
        raise CommandError("at least one label update is required")
    found = named(call, resources, options)
    version = options["resource-version"]
    only_here = mode == CLIENT or options["local"] or options["list"]

    def change(item: Found) -> None:
        if not only_here:
            for key in removed:
                if key not in labels_of(item.obj):
                    call.line(f"label {quoted(key)} not found.")
        refuse_overwriting(item.obj, added, options)
        new = recorded(call, changed(item.obj, "labels", added, removed, version))
        if not only_here:
            patch = merge_patch(item, new, "labels", version)
            if options["record"]:
                patch["metadata"]["annotations"] = new["metadata"]["annotations"]
            patching.patch(call, item.kind, item.name, item.namespace, patch, "merge", mode)
        if options["list"]:
            return print_list(call, item, new, "labels", found.is_single)
        return printer(call, options, outcome(item.obj, new, options) + DRY[mode]).print(new, call.out)

    found.each(change)


def parse(pairs: list[str]) -> tuple[dict[str, str], list[str]]:
    """(labels to set, labels to remove). Raises CommandError."""
    added: dict[str, str] = {}
    removed: list[str] = []
    for pair in pairs:
        if "=" not in pair:
            removed.append(pair[:-1])
            continue
        key, *values = pair.split("=")
        if len(values) != 1:
            raise CommandError(f"invalid label spec: {pair}")
        from minikctl.state.names import label_value  # only where labels are set

        if problems := label_value(values[0]):
            raise CommandError(f"invalid label value: {quoted(pair)}: {';'.join(problems)}")
        added[key] = values[0]
    if any(key in added for key in removed):
        raise CommandError("can not both modify and remove a label in the same command")
    return added, removed


def refuse_overwriting(obj: Obj, added: dict[str, str], options: Options) -> None:
    """Raises CommandError if a label is there with another value."""
    if options["overwrite"]:
        return
    labels = labels_of(obj)
    errors = [
        CommandError(f"'{key}' already has a value ({labels[key]}), and --overwrite is false")
        for key, value in added.items()
        if labels.get(key, value) != value
    ]
    if errors:
        raise joined(errors)


def outcome(old: Obj, new: Obj, options: Options) -> str:
    """What happened. Kubernetes: `unlabeled` if the object's JSON became shorter."""
    from minikctl.state.gotext import json_line  # only for this

    before, after = json_line(old), json_line(new)
    if before == after:
        return "not labeled"
    return "unlabeled" if len(after.encode()) < len(before.encode()) and not options["overwrite"] else "labeled"
