"""`config get-clusters`: the names of the clusters."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "[flags]"


def run(call: Invocation, args: list[str], options: Options) -> None:
    call.line("NAME")
    for name in sorted(str(item.get("name")) for item in load(call).get("clusters") or ()):
        call.line(name)
