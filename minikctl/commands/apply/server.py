"""Server-side apply: the server merges a manifest and knows who manages which field."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import SERVER, Invocation
from minikctl.making import tell_warnings
from minikctl.state import requests
from minikctl.state.errors import ApiError
from minikctl.state.objects import is_terminating, name_of

Obj = dict[str, Any]

ADVICE = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def applied_by_server(call: Invocation, item: Found, options: Options, mode: str) -> tuple[Obj, str]:
    """(the object, `serverside-applied`). Raises ApiError, CommandError."""
    begin = call.cluster.dry_run if mode == SERVER else call.cluster.transaction
    try:
        with begin(call.cause) as tx:
            before = tx.find(item.kind, item.name, item.namespace)
            made = requests.apply(
                tx,
                item.kind,
                item.obj,
                item.namespace,
                str(options["field-manager"]),
                force=bool(options["force-conflicts"]),
                subresource=str(options["subresource"]),
            )
    except ApiError as error:
        if error.reason == "Conflict":
            raise CommandError(error.message + ADVICE) from None
        raise
    tell_warnings(call, item.kind, item.obj, made, "Ignore")
    if is_terminating(made):
        call.err(f"Warning: Detected changes to resource {name_of(made)} which is currently being deleted.\n")
    return (patching.unkept(made, before) if mode == SERVER else made), "serverside-applied"
