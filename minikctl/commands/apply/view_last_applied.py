"""`apply view-last-applied`: prints what was applied last."""

from __future__ import annotations

import json

from minikctl.arguments import Found, chosen
from minikctl.errors import CommandError
from minikctl.flags import FILENAME, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.making import LAST_APPLIED
from minikctl.output.to_yaml import to_yaml
from minikctl.state.objects import annotations_of

FLAGS = (
    *FILENAME,
    *SELECTOR,
    Flag("all", kind="bool", effect="Every object of the types that are named."),
    Flag("output", "o", default="yaml", effect="yaml or json."),
)
USAGE = "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)"
HELP = "Print what was applied last, as the objects' annotations keep it."
EXAMPLES = (("What was applied for a Deployment", "kubectl apply view-last-applied deployment/web"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    texts: list[str] = []

    def look(item: Found) -> None:
        text = annotations_of(item.obj).get(LAST_APPLIED)
        if text is not None:
            texts.append(text)
        elif item.source:  # Kubernetes: without a file the missing annotation is passed over
            why = f"no last-applied-configuration annotation found on resource: {item.name}\n"
            raise CommandError(f'error when {why} "{item.source}": <nil>')

    chosen(call, args, options).each(look)
    if options["output"] not in ("yaml", "json"):
        text = f"Unexpected -o output mode: {options['output']}, the flag 'output' must be one of yaml|json"
        raise call.usage_error(text)
    for text in texts:
        call.out(shown(text, options["output"]))


def shown(text: str, form: str) -> str:
    """The annotation, laid out."""
    value = json.loads(text)
    if form == "yaml":
        return to_yaml(value)
    return json.dumps(value, indent=2, ensure_ascii=False) + text[len(text.rstrip()) :]
