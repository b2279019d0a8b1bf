"""Who asks the API server, and what Roles and bindings let him do (RBAC, with the roles that every server brings)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING, SERVICE_ACCOUNT
from minikctl.state.objects import name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

READ = ["get", "list", "watch"]
EVERYTHING = [
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
]
ORDINARY = {
    "": "*",
    "apps": "*",
    "autoscaling": "*",
    "batch": "*",
    "discovery.k8s.io": "*",
    "networking.k8s.io": "*",
    "policy": "*",
}
BUILT_IN: dict[str, list[Obj]] = {
    "cluster-admin": EVERYTHING,
    "admin": [{"apiGroups": [*ORDINARY, "rbac.authorization.k8s.io"], "resources": ["*"], "verbs": ["*"]}],
    "edit": [{"apiGroups": list(ORDINARY), "resources": ["*"], "verbs": ["*"]}],
    "view": [{"apiGroups": list(ORDINARY), "resources": ["*"], "verbs": READ, "except": ["secrets"]}],
}
NAMESPACED_ONLY = ("admin", "edit", "view")
DISCOVERY = (
    "/api",
    "/api/*",
    "/apis",
    "/apis/*",
    "/healthz",
    "/livez",
    "/openapi",
    "/openapi/*",
    "/readyz",
    "/version",
    "/version/",
)
PUBLIC = ("/healthz", "/livez", "/readyz", "/version", "/version/")


class User(NamedTuple):
    """Who asks."""

    name: str
    groups: tuple[str, ...]

    @property
    def is_anonymous(self) -> bool:
        return self.name == "system:anonymous"


ANONYMOUS = User("system:anonymous", ("system:unauthenticated",))


class Asked(NamedTuple):
    """What is asked for: a resource, or a path that is none."""

    verb: str
    group: str = ""
    resource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""
    cluster_wide: bool = False  # a kind without namespaces


def account(namespace: str, name: str) -> User:
    """A service account as a user."""
    groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", "system:authenticated")
    return User(f"system:serviceaccount:{namespace}:{name}", groups)


def user_of(view: View, authorization: str) -> User | None:
    """The user that an Authorization header names; None if its token is not valid."""
    kind, _, token = authorization.partition(" ")
    if not authorization:
        return ANONYMOUS
    if kind.lower() != "bearer":
        return ANONYMOUS
    token = token.strip()
    claimed = subject_of(token)
    if claimed:
        words = claimed.split(":")
        found = len(words) == 4 and view.find(SERVICE_ACCOUNT, words[3], words[2]) is not None
        return account(words[2], words[3]) if found else None
    from minikctl.state.images.filesystem import token_files  # the same text that pods get

    for one in view.list(SERVICE_ACCOUNT):
        pod = {"metadata": {"namespace": namespace_of(one)}, "spec": {"serviceAccountName": name_of(one)}}
        if token_files(view, pod)["/token"].strip() == token:
            return account(namespace_of(one), name_of(one))
    return None


def subject_of(token: str) -> str:
    """The `sub` of a JSON web token, "" if it cannot be read."""
    from base64 import urlsafe_b64decode
    from json import loads

    parts = token.split(".")
    if len(parts) != 3:
        return ""
    try:
        found = loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except ValueError:
        return ""
    return str(found.get("sub") or "") if isinstance(found, dict) else ""


def allowed(view: View, user: User, asked: Asked) -> bool:
    """Whether the user may do what he asks for."""
    if "system:masters" in user.groups:
        return True
    if asked.path:
        known = PUBLIC if user.is_anonymous else DISCOVERY
        if asked.verb == "get" and any(path_fits(one, asked.path) for one in known):
            return True
    return any(covers(rule, asked) for rule in rules_for(view, user, asked))


def rules_for(view: View, user: User, asked: Asked) -> Iterator[Obj]:
    """The rules of all bindings that name the user."""
    for binding in view.list(CLUSTER_ROLE_BINDING):
        if names(binding, user):
            yield from rules_of(view, binding, "", asked)
    if asked.namespace:
        for binding in view.list(ROLE_BINDING, asked.namespace):
            if names(binding, user):
                yield from rules_of(view, binding, asked.namespace, asked)


def names(binding: Obj, user: User) -> bool:
    """Whether a binding names a user, or a group of his."""
    for subject in binding.get("subjects") or ():
        kind, name = subject.get("kind"), subject.get("name", "")
        if kind == "User" and name == user.name:
            return True
        if kind == "Group" and name in user.groups:
            return True
        space = subject.get("namespace") or namespace_of(binding)
        if kind == "ServiceAccount" and user.name == f"system:serviceaccount:{space}:{name}":
            return True
    return False


def rules_of(view: View, binding: Obj, namespace: str, asked: Asked) -> list[Obj]:
    """The rules of the role that a binding refers to."""
    reference = binding.get("roleRef") or {}
    name = reference.get("name", "")
    if reference.get("kind") == "Role":
        found = view.find(ROLE, name, namespace)
    else:
        found = view.find(CLUSTER_ROLE, name)
        if found is None and name in BUILT_IN:
            return [] if asked.cluster_wide and name in NAMESPACED_ONLY else BUILT_IN[name]
    rules: list[Obj] = list((found or {}).get("rules") or ())
    return rules


def covers(rule: Obj, asked: Asked) -> bool:
    """Whether one rule lets it be done."""
    if not one_of(rule.get("verbs"), asked.verb):
        return False
    if asked.path:
        return any(path_fits(one, asked.path) for one in rule.get("nonResourceURLs") or ())
    if asked.resource in (rule.get("except") or ()):
        return False
    if not one_of(rule.get("apiGroups"), asked.group) or not one_of(rule.get("resources"), asked.resource):
        return False
    wanted = rule.get("resourceNames") or ()
    return not wanted or asked.name in wanted


def one_of(words: list[str] | None, word: str) -> bool:
    return "*" in (words or ()) or word in (words or ())


def path_fits(pattern: str, path: str) -> bool:
    return pattern in ("*", path) or (pattern.endswith("*") and path.startswith(pattern[:-1]))


def refusal(user: User, asked: Asked) -> str:
    """The server's words about what a user may not do."""
    if asked.path:
        return f'forbidden: User "{user.name}" {VERBS.get(asked.verb, "cannot " + asked.verb)} path "{asked.path}"'
    resource = f"{asked.resource}.{asked.group}" if asked.group else asked.resource
    name = f' "{asked.name}"' if asked.name else ""
    where = f'in the namespace "{asked.namespace}"' if asked.namespace else "at the cluster scope"
    why = f'cannot {asked.verb} resource "{asked.resource}" in API group "{asked.group}" {where}'
    return f'{resource}{name} is forbidden: User "{user.name}" {why}'


VERBS = {"get": "cannot get"}
