"""PersistentVolumes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.objects import annotations_of, labels_of, name_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.text import Page
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

FINALIZER = "kubernetes.io/pv-protection"
MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
RECLAIM = ("Delete", "Recycle", "Retain")


def capacity_cell(obj: Obj, view: View) -> str:
    return str((obj["spec"].get("capacity") or {}).get("storage", "0"))


def modes_cell(obj: Obj, view: View) -> str:
    from minikctl.state.kinds.podspec.describe.claims import access_modes  # volumes are few

    return access_modes(obj["spec"].get("accessModes"))


def reclaim_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("persistentVolumeReclaimPolicy") or ""


def status_cell(obj: Obj, view: View) -> str:
    if obj["metadata"].get("deletionTimestamp"):
        return "Terminating"
    return (obj.get("status") or {}).get("phase") or ""


def claim_cell(obj: Obj, view: View) -> str:
    claim = obj["spec"].get("claimRef")
    return "" if claim is None else f"{claim.get('namespace', '')}/{claim.get('name', '')}"


def class_cell(obj: Obj, view: View) -> str:
    from minikctl.state.kinds.podspec.describe.claims import class_of  # volumes are few

    return class_of(obj)


def attributes_cell(obj: Obj, view: View) -> str:
    found = obj["spec"].get("volumeAttributesClassName")
    return "<unset>" if found is None else found


def reason_cell(obj: Obj, view: View) -> str:
    return (obj.get("status") or {}).get("reason") or ""


def mode_cell(obj: Obj, view: View) -> str:
    found = obj["spec"].get("volumeMode")
    return "<unset>" if found is None else found


def defaults(obj: Obj) -> None:
    """SetDefaults_PersistentVolume of v1.33."""
    from minikctl.state.kinds.podspec.amounts import canonical_list  # only for writes
    from minikctl.state.kinds.podspec.defaults import VOLUME_DEFAULTS, fill

    spec = obj.setdefault("spec", {})
    fill(spec, "persistentVolumeReclaimPolicy", "Retain")
    fill(spec, "volumeMode", "Filesystem")
    canonical_list(spec.get("capacity"))
    for source, default in VOLUME_DEFAULTS.items():
        if spec.get(source) is not None:
            default(spec[source])
    if spec.get("claimRef") is not None:
        fill(spec["claimRef"], "apiVersion", "v1")
        fill(spec["claimRef"], "kind", "PersistentVolumeClaim")
    fill(obj.setdefault("status", {}), "phase", "Pending")


def prepare(obj: Obj, old: Obj | None, now: float) -> None:
    """A new volume is pending since now."""
    from minikctl.state.clock import timestamp  # only for writes

    if old is None:
        obj["status"] = {"lastPhaseTransitionTime": timestamp(now), "phase": "Pending"}


def allocate(tx: Transaction, obj: Obj, old: Obj | None) -> None:
    """The admission plugin StorageObjectInUseProtection: what is in use is not removed."""
    finalizers = obj["metadata"].get("finalizers") or []
    if old is None and FINALIZER not in finalizers:
        obj["metadata"]["finalizers"] = [*finalizers, FINALIZER]


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidatePersistentVolumeSpec of v1.33."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.resources import amount_errors
    from minikctl.state.kinds.podspec.validate.volumes import CHECKS, ORDER, needs
    from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

    spec = obj["spec"]
    yield from modes_errors(spec.get("accessModes"), "spec.accessModes")
    capacity = spec.get("capacity") or {}
    if not capacity:
        yield fields.required("spec.capacity")
    if "storage" not in capacity or len(capacity) > 1:
        yield unsupported("spec.capacity", go_amounts(capacity), ("storage",))
    for name in sorted(capacity):
        yield from amount_errors(name, capacity[name], f"spec.capacity[{name}]")
    if spec["persistentVolumeReclaimPolicy"] not in RECLAIM:
        yield unsupported("spec.persistentVolumeReclaimPolicy", spec["persistentVolumeReclaimPolicy"], RECLAIM)
    given = [name for name in (*ORDER, "local") if spec.get(name) is not None]
    for index, name in enumerate(given):
        if index:
            yield fields.forbidden(f"spec.{name}", "may not specify more than 1 volume type")
        else:
            check = CHECKS.get(name, needs("path"))
            yield from check(spec[name], f"spec.{name}")
    if not given:
        yield fields.required("spec", "must specify a volume type")
    if given == ["local"] and not (spec.get("nodeAffinity") or {}).get("required"):
        yield fields.required("metadata.annotations", "Local volume requires node affinity")
    if spec.get("storageClassName"):
        yield from by_check("spec.storageClassName", spec["storageClassName"], names.dns_subdomain)


def modes_errors(modes: list[str] | None, field: str) -> Iterator[FieldError]:
    """Access modes of a volume or a claim."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import unsupported

    if not modes:
        yield fields.required(field)
        return
    for mode in modes:
        if mode not in MODES:
            yield unsupported(field, mode, MODES)
    if "ReadWriteOncePod" in modes and len(modes) > 1:
        yield fields.forbidden(field, "may not use ReadWriteOncePod with other access modes")


