"""`set env`: variables of containers, given, taken from ConfigMaps and Secrets, or listed."""

from __future__ import annotations

import re
from typing import Any

from minikctl.arguments import NOTHING_NAMED, Chosen, Found, chosen
from minikctl.commands.create.datasources import env_line, is_variable, variable_problem
from minikctl.commands.set.changes import CONTAINERS, SET_FLAGS, apply, meant, pod_spec, selected
from minikctl.commands.set.envlist import print_variables
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.grammar.values import quoted
from minikctl.invocation import SERVER, Invocation
from minikctl.naming import LOCAL_DRY_RUN, NONE_NAMED
from minikctl.state.objects import name_of

Obj = dict[str, Any]

FLAGS = (
    *SET_FLAGS,
    *CONTAINERS,
    Flag("env", "e", "repeated", effect="A variable, NAME=VALUE; may be repeated."),
    Flag("from", effect="A ConfigMap or Secret whose entries become variables."),
    Flag("keys", kind="list", effect="The entries to take with --from; nothing: all of them."),
    Flag("list", kind="bool", effect="Print the variables."),
    Flag("overwrite", kind="bool", default=True, effect="Allow to change variables that are there."),
    Flag("prefix", effect="What the names of variables begin with that come with --from."),
    Flag("resolve", kind="bool", effect="For --list: print the values of what refers to other objects."),
)
USAGE = "RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N"
HELP = "Set variables of containers, NAME=VALUE, remove them, NAME-, or list them."
EXAMPLES = (
    ("A variable", "kubectl set env deployment/web COLOR=blue"),
    ("All variables", "kubectl set env deployment/web --list"),
)
UNSUPPORTED = "unsupported resource specified in --from"
NO_NAME = re.compile("[^a-zA-Z0-9_]")


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    resources, pairs = split(call, args)
    check(resources, options, mode)
    added, removed = parse(call, [*options["env"], *pairs])
    if options["from"]:
        added += referred(call, options)
    if options["prefix"]:
        added = [{**one, "name": options["prefix"] + one["name"]} for one in added]
    found = local(call, options) if options["local"] else meant(call, resources, options, mode)

    def change(item: Found, obj: Obj) -> None:
        spec = pod_spec(item, obj)
        hit = [
            *selected(spec.get("containers") or [], options["containers"]),
            *selected(spec.get("initContainers") or [], options["containers"]),
        ]
        if not hit:
            pattern = quoted(options["containers"])
            call.err(f"Warning: {item.kind.name}/{item.name} does not have any containers matching {pattern}\n")
        for one in hit:
            set_variables(item, one, added, removed, options)
        if options["list"]:
            print_variables(call, item, obj, hit, options["resolve"])
            obj.clear()
            obj.update(item.obj)

    failed = "failed to patch env update to pod template: "
    apply(call, found, options, change, said="env updated", failed=failed, errors=[])


def local(call: Invocation, options: Options) -> Chosen:
    """The manifests of --local; what arguments name is not looked at. Raises CommandError."""
    if not options["filename"] and not options["kustomize"]:
        raise CommandError(NOTHING_NAMED)
    found = chosen(call, [], options, latest=False)
    found.raise_errors()
    return found


def split(call: Invocation, args: list[str]) -> tuple[list[str], list[str]]:
    """(what names objects, the changes). Raises CommandError."""
    resources: list[str] = []
    pairs: list[str] = []
    for arg in args:
        if "=" in arg or arg.endswith("-"):
            pairs.append(arg)
        elif pairs:
            raise call.usage_error(f"all resources must be specified before environment changes: {' '.join(args)}")
        else:
            resources.append(arg)
    return resources, pairs


def check(resources: list[str], options: Options, mode: str) -> None:
    if options["local"] and mode == SERVER:
        raise CommandError(LOCAL_DRY_RUN)
    if not resources and not options["filename"] and not options["kustomize"]:
        raise CommandError(NONE_NAMED)
    if options["list"] and options["output"]:
        raise CommandError("--list and --output may not be specified together")
    if options["keys"] and not options["from"]:
        raise CommandError("when specifying --keys, a configmap or secret must be provided with --from")


def parse(call: Invocation, pairs: list[str]) -> tuple[list[Obj], list[str]]:
    """(variables to set, names to remove). Raises CommandError."""
    added: list[Obj] = []
    removed: list[str] = []
    for pair in pairs:
        if pair == "-":
            added += from_input(call)
        elif "=" in pair:
            added.append(variable(pair))
        elif pair.endswith("-"):
            removed.append(pair[:-1])
        else:
            raise CommandError(f"unknown environment variable: {pair}")
    if any(one["name"] in removed for one in added):
        raise CommandError("can not both modify and remove the same environment variable in the same command")
    return added, removed


def variable(pair: str) -> Obj:
    """NAME=VALUE."""
    name, _, value = pair.partition("=")
    if not is_variable(name):
        raise CommandError(f"{quoted(name)} is not a valid key name: {variable_problem(name)}")
    return {"name": name, "value": value}


def from_input(call: Invocation) -> list[Obj]:
    """Lines of standard input."""
    lines = [env_line(line, "STDIN", number) for number, line in enumerate(call.around.stdin.read().splitlines(), 1)]
    return [variable(line) for line in lines if "=" in line and not line.startswith("#")]


def referred(call: Invocation, options: Options) -> list[Obj]:
    """Variables that refer to the entries of a ConfigMap or Secret. Raises CommandError."""
    if options["local"]:  # nothing is asked of a server
        raise CommandError(UNSUPPORTED)
    found = chosen(call, [options["from"]], Options({}))
    found.raise_errors()
    made: list[Obj] = []
    for item in found.found:
        source = {"ConfigMap": "configMapKeyRef", "Secret": "secretKeyRef"}.get(item.kind.name)
        if source is None:
            raise CommandError(UNSUPPORTED)
        for key in sorted(item.obj.get("data") or ()):
            if not options["keys"] or key in options["keys"]:
                reference = {source: {"key": key, "name": name_of(item.obj)}}
                made.append({"name": NO_NAME.sub("_", key).upper(), "valueFrom": reference})
    return made


def set_variables(item: Found, container: Obj, added: list[Obj], removed: list[str], options: Options) -> None:
    """Changes the variables of one container. Raises CommandError."""
    known = container.get("env") or []
    by_name = {one["name"]: one for one in added}
    if not options["overwrite"]:
        for one in known:
            if one["name"] in by_name:
                value = one.get("value", "")
                raise CommandError(f"'{one['name']}' already has a value ({value}), and --overwrite is false")
    kept = [by_name.get(one["name"], one) for one in known if one["name"] not in removed]
    names = {one["name"] for one in kept}
    kept += [one for name, one in by_name.items() if name not in names]
    kept = [{key: value for key, value in one.items() if key != "value" or value} for one in kept]
    if kept:
        container["env"] = kept
    else:
        container.pop("env", None)
