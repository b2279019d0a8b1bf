"""The kubernetes plugin of CoreDNS 1.12: names of Services, endpoints and pods, forward and reverse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import ENDPOINT_SLICE, NAMESPACE, POD, SERVICE
from minikctl.state.network.dns.corefile import Plugin
from minikctl.state.network.dns.records import NXDOMAIN, Answer, Record, absolute, is_below
from minikctl.state.objects import is_terminating, name_of, namespace_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]
Lookup = Callable[[str], Answer]

DEPTH = 8  # how far ExternalNames may point at each other
NO_PORT = -1  # an endpoint without declared ports has addresses but no SRV record


class Found(NamedTuple):
    """One thing behind a name: a host, the port, and the name that an SRV record would point to."""

    host: str
    port: int
    target: str


class Nothing(Exception):
    """The name does not exist."""


class Question(NamedTuple):
    """The parts of a name, from the right: pod or svc, namespace, service, endpoint, or protocol and port."""

    base: str = ""
    namespace: str = ""
    service: str = ""
    endpoint: str = ""
    protocol: str = ""
    port: str = ""


class Zone(NamedTuple):
    """What the plugin's lines say, and the zone of the question in the question's spelling."""

    view: View
    plugin: Plugin
    name: str
    primary: str

    @property
    def ttl(self) -> int:
        return int((self.plugin.option("ttl") or ("5",))[0])

    @property
    def pods(self) -> str:
        return (self.plugin.option("pods") or ("disabled",))[0]

    def exposes(self, namespace: str) -> bool:
        """Whether the plugin speaks of a namespace."""
        allowed = self.plugin.option("namespaces")
        return not allowed or namespace in allowed

    def has(self, namespace: str) -> bool:
        """Whether a namespace is there and spoken of."""
        return self.exposes(namespace) and self.view.find(NAMESPACE, namespace) is not None


def answer(view: View, plugin: Plugin, name: str, kind: str, lookup: Lookup) -> Answer | None:
    """The plugin's answer; None lets the next plugin answer."""
    zones = [absolute(one) for one in plugin.arguments] or ["."]
    matching = sorted((one for one in zones if is_below(name, one)), key=len)
    if not matching:
        return None
    own = name[len(name) - len(matching[-1]) :]
    primary = next((one for one in zones if not one.lower().endswith(".arpa.")), zones[0])
    zone = Zone(view, plugin, own, primary)
    soa = Record(own, "SOA", zone.ttl, f"ns.dns.{own} hostmaster.{own} 1 7200 1800 86400 {zone.ttl}")
    try:
        answers, additional = _records(zone, name, kind, lookup, 0)
    except Nothing:
        if _falls_through(plugin, name):
            return None
        return NXDOMAIN._replace(authority=(soa,))
    if not answers:
        return Answer(authority=(soa,))
    return Answer(answers=tuple(answers), additional=tuple(additional))


def _falls_through(plugin: Plugin, name: str) -> bool:
    through = plugin.option("fallthrough")
    if through is None:
        return False
    return not through or any(is_below(name, absolute(zone)) for zone in through)


def _records(zone: Zone, name: str, kind: str, lookup: Lookup, depth: int) -> tuple[list[Record], list[Record]]:
    base = name[: len(name) - len(zone.name)].rstrip(".")
    if zone.name.lower().endswith(".arpa."):
        return _reverse(zone, name, kind), []
    if not base:
        return _apex(zone, name, kind)
    if base.lower() == "dns-version":
        return ([Record(name, "TXT", 28800, "1.1.0")] if kind == "TXT" else []), []
    found, external = _behind(zone, parsed(base))
    if kind == "SRV":
        return _srv(zone, name, [] if external else found)
    if kind in ("A", "AAAA"):
        return _addresses(zone, name, kind, found, external, lookup, depth), []
    if kind == "CNAME" and external:
        return [Record(name, "CNAME", zone.ttl, found[0].host)], []
    return [], []


def parsed(base: str) -> Question:
    """A name without its zone. Raises Nothing if it cannot be one of ours."""
    labels = base.lower().split(".")
    kind = labels.pop()
    if kind not in ("svc", "pod"):
        raise Nothing
    found = Question(base=kind)
    if labels:
        found = found._replace(namespace=labels.pop())
    if labels:
        found = found._replace(service=labels.pop())
    if len(labels) == 1:
        return found._replace(endpoint=labels[0])
    if len(labels) == 2:
        return found._replace(protocol=labels[1].removeprefix("_"), port=labels[0].removeprefix("_"))
    if labels:
        raise Nothing
    return found


