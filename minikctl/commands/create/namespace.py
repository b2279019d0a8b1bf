"""`create namespace`: a Namespace."""

from __future__ import annotations

from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import NAMESPACE

FLAGS = GENERATOR_FLAGS
USAGE = "NAME [--dry-run=server|client|none]"
HELP = "Make a Namespace."
EXAMPLES = (("A Namespace for development", "kubectl create namespace dev"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    meta = metadata(call, one_name(call, args), namespaced=False)
    generated(call, NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": meta}, options)
