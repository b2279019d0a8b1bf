"""Who may do what: the rules that Roles and ClusterRoles grant through bindings (plugin/pkg/auth/authorizer/rbac)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.invocation import Invocation
from minikctl.state.kinds import CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

ADMIN, ADMINS, AUTHENTICATED = "kubernetes-admin", "kubeadm:cluster-admins", "system:authenticated"
EVERYTHING = (
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
)
MASTERS = "system:masters"
ACCOUNT = "system:serviceaccount:"
BASIC = (
    {"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]},
    {
        "apiGroups": ["authorization.k8s.io"],
        "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        "verbs": ["create"],
    },
    {
        "nonResourceURLs": [
            *("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*", "/readyz"),
            *("/version", "/version/"),
        ],
        "verbs": ["get"],
    },
)  # what system:basic-user, system:discovery and system:public-info-viewer grant to everybody who is known


class Person(NamedTuple):
    """Who asks."""

    name: str
    groups: tuple[str, ...]


class Question(NamedTuple):
    """What is to be done; `url` for addresses that are no resources."""

    verb: str
    group: str = ""
    resource: str = ""
    name: str = ""
    url: str = ""


def person(call: Invocation) -> Person:
    """The user of this command: --as and --as-group, or the cluster's administrator."""
    name, groups = call.options.get("as") or "", tuple(call.options.get("as-group") or ())
    if not name:
        return Person(ADMIN, (ADMINS, AUTHENTICATED))
    if name.startswith(ACCOUNT) and name.count(":") == 3 and not groups:
        groups = ("system:serviceaccounts", f"system:serviceaccounts:{name.split(':')[2]}")
    known = () if name == "system:anonymous" or AUTHENTICATED in groups else (AUTHENTICATED,)
    return Person(name, (*groups, *known))


def rules_for(view: View, who: Person, namespace: str | None) -> list[Obj]:
    """All rules that hold for somebody in a namespace; None: only those for the whole cluster."""
    found: list[Obj] = []
    if who.name == ADMIN or MASTERS in who.groups:
        found += EVERYTHING
    if AUTHENTICATED in who.groups:
        found += BASIC
    bindings = list(view.list(CLUSTER_ROLE_BINDING))
    bindings += list(view.list(ROLE_BINDING, namespace)) if namespace is not None else []
    for binding in bindings:
        home = binding["metadata"].get("namespace") or ""
        if any(is_meant(subject, who, home) for subject in binding.get("subjects") or ()):
            found += role_rules(view, binding["roleRef"], home)
    return found


def role_rules(view: View, reference: Obj, namespace: str) -> list[Obj]:
    """The rules of the role that a binding names."""
    if reference["kind"] == "Role":
        role = view.find(ROLE, reference["name"], namespace)
    else:
        role = view.find(CLUSTER_ROLE, reference["name"])
    return list(role.get("rules") or ()) if role is not None else []


def is_meant(subject: Obj, who: Person, namespace: str) -> bool:
    """Whether a subject of a binding is somebody."""
    if subject["kind"] == "Group":
        return subject["name"] in who.groups
    if subject["kind"] == "ServiceAccount":
        return who.name == f"{ACCOUNT}{subject.get('namespace') or namespace}:{subject['name']}"
    return bool(subject["name"] == who.name)


def allows(rule: Obj, asked: Question) -> bool:
    """Whether a rule allows what is asked."""
    if not covers(rule.get("verbs"), asked.verb):
        return False
    if asked.url:
        return any(is_url(pattern, asked.url) for pattern in rule.get("nonResourceURLs") or ())
    whole, _, part = asked.resource.partition("/")
    resources = rule.get("resources") or ()
    names = rule.get("resourceNames") or ()
    return (
        covers(rule.get("apiGroups"), asked.group)
        and ("*" in resources or asked.resource in resources or bool(part and f"*/{part}" in resources))
        and bool(whole)
        and (not names or asked.name in names)
    )


def covers(values: list[str] | None, value: str) -> bool:
    return values is not None and ("*" in values or value in values)


def is_url(pattern: str, url: str) -> bool:
    return pattern in ("*", url) or (pattern.endswith("*") and url.startswith(pattern[:-1]))
