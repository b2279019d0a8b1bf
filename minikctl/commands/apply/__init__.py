"""`apply`: makes objects be as manifests say; what was said last is kept in an annotation, or by the server."""

from __future__ import annotations

from minikctl.arguments import Found, by_labels, has_files
from minikctl.commands.apply.client import applied
from minikctl.commands.apply.pruning import Pruning
from minikctl.commands.apply.server import applied_by_server
from minikctl.commands.delete import cascade_of
from minikctl.commands.patch import check_subresource
from minikctl.errors import CommandError, joined
from minikctl.flags import DRY_RUN_AND_OUTPUT, FILENAME, SELECTOR, VALIDATE, deletion, field_manager
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, SERVER, Invocation
from minikctl.making import DRY
from minikctl.manifests.sources import read_all, sources
from minikctl.printing import printer, typed_list
from minikctl.state.errors import ApiError

COMMANDS = (
    Command("edit-last-applied", "", "Edit what was applied last", "apply.edit_last_applied"),
    Command("set-last-applied", "", "Note manifests as what was applied last", "apply.set_last_applied"),
    Command("view-last-applied", "", "Print what was applied last", "apply.view_last_applied"),
)
MANAGER = "kubectl-client-side-apply"
FLAGS = (
    *DRY_RUN_AND_OUTPUT,
    *FILENAME,
    *SELECTOR,
    *VALIDATE,
    *deletion(wait=False),
    *field_manager(MANAGER),
    Flag("all", kind="bool", effect="With --prune: look at every object that was applied."),
    Flag("force-conflicts", kind="bool", effect="With --server-side: take fields over from other managers."),
    Flag("openapi-patch", kind="bool", default=True, effect="Accepted, without effect: the schemas are known."),
    Flag("overwrite", kind="bool", default=True, effect="Let the manifest win over what others changed."),
    Flag("prune", kind="bool", effect="Delete what was applied before and is not in the manifests any more."),
    Flag("prune-allowlist", kind="repeated", effect="The kinds that --prune looks at, such as apps/v1/Deployment."),
    Flag("server-side", kind="bool", effect="Let the server merge, and keep who manages which field."),
    Flag("subresource", effect="With --server-side: a part of the object: status, scale or resize."),
    Flag("applyset", hidden=True),
)
USAGE = "(-f FILENAME | -k DIRECTORY)"
HELP = """
Make objects be as manifests say: those that do not exist are made, others are changed.

What is removed from a manifest is removed from its object at the next apply.
"""
EXAMPLES = (
    ("What a manifest says", "kubectl apply -f ./web.yaml"),
    ("All manifests of a folder", "kubectl apply -f ./manifests"),
    ("From standard input", "cat web.yaml | kubectl apply -f -"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f"Unexpected args: [{' '.join(args)}]")
    mode = call.dry_run()
    check(options, mode)
    call.validation()
    cascade_of(call, options)
    if options["server-side"] and "field-manager" not in options.given:
        options["field-manager"] = "kubectl"
    printer(call, options)
    Applying(call, options, mode).all()


def check(options: Options, mode: str) -> None:
    """Refuses what cannot be asked. Raises CommandError."""
    by_server = options["server-side"]
    if options["force-conflicts"] and not by_server:
        raise CommandError("--force-conflicts only works with --server-side")
    if by_server and mode == CLIENT:
        raise CommandError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)")
    if by_server and options["force"]:
        raise CommandError("--force cannot be used with --server-side")
    if mode == SERVER and options["force"]:
        raise CommandError("--dry-run=server cannot be used with --force")
    if not has_files(options):
        raise CommandError("must specify one of -f and -k")
    if options["all"] and options["selector"]:
        raise CommandError("cannot set --all and --selector at the same time")
    if options["prune"] and not options["all"] and not options["selector"]:
        raise CommandError(
            "all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all "
            "flag. If you did not mean to prune all resources, specify a label selector"
        )
    if options["prune"] and by_server:
        raise CommandError("--prune is in alpha and doesn't currently work on objects created by server-side apply")
    if options["subresource"] and not by_server:
        raise CommandError("--subresource can only be specified for --server-side")


class Applying:
    """One run of `apply`."""

    def __init__(self, call: Invocation, options: Options, mode: str) -> None:
        self.call = call
        self.options = options
        self.mode = mode
        self.pruning = Pruning(call, options, mode) if options["prune"] else None
        self.prints_objects = options["output"] not in ("", "name")

    def all(self) -> None:
        """Reads every manifest, applies each, prints and prunes. Raises what went wrong."""
        items, unread = self.manifests()
        if not items and not unread:
            raise CommandError("no objects passed to apply")
        failed = [joined(unread)] if unread else []
        made = []
        for item in items:
            try:
                made.append(self.one(item))
            except (ApiError, CommandError) as error:
                failed.append(error)
        if failed:
            raise joined(failed)
        if self.prints_objects:
            printer(self.call, self.options, ordered=len(made) > 1).print(typed_list(made), self.call.out)
        if self.pruning is not None:
            self.pruning.prune()

    def manifests(self) -> tuple[list[Found], list[Exception]]:
        """(manifests that -l selects, what could not be read)."""
        items: list[Found] = []
        unread: list[Exception] = []
        validate = self.call.validation() != "Ignore"
        for item in read_all(self.call, sources(self.call, self.options), self.call.view(), validate=validate):
            if isinstance(item, Exception):
                unread.append(item)
            else:
                items += by_labels([item], str(self.options["selector"] or ""))
        return items, unread

    def one(self, item: Found) -> dict[str, object]:
        """Applies one manifest and says what came of it; returns the object."""
        if not item.name and item.obj.get("metadata", {}).get("generateName"):
            raise CommandError(f"from {item.obj['metadata']['generateName']}: cannot use generate name with apply")
        check_subresource(item.kind, self.options["subresource"])
        by_server = self.options["server-side"]
        made, said = (applied_by_server if by_server else applied)(self.call, item, self.options, self.mode)
        if self.pruning is not None:
            self.pruning.visited(item, made)
        if not self.prints_objects:
            printer(self.call, self.options, said + DRY[self.mode]).print(made, self.call.out)
        return made
