"""`create rolebinding`: who may do in a namespace what a Role or a ClusterRole allows."""

from __future__ import annotations

from minikctl.commands.create.rbacsubjects import RBAC, SUBJECT_FLAGS, subjects_of
from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import ROLE_BINDING

FLAGS = (
    *GENERATOR_FLAGS,
    *SUBJECT_FLAGS,
    Flag("clusterrole", effect="The ClusterRole that is granted."),
    Flag("role", effect="The Role that is granted."),
)
USAGE = (
    "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] "
    "[--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
)
HELP = "Make a RoleBinding."
EXAMPLES = (("A robot may look", "kubectl create rolebinding look --clusterrole=view --serviceaccount=default:robot"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    role, cluster_role = options["role"], options["clusterrole"]
    if bool(role) == bool(cluster_role):
        raise CommandError("exactly one of clusterrole or role must be specified")
    manifest = {
        "apiVersion": f"{RBAC}/v1",
        "kind": "RoleBinding",
        "metadata": metadata(call, name),
        "roleRef": {"apiGroup": RBAC, "kind": "Role" if role else "ClusterRole", "name": role or cluster_role},
        "subjects": subjects_of(options),
    }
    generated(call, ROLE_BINDING, manifest, options, "failed to create rolebinding: ")
