"""`auth reconcile`: makes Roles and bindings allow at least what manifests say."""

from __future__ import annotations

from typing import Any

from minikctl import patching
from minikctl.arguments import Found
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT
from minikctl.generating import in_order, typed
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY
from minikctl.manifests.visiting import each_manifest
from minikctl.printing import printer
from minikctl.state.objects import copy_tree

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *FILENAME,
    *OUTPUT,
    Flag("remove-extra-permissions", kind="bool", effect="Take away what the manifests do not allow."),
    Flag("remove-extra-subjects", kind="bool", effect="Take away whom the manifests do not name."),
)
USAGE = "-f FILENAME"
HELP = "Make Roles, ClusterRoles and their bindings as manifests say, without taking anything away."
EXAMPLES = (("Roles of a file", "kubectl auth reconcile -f roles.yaml"),)
LISTS = {
    "Role": "rules",
    "ClusterRole": "rules",
    "RoleBinding": "subjects",
    "ClusterRoleBinding": "subjects",
}
EXTRA = {"rules": "remove-extra-permissions", "subjects": "remove-extra-subjects"}


def run(call: Invocation, args: list[str], options: Options) -> None:
    if not options["filename"] and not options["kustomize"]:
        raise CommandError("must specify one of -f and -k")
    mode = call.dry_run()
    shown = printer(call, options, "reconciled" + DRY[mode], ordered=True)

    def reconcile(item: Found) -> None:
        field = LISTS.get(item.kind.name)
        if field is None:
            raise CommandError(
                f"only rbac.authorization.k8s.io/v1 is supported: not *{item.kind.version}.{item.kind.name}"
            )
        found = call.view().find(item.kind, item.name, item.namespace)
        wanted = item.obj if found is None else joined(found, item.obj, field, options[EXTRA[field]])
        if mode == CLIENT:
            return shown.print(typed(item.kind, wanted), call.out)
        if found is None:
            made = patching.create(call, item.kind, wanted, item.namespace, mode, "Strict")
        else:
            made = patching.replace(call, item.kind, wanted, item.namespace, mode, "Ignore")
        return shown.print(in_order(item.kind, made), call.out)

    each_manifest(call, options, "reconciling", reconcile)


def joined(found: Obj, manifest: Obj, field: str, only: bool) -> Obj:
    """The stored object with what the manifest adds."""
    new: Obj = copy_tree(found)
    wanted = manifest.get(field) or []
    known = found.get(field) or []
    new[field] = wanted if only else [*known, *(one for one in wanted if one not in known)]
    return new
