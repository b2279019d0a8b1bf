"""`rollout history`: the revisions of workloads."""

from __future__ import annotations

from minikctl.arguments import Found
from minikctl.commands.rollout import NAMED, named, require
from minikctl.commands.rollout.revisions import Kept, check_kind, revisions, template_text, with_cause
from minikctl.errors import CommandError
from minikctl.flags import OUTPUT
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.output.to_name import said
from minikctl.printing import printer
from minikctl.state.text import tabulate

FLAGS = (
    *OUTPUT,
    *NAMED,
    Flag("revision", kind="int", effect="Show this revision in detail."),
)
USAGE = "(TYPE NAME | TYPE/NAME) [flags]"
HELP = "List the revisions of a rollout, or show one in detail."
EXAMPLES = (
    ("Of a Deployment", "kubectl rollout history deployment/web"),
    ("One revision in detail", "kubectl rollout history deployment/web --revision=3"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    require(args, options)
    if options["revision"] < 0:
        raise CommandError(f"revision must be a positive integer: {options['revision']}")
    found = named(call, args, options)
    found.each(lambda item: tell(call, item, options))


def tell(call: Invocation, item: Found, options: Options) -> None:
    """Prints one object's history. Raises CommandError."""
    check_kind(item, "retrieving history", "history viewer")
    kept = revisions(call.view(), item)
    wanted = options["revision"]
    shown = printer(call, options)
    if options["output"]:
        for one in [revision_of(kept, wanted)] if wanted else kept:
            shown.print(one.obj, call.out)
        return None
    if options["template"]:  # kubectl: a template alone is applied to the object itself
        return shown.print(item.obj, call.out)
    head = f"with revision #{wanted}" if wanted else ""
    return call.out(said(item.obj, f"{head}\n{history_text(kept, wanted, item.kind.name)}"))


def history_text(kept: list[Kept], wanted: int, kind: str) -> str:
    """The list of revisions, or one in detail. Raises CommandError."""
    if not kept:
        return "No rollout history found."
    if wanted:
        one = revision_of(kept, wanted)
        return template_text(with_cause(one) if kind == "Deployment" else one.template)
    rows = "".join(f"{one.number}\t{one.cause or '<none>'}\n" for one in kept)
    return tabulate("REVISION\tCHANGE-CAUSE\n" + rows)


def revision_of(kept: list[Kept], number: int) -> Kept:
    """The revision of a number. Raises CommandError."""
    for one in kept:
        if one.number == number:
            return one
    raise CommandError("unable to find the specified revision")
