"""ServiceAccount: who the programs in a pod are for the API server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import SECRET
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import events_block, heading
from minikctl.state.kinds.secret import ACCOUNT_NAME, TOKEN
from minikctl.state.objects import annotations_of, name_of, namespace_of, uid_of
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

ACCOUNT_UID = "kubernetes.io/service-account.uid"


def secrets_cell(account: Obj, view: View) -> int:
    return len(account.get("secrets") or ())


def describe(account: Obj, view: View) -> str:
    page = Page()
    heading(page, account)
    missing = missing_secrets(account, view)
    for label, names in (
        ("Image pull secrets:", named(account, "imagePullSecrets")),
        ("Mountable secrets: ", named(account, "secrets")),
        ("Tokens:            ", [name_of(secret) for secret in tokens_of(account, view)]),
    ):
        names_lines(page, label, names, missing)
    events_block(page, view, account)
    return str(page)


def names_lines(page: Page, label: str, names: list[str], missing: set[str]) -> None:
    if not names:
        page.line(f"{label}\t<none>")
    for name in names:
        page.line(f"{label}\t{name}{' (not found)' if name in missing else ''}")
        label = " " * len(label)


def named(account: Obj, field: str) -> list[str]:
    return [entry.get("name") or "" for entry in account.get(field) or ()]


def missing_secrets(account: Obj, view: View) -> set[str]:
    """The secrets that the account names and that are not there."""
    wanted = {*named(account, "secrets"), *named(account, "imagePullSecrets")}
    return {name for name in wanted if view.find(SECRET, name, namespace_of(account)) is None}


def tokens_of(account: Obj, view: View) -> list[Obj]:
    """Secrets that hold a token of this account."""
    found = []
    for secret in view.list(SECRET, namespace_of(account)):
        notes = annotations_of(secret)
        same = notes.get(ACCOUNT_NAME) == name_of(account) and notes.get(ACCOUNT_UID) == uid_of(account)
        if secret.get("type") == TOKEN and same:
            found.append(secret)
    return found


RULES = Rules(columns=(NAME, Column("Secrets", secrets_cell, type="integer"), AGE), describe=describe)
