"""RoleBindings and ClusterRoleBindings: columns, defaults, checks, and their page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.objects import annotations_of, labels_of, name_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]

GROUP = "rbac.authorization.k8s.io"


def role_cell(binding: Obj, view: View) -> str:
    reference = binding.get("roleRef") or {}
    return f"{reference.get('kind', '')}/{reference.get('name', '')}"


def subjects_text(binding: Obj, kind: str) -> str:
    """Names of the subjects of one kind; service accounts with their namespace."""
    found = [subject for subject in binding.get("subjects") or () if subject.get("kind") == kind]
    if kind == "ServiceAccount":
        return ", ".join([f"{subject.get('namespace', '')}/{subject.get('name', '')}" for subject in found])
    return ", ".join([subject.get("name", "") for subject in found])


def users_cell(binding: Obj, view: View) -> str:
    return subjects_text(binding, "User")


def groups_cell(binding: Obj, view: View) -> str:
    return subjects_text(binding, "Group")


def accounts_cell(binding: Obj, view: View) -> str:
    return subjects_text(binding, "ServiceAccount")


COLUMNS = (
    NAME,
    Column("Role", role_cell),
    AGE,
    Column("Users", users_cell, wide=True),
    Column("Groups", groups_cell, wide=True),
    Column("ServiceAccounts", accounts_cell, wide=True),
)


def defaults(binding: Obj) -> None:
    """The API groups of the role and of the subjects."""
    reference = binding.setdefault("roleRef", {})
    if not reference.get("apiGroup"):
        reference["apiGroup"] = GROUP
    for subject in binding.get("subjects") or ():
        if not subject.get("apiGroup") and subject.get("kind") in ("User", "Group"):
            subject["apiGroup"] = GROUP


def binding_errors(binding: Obj, kinds: tuple[str, ...], *, namespaced: bool) -> Iterator[FieldError]:
    """ValidateRoleBinding: the role, then each subject."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import unsupported

    reference = binding["roleRef"]
    if reference["apiGroup"] != GROUP:
        yield unsupported("roleRef.apiGroup", reference["apiGroup"], (GROUP,))
    if reference.get("kind") not in kinds:
        yield unsupported("roleRef.kind", reference.get("kind") or "", kinds)
    if not reference.get("name"):
        yield fields.required("roleRef.name")
    for index, subject in enumerate(binding.get("subjects") or ()):
        yield from subject_errors(subject, f"subjects[{index}]", namespaced)


def subject_errors(subject: Obj, field: str, namespaced: bool) -> Iterator[FieldError]:
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

    kind, group = subject.get("kind") or "", subject.get("apiGroup") or ""
    if not subject.get("name"):
        yield fields.required(f"{field}.name")
    if kind == "ServiceAccount":
        if subject.get("name"):
            yield from by_check(f"{field}.name", subject["name"], names.dns_subdomain)
        if group:
            yield unsupported(f"{field}.apiGroup", group, ("",))
        if not namespaced and not subject.get("namespace"):
            yield fields.required(f"{field}.namespace")
    elif kind in ("User", "Group"):
        if group != GROUP:
            yield unsupported(f"{field}.apiGroup", group, (GROUP,))
    else:
        yield unsupported(f"{field}.kind", kind, ("ServiceAccount", "User", "Group"))


def role_binding_errors(binding: Obj) -> Iterator[FieldError]:
    yield from binding_errors(binding, ("Role", "ClusterRole"), namespaced=True)


def cluster_role_binding_errors(binding: Obj) -> Iterator[FieldError]:
    yield from binding_errors(binding, ("ClusterRole",), namespaced=False)


def update_errors(new: Obj, old: Obj) -> Iterator[FieldError]:
    """A binding never changes its role."""
    from minikctl.state import fields  # only for writes

    reference = new["roleRef"]
    if reference != old["roleRef"]:
        cells = [
            f"{title}:{fields.go_quote(reference.get(field) or '')}"
            for title, field in (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))
        ]
        shown = fields.GoText(f"rbac.RoleRef{{{', '.join(cells)}}}")
        yield fields.invalid("roleRef", shown, "cannot change roleRef")


def describe(binding: Obj, view: View) -> str:
    """kubectl's page; it has no events."""
    from minikctl.state.kinds.pages import annotations_block, labels_block  # only for pages
    from minikctl.state.text import Page

    page, reference = Page(), binding.get("roleRef") or {}
    page.line(f"Name:\t{name_of(binding)}")
    labels_block(page, "Labels", labels_of(binding))
    annotations_block(page, "Annotations", annotations_of(binding))
    page.line("Role:")
    page.line(f"Kind:\t{reference.get('kind', '')}", 1)
    page.line(f"Name:\t{reference.get('name', '')}", 1)
    page.line("Subjects:")
    page.line("Kind\tName\tNamespace", 1)
    page.line("----\t----\t---------", 1)
    for subject in binding.get("subjects") or ():
        page.line("\t".join([subject.get(field) or "" for field in ("kind", "name", "namespace")]), 1)
    return str(page)
