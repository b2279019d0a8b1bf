"""PersistentVolumeClaims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.podspec.cells import AGE, NAME
from minikctl.state.objects import annotations_of, name_of, namespace_of, uid_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError
    from minikctl.state.text import Page
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

FINALIZER = "kubernetes.io/pvc-protection"
DEFAULT_CLASS = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"
IMMUTABLE = "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims"


def status_cell(obj: Obj, view: View) -> str:
    if obj["metadata"].get("deletionTimestamp"):
        return "Terminating"
    return (obj.get("status") or {}).get("phase") or ""


def volume_cell(obj: Obj, view: View) -> str:
    return obj["spec"].get("volumeName") or ""


def capacity_cell(obj: Obj, view: View) -> str:
    if not volume_cell(obj, view):
        return ""
    return str(((obj.get("status") or {}).get("capacity") or {}).get("storage", "0"))


def modes_cell(obj: Obj, view: View) -> str:
    from minikctl.state.kinds.podspec.describe.claims import access_modes  # claims are few

    return access_modes((obj.get("status") or {}).get("accessModes")) if volume_cell(obj, view) else ""


def class_cell(obj: Obj, view: View) -> str:
    from minikctl.state.kinds.podspec.describe.claims import class_of  # claims are few

    return class_of(obj)


def attributes_cell(obj: Obj, view: View) -> str:
    found = obj["spec"].get("volumeAttributesClassName")
    return "<unset>" if found is None else found


def mode_cell(obj: Obj, view: View) -> str:
    found = obj["spec"].get("volumeMode")
    return "<unset>" if found is None else found


def defaults(obj: Obj) -> None:
    """SetDefaults_PersistentVolumeClaim of v1.33."""
    from minikctl.state.kinds.podspec.defaults import claim_spec_defaults, fill  # only for writes

    claim_spec_defaults(obj.setdefault("spec", {}))
    fill(obj.setdefault("status", {}), "phase", "Pending")


def allocate(tx: Transaction, obj: Obj, old: Obj | None) -> None:
    """The admission plugins DefaultStorageClass and StorageObjectInUseProtection."""
    if old is not None:
        return
    finalizers = obj["metadata"].get("finalizers") or []
    if FINALIZER not in finalizers:
        obj["metadata"]["finalizers"] = [*finalizers, FINALIZER]
    if obj["spec"].get("storageClassName") is None and BETA_CLASS not in annotations_of(obj):
        found = default_class(tx)
        if found:
            obj["spec"]["storageClassName"] = found


def default_class(view: View) -> str:
    """The storage class that is marked as default; of several the newest, then by name."""
    from minikctl.state.kinds import STORAGE_CLASS  # only for writes

    marked = [
        found
        for found in view.list(STORAGE_CLASS)
        if any(annotations_of(found).get(key) == "true" for key in DEFAULT_CLASS)
    ]
    marked.sort(key=name_of)
    marked.sort(key=lambda found: found["metadata"].get("creationTimestamp") or "", reverse=True)
    return name_of(marked[0]) if marked else ""


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidatePersistentVolumeClaimSpec of v1.33."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.persistentvolume import modes_errors
    from minikctl.state.kinds.podspec.validate.selecting import label_selector_errors
    from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

    spec = obj["spec"]
    yield from modes_errors_of_claim(spec)
    yield from label_selector_errors("spec.selector", spec.get("selector"))
    if spec.get("accessModes"):
        yield from modes_errors(spec["accessModes"], "spec.accessModes")
    requests = (spec.get("resources") or {}).get("requests") or {}
    if "storage" not in requests:
        yield fields.required("spec.resources[storage]")
    else:
        yield from positive_errors(str(requests["storage"]))
    if spec.get("storageClassName"):
        yield from by_check("spec.storageClassName", spec["storageClassName"], names.dns_subdomain)
    if spec.get("volumeMode") not in (None, "Block", "Filesystem"):
        yield unsupported("spec.volumeMode", spec["volumeMode"], ("Block", "Filesystem"))


def modes_errors_of_claim(spec: Obj) -> Iterator[FieldError]:
    from minikctl.state import fields  # only for writes

    if not spec.get("accessModes"):
        yield fields.required("spec.accessModes", "at least 1 access mode is required")


def positive_errors(amount: str) -> Iterator[FieldError]:
    from minikctl.state import fields, quantities  # only for writes

    if quantities.is_quantity(amount) and quantities.parse(amount).nanos <= 0:
        yield fields.invalid("spec.resources[storage]", amount, "must be greater than zero")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """A claim may only grow, and be bound once."""
    from minikctl.state import fields, quantities  # only for writes

    after, before = dict(new["spec"]), dict(old["spec"])
    if not before.get("volumeName"):
        before.pop("volumeName", None)
        after.pop("volumeName", None)
    if before.get("storageClassName") is None:
        after.pop("storageClassName", None)
    for spec in (after, before):
        spec.pop("volumeAttributesClassName", None)
        if (old.get("status") or {}).get("phase") == "Bound":
            spec["resources"] = {**(spec.get("resources") or {}), "requests": None}
    if after != before:
        changed = sorted(key for key in {**after, **before} if after.get(key) != before.get(key))
        listed = "\n".join(f"- \t{key}: {before.get(key)}\n+ \t{key}: {after.get(key)}" for key in changed)
        yield fields.forbidden("spec", f"{IMMUTABLE}\n{listed}\n")
    sizes = [
        str(((spec.get("resources") or {}).get("requests") or {}).get("storage", "0"))
        for spec in (new["spec"], old["spec"])
    ]
    held = str(((old.get("status") or {}).get("capacity") or {}).get("storage", "0"))
    if quantities.compare(*sizes) < 0 and quantities.compare(sizes[0], held) <= 0:
        why = "field can not be less than status.capacity"
        yield fields.forbidden("spec.resources.requests.storage", why)


def users(obj: Obj, view: View) -> list[str]:
    """Names of the pods that use a claim, or for which it was made."""
    from minikctl.state.kinds import POD  # only for pages

    owners = {ref.get("uid") for ref in obj["metadata"].get("ownerReferences") or () if ref.get("kind") == "Pod"}
    found = set()
    for pod in view.list(POD, namespace_of(obj)):
        claims = [(v.get("persistentVolumeClaim") or {}).get("claimName") for v in pod["spec"].get("volumes") or ()]
        if name_of(obj) in claims or uid_of(pod) in owners:
            found.add(name_of(pod))
    return sorted(found)


def describe(obj: Obj, view: View) -> str:
    """kubectl's page."""
    from minikctl.state.kinds.pages import age, events_block  # only for pages
    from minikctl.state.kinds.podspec.describe.claims import claim_lines
    from minikctl.state.text import Page

    page, status, metadata = Page(), obj.get("status") or {}, obj["metadata"]
    shown = status.get("phase") or ""
    if metadata.get("deletionTimestamp"):
        shown = f"Terminating (lasts {age(view, metadata['deletionTimestamp'])})"
    claim_lines(page, obj, shown)
    for index, name in enumerate(users(obj, view) or ["<none>"]):
        page.line(("Used By:" if index == 0 else "") + f"\t{name}")
    condition_lines(page, status.get("conditions") or [])
    events_block(page, view, obj)
    return str(page)


def condition_lines(page: Page, conditions: list[Obj]) -> None:
    from minikctl.state.kinds.podspec.describe.containers import time_text  # only for pages

    if not conditions:
        return
    page.line("Conditions:")
    page.line("Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage", 1)
    page.line("----\t------\t-----------------\t------------------\t------\t-------", 1)
    for found in conditions:
        kind, status, reason, message = (found.get(field) or "" for field in ("type", "status", "reason", "message"))
        probe, change = time_text(found.get("lastProbeTime")), time_text(found.get("lastTransitionTime"))
        page.line(f"{kind} \t{status} \t{probe} \t{change} \t{reason} \t{message}", 1)


RULES = Rules(
    columns=(
        NAME,
        Column("Status", status_cell),
        Column("Volume", volume_cell),
        Column("Capacity", capacity_cell),
        Column("Access Modes", modes_cell),
        Column("StorageClass", class_cell),
        Column("VolumeAttributesClass", attributes_cell),
        AGE,
        Column("VolumeMode", mode_cell, wide=True),
    ),
    defaults=defaults,
    allocate=allocate,
    validate=validate,
    validate_update=validate_update,
    describe=describe,
    has_status=True,
)
