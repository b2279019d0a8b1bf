"""The revisions of a workload: a Deployment's ReplicaSets, the ControllerRevisions of the others."""

from __future__ import annotations

from typing import Any, NamedTuple

from minikctl.arguments import Found
from minikctl.errors import CommandError
from minikctl.state.kinds import CONTROLLER_REVISION, REPLICA_SET
from minikctl.state.objects import annotations_of, spec_of, uid_of
from minikctl.state.view import View

Obj = dict[str, Any]

REVISION = "deployment.kubernetes.io/revision"
CAUSE = "kubernetes.io/change-cause"
HASH = "pod-template-hash"
WITH_REVISIONS = ("Deployment", "DaemonSet", "StatefulSet")
KNOWN = {  # the kinds that kubectl has a visitor for
    ("apps", "Deployment"),
    ("apps", "DaemonSet"),
    ("apps", "ReplicaSet"),
    ("apps", "StatefulSet"),
    ("batch", "CronJob"),
    ("batch", "Job"),
    ("", "Pod"),
    ("", "ReplicationController"),
}


class Kept(NamedTuple):
    """One revision: the object that keeps it, its template, and why it was made."""

    number: int
    obj: Obj
    template: Obj
    cause: str


def check_kind(item: Found, doing: str, what: str) -> None:
    """Raises CommandError for kinds without revisions: `doing` as `retrieving history`, `what` as `history viewer`."""
    group, name = item.kind.group, item.kind.name
    shown = f"{name}.{group}" if group else name
    if (group, name) not in KNOWN:
        raise CommandError(f'error {doing} for "{shown}", no visitor method exists for {{{group} {name}}}')
    if name not in WITH_REVISIONS:
        raise CommandError(f'no {what} has been implemented for "{shown}"')


def revisions(view: View, item: Found) -> list[Kept]:
    """All revisions, oldest first; of several with one number the last stays."""
    kept = of_deployment(view, item.obj) if item.kind.name == "Deployment" else of_others(view, item.obj)
    return sorted({one.number: one for one in kept}.values(), key=lambda one: one.number)


def of_deployment(view: View, deployment: Obj) -> list[Kept]:
    found = []
    for replica_set in view.controlled(REPLICA_SET, uid_of(deployment)):
        notes = annotations_of(replica_set)
        text = notes.get(REVISION, "")
        if text.isdigit():
            found.append(Kept(int(text), replica_set, spec_of(replica_set)["template"], notes.get(CAUSE, "")))
    return found


def of_others(view: View, owner: Obj) -> list[Kept]:
    found = []
    for one in view.controlled(CONTROLLER_REVISION, uid_of(owner)):
        template = {**((one.get("data") or {}).get("spec") or {}).get("template", {})}
        template.pop("$patch", None)
        found.append(Kept(int(one.get("revision", 0)), one, template, annotations_of(one).get(CAUSE, "")))
    return found


def template_text(template: Obj) -> str:
    """A template as describe shows it, its tabs not aligned."""
    from minikctl.state.kinds.podspec.describe.template import template_block  # only here
    from minikctl.state.text import Page

    page = Page()
    template_block(page, template)
    return page.text()


def with_cause(one: Kept) -> Obj:
    """The template with the revision's change-cause among its annotations."""
    if not one.cause:
        return one.template
    meta = one.template.get("metadata") or {}
    return {
        **one.template,
        "metadata": {**meta, "annotations": {**(meta.get("annotations") or {}), CAUSE: one.cause}},
    }
