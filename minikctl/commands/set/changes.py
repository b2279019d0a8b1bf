"""What the `set` commands share: the objects that are named, their pod specs, and sending the changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl import patching
from minikctl.arguments import NOTHING_NAMED, Chosen, Found
from minikctl.errors import CommandError, joined, message_of
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT, SELECTOR, field_manager
from minikctl.generating import in_order, typed
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, SERVER, Invocation
from minikctl.making import DRY
from minikctl.naming import LOCAL_DRY_RUN, named
from minikctl.printing import printer
from minikctl.recording import recorded
from minikctl.state.errors import ApiError
from minikctl.state.objects import copy_tree

Obj = dict[str, Any]
Change = Callable[[Found, Obj], None]

ALL = (Flag("all", kind="bool", effect="Every object of the type."),)
LOCAL = (Flag("local", kind="bool", effect="Change what the manifests say and print it; ask no server."),)
CONTAINERS = (
    Flag("containers", "c", default="*", effect="The containers that are meant; * stands for any characters."),
)
WITHOUT_SELECTOR = (*DRY_RUN, *FILENAME, *OUTPUT, *field_manager("kubectl-set"), *LOCAL)
SET_FLAGS = (*WITHOUT_SELECTOR, *SELECTOR, *ALL)
WITHOUT_TEMPLATE = "the object is not a pod or does not have a pod template"
NEEDS_FILES = (
    "you must specify resources by --filename when --local is set.\n"
    "Example resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'"
)


def meant(call: Invocation, resources: list[str], options: Options, mode: str) -> Chosen:
    """The objects to change; nothing is done if one of them is missing. Raises what is wrong."""
    if options["local"]:
        if mode == SERVER:
            raise CommandError(LOCAL_DRY_RUN)
        if resources:
            raise CommandError(NEEDS_FILES)
        if not (options["filename"] or options.get("kustomize")):
            raise CommandError(NOTHING_NAMED)
    found = named(call, resources, options)
    found.raise_errors()
    return found


def pod_spec(item: Found, obj: Obj) -> Obj:
    """The pod spec of an object, to be changed in place. Raises CommandError."""
    spec: Obj = obj.setdefault("spec", {})
    if item.kind.name == "Pod":
        return spec
    if item.kind.name == "CronJob":
        spec = spec["jobTemplate"]["spec"]
    if "template" not in spec or not isinstance(spec["template"], dict) or "spec" not in spec["template"]:
        raise CommandError(f"{WITHOUT_TEMPLATE}: *{go_name(item)}")
    found: Obj = spec["template"]["spec"]
    return found


def go_name(item: Found) -> str:
    """`v1.Service`: the type in kubectl's program."""
    return f"{item.kind.version}.{item.kind.name}"


def refused(item: Found, why: CommandError, options: Options) -> CommandError:
    """What is said where an object cannot be changed; the lines end as kubectl's do (cli-runtime's Info.ObjectName)."""
    name = f"{item.kind.plural}/{item.name}"
    if options["local"]:
        low = item.kind.name.lower()
        name = f"{low}.{item.kind.group}/{item.name}\n" if item.kind.group else f"{low}/{item.name}"
    return CommandError(f"error: {name} {why}\n")


def selected(containers: list[Obj], pattern: str) -> list[Obj]:
    """The containers whose names match."""
    from fnmatch import fnmatchcase  # only here

    return [one for one in containers if pattern == "*" or fnmatchcase(one.get("name", ""), pattern)]


def apply(
    call: Invocation,
    found: Chosen,
    options: Options,
    change: Change,
    *,
    said: str,
    failed: str = "",
    errors: list[Exception],
    always: bool = False,
    naming: bool = True,
) -> None:
    """Changes every object, and prints it; objects that stay the same are passed over unless `always`.

    `change(item, obj)` changes a copy in place and may raise CommandError, which is told with the object's name if
    `naming`. Raises all errors at the end.
    """
    mode = call.dry_run()
    shown = printer(call, options, said + DRY[mode], ordered=True)
    for item in found.found:
        new: Obj = copy_tree(item.obj)
        try:
            change(item, new)
        except CommandError as error:
            errors.append(refused(item, error, options) if naming else error)
            continue
        try:
            if new == item.obj and not always:
                continue
            new = recorded(call, new)
            shown.print(sent(call, item, new, options, mode, failed), call.out)
        except (ApiError, CommandError) as error:
            errors.append(error)
    if errors:
        raise joined(errors)


def sent(call: Invocation, item: Found, new: Obj, options: Options, mode: str, failed: str) -> Obj:
    """The object afterwards, as Go writes it. Raises ApiError, CommandError."""
    if mode == CLIENT or options["local"]:
        return typed(item.kind, new)
    from minikctl.state.patches.creating import for_edit  # patches cost time and only changes need them

    patch, form = for_edit(item.kind, item.obj, new)
    try:
        made = patching.patch(call, item.kind, item.name, item.namespace, patch, form, mode)
    except ApiError as error:
        if not failed:
            raise
        raise CommandError(failed + message_of(error)) from None
    return in_order(item.kind, made)
