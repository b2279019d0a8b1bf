"""`create clusterrolebinding`: who may do in the whole cluster what a ClusterRole allows."""

from __future__ import annotations

from minikctl.commands.create.rbacsubjects import RBAC, SUBJECT_FLAGS, subjects_of
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import CLUSTER_ROLE_BINDING

FLAGS = (
    *GENERATOR_FLAGS,
    *SUBJECT_FLAGS,
    Flag("clusterrole", required=True, effect="The ClusterRole that is granted."),
)
USAGE = (
    "NAME --clusterrole=NAME [--user=username] [--group=groupname] "
    "[--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
)
HELP = "Make a ClusterRoleBinding."
EXAMPLES = (
    ("A user may do everything", "kubectl create clusterrolebinding all --clusterrole=cluster-admin --user=me"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    manifest = {
        "apiVersion": f"{RBAC}/v1",
        "kind": "ClusterRoleBinding",
        "metadata": metadata(call, name, namespaced=False),
        "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": options["clusterrole"]},
        "subjects": subjects_of(options),
    }
    generated(call, CLUSTER_ROLE_BINDING, manifest, options, "failed to create clusterrolebinding: ")
