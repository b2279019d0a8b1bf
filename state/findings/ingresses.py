"""SD12, SD22: Ingresses without a controller, a Service, a port, or a certificate that fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings.finding import BROKEN, WARN, Finding, object_name
from minikctl.state.findings.near import nearest
from minikctl.state.kinds import INGRESS, INGRESS_CLASS, SECRET, SERVICE
from minikctl.state.network.ingress.backends import port_of
from minikctl.state.network.ingress.classes import ANNOTATION, DEFAULT, controller_name, running_classes
from minikctl.state.objects import Obj, annotations_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

IDLE = "nothing happens: no controller takes it"


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Every Ingress, from its class to its backends."""
    for ingress in view.list(INGRESS, namespace):
        yield from without_controller(view, ingress)
        yield from without_backend(view, ingress)
        yield from without_certificate(view, ingress)


def class_of(ingress: Obj) -> str:
    """The class that an Ingress names, by its field or by the old annotation."""
    return str(spec_of(ingress).get("ingressClassName") or annotations_of(ingress).get(ANNOTATION) or "")


def edit(ingress: Obj) -> str:
    return f"kubectl edit ingress {name_of(ingress)} -n {namespace_of(ingress)}"


def services_of(ingress: Obj) -> tuple[str, ...]:
    """The keys of the Services that an Ingress sends requests to."""
    return tuple(dict.fromkeys(f"{namespace_of(ingress)}/{name}" for _, _, name, _ in backends(ingress)))


def backends(ingress: Obj) -> Iterator[tuple[str, str, str, Obj]]:
    """(host, path, Service, port) of every backend that is a Service."""
    spec = spec_of(ingress)
    default = (spec.get("defaultBackend") or {}).get("service")
    if default:
        yield "*", "/", default.get("name", ""), default.get("port") or {}
    for rule in spec.get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            service = (path.get("backend") or {}).get("service")
            if service:
                yield rule.get("host") or "*", path.get("path") or "/", service.get("name", ""), service["port"]


# ---- class and controller


def without_controller(view: View, ingress: Obj) -> Iterator[Finding]:
    """SD12 without a class, SD22 with one that nobody serves or two serve."""
    named, name, services = class_of(ingress), object_name(INGRESS, ingress), services_of(ingress)
    running = running_classes(view)
    classes = [name_of(one) for one in view.list(INGRESS_CLASS)]
    patch = f"kubectl patch ingress {name_of(ingress)} -n {namespace_of(ingress)} -p "
    if not named:
        meant = running[0] if running else "CLASS"
        defaults = [
            one for one in view.list(INGRESS_CLASS) if annotations_of(one).get(DEFAULT) == "true"
        ]  # an Ingress that is older than the default class stays without
        text = "it names no class, and there is no default class"
        if defaults:
            text = f"it names no class; the default class {name_of(defaults[0])} was given only to what came later"
        fix = patch + f'\'{{"spec":{{"ingressClassName":"{meant}"}}}}\''
        yield Finding("SD12", BROKEN, name, text, IDLE, fix, services)
    elif named not in running and controller_name(view, named) not in {controller_name(view, one) for one in running}:
        meant = nearest(named, [*running, *classes])
        if named not in classes:
            verb = "is" if len(classes) == 1 else "are"
            have = f"there {verb} {', '.join(classes)}" if classes else "there is no class at all"
            text = f"its class {named} does not exist; {have}"
        else:
            text = f"no controller runs for its class {named} ({controller_name(view, named)})"
        meant = meant or (running[0] if running else "")
        shown = f'\'{{"spec":{{"ingressClassName":"{meant}"}}}}\''
        fix = patch + shown if meant else "install the controller: minikctl cluster set ingress=nginx"
        yield Finding("SD22", BROKEN, name, text, IDLE, fix, services)
    else:
        yield from fought_over(view, ingress, named, running)


def fought_over(view: View, ingress: Obj, named: str, running: list[str]) -> Iterator[Finding]:
    """SD22: the field names one controller's class, the old annotation another's."""
    old = annotations_of(ingress).get(ANNOTATION)
    if not old or old == named or old not in running or controller_name(view, old) == controller_name(view, named):
        return
    text = f"ingressClassName says {named}, the annotation {ANNOTATION} says {old}, and both controllers run"
    fix = f"kubectl annotate ingress {name_of(ingress)} {ANNOTATION}- -n {namespace_of(ingress)}"
    effect = "both may serve it, and overwrite its address in turn"
    yield Finding("SD22", WARN, object_name(INGRESS, ingress), text, effect, fix, services_of(ingress))


# ---- backends


