"""`delete`: removes objects, and waits until they are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.arguments import Found, Meaning, Ref, has_files, looked_up
from minikctl.errors import CommandError, joined
from minikctl.flags import ALL_NAMESPACES, DRY_RUN, FIELD_SELECTOR, FILENAME, RAW, SELECTOR, deletion
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, NONE, SERVER, Invocation
from minikctl.making import DRY
from minikctl.state.errors import ApiError
from minikctl.state.objects import uid_of
from minikctl.state.view import View

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from minikctl.state.transaction import Transaction

FLAGS = (
    *FILENAME,
    *SELECTOR,
    *FIELD_SELECTOR,
    *ALL_NAMESPACES,
    *DRY_RUN,
    *RAW,
    *deletion(wait=True),
    Flag("all", kind="bool", effect="Every object of the types that are named."),
    Flag("ignore-not-found", kind="bool", effect="Say nothing of objects that do not exist."),
    Flag("interactive", "i", "bool", effect="Ask before anything is deleted."),
    Flag("now", kind="bool", effect="The same as --grace-period=1."),
    Flag("output", "o", effect="name, or nothing."),
)
USAGE = "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])"
HELP = "Remove objects: by type and name, by type and labels, or as manifests name them."
EXAMPLES = (
    ("A Service and a Deployment", "kubectl delete service/web deployment/web"),
    ("What a manifest names", "kubectl delete -f ./web.yaml"),
    ("All Pods with a label", "kubectl delete pods -l app=web"),
)
IMMEDIATE = (
    "Immediate deletion does not wait for confirmation that the running resource has been terminated. "
    "The resource may continue to run on the cluster indefinitely."
)
CLUSTER_SCOPED = "deleting cluster-scoped resources, not scoped to the provided namespace"
A_WEEK = 168 * 3600.0
PROPAGATION = {"background": "Background", "foreground": "Foreground", "orphan": "Orphan"}


def run(call: Invocation, args: list[str], options: Options) -> None:
    if options["raw"]:
        from minikctl.commands.get.raw import delete_raw  # only with --raw
        from minikctl.rawrequests import check_address

        check_address(options["raw"])
        return delete_raw(call, options["raw"])
    deleting = Deleting(call, options)
    if options["output"] not in ("", "name"):
        raise CommandError(f"unexpected -o output mode: {options['output']}. We only support '-o name'")
    targets, unread = targets_of(call, args, options)
    if options["force"]:
        call.err(f"Warning: {IMMEDIATE}\n")
    if options["interactive"] and deleting.mode != CLIENT and not confirmed(call, targets):
        return None
    return deleting.all(targets, unread)


def targets_of(call: Invocation, args: list[str], options: Options) -> tuple[list[Found], list[Exception]]:
    """(what is to be deleted, what could not be read). Objects that are named are not looked up."""
    view = call.view()
    if has_files(options):
        from minikctl.arguments import chosen  # reads manifests

        found = chosen(call, args, options, latest=False, view=view)
        return found.found, found.errors
    meant = Meaning(call, view, options, everything=False).of(list(args))
    if isinstance(meant, list):
        found = looked_up(call, view, meant)
        return found.found, found.errors
    refs, _ = meant
    return [target(ref) for ref in refs], []


def target(ref: Ref) -> Found:
    return Found(ref.kind, ref.name, ref.namespace, {})


def confirmed(call: Invocation, targets: list[Found]) -> bool:
    """--interactive: shows what would go, and asks."""
    call.line(f"You are about to delete the following {len(targets)} resource(s):")
    for item in targets:
        call.line(item.shown)
    call.out("Do you want to continue? (y/n): ")
    call.around.out.flush()
    if call.around.stdin.readline().strip().lower() in (b"y", b"yes"):
        return True
    call.line("deletion is cancelled")
    return False


class Deleting:
    """What the flags say of how to delete."""

    def __init__(self, call: Invocation, options: Options) -> None:
        self.call = call
        self.options = options
        self.grace: int = options["grace-period"]
        if options.get("now"):
            if self.grace >= 0:
                raise CommandError("--now and --grace-period cannot be specified together")
            self.grace = 1
        if options["force"] and self.grace > 0:
            raise CommandError("--force and --grace-period greater than 0 cannot be specified together")
        self.mode = call.dry_run()
        self.cascade = PROPAGATION[cascade_of(call, options)]
        if self.grace == 0 and not options["force"]:
            self.grace = 1
        if options["force"]:
            self.grace = 0

    def all(self, targets: list[Found], unread: list[Exception]) -> None:
        """Deletes everything, going on after errors, then waits."""
        failed: list[Exception] = []
        gone: list[tuple[Found, str]] = []
        for item in targets:
            try:
                gone.append((item, self.one(item)))
            except ApiError as error:
                if not (error.reason == "NotFound" and self.options.get("ignore-not-found")):
                    from minikctl.errors import with_source  # only where something goes wrong

                    failed.append(with_source(error, "deleting", item.source))
        if unread:
            failed.append(joined(unread))
        if failed:
            raise joined(failed)
        if not targets:
            self.call.line("No resources found")
        if self.options["wait"] and self.mode == NONE:
            self.wait(gone)

    def one(self, item: Found) -> str:
        """Deletes one object and says so; returns its uid."""
        call, uid = self.call, ""
        if call.namespace_given and not item.kind.namespaced and not call.all_namespaces:
            call.warn(CLUSTER_SCOPED)
        if self.mode != CLIENT:
            call.requested(item.kind)
            begin = call.cluster.dry_run if self.mode == SERVER else call.cluster.transaction
            try:
                uid = self.ask(item, begin)
            except ApiError as error:
                if error.reason != "NotFound" or not item.obj or item.source:
                    raise  # what was listed may have gone with its owner a moment ago: that is what was wanted
        self.say(item)
        return uid

    def ask(self, item: Found, begin: Callable[[str], AbstractContextManager[Transaction]]) -> str:
        """The request itself; returns the object's uid."""
        grace = None if self.grace < 0 else self.grace
        with begin(self.call.cause) as tx:
            return uid_of(tx.delete(item.kind, item.name, item.namespace, propagation=self.cascade, grace=grace))

    def say(self, item: Found) -> None:
        if self.options.get("output") == "name":
            return self.call.line(item.shown)
        kind = item.shown.rpartition("/")[0]
        how = "force deleted" if self.options["force"] else "deleted"
        return self.call.line(f'{kind} "{item.name}" {how}{DRY[self.mode]}')

    def wait(self, gone: list[tuple[Found, str]]) -> None:
        """Waits until every object is gone. Raises CommandError if that takes too long."""
        end = self.call.around.clock.now() + (self.options["timeout"] or A_WEEK)
        for item, uid in gone:

            def is_gone(view: View, item: Found = item, uid: str = uid) -> bool:
                found = view.find(item.kind, item.name, item.namespace)
                return found is None or uid_of(found) != uid

            left = max(0.0, end - self.call.around.clock.now())
            if not self.call.wait(is_gone, left):
                raise CommandError(f"timed out waiting for the condition on {item.kind.plural}/{item.name}")


def cascade_of(call: Invocation, options: Options) -> str:
    """background, foreground or orphan. Raises CommandError."""
    text = str(options["cascade"])
    if text in PROPAGATION:
        return text
    meant = {"true": "background", "false": "orphan"}.get(truth(text), "")
    if not meant:
        raise CommandError(f'invalid cascade value ({text}). Must be "background", "foreground", or "orphan"')
    call.err(f"warning: --cascade={text} is deprecated (boolean value) and can be replaced with --cascade={meant}.\n")
    return meant


def truth(text: str) -> str:
    """`true` or `false` for what Go takes as a boolean, else ""."""
    from minikctl.grammar.values import boolean  # already loaded

    try:
        return "true" if boolean(text) else "false"
    except ValueError:
        return ""
