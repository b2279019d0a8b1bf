"""--user, --group and --serviceaccount: who a binding is about."""

from __future__ import annotations

from typing import Any

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options

Obj = dict[str, Any]
RBAC = "rbac.authorization.k8s.io"
SUBJECT_FLAGS = (
    Flag("group", kind="repeated", effect="A group of users; may be repeated."),
    Flag("serviceaccount", kind="repeated", effect="A ServiceAccount, NAMESPACE:NAME; may be repeated."),
    Flag("user", kind="repeated", effect="A user; may be repeated."),
)


def subjects_of(options: Options) -> list[Obj]:
    """Users, then groups, then ServiceAccounts. Raises CommandError."""
    found: list[Obj] = [{"kind": "User", "apiGroup": RBAC, "name": name} for name in options["user"]]
    found += [{"kind": "Group", "apiGroup": RBAC, "name": name} for name in options["group"]]
    for text in options["serviceaccount"]:
        parts = text.split(":")
        if len(parts) != 2 or not parts[1]:
            raise CommandError("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "namespace": parts[0], "name": parts[1]})
    return found
