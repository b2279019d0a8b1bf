"""`certificate approve`: lets a certificate be made."""

from __future__ import annotations

from minikctl.commands.certificate.decision import DECISION_FLAGS, decide
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

FLAGS = DECISION_FLAGS
USAGE = "(-f FILENAME | NAME)"
HELP = "Approve certificate requests."
EXAMPLES = (("One request", "kubectl certificate approve robot"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    decide(call, args, options, "Approved", "approve")
