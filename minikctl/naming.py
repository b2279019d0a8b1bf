"""Arguments that name objects and then say changes: `deploy web a=b c-`, with --all, -l and --local (kubectl)."""

from __future__ import annotations

from minikctl.arguments import Chosen, chosen
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import SERVER, Invocation

LOCAL_DRY_RUN = "cannot specify --local and --dry-run=server - did you mean --dry-run=client?"
NONE_NAMED = "one or more resources must be specified as <resource> <name> or <resource>/<name>"


def resources_and_pairs(args: list[str], what: str) -> tuple[list[str], list[str]]:
    """(what names objects, the changes). Raises CommandError."""
    resources: list[str] = []
    pairs: list[str] = []
    for arg in args:
        if ("=" in arg and not arg.startswith("=")) or (arg.endswith("-") and arg != "-"):
            pairs.append(arg)
        elif pairs:
            raise CommandError(f"all resources must be specified before {what} changes: {arg}")
        else:
            resources.append(arg)
    return resources, pairs


def named(call: Invocation, args: list[str], options: Options) -> Chosen:
    """The objects that are named; --all counts only for a type alone, as kubectl's builder has it."""
    a_type = len(args) == 1 and "/" not in args[0] and not options.get("selector") and not options.get("field-selector")
    meant = Options({**options, "all": bool(options.get("all")) and a_type})
    if options.get("local"):  # manifests are taken whole
        meant["selector"] = ""
    return chosen(call, args, meant, latest=not options.get("local"))


def check_local(resources: list[str], options: Options, mode: str, example: str) -> None:
    """What --local allows, in label and annotate. Raises CommandError."""
    for flag in ("selector", "field-selector"):
        if options["all"] and options[flag]:
            raise CommandError(f"cannot set --all and --{flag} at the same time")
    has_files = bool(options["filename"] or options["kustomize"])
    if not options["local"]:
        if not resources and not has_files:
            raise CommandError(NONE_NAMED)
        return
    if mode == SERVER:
        raise CommandError(LOCAL_DRY_RUN)
    if resources:
        raise CommandError(
            f"can only use local files by -f {example}.yaml or --filename={example}.json when --local=true is set"
        )
    if not has_files:
        raise CommandError("one or more files must be specified as -f when --local")