def _behind(zone: Zone, question: Question) -> tuple[list[Found], bool]:
    """What is behind a question, and whether it is only a name elsewhere."""
    if not question.namespace:
        return [], False
    if question.base == "pod":
        return _pods(zone, question), False
    return _services(zone, question)


def _pods(zone: Zone, question: Question) -> list[Found]:
    if zone.pods == "disabled":
        raise Nothing
    if not zone.has(question.namespace):
        raise Nothing
    if not question.service:
        return []
    name = question.service
    text = name.replace("-", ".") if name.count("-") == 3 and "--" not in name else name.replace("-", ":")
    try:
        address = str(ip_address(text))
    except ValueError:
        raise Nothing from None
    if zone.pods == "verified" and not _has_pod(zone.view, question.namespace, address):
        raise Nothing
    return [Found(address, 0, "")]


def _has_pod(view: View, namespace: str, address: str) -> bool:
    for pod in view.list(POD, namespace):
        if is_terminating(pod) or status_of(pod).get("phase") in ("Succeeded", "Failed"):
            continue
        many = [one.get("ip") for one in status_of(pod).get("podIPs") or ()]
        if address in (status_of(pod).get("podIP"), *many):
            return True
    return False


def _services(zone: Zone, question: Question) -> tuple[list[Found], bool]:
    if not zone.exposes(question.namespace):
        raise Nothing
    if not question.service:
        if zone.has(question.namespace):
            return [], False
        raise Nothing
    svc = zone.view.find(SERVICE, question.service, question.namespace)
    if svc is None:
        raise Nothing
    spec = spec_of(svc)
    target = f"{name_of(svc)}.{namespace_of(svc)}.svc.{zone.name}"
    if spec.get("type") == "ExternalName":
        if question.endpoint or question.port or question.protocol or _is_address(spec.get("externalName", "")):
            raise Nothing
        return [Found(absolute(spec["externalName"]), 0, "")], True
    headless = spec.get("clusterIP") == "None"
    if not headless and zone.plugin.option("ignore") == ("empty_service",) and not list(endpoints(zone.view, svc)):
        raise Nothing
    if headless or question.endpoint:
        found = list(_endpoints(zone, svc, question, target))
    else:
        addresses = spec.get("clusterIPs") or ([spec["clusterIP"]] if spec.get("clusterIP") else [])
        found = [
            Found(address, port["port"], target)
            for port in spec.get("ports") or ()
            if _is_port(question, port.get("name", ""), port.get("protocol", "TCP"))
            for address in addresses
        ]
    if not found:
        raise Nothing
    return found, False


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_port(question: Question, name: str, protocol: str) -> bool:
    if question.port and question.port != name.lower():
        return False
    return not question.protocol or question.protocol == protocol.lower()


def endpoints(view: View, svc: Obj) -> Iterator[tuple[Obj, Obj]]:
    """Every ready endpoint of a Service with its slice."""
    label = {"kubernetes.io/service-name": name_of(svc)}
    for one in view.selected(ENDPOINT_SLICE, namespace_of(svc), label):
        if one.get("addressType") == "FQDN":
            continue
        for endpoint in one.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is not False:
                yield endpoint, one


def host_label(endpoint: Obj, address: str) -> str:
    """The label of an endpoint: its hostname, else its address with dashes."""
    return str(endpoint.get("hostname") or address.replace(".", "-").replace(":", "-"))


def _endpoints(zone: Zone, svc: Obj, question: Question, target: str) -> Iterator[Found]:
    for endpoint, one in endpoints(zone.view, svc):
        for address in endpoint.get("addresses") or ():
            label = host_label(endpoint, address)
            if question.endpoint and question.endpoint != label.lower():
                continue
            ports = one.get("ports") or []
            if not ports:
                yield Found(address, NO_PORT, f"{label}.{target}")
            for port in ports:
                if _is_port(question, port.get("name") or "", port.get("protocol") or "TCP"):
                    yield Found(address, port.get("port") or 0, f"{label}.{target}")


