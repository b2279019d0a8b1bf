"""`config set-context`: makes or changes a context."""

from __future__ import annotations

from typing import Any

from minikctl.commands.config.kubeconfig import change, load, wrong_arguments
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    Flag("cluster", effect="The context's cluster."),
    Flag("current", kind="bool", effect="Change the current context."),
    Flag("namespace", effect="The context's namespace."),
    Flag("user", effect="The context's user."),
)
USAGE = "[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]"
EXAMPLES = (("Work in another namespace from now on", "kubectl config set-context --current --namespace=dev"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) > 1:
        raise wrong_arguments(call, args)
    if args and options["current"]:
        raise CommandError("you cannot specify both a context name and --current")
    if not args and not options["current"]:
        raise CommandError("you must specify a non-empty context name or --current")
    name = args[0] if args else str(load(call).get("current-context") or "")
    if not name:
        raise CommandError("no current context is set")
    given: dict[str, Any] = {key: options[key] for key in ("cluster", "user", "namespace") if key in options.given}
    was_there = change(call, "contexts", name, lambda context: context.update(given))
    call.line(f'Context "{name}" {"modified" if was_there else "created"}.')