def go_amounts(resources: Obj) -> object:
    """A ResourceList in an error; Go's own text has addresses in it."""
    from minikctl.state.fields import GoText  # only for writes

    if not resources:
        return GoText("core.ResourceList(nil)")
    shown = ", ".join(f'"{name}":resource.Quantity{{...}}' for name in sorted(resources))
    return GoText(f"core.ResourceList{{{shown}}}")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """What the volume is made of stays as it was."""
    from minikctl.state import fields  # only for writes
    from minikctl.state.kinds.podspec.validate.volumes import ORDER
    from minikctl.state.kinds.podspec.validate.wording import immutable

    after, before = new["spec"], old["spec"]
    if any(after.get(name) != before.get(name) for name in (*ORDER, "local")):
        yield fields.forbidden("spec.persistentvolumesource", "spec.persistentvolumesource is immutable after creation")
    yield from immutable("volumeMode", after.get("volumeMode"), before.get("volumeMode"))
    if before.get("nodeAffinity") is not None:
        shown = fields.GoText("core.VolumeNodeAffinity{...}")
        yield from immutable("nodeAffinity", after.get("nodeAffinity"), before.get("nodeAffinity"), shown)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import age, annotations_block, events_block, labels_block  # only for pages
    from minikctl.state.kinds.podspec.describe.golang import listing
    from minikctl.state.kinds.podspec.describe.volumes import source_lines
    from minikctl.state.text import Page

    page, spec, status, metadata = Page(), obj["spec"], obj.get("status") or {}, obj["metadata"]
    page.line(f"Name:\t{name_of(obj)}")
    labels_block(page, "Labels", labels_of(obj))
    annotations_block(page, "Annotations", annotations_of(obj))
    page.line(f"Finalizers:\t{listing(metadata.get('finalizers'))}")
    page.line(f"StorageClass:\t{class_cell(obj, view)}")
    if metadata.get("deletionTimestamp"):
        page.line(f"Status:\tTerminating (lasts {age(view, metadata['deletionTimestamp'])})")
    else:
        page.line(f"Status:\t{status.get('phase') or ''}")
    page.line(f"Claim:\t{claim_cell(obj, view)}")
    page.line(f"Reclaim Policy:\t{reclaim_cell(obj, view)}")
    page.line(f"Access Modes:\t{modes_cell(obj, view)}")
    if spec.get("volumeMode") is not None:
        page.line(f"VolumeMode:\t{spec['volumeMode']}")
    page.line(f"Capacity:\t{capacity_cell(obj, view)}")
    affinity_lines(page, (spec.get("nodeAffinity") or {}).get("required"))
    page.line(f"Message:\t{status.get('message') or ''}")
    page.line("Source:")
    source_lines(page, spec)
    events_block(page, view, obj)
    return str(page)


def affinity_lines(page: Page, required: Obj | None) -> None:
    """From which nodes the volume can be reached."""
    if required is None:
        page.line("Node Affinity:\t<none>")
        return
    page.line("Node Affinity:\t")
    terms = required.get("nodeSelectorTerms")
    page.line("Required Terms:\t" + ("" if terms else "<none>"), 1)
    for index, term in enumerate(terms or ()):
        lines = [requirement_text(expression) for expression in term.get("matchExpressions") or ()] or ["<none>"]
        for number, line in enumerate(lines):
            page.line((f"Term {index}:" if number == 0 else "") + f"\t{line}", 2)


def requirement_text(expression: Obj) -> str:
    """`kubernetes.io/hostname in [a, b]`."""
    text = f"{expression.get('key', '')} {(expression.get('operator') or '').lower()}"
    return f"{text} [{', '.join(expression['values'])}]" if expression.get("values") else text


RULES = Rules(
    columns=(
        NAME,
        Column("Capacity", capacity_cell),
        Column("Access Modes", modes_cell),
        Column("Reclaim Policy", reclaim_cell),
        Column("Status", status_cell),
        Column("Claim", claim_cell),
        Column("StorageClass", class_cell),
        Column("VolumeAttributesClass", attributes_cell),
        Column("Reason", reason_cell),
        AGE,
        Column("VolumeMode", mode_cell, wide=True),
    ),
    defaults=defaults,
    prepare=prepare,
    allocate=allocate,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    has_status=True,
)
