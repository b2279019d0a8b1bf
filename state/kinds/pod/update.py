"""What may change in a pod once it is there (ValidatePodUpdate of v1.33): images and little else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from minikctl.state.fields import FieldError, forbidden, invalid, out_of_range, required
from minikctl.state.kinds.podspec.qos import qos_class
from minikctl.state.kinds.podspec.validate import LARGEST_INT32

Obj = dict[str, Any]

UPDATABLE = (
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
    "`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """Errors of a change; containers that come or go end the list."""
    after, before = new["spec"], old["spec"]
    for field in ("containers", "initContainers"):
        if len(after.get(field) or ()) != len(before.get(field) or ()):
            yield forbidden(f"spec.{field}", "pod updates may not add or remove containers")
            return
        for index, container in enumerate(after.get(field) or ()):
            yield from image_errors(container.get("image") or "", f"spec.{field}[{index}].image")
    deadline_wrong = list(deadline_errors(after.get("activeDeadlineSeconds"), before.get("activeDeadlineSeconds")))
    yield from deadline_wrong
    if deadline_wrong and after.get("activeDeadlineSeconds") is not None:
        return
    yield from toleration_errors(after.get("tolerations") or [], before.get("tolerations") or [])
    yield from gate_errors(after.get("schedulingGates") or [], before.get("schedulingGates") or [])
    if after == before:
        return
    if qos_class(after) != qos_class(before):
        quality = (new.get("status") or {}).get("qosClass") or ""
        yield invalid("metadata", quality, "Pod QOS Class may not change as a result of resizing")
    munged = updatable_as_before(after, before)
    changed = sorted(key for key in {**munged, **before} if munged.get(key) != before.get(key))
    if changed:
        text = f"pod updates may not change fields other than {UPDATABLE}\n{difference(munged, before, changed)}"
        yield forbidden("spec", text)


def image_errors(image: str, field: str) -> Iterator[FieldError]:
    if not image:
        yield required(field)
    if image.strip() != image:
        yield invalid(field, image, "must not have leading or trailing whitespace")


def deadline_errors(new: int | None, old: int | None) -> Iterator[FieldError]:
    """A deadline may be set or drawn nearer."""
    field = "spec.activeDeadlineSeconds"
    if new is None:
        if old is not None:
            yield invalid(field, None, "must not update from a positive integer to nil value")
    elif not 0 <= new <= LARGEST_INT32:
        yield out_of_range(field, new, 0, LARGEST_INT32)
    elif old is not None and old < new:
        yield invalid(field, new, "must be less than or equal to previous value")


def toleration_errors(new: list[Obj], old: list[Obj]) -> Iterator[FieldError]:
    """Tolerations are only added; how long one lasts may change."""
    kept = [without_seconds(toleration) for toleration in new]
    if any(without_seconds(toleration) not in kept for toleration in old):
        yield forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")


def without_seconds(toleration: Obj) -> Obj:
    return {key: value for key, value in toleration.items() if key != "tolerationSeconds" and value}


def gate_errors(new: list[Obj], old: list[Obj]) -> Iterator[FieldError]:
    """Scheduling gates are only removed."""
    known = {gate.get("name") for gate in old}
    for index, gate in enumerate(new):
        if gate.get("name") not in known:
            why = f"only deletion is allowed, but found new scheduling gate '{gate.get('name')}'"
            yield forbidden(f"spec.schedulingGates[{index}].name", why)


def updatable_as_before(after: Obj, before: Obj) -> Obj:
    """The new spec with everything that may change put back."""
    munged = dict(after)
    for field in ("activeDeadlineSeconds", "schedulingGates", "tolerations", "ephemeralContainers"):
        munged.pop(field, None)
        if field in before:
            munged[field] = before[field]
    for field in ("containers", "initContainers"):
        if after.get(field):
            pairs = zip(after[field], before[field], strict=True)
            munged[field] = [{**container, "image": was.get("image")} for container, was in pairs]
    if before.get("terminationGracePeriodSeconds", 0) < 0 and after.get("terminationGracePeriodSeconds") == 1:
        munged["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"]
    return munged


def difference(new: Obj, old: Obj, changed: list[str]) -> str:
    """What differs, in the manner of go-cmp (whose own text has no fixed form)."""
    lines = ["  core.PodSpec{"]
    same = len({**new, **old}) - len(changed)
    if same:
        lines.append(f"  \t... // {same} identical fields")
    for key in changed:
        title = key[:1].upper() + key[1:]
        if key in old:
            lines.append(f"- \t{title}: {go_literal(old[key])},")
        if key in new:
            lines.append(f"+ \t{title}: {go_literal(new[key])},")
    return "\n".join([*lines, "  }", ""])


def go_literal(value: object) -> str:
    """A value in a shape that resembles Go's."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key[:1].upper()}{key[1:]}: {go_literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "{" + ", ".join(go_literal(item) for item in value) + "}"
    if isinstance(value, str):
        return f'"{value}"'
    if value is None or isinstance(value, bool):
        return "nil" if value is None else str(value).lower()
    return str(value)
