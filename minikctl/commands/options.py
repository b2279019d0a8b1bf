"""`options`: the flags that every command takes."""

from __future__ import annotations

from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "[flags]"


def run(call: Invocation, args: list[str], options: Options) -> None:
    from minikctl import help  # only for help pages

    call.out(help.options_page())
