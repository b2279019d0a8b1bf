"""What `rollout pause`, `resume` and `restart` have in common: a change of each object, sent as a patch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.commands.rollout import named
from minikctl.errors import CommandError, joined
from minikctl.grammar.flag import Options
from minikctl.invocation import NONE, Invocation
from minikctl.printing import printer
from minikctl.state.errors import ApiError
from minikctl.state.patches.creating import for_edit

Obj = dict[str, Any]
Change = Callable[[Obj], Obj]  # raises CommandError with the words that follow the object's name


def change_each(
    call: Invocation, args: list[str], options: Options, change: Change, said: str, without_change: str
) -> None:
    """Changes every object that is meant; `without_change` is told of those that would stay as they are."""
    shown = printer(call, options, said)
    found = named(call, args, options)
    if not found.found and not found.errors:
        call.err(f"No resources found in {call.namespace} namespace.\n")
    failed: list[Exception] = [joined(found.errors)] if found.errors else []
    for item in found.found:
        try:
            shown.print(changed(call, item, change, without_change), call.out)
        except CommandError as error:
            failed.append(error)
    if failed:
        raise joined(failed)


def changed(call: Invocation, item: Found, change: Change, without_change: str) -> Obj:
    """The object after its change. Raises CommandError."""
    try:
        wanted = change(item.obj)
    except CommandError as error:
        raise CommandError(f'error: {item.kind.resource} "{item.name}" {error}') from None
    made, form = for_edit(item.kind, item.obj, wanted)
    if not made:
        raise CommandError(without_change.format(item=item))
    try:
        return patching.patch(call, item.kind, item.name, item.namespace, made, form, NONE)
    except ApiError as error:
        raise CommandError(f"failed to patch: {error.message}") from None
