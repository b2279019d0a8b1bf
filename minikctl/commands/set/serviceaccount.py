"""`set serviceaccount`: another ServiceAccount for Pods."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.commands.set.changes import ALL, WITHOUT_SELECTOR, apply, meant, pod_spec
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.recording import RECORD

Obj = dict[str, Any]

FLAGS = (*WITHOUT_SELECTOR, *ALL, *RECORD)
USAGE = "(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT"
HELP = "Let Pods act as another ServiceAccount."
EXAMPLES = (("A ServiceAccount for a Deployment", "kubectl set serviceaccount deployment web robot"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    if not args:
        raise CommandError("serviceaccount is required")
    found = meant(call, args[:-1], options, mode)

    def change(item: Found, obj: Obj) -> None:
        pod_spec(item, obj)["serviceAccountName"] = args[-1]

    apply(
        call,
        found,
        options,
        change,
        said="serviceaccount updated",
        failed="failed to patch ServiceAccountName ",
        errors=[],
        always=True,
    )
