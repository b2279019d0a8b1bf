"""`set resources`: requests and limits of containers."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.commands.set.changes import CONTAINERS, SET_FLAGS, apply, meant, pod_spec, selected
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.recording import RECORD
from minikctl.resourcelists import resource_list

Obj = dict[str, Any]

FLAGS = (
    *SET_FLAGS,
    *CONTAINERS,
    *RECORD,
    Flag("limits", effect="RESOURCE=QUANTITY with commas: what a container gets at most."),
    Flag("requests", effect="RESOURCE=QUANTITY with commas: what a container is promised."),
)
USAGE = "(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]"
HELP = "Set requests and limits of containers."
EXAMPLES = (("At most half a processor", "kubectl set resources deployment web --limits=cpu=500m,memory=256Mi"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    found = meant(call, args, options, call.dry_run())
    if not options["limits"] and not options["requests"]:
        raise CommandError("you must specify an update to requests or limits (in the form of --requests/--limits)")
    given = {"limits": resource_list(options["limits"]), "requests": resource_list(options["requests"])}
    errors: list[Exception] = []

    def change(item: Found, obj: Obj) -> None:
        spec = pod_spec(item, obj)
        hit = selected([*(spec.get("initContainers") or ()), *(spec.get("containers") or ())], options["containers"])
        for one in hit:
            resources = one["resources"] = {**(one.get("resources") or {})}
            for name, values in given.items():
                if values:
                    resources[name] = {**(resources.get(name) or {}), **values}
        if not hit:
            errors.append(CommandError(f"error: unable to find container named {options['containers']}"))

    failed = "failed to patch resources update to pod template "
    apply(call, found, options, change, said="resource requirements updated", failed=failed, errors=errors)
