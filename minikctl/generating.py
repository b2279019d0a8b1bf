"""Makes the objects that commands build from flags, as kubectl's generators build them."""

from __future__ import annotations

from typing import Any

from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, OUTPUT, SAVE_CONFIG, VALIDATE, field_manager
from minikctl.grammar.flag import Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY, LAST_APPLIED, stored
from minikctl.printing import printer
from minikctl.state.errors import ApiError
from minikctl.state.kinds.kind import Kind

Obj = dict[str, Any]

OWN_FIRST = ("IngressRule", "Volume")  # structs whose own fields stand before those of the struct they include
GENERATOR_FLAGS = (*DRY_RUN, *OUTPUT, *SAVE_CONFIG, *VALIDATE, *field_manager("kubectl-create"))


def one_name(call: Invocation, args: list[str]) -> str:
    """The one NAME of `create KIND NAME`; words after `--` count too. Raises CommandError."""
    if len(args) != 1:
        raise call.usage_error(f"exactly one NAME is required, got {len(args)}")
    return args[0]


def name_and_command(call: Invocation, args: list[str], options: Options) -> tuple[str, list[str]]:
    """(NAME, the words after `--`) of `create deployment NAME -- COMMAND`. Raises CommandError."""
    before = args if options.dash < 0 else args[: options.dash]
    one_name(call, before)
    return before[0], [] if options.dash < 0 else args[options.dash :]


def metadata(call: Invocation, name: str, *, namespaced: bool = True) -> Obj:
    """The metadata of a generated object: it names its namespace only if -n was given."""
    if namespaced and call.namespace_given:
        return {"name": name, "namespace": call.namespace}
    return {"name": name}


def typed(kind: Kind, manifest: Obj) -> Obj:
    """An object as Go writes it: every field that is always written, in the order of Go's struct."""
    from minikctl.state.schema import written  # the shapes, which dry runs need too

    return in_order(kind, written(kind, manifest))


def in_order(kind: Kind, obj: Obj) -> Obj:
    """The same object with its keys in the order of Go's struct."""
    from minikctl.state.shapes import shape_of  # only where an object is written in this order
    from minikctl.state.shapes.reading import struct

    shape = shape_of(kind.api_version, kind.name)
    if shape is None:
        return obj
    found: Obj = ordered(obj, struct(shape))
    return {"kind": found.pop("kind", kind.name), "apiVersion": found.pop("apiVersion", kind.api_version), **found}


def ordered(value: Any, kind: Any) -> Any:
    """A value with the keys of its structs in Go's order; maps are written by key."""
    if isinstance(value, dict):
        if kind.form == "struct":
            from minikctl.state.shapes.reading import fields  # already loaded

            known = fields(kind.shape)
            if kind.shape.__name__ in OWN_FIRST:
                own = set(kind.shape.__annotations__)
                known = dict(sorted(known.items(), key=lambda item: item[0] not in own))
            return {
                name: ordered(value.get(name, 0), field.type)
                for name, field in known.items()
                if name in value or (field.type.form == "intstr" and not field.pointer)  # Go writes its zero
            }
        item = kind.item if kind.form == "map" else None
        return {name: ordered(value[name], item) if item else value[name] for name in sorted(value)}
    if isinstance(value, list) and kind.form == "list":
        return [ordered(item, kind.item) for item in value]
    return value


def generated(call: Invocation, kind: Kind, manifest: Obj, options: Options, failed: str = "") -> Obj:
    """Creates a generated object and prints what -o asks for; returns it.

    A server's refusal is told after `failed`, or as it is. Raises ApiError, CommandError, OutputError.
    """
    mode = call.dry_run()
    shown = printer(call, options, "created" + DRY[mode], ordered=True)
    call.validation()
    built = with_last_applied(typed(kind, manifest)) if options.get("save-config") else typed(kind, manifest)
    try:
        made = stored(call, kind, built, Options({**options, "save-config": False}), mode, call.namespace)
    except ApiError as error:
        if not failed:
            raise
        raise CommandError(failed + error.message) from None
    shown.print(made if mode == CLIENT else in_order(kind, made), call.out)
    return made


def with_last_applied(built: Obj) -> Obj:
    """A generated object with itself, in the order of Go's struct, noted in an annotation (--save-config)."""
    from minikctl.state.gotext import json_line  # seldom

    meta = built["metadata"]
    annotations = {**(meta.get("annotations") or {}), LAST_APPLIED: json_line(built, ordered=True) + "\n"}
    return {**built, "metadata": {**meta, "annotations": annotations}}
