"""`config current-context`: the name of the current context."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "[flags]"


def run(call: Invocation, args: list[str], options: Options) -> None:
    current = load(call).get("current-context")
    if not current:
        raise CommandError("current-context is not set")
    call.line(str(current))
