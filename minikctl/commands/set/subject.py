"""`set subject`: more users, groups and ServiceAccounts for bindings."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.commands.create.rbacsubjects import SUBJECT_FLAGS, subjects_of
from minikctl.commands.set.changes import SET_FLAGS, apply, meant
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

Obj = dict[str, Any]

FLAGS = (*SET_FLAGS, *SUBJECT_FLAGS)
USAGE = (
    "(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] "
    "[--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]"
)
HELP = "Add users, groups or ServiceAccounts to a RoleBinding or ClusterRoleBinding."
EXAMPLES = (("A ServiceAccount more", "kubectl set subject rolebinding look --serviceaccount=default:robot"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    found = meant(call, args, options, call.dry_run())
    if not (options["user"] or options["group"] or options["serviceaccount"]):
        raise CommandError("you must specify at least one value of user, group or serviceaccount")
    subjects = subjects_of(options)

    def change(item: Found, obj: Obj) -> None:
        if item.kind.name not in ("RoleBinding", "ClusterRoleBinding"):
            raise CommandError("setting subjects is only supported for RoleBinding/ClusterRoleBinding")
        known = obj.get("subjects") or []
        obj["subjects"] = [*known, *(subject for subject in subjects if subject not in known)]

    failed = "failed to patch subjects to rolebinding: "
    apply(call, found, options, change, said="subjects updated", failed=failed, errors=[])
