"""`certificate deny`: refuses to make a certificate."""

from __future__ import annotations

from minikctl.commands.certificate.decision import DECISION_FLAGS, decide
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

FLAGS = DECISION_FLAGS
USAGE = "(-f FILENAME | NAME)"
HELP = "Deny certificate requests."
EXAMPLES = (("One request", "kubectl certificate deny robot"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    decide(call, args, options, "Denied", "deny")
