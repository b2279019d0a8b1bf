"""`edit`: changes objects in the user's editor."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found, chosen
from minikctl.commands.edit.editor import HEADER, Editing
from minikctl.commands.patch import check_subresource
from minikctl.errors import CommandError
from minikctl.flags import FILENAME, OUTPUT, SAVE_CONFIG, VALIDATE, field_manager
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import NONE, Invocation
from minikctl.state.errors import ApiError
from minikctl.state.gotext import json_line
from minikctl.state.objects import uid_of
from minikctl.state.patches.creating import for_edit
from minikctl.state.patches.problems import PatchError, PreconditionFailed

Obj = dict[str, Any]

FLAGS = (
    *OUTPUT,
    *FILENAME,
    *VALIDATE,
    *SAVE_CONFIG,
    *field_manager("kubectl-edit"),
    Flag("output-patch", kind="bool", effect="Print the patch that is sent."),
    Flag("subresource", effect="A part of the object: status."),
    Flag("windows-line-endings", kind="bool", effect="End lines as Windows does."),
)
USAGE = "(RESOURCE/NAME | -f FILENAME)"
HELP = """
Change objects in an editor: the one that KUBE_EDITOR or EDITOR names, else vi.

What was changed is sent when the editor ends. If the server refuses it, the editor opens again.
"""
EXAMPLES = (
    ("A Service", "kubectl edit svc/web"),
    ("With another editor", 'KUBE_EDITOR="nano" kubectl edit svc/web'),
    ("As JSON", "kubectl edit job.batch/work -o json"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    call.validation()
    editing = Editing(call, options, HEADER)
    found = chosen(call, args, options, everything=True)
    found.raise_errors()
    for item in found.found:
        check_subresource(item.kind, options["subresource"])
    if not found.found:
        raise CommandError("edit cancelled, no objects found")
    editing.loop(found.found, lambda item: send(call, item, found.found, editing))


def send(call: Invocation, item: Found, originals: list[Found], editing: Editing) -> None:
    """Sends the change of one edited object and says what came of it. Raises CommandError."""
    original = next((one for one in originals if uid_of(one.obj) == uid_of(item.obj)), None)
    if original is None:
        raise CommandError(f"no original object found for {json_line(item.obj)}")
    if call.options["save-config"]:
        item = item._replace(obj=patching.noted(item.obj, True))
    if original.obj == item.obj:
        return editing.say(item.obj, "skipped")
    try:
        change, form = for_edit(item.kind, original.obj, item.obj)
    except PreconditionFailed:
        raise CommandError("At least one of apiVersion, kind and name was changed") from None
    except PatchError as error:
        raise CommandError(error.why) from None
    if call.options["output-patch"]:
        call.line(f"Patch: {json_line(change)}")
    try:
        made = patching.patch(
            call,
            item.kind,
            item.name,
            item.namespace,
            change,
            form,
            NONE,
            validation=call.validation(),
            subresource=call.options["subresource"],
            version=item.obj.get("apiVersion", ""),
        )
    except ApiError as error:
        return editing.refused(item, error)
    return editing.say(made, "edited")
