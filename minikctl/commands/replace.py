"""`replace`: puts manifests in the place of objects."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found, chosen, has_files
from minikctl.commands.delete import Deleting
from minikctl.commands.patch import check_subresource
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN_AND_OUTPUT, FILENAME, RAW, SAVE_CONFIG, VALIDATE, deletion, field_manager
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, NONE, Invocation
from minikctl.making import DRY
from minikctl.manifests.visiting import each_manifest
from minikctl.printing import printer
from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN_AND_OUTPUT,
    *FILENAME,
    *VALIDATE,
    *SAVE_CONFIG,
    *RAW,
    *deletion(wait=False),
    *field_manager("kubectl-replace"),
    Flag("subresource", effect="A part of the object: status, scale or resize."),
)
USAGE = "-f FILENAME"
HELP = """
Put manifests in the place of objects.

A manifest must be complete: what it does not say is as if it were never set. Some fields cannot be changed; with
--force the object is deleted and made again.
"""
EXAMPLES = (
    ("With what a manifest says", "kubectl replace -f ./web.yaml"),
    ("Delete it, then make it again", "kubectl replace --force -f ./web.yaml"),
)
A_WHILE = 300.0  # seconds that --force waits for the end of the old objects


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    call.validation()
    check(options)
    if options["raw"]:
        from minikctl.rawrequests import send  # only with --raw

        return send(call, options, "PUT")
    if options["force"]:
        return by_force(call, options)
    shown = printer(call, options, "replaced" + DRY[mode])

    def put(item: Found) -> None:
        manifest = patching.noted(item.obj, options["save-config"])
        if mode != CLIENT:
            part = options["subresource"]
            check_subresource(item.kind, part)
            if not item.name:
                raise CommandError(f'error when replacing "{item.source}": resource name may not be empty')
            manifest = patching.replace(
                call, item.kind, manifest, item.namespace, mode, call.validation(), subresource=part
            )
        shown.print(manifest, call.out)

    return each_manifest(call, options, "replacing", put)


def check(options: Options) -> None:
    """Refuses what cannot be asked. Raises CommandError."""
    if options["grace-period"] >= 0 and not options["force"]:
        raise CommandError("--grace-period must have --force specified")
    if options["timeout"] and not options["force"]:
        raise CommandError("--timeout must have --force specified")
    if not has_files(options):
        raise CommandError("must specify one of -f and -k")


def by_force(call: Invocation, options: Options) -> None:
    """Deletes what the manifests name, waits until it is gone, and makes it again. Raises CommandError, ApiError."""
    if "-" in options["filename"]:
        keep_input(call)
    shown = printer(call, options, "replaced" + DRY[call.dry_run()])
    targets = chosen(call, [], options, latest=False)
    graceful = Options(dict(options) | {"ignore-not-found": True, "force": False, "output": ""})
    graceful.given = options.given
    if options["grace-period"] == 0:
        graceful["grace-period"], graceful["wait"] = 1, True
    elif options["output"] == "name":
        graceful["output"] = "name"
    Deleting(call, graceful).all(targets.found, targets.errors)
    wait_for_the_end(call, targets.found, options["timeout"] or A_WHILE)
    count = 0

    def make(item: Found) -> None:
        nonlocal count
        manifest = patching.noted(item.obj, options["save-config"])
        made = patching.create(call, item.kind, manifest, item.namespace, NONE, call.validation())
        count += 1
        shown.print(made, call.out)

    each_manifest(call, options, "", make)
    if not count:
        raise CommandError("no objects passed to replace")


class Remembered:
    """Standard input that can be read twice."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self) -> bytes:
        return self.data

    def readline(self) -> bytes:
        return b""

    def isatty(self) -> bool:
        return False


def keep_input(call: Invocation) -> None:
    """Reads standard input now: it is needed for the deletion and for the creation."""
    call.around.stdin = Remembered(call.around.stdin.read())


def wait_for_the_end(call: Invocation, items: list[Found], seconds: float) -> None:
    """Waits until none of the objects is there. Raises CommandError."""

    def are_gone(view: View) -> bool:
        return all(view.find(item.kind, item.name, item.namespace) is None for item in items)

    if not call.wait(are_gone, seconds):
        raise CommandError("timed out waiting for the condition")
