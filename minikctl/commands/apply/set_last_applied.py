"""`apply set-last-applied`: notes manifests as what was applied last, and changes nothing else."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import NOTHING_NAMED, Found
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN_AND_OUTPUT
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY, LAST_APPLIED
from minikctl.manifests.visiting import each_manifest
from minikctl.printing import printer
from minikctl.state.gotext import json_line
from minikctl.state.objects import annotations_of

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN_AND_OUTPUT,
    Flag("filename", "f", "list", effect="A file, a folder of files, or an address of manifests; - is standard input."),
    Flag("create-annotation", kind="bool", effect="Also where nothing was noted before."),
)
USAGE = "-f FILENAME"
HELP = "Note manifests as what was applied last, as if `apply` had been run, and change nothing else."
EXAMPLES = (("What a manifest says", "kubectl apply set-last-applied -f web.yaml"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    if not options["filename"]:
        raise CommandError(NOTHING_NAMED)
    wanted: list[tuple[Found, Obj, str]] = []

    def look(item: Found) -> None:
        live = call.view().get(item.kind, item.name, item.namespace)
        before = annotations_of(live).get(LAST_APPLIED)
        if before is None and not options["create-annotation"]:
            raise CommandError(
                f"no last-applied-configuration annotation found on resource: {item.name}, "
                "to create the annotation, run the command with --create-annotation"
            )
        text = json_line(item.obj) + "\n"
        if before == text:
            call.line(f"set-last-applied {item.name}: no changes required.")
        else:
            wanted.append((item, live, text))

    each_manifest(call, options, "", look)
    shown = printer(call, options, "configured" + DRY[mode])
    for item, live, text in wanted:
        shown.print(live if mode == CLIENT else note(call, item, text, mode), call.out)


def note(call: Invocation, item: Found, text: str, mode: str) -> Obj:
    """Writes the annotation; returns the object."""
    change = {"metadata": {"annotations": {LAST_APPLIED: text}}}
    return patching.patch(call, item.kind, item.name, item.namespace, change, "merge", mode)
