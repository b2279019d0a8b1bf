"""`taint`: sets and removes the taints of nodes."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found, kind_meant
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, OUTPUT, SELECTOR, VALIDATE, field_manager
from minikctl.generating import in_order, typed
from minikctl.grammar.flag import Flag, Options
from minikctl.grammar.values import quoted
from minikctl.invocation import CLIENT, Invocation
from minikctl.naming import named
from minikctl.printing import printer
from minikctl.state.names import label_value, qualified_name
from minikctl.state.objects import copy_tree, spec_of

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *OUTPUT,
    *SELECTOR,
    *VALIDATE,
    *field_manager("kubectl-taint"),
    Flag("all", kind="bool", effect="Every node."),
    Flag("overwrite", kind="bool", effect="Allow to change taints that are there."),
)
USAGE = "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N"
HELP = """
Set taints of nodes, KEY=VALUE:EFFECT, or remove them, KEY:EFFECT- or KEY-.

The effect is NoSchedule, PreferNoSchedule or NoExecute.
"""
EXAMPLES = (
    ("A node for what tolerates it", "kubectl taint nodes worker-1 dedicated=batch:NoSchedule"),
    ("One fewer", "kubectl taint nodes worker-1 dedicated:NoSchedule-"),
)
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    resources, pairs = split(args)
    if not resources:
        raise CommandError("one or more resources must be specified as <resource> <name>")
    if not pairs:
        raise CommandError("at least one taint update is required")
    added, removed = parse(call, pairs)
    check_resources(call, resources, options)
    check(added, removed)

    def change(item: Found) -> None:
        taints, done = changed(item, added, removed, options["overwrite"])
        new = copy_tree(item.obj)
        new.setdefault("spec", {})["taints"] = taints
        shown = printer(call, options, done, ordered=True)
        if mode == CLIENT:
            return shown.print(typed(item.kind, new), call.out)
        made = patching.patch(call, item.kind, item.name, "", {"spec": {"taints": taints or None}}, "merge", mode)
        return shown.print(in_order(item.kind, made), call.out)

    every = options["all"] or options["selector"]
    named(call, ["nodes"] if every else ["nodes", *resources[1:]], options).each(change)


def split(args: list[str]) -> tuple[list[str], list[str]]:
    """(what names nodes, the changes). Raises CommandError."""
    resources: list[str] = []
    pairs: list[str] = []
    for arg in args:
        if "=" in arg or ":" in arg or arg.endswith("-"):
            pairs.append(arg)
        elif pairs:
            raise CommandError(f"all resources must be specified before taint changes: {arg}")
        else:
            resources.append(arg)
    return resources, pairs


def check_resources(call: Invocation, resources: list[str], options: Options) -> None:
    """Only nodes have taints. Raises CommandError."""
    kind = kind_meant(call.view().kinds, resources[0])
    if kind is None:
        raise CommandError(f'the server doesn\'t have a resource type "{resources[0]}"', prefixed=False)
    if kind.name != "Node":
        raise CommandError(f"invalid resource type {resources[0]}, only node types are supported")
    if options["all"] and options["selector"]:
        raise CommandError("setting 'all' parameter with a non empty selector is prohibited")
    if not options["all"] and not options["selector"] and len(resources) < 2:
        raise CommandError("at least one resource name must be specified since 'all' parameter is not set")


def check(added: list[Obj], removed: list[Obj]) -> None:
    """Raises CommandError for what is said of one taint twice."""
    both = [f"{one['key']}={one['effect']}" for one in removed if any(same(one, other) for other in added)]
    if both:
        shown = ", ".join(both)
        raise CommandError(f"can not both modify and remove the following taint(s) in the same command: {shown}")


def parse(call: Invocation, pairs: list[str]) -> tuple[list[Obj], list[Obj]]:
    """(taints to set, taints to remove). Raises CommandError."""
    added: list[Obj] = []
    removed: list[Obj] = []
    for text in pairs:
        if text.endswith("-"):
            key, _, effect = text[:-1].partition(":")
            if text == "-":
                raise call.usage_error(f"invalid taint spec: , {'; '.join(qualified_name(''))}")
            found: Obj = {"key": key.partition("=")[0], "effect": effect}
            if effect:
                check_effect(call, effect)
            removed.append(found)
            continue
        found = taint(call, text)
        if any(same(found, other) for other in added):
            shown = f"{{{found['key']} {found.get('value', '')} {found['effect']} <nil>}}"
            raise call.usage_error(f"duplicated taints with the same key and effect: {shown}")
        added.append(found)
    return added, removed


def taint(call: Invocation, text: str) -> Obj:
    """`key=value:effect` or `key:effect`. Raises CommandError."""
    whole, colon, effect = text.partition(":")
    key, equals, value = whole.partition("=")
    if colon and (":" in effect or "=" in value):
        raise call.usage_error(f"invalid taint spec: {text}")
    problems = qualified_name(key if colon else text)
    if problems:
        raise call.usage_error(f"invalid taint spec: {text}, {'; '.join(problems)}")
    if equals and (problems := label_value(value)):
        raise call.usage_error(f"invalid taint spec: {text}, {'; '.join(problems)}")
    check_effect(call, effect)
    return {"key": key, "effect": effect, **({"value": value} if value else {})}


def check_effect(call: Invocation, effect: str) -> None:
    if effect not in EFFECTS:
        raise call.usage_error(f"invalid taint effect: {effect}, unsupported taint effect")


def same(one: Obj, other: Obj) -> bool:
    """Whether two taints have one key and one effect; no effect stands for all of them."""
    return bool(one["key"] == other["key"] and (not one["effect"] or one["effect"] == other["effect"]))


def changed(item: Found, added: list[Obj], removed: list[Obj], overwrite: bool) -> tuple[list[Obj], str]:
    """(the taints afterwards, what happened). Raises CommandError."""
    known: list[Obj] = spec_of(item.obj).get("taints") or []
    there = [one["key"] for one in added if any(same(one, other) for other in known)]
    if there and not overwrite:
        keys = ",".join(dict.fromkeys(there))
        raise CommandError(f"node {item.name} already has {keys} taint(s) with same effect(s) and --overwrite is false")
    for one in removed:
        if not any(same(one, other) for other in known):
            name = f"{one['key']}:{one['effect']}" if one["effect"] else one["key"]
            raise CommandError(f"taint {quoted(name)} not found")
    kept = [one for one in known if not any(same(other, one) for other in [*added, *removed])]
    if removed and not added:
        return kept, "untainted"
    is_modified = bool(removed) or bool(there)
    return [*added, *kept], "modified" if is_modified else "tainted"