def _addresses(
    zone: Zone, name: str, kind: str, found: list[Found], external: bool, lookup: Lookup, depth: int
) -> list[Record]:
    if external:
        return _alias(zone, name, kind, found[0].host, lookup, depth)
    wanted = ":" if kind == "AAAA" else "."
    addresses = dict.fromkeys(one.host for one in found if (":" in one.host) == (wanted == ":"))
    return [Record(name, kind, zone.ttl, address) for address in addresses]


def _alias(zone: Zone, name: str, kind: str, host: str, lookup: Lookup, depth: int) -> list[Record]:
    """A CNAME and what is behind it; in the zone only if something is (plugin/backend_lookup.go)."""
    if depth >= DEPTH or host.lower() == name.lower():
        return []
    record = Record(name, "CNAME", zone.ttl, host)
    if not is_below(host, zone.name):
        return [record, *lookup(host).answers]
    try:
        inner, _ = _records(zone, host, kind, lookup, depth + 1)
    except Nothing:
        return []
    return [record, *inner] if inner else []


def _srv(zone: Zone, name: str, found: list[Found]) -> tuple[list[Record], list[Record]]:
    answers: dict[Record, None] = {}
    additional: dict[Record, None] = {}
    weight = max(1, 100 // len(found)) if found else 0
    for one in found:
        if one.port == NO_PORT or not one.target:
            continue
        answers[Record(name, "SRV", zone.ttl, f"0 {weight} {one.port} {one.target}")] = None
        additional[Record(one.target, "AAAA" if ":" in one.host else "A", zone.ttl, one.host)] = None
    return list(answers), list(additional)


def _apex(zone: Zone, name: str, kind: str) -> tuple[list[Record], list[Record]]:
    """The zone itself: SOA and NS; the name server is the DNS Service, or `ns.dns` where there is none."""
    if kind == "SOA":
        return [Record(name, "SOA", zone.ttl, f"ns.dns.{name} hostmaster.{name} 1 7200 1800 86400 {zone.ttl}")], []
    if kind != "NS":
        return [], []
    svc = zone.view.find(SERVICE, "kube-dns", "kube-system")
    if svc is None:
        return [Record(name, "NS", zone.ttl, f"ns.dns.{zone.name}")], []
    target = f"{name_of(svc)}.{namespace_of(svc)}.svc.{zone.name}"
    addresses = spec_of(svc).get("clusterIPs") or [spec_of(svc).get("clusterIP")]
    extra = [Record(target, "AAAA" if ":" in one else "A", zone.ttl, one) for one in addresses if one and one != "None"]
    return [Record(name, "NS", zone.ttl, target)], extra


def _reverse(zone: Zone, name: str, kind: str) -> list[Record]:
    address = reverse_address(name)
    if kind != "PTR" or not address:
        if kind in ("SOA",) and name.lower() == zone.name.lower():
            return _apex(zone, name, kind)[0]
        raise Nothing
    targets = dict.fromkeys(_pointers(zone, address))
    if not targets:
        raise Nothing
    return [Record(name, "PTR", zone.ttl, target) for target in targets]


def _pointers(zone: Zone, address: str) -> Iterator[str]:
    """The Service of a cluster IP, else the endpoints that have a host name."""
    services = [svc for svc in zone.view.list(SERVICE) if zone.exposes(namespace_of(svc))]
    for svc in services:
        own = spec_of(svc).get("clusterIPs") or [spec_of(svc).get("clusterIP")]
        if address in [_plain(one) for one in own if one and one != "None"]:
            yield f"{name_of(svc)}.{namespace_of(svc)}.svc.{zone.primary}"
            return
    for svc in services:
        for endpoint, _ in endpoints(zone.view, svc):
            if endpoint.get("hostname") and address in [_plain(one) for one in endpoint.get("addresses") or ()]:
                yield f"{endpoint['hostname']}.{name_of(svc)}.{namespace_of(svc)}.svc.{zone.primary}"


def _plain(address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        return address


def reverse_address(name: str) -> str:
    """The address that a reverse name stands for, or ""."""
    low = name.lower()
    if low.endswith(".in-addr.arpa."):
        parts = low.removesuffix(".in-addr.arpa.").split(".")
        text = ".".join(reversed(parts))
    elif low.endswith(".ip6.arpa."):
        digits = "".join(reversed(low.removesuffix(".ip6.arpa.").split(".")))
        text = ":".join(digits[start : start + 4] for start in range(0, len(digits), 4))
    else:
        return ""
    return str(ip_address(text)) if _is_address(text) else ""
