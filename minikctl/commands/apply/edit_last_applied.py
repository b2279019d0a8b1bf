"""`apply edit-last-applied`: edits what was applied last, and changes nothing else."""

from __future__ import annotations

import json

from minikctl import patching
from minikctl.arguments import Found, chosen
from minikctl.commands.apply import MANAGER
from minikctl.commands.edit.editor import HEADER_OF_APPLIED, Editing
from minikctl.errors import CommandError
from minikctl.flags import FILENAME, OUTPUT, VALIDATE, field_manager
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import NONE, Invocation
from minikctl.making import LAST_APPLIED
from minikctl.state.errors import ApiError
from minikctl.state.gotext import json_line
from minikctl.state.objects import annotations_of

FLAGS = (
    *OUTPUT,
    *FILENAME,
    *VALIDATE,
    *field_manager(MANAGER),
    Flag("windows-line-endings", kind="bool", effect="End lines as Windows does."),
)
USAGE = "(RESOURCE/NAME | -f FILENAME)"
HELP = "Edit what was applied last, as the objects' annotations keep it, and change nothing else."
EXAMPLES = (("Of a Deployment", "kubectl apply edit-last-applied deployment/web"),)
NOTHING_NOTED = (
    "no last-applied-configuration annotation found on resources, to create the annotation, "
    "use command `kubectl apply set-last-applied --create-annotation`"
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    editing = Editing(call, options, HEADER_OF_APPLIED)
    found = chosen(call, args, options, everything=True)
    found.raise_errors()
    noted: list[Found] = []
    for item in found.found:
        text = annotations_of(item.obj).get(LAST_APPLIED)
        if text is not None:
            noted.append(item._replace(obj=json.loads(text)))
    if not noted:
        raise CommandError(NOTHING_NOTED)

    def send(item: Found) -> None:
        before = next((one for one in noted if (one.kind, one.name) == (item.kind, item.name)), None)
        if before is not None and before.obj == item.obj:
            return editing.say(item.obj, "skipped")
        change = {"metadata": {"annotations": {LAST_APPLIED: json_line(item.obj) + "\n"}}}
        try:
            patching.patch(call, item.kind, item.name, item.namespace, change, "merge", NONE)
        except ApiError as error:
            return editing.refused(item, error)
        return editing.say(item.obj, "edited")

    editing.loop(noted, send)
