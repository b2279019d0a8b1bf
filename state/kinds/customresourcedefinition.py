"""CustomResourceDefinitions. Their list has the server's plain columns: name and creation time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Rules
from minikctl.state.objects import name_of

if TYPE_CHECKING:
    from minikctl.state.fields import FieldError

Obj = dict[str, Any]

SCOPES = ("Cluster", "Namespaced")


def defaults(obj: Obj) -> None:
    """SetDefaults_CustomResourceDefinitionSpec: names that follow from others, no conversion."""
    spec = obj.setdefault("spec", {})
    names = spec.setdefault("names", {})
    if names.get("kind"):
        names.setdefault("singular", names["kind"].lower())
        names.setdefault("listKind", names["kind"] + "List")
    if not spec.get("conversion"):
        spec["conversion"] = {"strategy": "None"}
    obj.setdefault("status", {})


def prepare(obj: Obj, old: Obj | None, now: float) -> None:
    """A new definition is accepted and established at once; its stored versions are remembered."""
    from minikctl.state.clock import timestamp  # only for writes

    spec = obj["spec"]
    stored = [version.get("name", "") for version in spec.get("versions") or () if version.get("storage")]
    if old is not None:
        status = obj.setdefault("status", {})
        kept = status.get("storedVersions") or []
        status["storedVersions"] = [*kept, *[name for name in stored if name not in kept]]
        return
    moment = timestamp(now)
    obj["status"] = {
        "acceptedNames": dict(spec["names"]),
        "conditions": [
            condition("NamesAccepted", "NoConflicts", "no conflicts found", moment),
            condition("Established", "InitialNamesAccepted", "the initial names have been accepted", moment),
        ],
        "storedVersions": stored,
    }


def condition(kind: str, reason: str, message: str, moment: str) -> Obj:
    return {"lastTransitionTime": moment, "message": message, "reason": reason, "status": "True", "type": kind}


def validate(obj: Obj) -> Iterator[FieldError]:
    """ValidateCustomResourceDefinition: names, scope, versions and their schemas."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import by_check, unsupported

    spec = obj["spec"]
    group, named = spec.get("group") or "", spec["names"]
    wanted = f"{named.get('plural') or ''}.{group}"
    if name_of(obj) != wanted:
        yield fields.invalid("metadata.name", name_of(obj), 'must be spec.names.plural+"."+spec.group')
    if not group:
        yield fields.required("spec.group")
    else:
        yield from by_check("spec.group", group, names.dns_subdomain)
        if "." not in group:
            yield fields.invalid("spec.group", group, "should be a domain with at least one dot")
    if spec.get("scope") not in SCOPES:
        yield unsupported("spec.scope", spec["scope"], SCOPES) if spec.get("scope") else fields.required("spec.scope")
    yield from version_errors(spec.get("versions") or [])
    for field in ("plural", "kind"):
        if not named.get(field):
            yield fields.required(f"spec.names.{field}")
    for field in ("plural", "singular"):
        if named.get(field):
            yield from by_check(f"spec.names.{field}", named[field], names.dns_label_1035)
    if named.get("kind"):
        yield from by_check("spec.names.kind", named["kind"].lower(), names.dns_label_1035)
    if named.get("kind") and named.get("kind") == named.get("listKind"):
        yield fields.invalid("spec.names.listKind", named["listKind"], "kind and listKind may not be the same")


def version_errors(versions: list[Obj]) -> Iterator[FieldError]:
    """Versions differ, one of them is stored, each has a schema."""
    from minikctl.state import fields, names  # only for writes
    from minikctl.state.kinds.podspec.validate.wording import by_check

    shown = fields.GoText("[]apiextensions.CustomResourceDefinitionVersion{...}")
    seen: set[str] = set()
    for index, version in enumerate(versions):
        here, name = f"spec.versions[{index}]", version.get("name") or ""
        yield from by_check(f"{here}.name", name, names.dns_label_1035)
        if name in seen:
            yield fields.duplicate(f"{here}.name", name)
        seen.add(name)
        if not (version.get("schema") or {}).get("openAPIV3Schema"):
            yield fields.required(f"{here}.schema.openAPIV3Schema", "schemas are required")
    if sum(bool(version.get("storage")) for version in versions) != 1:
        yield fields.invalid("spec.versions", shown, "must have exactly one version marked as storage version")


def validate_update(new: Obj, old: Obj) -> Iterator[FieldError]:
    """What objects that are there depend on stays."""
    from minikctl.state.kinds.podspec.validate.wording import immutable

    after, before = new["spec"], old["spec"]
    yield from immutable("spec.group", after.get("group"), before.get("group"))
    yield from immutable("spec.scope", after.get("scope"), before.get("scope"))
    for field in ("kind", "plural"):
        yield from immutable(f"spec.names.{field}", after["names"].get(field), before["names"].get(field))


RULES = Rules(
    defaults=defaults,
    prepare=prepare,
    validate=validate,
    validate_update=validate_update,
    spec_generation=True,
    has_status=True,
)
