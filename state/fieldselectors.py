"""Selectors of fields: which fields a kind can be selected by, and what they match.

The grammar is that of apimachinery's `fields` package; the fields and the refusals are those a v1.33 server registers
for each kind (AddFieldLabelConversionFunc) and fills in (its registries' ToSelectableFields).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from minikctl.state.errors import bad_request
from minikctl.state.kinds.kind import Kind

OPERATORS = ("!=", "==", "=")
NAME_AND_NAMESPACE = ("metadata.name", "metadata.namespace")

FIELDS: dict[str, tuple[str, ...]] = {
    "certificatesigningrequests.certificates.k8s.io": ("metadata.name", "spec.signerName"),
    "events": (
        *("involvedObject." + name for name in ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion")),
        "involvedObject.fieldPath",
        "reason",
        "reportingComponent",
        "source",
        "type",
        *NAME_AND_NAMESPACE,
    ),
    "jobs.batch": (*NAME_AND_NAMESPACE, "status.successful"),
    "namespaces": ("status.phase", "metadata.name"),
    "nodes": ("metadata.name", "spec.unschedulable"),
    "pods": (
        *NAME_AND_NAMESPACE,
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "spec.hostNetwork",
        "status.phase",
        "status.podIP",
        "status.podIPs",
        "status.nominatedNodeName",
    ),
    "replicationcontrollers": (*NAME_AND_NAMESPACE, "status.replicas"),
    "secrets": ("type", *NAME_AND_NAMESPACE),
    "services": (*NAME_AND_NAMESPACE, "spec.clusterIP", "spec.type"),
}
OTHER_NAMES = {("pods", "spec.host"): "spec.nodeName"}


def _first_pod_ip(pod: Mapping[str, Any]) -> object:
    status = pod.get("status") or {}
    addresses = status.get("podIPs") or ()
    return addresses[0].get("ip", "") if addresses else status.get("podIP", "")


def _event_source(event: Mapping[str, Any]) -> object:
    return (event.get("source") or {}).get("component") or event.get("reportingComponent", "")


COMPUTED: dict[tuple[str, str], Callable[[Mapping[str, Any]], object]] = {
    ("pods", "status.podIP"): _first_pod_ip,
    ("pods", "status.podIPs"): lambda pod: "",  # Kubernetes: accepted, but always empty
    ("pods", "spec.hostNetwork"): lambda pod: bool((pod.get("spec") or {}).get("hostNetwork")),
    ("nodes", "spec.unschedulable"): lambda node: bool((node.get("spec") or {}).get("unschedulable")),
    ("jobs.batch", "status.successful"): lambda job: (job.get("status") or {}).get("succeeded", 0),
    ("replicationcontrollers", "status.replicas"): lambda rc: (rc.get("status") or {}).get("replicas", 0),
    ("events", "source"): _event_source,
}


class Term(NamedTuple):
    """One condition on one field."""

    field: str
    equal: bool
    value: str

    def __str__(self) -> str:
        value = self.value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=")
        return f"{self.field}{'=' if self.equal else '!='}{value}"


class FieldSelector(NamedTuple):
    """All terms must hold; `resource` is what Kind.resource says."""

    resource: str
    terms: tuple[Term, ...] = ()

    def matches(self, obj: Mapping[str, Any]) -> bool:
        return all((field_text(self.resource, obj, term.field) == term.value) == term.equal for term in self.terms)

    def __str__(self) -> str:
        return ",".join([str(term) for term in self.terms])

    def exact(self, field: str) -> str | None:
        """The value that a field must have, if the selector says so."""
        return next((term.value for term in self.terms if term.field == field and term.equal), None)


def parse_field_selector(text: str) -> tuple[Term, ...]:
    """The terms that a text says, in order of their text. Raises ValueError with apimachinery's words."""
    return tuple([_term(part, text) for part in sorted(_parts(text)) if part])


def field_selector(kind: Kind, text: str, selectable: Iterable[str] = (), *, custom: bool = False) -> FieldSelector:
    """The selector for a kind's objects. Raises the ApiError of a server that does not know a field.

    `custom`: the kind comes from a CustomResourceDefinition, whose selectable fields are `selectable`.
    """
    try:
        terms = parse_field_selector(text)
    except ValueError as error:
        raise bad_request(str(error)) from None
    return FieldSelector(kind.resource, tuple([_known(kind, term, selectable, custom) for term in terms]))


def field_text(resource: str, obj: Mapping[str, Any], field: str) -> str:
    """A field's value as the server compares it; absent is empty."""
    computed = COMPUTED.get((resource, field))
    if computed is not None:
        found: object = computed(obj)
    else:
        found = obj
        for name in field.split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
    if found is None:
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found)


def _known(kind: Kind, term: Term, selectable: Iterable[str], custom: bool) -> Term:
    field = OTHER_NAMES.get((kind.resource, term.field), term.field)
    if custom:
        known = {"metadata.name", *(["metadata.namespace"] if kind.namespaced else []), *selectable}
    else:
        known = {*FIELDS.get(kind.resource, NAME_AND_NAMESPACE)}
    if field in known:
        return term._replace(field=field)
    if kind.resource == "jobs.batch":
        raise bad_request(f'field label "{field}" not supported for batchv1.Job')
    if custom or kind.resource in FIELDS:
        raise bad_request(f"field label not supported: {field}")
    raise bad_request(f'"{field}" is not a known field selector: only "metadata.name", "metadata.namespace"')


def _parts(text: str) -> list[str]:
    """The text cut at commas that are not escaped."""
    found, start, position = [], 0, 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == ",":
            found.append(text[start:position])
            start = position + 1
        position += 1
    found.append(text[start:])
    return found


def _term(part: str, text: str) -> Term:
    for position in range(len(part)):
        for operator in OPERATORS:
            if part.startswith(operator, position):
                value = _unescaped(part[position + len(operator) :])
                return Term(part[:position], operator != "!=", value)
    raise ValueError(f"invalid selector: '{text}'; can't understand '{part}'")


def _unescaped(text: str) -> str:
    """A value without its escapes; only `\\`, `,` and `=` can and must be escaped."""
    chars, position = [], 0
    while position < len(text):
        char = text[position]
        if char == "\\":
            position += 1
            char = text[position] if position < len(text) else ""
            if char not in ("\\", ",", "="):
                raise ValueError(f"invalid field selector: invalid escape sequence: \\{char}")
        elif char in ",=":
            raise ValueError(f"invalid field selector: unescaped character in value: {ord(char)}")
        chars.append(char)
        position += 1
    return "".join(chars)
