"""`create serviceaccount`: a ServiceAccount."""

from __future__ import annotations

from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import SERVICE_ACCOUNT

FLAGS = GENERATOR_FLAGS
USAGE = "NAME [--dry-run=server|client|none]"
HELP = "Make a ServiceAccount."
EXAMPLES = (("A ServiceAccount for a robot", "kubectl create serviceaccount robot"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    manifest = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(call, one_name(call, args))}
    generated(call, SERVICE_ACCOUNT, manifest, options, "failed to create serviceaccount: ")
