"""`alpha`: what is not ready yet, which is nothing."""

from __future__ import annotations

from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "[flags]"


def run(call: Invocation, args: list[str], options: Options) -> None:
    call.err(f"No alpha commands are available in this version of {call.around.called}\n")
