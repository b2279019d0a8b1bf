"""`create priorityclass`: how important Pods are."""

from __future__ import annotations

from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import PRIORITY_CLASS

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("description", effect="When to use it."),
    Flag("global-default", kind="bool", effect="The class of Pods that name none."),
    Flag("preemption-policy", default="PreemptLowerPriority", effect="PreemptLowerPriority or Never."),
    Flag("value", kind="int32", effect="The priority of Pods of this class."),
)
USAGE = "NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]"
HELP = "Make a PriorityClass."
EXAMPLES = (("A class for what matters", "kubectl create priorityclass high --value=1000"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    manifest = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": metadata(call, one_name(call, args), namespaced=False),
        "value": options["value"],
        "globalDefault": options["global-default"],
        "description": options["description"],
        "preemptionPolicy": options["preemption-policy"],
    }
    generated(call, PRIORITY_CLASS, manifest, options, "failed to create priorityclass: ")
