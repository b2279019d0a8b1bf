"""ControllerRevisions: the history of templates that StatefulSets and DaemonSets keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.chance import safe_encode
from minikctl.state.kinds import CONTROLLER_REVISION
from minikctl.state.objects import copy_tree, labels_of, name_of, namespace_of, owner_reference, spec_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]


def template_data(owner: Obj) -> Obj:
    """What a revision keeps: the template, marked to replace what is there."""
    return {"spec": {"template": {"$patch": "replace", **copy_tree(spec_of(owner)["template"])}}}


def digest(data: Obj) -> str:
    """The hash by which a revision is named."""
    from json import dumps

    from minikctl.state.digests import sha256  # only where a revision is looked for

    number = int.from_bytes(sha256(dumps(data, sort_keys=True).encode()).digest()[:4], "big")
    return safe_encode(str(number))


def revisions(tx: Transaction, owner: Obj) -> list[Obj]:
    """The owner's revisions, oldest first."""
    found = tx.controlled(CONTROLLER_REVISION, uid_of(owner))
    return sorted(found, key=lambda one: (one.get("revision", 0), name_of(one)))


def current(tx: Transaction, owner: Obj, labels: dict[str, str]) -> Obj:
    """The revision of the owner's template; made, or made the newest again, if need be."""
    data, known = template_data(owner), revisions(tx, owner)
    newest = max([one.get("revision", 0) for one in known] or [0])
    for one in known:
        if one.get("data") == data:
            if one.get("revision", 0) == newest:
                return one
            return tx.write(CONTROLLER_REVISION, {**one, "revision": newest + 1})
    mark = digest(data)
    return tx.write(
        CONTROLLER_REVISION,
        {
            "apiVersion": "apps/v1",
            "kind": "ControllerRevision",
            "metadata": {
                "name": f"{name_of(owner)}-{mark}",
                "namespace": namespace_of(owner),
                "labels": {**labels, "controller.kubernetes.io/hash": mark},
                "ownerReferences": [owner_reference(owner)],
            },
            "data": data,
            "revision": newest + 1,
        },
    )


def trim(tx: Transaction, owner: Obj, used: set[str]) -> None:
    """Deletes the oldest unused revisions beyond revisionHistoryLimit."""
    idle = [one for one in revisions(tx, owner) if name_of(one) not in used]
    limit = spec_of(owner).get("revisionHistoryLimit", 10)
    for one in idle[: max(0, len(idle) - limit)]:
        tx.forget(CONTROLLER_REVISION, name_of(one), namespace_of(one))


def mark_of(revision: Obj) -> str:
    """The hash of a revision, as pods carry it."""
    return labels_of(revision).get("controller.kubernetes.io/hash", "")
