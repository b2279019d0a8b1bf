"""--verb, --resource and --resource-name as policy rules of Roles and ClusterRoles."""

from __future__ import annotations

from typing import Any, NamedTuple

from minikctl.arguments import kind_meant
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

Obj = dict[str, Any]

RULE_FLAGS = (
    Flag("resource", kind="list", effect="What the rule is about: pods, deployments.apps, pods/log; with commas."),
    Flag("resource-name", kind="repeated", effect="The names of the objects that it is about; may be repeated."),
    Flag("verb", kind="list", effect="What is allowed: get, list, create and others, or *; with commas."),
)
VERBS = (
    "*",
    "get",
    "delete",
    "list",
    "create",
    "update",
    "patch",
    "watch",
    "proxy",
    "deletecollection",
    "use",
    "bind",
    "escalate",
    "impersonate",
)
RBAC = "rbac.authorization.k8s.io"
SPECIAL = {  # verbs that make sense for some resources only
    "use": [("podsecuritypolicies", "policy"), ("podsecuritypolicies", "extensions")],
    "bind": [("roles", RBAC), ("clusterroles", RBAC)],
    "escalate": [("roles", RBAC), ("clusterroles", RBAC)],
    "impersonate": [
        ("users", ""),
        ("serviceaccounts", ""),
        ("groups", ""),
        ("userextras", "authentication.k8s.io"),
    ],
}


class Resource(NamedTuple):
    """`deployments.apps/scale`."""

    name: str
    group: str
    part: str

    @property
    def shown(self) -> str:
        return f"{self.name}/{self.part}" if self.part else self.name


def verbs_of(options: Options) -> list[str]:
    """The verbs, each once; * stands for all."""
    return ["*"] if "*" in options["verb"] else list(dict.fromkeys(options["verb"]))


def resources_of(options: Options) -> list[Resource]:
    """The resources. Raises CommandError."""
    found: list[Resource] = []
    for text in options["resource"]:
        whole, _, part = text.partition("/")
        name, _, group = whole.partition(".")
        if text == "*":
            return [Resource("*", "", "")]
        if not name:
            raise CommandError("resource must be specified if apiGroup/subresource specified")
        found.append(Resource(name, group, part))
    return found


def warn_of_verbs(call: Invocation, verbs: list[str]) -> None:
    """Says which verbs no server knows."""
    for verb in verbs:
        if verb not in VERBS:
            call.err(f"Warning: '{verb}' is not a standard resource verb\n")


def known_resources(call: Invocation, verbs: list[str], resources: list[Resource]) -> list[Resource]:
    """The resources as the server names them. Raises CommandError for an unknown one."""
    kinds = call.view().kinds
    found: list[Resource] = []
    for resource in resources:
        if resource.name == "*":
            return [*found, *resources[len(found) :]]
        kind = kind_meant(kinds, f"{resource.name}.{resource.group}" if resource.group else resource.name)
        named = Resource(kind.plural, kind.group, resource.part) if kind is not None else resource
        if not is_special(verbs, named) and kind is None:
            raise no_such(resource)
        found.append(named)
    return found


def is_special(verbs: list[str], resource: Resource) -> bool:
    """Whether verbs make a resource possible that is no kind. Raises CommandError if a verb does not fit."""
    special = False
    for verb in verbs:
        if verb not in SPECIAL:
            continue
        if (resource.name, resource.group) not in SPECIAL[verb]:
            raise CommandError(f"can not perform '{verb}' on '{resource.name}' in group '{resource.group}'")
        special = True
    return special


def no_such(resource: Resource) -> CommandError:
    where = f' in group "{resource.group}"' if resource.group else ""
    return CommandError(f'the server doesn\'t have a resource type "{resource.name}"{where}', prefixed=False)


def rules_for(verbs: list[str], resources: list[Resource], names: list[str]) -> list[Obj]:
    """One rule for each API group, in order of the groups."""
    groups: dict[str, dict[str, None]] = {}
    for resource in resources:
        groups.setdefault(resource.group, {})[resource.shown] = None
    return [
        {"verbs": verbs, "apiGroups": [group], "resources": list(groups[group]), "resourceNames": names}
        for group in sorted(groups)
    ]


def names_of(options: Options) -> list[str]:
    """--resource-name, each once."""
    return list(dict.fromkeys(options["resource-name"]))
