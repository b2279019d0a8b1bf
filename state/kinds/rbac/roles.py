"""Rules of Roles and ClusterRoles: defaults, checks, and their page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.objects import annotations_of, labels_of, name_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.view import View

Obj = dict[str, Any]


def defaults(role: Obj) -> None:
    role.setdefault("rules", None)


def rules_errors(role: Obj, *, namespaced: bool) -> Iterator[FieldError]:
    """ValidatePolicyRule for each rule."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import go_strings

    for index, rule in enumerate(role.get("rules") or ()):
        here = f"rules[{index}]"
        if not rule.get("verbs"):
            yield fields.required(f"{here}.verbs", "verbs must contain at least one value")
        addresses = rule.get("nonResourceURLs")
        if addresses:
            shown = go_strings(addresses)
            if namespaced:
                why = "namespaced rules cannot apply to non-resource URLs"
                yield fields.invalid(f"{here}.nonResourceURLs", shown, why)
            if rule.get("apiGroups") or rule.get("resources") or rule.get("resourceNames"):
                why = "rules cannot apply to both regular resources and non-resource URLs"
                yield fields.invalid(f"{here}.nonResourceURLs", shown, why)
            continue
        if not rule.get("apiGroups"):
            yield fields.required(f"{here}.apiGroups", "resource rules must supply at least one api group")
        if not rule.get("resources"):
            yield fields.required(f"{here}.resources", "resource rules must supply at least one resource")


def role_errors(role: Obj) -> Iterator[FieldError]:
    yield from rules_errors(role, namespaced=True)


def cluster_role_errors(role: Obj) -> Iterator[FieldError]:
    yield from rules_errors(role, namespaced=False)


def name_errors(name: str) -> list[str]:
    from minikctl.state import names  # only for writes

    return names.path_segment(name)


def describe(role: Obj, view: View) -> str:
    """kubectl's page: one line for each resource, with all verbs; it has no events."""
    from minikctl.state.kinds.pages import annotations_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.describe.golang import listing
    from minikctl.state.text import Page

    page = Page()
    page.line(f"Name:\t{name_of(role)}")
    labels_block(page, "Labels", labels_of(role))
    annotations_block(page, "Annotations", annotations_of(role))
    page.line("PolicyRule:")
    page.line("Resources\tNon-Resource URLs\tResource Names\tVerbs", 1)
    page.line("---------\t-----------------\t--------------\t-----", 1)
    for rule in compact(broken_down(role.get("rules") or [])):
        cells = [listing(rule.get(field)) for field in ("nonResourceURLs", "resourceNames", "verbs")]
        page.line("\t".join([resource_text(rule), *cells]), 1)
    return str(page)


def broken_down(rules: list[Obj]) -> Iterator[Obj]:
    """Rules of one verb on one resource each (kubectl's rbac.BreakdownRule)."""
    for rule in rules:
        for group in rule.get("apiGroups") or ():
            for resource in rule.get("resources") or ():
                for verb in rule.get("verbs") or ():
                    one = {"verbs": [verb], "apiGroups": [group], "resources": [resource]}
                    for name in rule.get("resourceNames") or ():
                        yield {**one, "resourceNames": [name]}
                    if not rule.get("resourceNames"):
                        yield one
        for address in rule.get("nonResourceURLs") or ():
            for verb in rule.get("verbs") or ():
                yield {"verbs": [verb], "nonResourceURLs": [address]}


def compact(rules: Iterator[Obj]) -> list[Obj]:
    """Rules that differ only in their verbs become one; sorted as kubectl sorts them, by verbs first."""
    found: dict[tuple[str, ...], Obj] = {}
    others = []
    for rule in rules:
        if rule.get("nonResourceURLs"):
            others.append(rule)
            continue
        key = (rule["apiGroups"][0], rule["resources"][0], *rule.get("resourceNames", ()))
        if key in found:
            found[key]["verbs"] = [*found[key]["verbs"], *[v for v in rule["verbs"] if v not in found[key]["verbs"]]]
        else:
            found[key] = dict(rule)
    return sorted([*others, *found.values()], key=sorting_text)


def sorting_text(rule: Obj) -> str:
    """What Go prints of a PolicyRule; kubectl sorts by it."""
    from minikctl.state.kinds.podspec.describe.golang import listing  # only for pages

    return "&PolicyRule{" + "".join(
        f"{title}:{listing(rule.get(field))},"
        for title, field in (
            ("Verbs", "verbs"),
            ("APIGroups", "apiGroups"),
            ("Resources", "resources"),
            ("ResourceNames", "resourceNames"),
            ("NonResourceURLs", "nonResourceURLs"),
        )
    )


def resource_text(rule: Obj) -> str:
    """`deployments.apps/scale`."""
    resources, groups = rule.get("resources") or (), rule.get("apiGroups") or ()
    if not resources:
        return ""
    name, slash, subresource = resources[0].partition("/")
    return str(name + (f".{groups[0]}" if groups and groups[0] else "") + slash + subresource)