def without_backend(view: View, ingress: Obj) -> Iterator[Finding]:
    """SD12: no such Service, or no such port; said once for each."""
    said: set[tuple[str, str]] = set()
    for host, path, name, port in backends(ingress):
        pair = (name, str(port))
        text = "" if pair in said else backend_fault(view, ingress, name, port)
        said.add(pair)
        if text:
            effect = f"requests for {host}{path} get 503 Service Temporarily Unavailable"
            services = (f"{namespace_of(ingress)}/{name}",)
            yield Finding("SD12", BROKEN, object_name(INGRESS, ingress), text, effect, edit(ingress), services)


def backend_fault(view: View, ingress: Obj, name: str, port: Obj) -> str:
    """What is wrong with a backend, "" if nothing is."""
    namespace = namespace_of(ingress)
    service = view.find(SERVICE, name, namespace)
    if service is None:
        spaces = [namespace_of(one) for one in view.list(SERVICE) if name_of(one) == name]
        meant = nearest(name, [name_of(one) for one in view.list(SERVICE, namespace)])
        more = f"; it is in {spaces[0]}, and an Ingress uses only its own namespace" if spaces else ""
        more = f"; meant is probably {meant}" if meant else more
        return f"its backend service {name} does not exist{more}"
    if port_of(service, port) is not None or spec_of(service).get("type") == "ExternalName":
        return ""
    have = ", ".join(
        [f"{one['port']}" + (f" ({one['name']})" if one.get("name") else "") for one in spec_of(service)["ports"]]
    )
    return f"its backend service {name} has no port {port.get('name') or port.get('number')}; it has {have}"


# ---- certificates


def without_certificate(view: View, ingress: Obj) -> Iterator[Finding]:
    """SD12: a tls entry whose Secret is missing, of the wrong kind, or for other hosts; hosts that it forgets."""
    namespace, name = namespace_of(ingress), object_name(INGRESS, ingress)
    fake = "clients get the controller's own self-signed certificate"
    for entry in spec_of(ingress).get("tls") or ():
        secret = entry.get("secretName") or ""
        if not secret:
            continue
        hosts = [one.lower() for one in entry.get("hosts") or ()] or rule_hosts(ingress)
        text = secret_fault(view, ingress, secret, hosts)
        if text:
            fix = f"kubectl create secret tls {secret} --cert=FILE --key=FILE -n {namespace}"
            yield Finding("SD12", BROKEN, name, text, fake, fix, services_of(ingress))
        strangers = [one for one in hosts if rule_hosts(ingress) and not any(fits(one, own) for own in rules(ingress))]
        if strangers and not text:
            said = (
                f"its tls entry is for {', '.join(strangers)}, and its rules are for {', '.join(rule_hosts(ingress))}"
            )
            yield Finding("SD12", BROKEN, name, said, fake, edit(ingress), services_of(ingress))


def rules(ingress: Obj) -> list[str]:
    """The hosts of the rules, "" for all."""
    return [(rule.get("host") or "").lower() for rule in spec_of(ingress).get("rules") or ()]


def rule_hosts(ingress: Obj) -> list[str]:
    return [host for host in rules(ingress) if host]


def fits(host: str, own: str) -> bool:
    """Whether a tls entry's host and a rule's mean the same: equal, no host, or one a wildcard over the other."""
    if not own or host == own:
        return True
    return any(
        wide.startswith("*.") and narrow.partition(".")[2] == wide[2:] for wide, narrow in ((host, own), (own, host))
    )


def secret_fault(view: View, ingress: Obj, secret: str, hosts: list[str]) -> str:
    """What is wrong with a Secret, "" if nothing is."""
    namespace = namespace_of(ingress)
    found = view.find(SECRET, secret, namespace)
    if found is None:
        spaces = [namespace_of(one) for one in view.list(SECRET) if name_of(one) == secret]
        more = f"; it is in {spaces[0]}, and an Ingress uses only its own namespace" if spaces else ""
        return f"its TLS secret {secret} does not exist{more}"
    from minikctl.state.network.ingress.certificates import certificate_of, covers  # cryptography

    certificate = certificate_of(view, namespace, secret)
    if certificate is None:
        kind = found.get("type", "Opaque")
        return f"its TLS secret {secret} ({kind}) holds no certificate with key that can be read"
    names = ", ".join(certificate.names) or certificate.common_name or "nothing"
    uncovered = [host for host in hosts if not covers(certificate, host) and host not in certificate.names]
    if uncovered:
        return f"the certificate in its TLS secret {secret} is for {names}, not for {', '.join(uncovered)}"
    if certificate.not_after < view.now:
        return f"the certificate in its TLS secret {secret} has expired"
    return ""
