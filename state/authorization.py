"""Who may do what: asks Roles and bindings, and says which binding allows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import CLUSTER_ROLE_BINDING, ROLE_BINDING
from minikctl.state.objects import name_of, namespace_of
from minikctl.state.traffic.authorizing import Asked, User, allowed, covers, names, rules_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

MASTERS = "system:masters"


def can(
    view: View,
    user: str,
    groups: Iterable[str],
    verb: str,
    group: str,
    resource: str,
    name: str = "",
    namespace: str = "",
    path: str = "",
) -> tuple[bool, str]:
    """(whether the user may do it, the authorizer's reason: "" for a refusal); `path`: of what is no resource."""
    who = User(user, tuple(groups))
    asked = Asked(verb, group, resource, namespace, name, path, is_cluster_wide(view, group, resource))
    if MASTERS in who.groups:
        return True, ""
    for binding in bindings(view, namespace):
        inside = namespace if binding["kind"] == ROLE_BINDING.name else ""
        if names(binding, who) and any(covers(rule, asked) for rule in rules_of(view, binding, inside, asked)):
            return True, reason(binding, who)
    return allowed(view, who, asked), ""


def bindings(view: View, namespace: str) -> Iterator[Obj]:
    """The bindings that count in a namespace ("": at the scope of the cluster)."""
    yield from view.list(CLUSTER_ROLE_BINDING)
    if namespace:
        yield from view.list(ROLE_BINDING, namespace)


def is_cluster_wide(view: View, group: str, resource: str) -> bool:
    plural = resource.partition("/")[0]
    return any(kind.plural == plural and kind.group == group and not kind.namespaced for kind in view.kinds)


def reason(binding: Obj, user: User) -> str:
    """`RBAC: allowed by RoleBinding "readers/default" of Role "reader" to User "jane"` (rbac.go, ruleAllows)."""
    role = binding.get("roleRef") or {}
    where = f"{name_of(binding)}/{namespace_of(binding)}" if namespace_of(binding) else name_of(binding)
    subject = next(one for one in binding.get("subjects") or () if names({**binding, "subjects": [one]}, user))
    who = f'{subject["kind"]} "{subject["name"]}"'
    if subject["kind"] == "ServiceAccount":
        who = f'ServiceAccount "{subject["name"]}/{subject.get("namespace") or namespace_of(binding)}"'
    return f'RBAC: allowed by {binding["kind"]} "{where}" of {role.get("kind")} "{role.get("name")}" to {who}'
