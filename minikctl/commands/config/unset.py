"""`config unset`: removes one value."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load, save, wrong_arguments
from minikctl.commands.config.properties import unset_value
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "PROPERTY_NAME"
EXAMPLES = (("The namespace of a context", "kubectl config unset contexts.dev.namespace"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 1:
        raise wrong_arguments(call, args)
    save(call, unset_value(load(call), args[0]))
    call.line(f'Property "{args[0]}" unset.')
