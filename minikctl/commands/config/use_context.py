"""`config use-context`: makes a context the current one."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load, save, wrong_arguments
from minikctl.contexts import entry
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "CONTEXT_NAME"


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 1:
        raise wrong_arguments(call, args)
    config = load(call)
    if entry(config, "contexts", args[0]) is None:
        raise CommandError(f'no context exists with the name: "{args[0]}"')
    save(call, {**config, "current-context": args[0]})
    call.line(f'Switched to context "{args[0]}".')
