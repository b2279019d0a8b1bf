"""`config delete-context`: removes a context from the configuration."""

from __future__ import annotations

from minikctl.commands.config.removing import remove
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

USAGE = "NAME"


def run(call: Invocation, args: list[str], options: Options) -> None:
    remove(call, args, "contexts")
