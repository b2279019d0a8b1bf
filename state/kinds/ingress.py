"""Ingress: hosts and paths of HTTP requests, and the Services they go to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import names
from minikctl.state.fields import FieldError, GoText, invalid, not_supported, required
from minikctl.state.kinds import SERVICE
from minikctl.state.kinds.kind import Column, Rules
from minikctl.state.kinds.pages import annotations_block, events_block, labels_block
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.kinds.service.page import endpoints_text, slices_of
from minikctl.state.network.addresses import parse_ip
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import Page

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Errors = Iterator[FieldError]

SHOWN = 3
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
BAD_SEQUENCES = ("//", "/./", "/../", "%2f", "%2F")
BAD_ENDS = ("/..", "/.")


# ------------------------------------------------------------------------------------------------- columns


def class_cell(ingress: Obj, view: View) -> str:
    found = ingress["spec"].get("ingressClassName")
    return "<none>" if found is None else str(found)


def hosts_cell(ingress: Obj, view: View) -> str:
    """The first three hosts; how many more there are counts rules (formatHosts)."""
    rules = ingress["spec"].get("rules") or []
    hosts: list[str] = []
    more = False
    for rule in rules:
        more = more or len(hosts) == SHOWN
        if not more and rule.get("host"):
            hosts.append(rule["host"])
    if not hosts:
        return "*"
    return f"{','.join(hosts)} + {len(rules) - SHOWN} more..." if more else ",".join(hosts)


def address_cell(ingress: Obj, view: View) -> str:
    return balancer_text(ingress)


def ports_cell(ingress: Obj, view: View) -> str:
    return "80, 443" if ingress["spec"].get("tls") else "80"


# ------------------------------------------------------------------------------------------------ describe


def describe(ingress: Obj, view: View) -> str:
    page, spec = Page(), ingress["spec"]
    page.line(f"Name:\t{name_of(ingress)}")
    labels_block(page, "Labels", labels_of(ingress))
    page.line(f"Namespace:\t{namespace_of(ingress)}")
    page.line(f"Address:\t{balancer_text(ingress)}")
    page.line(f"Ingress Class:\t{class_cell(ingress, view)}")
    backend = spec.get("defaultBackend")
    default = "<default>" if backend is None else backend_text(view, namespace_of(ingress), backend)
    page.line(f"Default backend:\t{default}")
    tls_lines(page, spec.get("tls") or ())
    rules_lines(page, view, ingress, default)
    annotations_block(page, "Annotations", annotations_of(ingress))
    events_block(page, view, ingress)
    return str(page)


def tls_lines(page: Page, entries: Any) -> None:
    if entries:
        page.line("TLS:")
    for entry in entries:
        hosts = ",".join(entry.get("hosts") or ())
        secret = entry.get("secretName")
        page.line(f"{secret} terminates {hosts}" if secret else f"SNI routes {hosts}", 1)


def rules_lines(page: Page, view: View, ingress: Obj, default: str) -> None:
    page.line("Rules:")
    page.line("Host\tPath\tBackends", 1)
    page.line("----\t----\t--------", 1)
    rules = [rule for rule in ingress["spec"].get("rules") or () if rule.get("http") is not None]
    for rule in rules:
        page.line(f"{rule.get('host') or '*'}\t", 1)
        for path in rule["http"].get("paths") or ():
            backend = backend_text(view, namespace_of(ingress), path.get("backend") or {})
            page.line(f"\t{path.get('path') or ''} \t{backend}", 2)
    if not rules:
        page.line(f"*\t*\t{default}", 1)


def backend_text(view: View, namespace: str, backend: Obj) -> str:
    """`web:80 (10.244.0.5:8080)`; what is wrong with it in its place."""
    if backend.get("service") is not None:
        name = backend["service"].get("name") or ""
        port = backend["service"].get("port") or {}
        label = f"{name}:{port.get('number') or port.get('name') or ''}"
        service = view.find(SERVICE, name, namespace)
        if service is None:
            return f'{label} (<error: services "{name}" not found>)'
        slices = slices_of(view, namespace, name)
        return f"{label} ({endpoints_text(slices, port_name(service, port))})"
    if backend.get("resource") is not None:
        found = backend["resource"]
        group = "<none>" if found.get("apiGroup") is None else found["apiGroup"]
        return f"APIGroup: {group}, Kind: {found.get('kind', '')}, Name: {found.get('name', '')}"
    return ""


def port_name(service: Obj, wanted: Obj) -> str:
    """The name of the Service's port that a backend means; "" if there is none (kubectl then looks for no name)."""
    found = ""
    for port in service["spec"].get("ports") or ():
        by_number = wanted.get("number") and wanted["number"] == port.get("port")
        if by_number or (wanted.get("name") and wanted["name"] == port.get("name")):
            found = port.get("name") or ""
    return found


# ---------------------------------------------------------------------------------------------- validation


def prepare(ingress: Obj, old: Obj | None, now: float) -> None:
    if old is None:
        ingress["status"] = {"loadBalancer": {}}


def defaults(ingress: Obj) -> None:
    if ingress.get("spec") is None:
        ingress["spec"] = {}


