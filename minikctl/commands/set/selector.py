"""`set selector`: which Pods a Service finds."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.commands.create.poddisruptionbudget import selector_for
from minikctl.commands.set.changes import ALL, LOCAL, apply, meant
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, OUTPUT, field_manager
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.recording import RECORD

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *OUTPUT,
    *field_manager("kubectl-set"),
    *LOCAL,
    *ALL,
    *RECORD,
    Flag("filename", "f", "list", effect="A file, a folder of files, or an address of manifests."),
    Flag("recursive", "R", "bool", default=True, effect="Read folders given with -f with all they contain."),
    Flag("resource-version", effect="Change the object only if it has this version."),
)
USAGE = "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]"
HELP = "Set the selector of Services."
EXAMPLES = (("Other Pods", "kubectl set selector service web app=web,version=2"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    if not args:
        raise CommandError("one selector is required")
    selector = selector_for(args[-1])
    found = meant(call, args[:-1], options, mode)

    def change(item: Found, obj: Obj) -> None:
        if item.kind.name != "Service":
            raise CommandError("setting a selector is only supported for Services")
        if selector["matchExpressions"]:
            shown = " ".join(expression_text(one) for one in selector["matchExpressions"])
            raise CommandError(f"match expression [{shown}] not supported on this object")
        obj.setdefault("spec", {})["selector"] = selector["matchLabels"]
        if options["resource-version"]:
            obj["metadata"]["resourceVersion"] = options["resource-version"]

    apply(call, found, options, change, said="selector updated", errors=[], always=True, naming=False)


def expression_text(expression: Obj) -> str:
    """Go's %v of a LabelSelectorRequirement."""
    return f"{{{expression['key']} {expression['operator']} [{' '.join(expression.get('values', []))}]}}"