def validate(ingress: Obj) -> Errors:
    spec = ingress.get("spec") or {}
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        yield invalid(
            "spec", GoText("[]networking.IngressRule(nil)"), "either `defaultBackend` or `rules` must be specified"
        )
    if spec.get("defaultBackend") is not None:
        yield from backend_errors(spec["defaultBackend"], "spec.defaultBackend")
    for index, rule in enumerate(spec.get("rules") or ()):
        yield from rule_errors(rule, f"spec.rules[{index}]")
    for index, entry in enumerate(spec.get("tls") or ()):
        yield from tls_errors(entry, f"spec.tls[{index}]")
    name = spec.get("ingressClassName")
    for message in names.dns_subdomain(name) if name is not None else ():
        yield invalid("spec.ingressClassName", name, message)
    if not (ingress.get("metadata") or {}).get("resourceVersion"):
        yield from class_errors(ingress)


def class_errors(ingress: Obj) -> Errors:
    """Class field and annotation together are refused on create only."""
    annotation = annotations_of(ingress).get(CLASS_ANNOTATION)
    if annotation is not None and ingress["spec"].get("ingressClassName") is not None:
        yield invalid(f"annotations.{CLASS_ANNOTATION}", annotation, "can not be set when the class field is also set")


def rule_errors(rule: Obj, at: str) -> Errors:
    host = rule.get("host") or ""
    if host:
        if parse_ip(host) is not None:
            yield invalid(f"{at}.host", host, "must be a DNS name, not an IP address")
        for message in host_messages(host):
            yield invalid(f"{at}.host", host, message)
    if rule.get("http") is not None:
        paths = rule["http"].get("paths") or ()
        if not paths:
            yield required(f"{at}.http.paths")
        for index, path in enumerate(paths):
            yield from path_errors(path, f"{at}.http.paths[{index}]")


def host_messages(host: str) -> list[str]:
    return names.wildcard_subdomain(host) if "*" in host else names.dns_subdomain(host)


def path_errors(path: Obj, at: str) -> Errors:
    kind, text = path.get("pathType"), path.get("path") or ""
    if kind is None:
        yield required(f"{at}.pathType", "pathType must be specified")
        return
    if kind not in PATH_TYPES:
        yield not_supported(f"{at}.pathType", kind, PATH_TYPES)
    elif kind != "ImplementationSpecific":
        if not text.startswith("/"):
            yield invalid(f"{at}.path", text, "must be an absolute path")
        for sequence in BAD_SEQUENCES:
            if sequence in text:
                yield invalid(f"{at}.path", text, f"must not contain '{sequence}'")
        for end in BAD_ENDS:
            if text.endswith(end):
                yield invalid(f"{at}.path", text, f"cannot end with '{end}'")
    elif text and not text.startswith("/"):
        yield invalid(f"{at}.path", text, "must be an absolute path")
    yield from backend_errors(path.get("backend") or {}, f"{at}.backend")


def backend_errors(backend: Obj, at: str) -> Errors:
    service, resource = backend.get("service"), backend.get("resource")
    if service is not None and resource is not None:
        yield invalid(at, "", "cannot set both resource and service backends")
    elif resource is not None:
        yield from reference_errors(resource, f"{at}.resource")
    elif service is not None:
        yield from service_errors(service, at)
    else:
        yield invalid(at, "", "resource or service backend is required")


def service_errors(service: Obj, at: str) -> Errors:
    name, port = service.get("name") or "", service.get("port") or {}
    if not name:
        yield required(f"{at}.service.name")
    for message in names.dns_label_1035(name) if name else ():
        yield invalid(f"{at}.service.name", name, message)
    if port.get("name") and port.get("number"):
        yield invalid(at, "", "cannot set both port name & port number")
    elif port.get("name"):
        for message in names.port_name(port["name"]):
            yield invalid(f"{at}.service.port.name", port["name"], message)
    elif port.get("number"):
        for message in names.port_number(port["number"]):
            yield invalid(f"{at}.service.port.number", port["number"], message)
    else:
        yield required(at, "port name or number is required")


def reference_errors(reference: Obj, at: str) -> Errors:
    """A reference to an object by group, kind and name: resource backends, parameters of classes."""
    group = reference.get("apiGroup")
    for message in names.dns_subdomain(group) if group is not None else ():
        yield invalid(f"{at}.apiGroup", group, message)
    for field in ("kind", "name"):
        value = reference.get(field) or ""
        if not value:
            yield required(f"{at}.{field}")
        for message in names.path_segment(value):
            yield invalid(f"{at}.{field}", value, message)


def tls_errors(entry: Obj, at: str) -> Errors:
    for index, host in enumerate(entry.get("hosts") or ()):
        for message in host_messages(host):
            yield invalid(f"{at}.hosts[{index}]", host, message)
    name = entry.get("secretName") or ""
    for message in names.dns_subdomain(name) if name else ():
        yield invalid(f"{at}.secretName", name, message)


def warnings(ingress: Obj) -> list[str]:
    if CLASS_ANNOTATION in annotations_of(ingress):
        return [f"annotation \"{CLASS_ANNOTATION}\" is deprecated, please use 'spec.ingressClassName' instead"]
    return []


COLUMNS = (
    NAME,
    Column("Class", class_cell),
    Column("Hosts", hosts_cell),
    Column("Address", address_cell),
    Column("Ports", ports_cell),
    AGE,
)

RULES = Rules(
    columns=COLUMNS,
    defaults=defaults,
    prepare=prepare,
    validate=validate,
    describe=describe,
    warnings=warnings,
    spec_generation=True,
    has_status=True,
)
