"""What `expose` finds out of the object that is exposed: labels, selector, ports and their protocols."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.labelspecs import labels_text
from minikctl.state.objects import labels_of, spec_of
from minikctl.state.values import NamedTuple

Obj = dict[str, Any]
NAME_LIMIT = 63
NO_SELECTOR = "couldn't retrieve selectors via --selector flag or introspection: "


class Meant(NamedTuple):
    """What a Service is made of, as flags would say it."""

    name: str
    selector: str
    port: str
    labels: str
    protocols: dict[str, list[str]]  # port: its protocols


class Introspected:
    """Flags, completed by the objects that are exposed.

    Kubernetes: what was found for the first object is kept for all that follow in the same command.
    """

    __slots__ = ("headless", "labels", "port", "protocols", "selector")

    def __init__(self, options: Options) -> None:
        self.selector: str = options["selector"]
        self.port: str = options["port"]
        self.labels: str = options["labels"]
        self.headless = options["cluster-ip"] == "None"
        self.protocols: dict[str, list[str]] = {}

    def of(self, item: Found) -> Meant:
        """What is meant for one object. Raises CommandError."""
        obj = item.obj
        if not self.selector:
            self.selector = labels_text(dict(sorted(selector_of(item).items())))
        if not self.port:
            self.port = ",".join(dict.fromkeys(port for port, _ in ports_of(obj)))
            if not self.port and not self.headless:
                raise CommandError("couldn't find port via --port flag or introspection")
        protocols: dict[str, list[str]] = {}
        for port, protocol in ports_of(obj):
            if protocol not in protocols.setdefault(port, []):
                protocols[port].append(protocol)
        self.protocols = protocols or self.protocols
        self.labels = self.labels or labels_text(labels_of(obj))
        return Meant(item.name[:NAME_LIMIT], self.selector, self.port, self.labels, self.protocols)


def selector_of(item: Found) -> dict[str, str]:
    """The labels by which an object finds its Pods. Raises CommandError."""
    spec, kind = spec_of(item.obj), item.kind.name
    if kind == "Pod":
        return labels_of(item.obj) or refused("the pod has no labels and cannot be exposed")
    if kind == "Service":
        return spec.get("selector") or refused("the service has no pod selector set")
    if kind == "ReplicationController":
        return spec.get("selector") or {}
    selector = spec.get("selector") or {}
    expressions = selector.get("matchExpressions") or []
    if expressions:
        shown = " ".join(expression_text(each) for each in expressions)
        raise CommandError(f'{NO_SELECTOR}couldn\'t convert expressions - "[{shown}]" to map-based selector format')
    return selector.get("matchLabels") or {}


def refused(why: str) -> dict[str, str]:
    raise CommandError(NO_SELECTOR + why)


def expression_text(expression: Obj) -> str:
    """Go's %+v of a LabelSelectorRequirement."""
    values = " ".join(expression.get("values") or [])
    return f"{{Key:{expression.get('key', '')} Operator:{expression.get('operator', '')} Values:[{values}]}}"


def ports_of(obj: Obj) -> list[tuple[str, str]]:
    """(port, protocol) of an object's containers, or of a Service."""
    spec = spec_of(obj)
    if obj.get("kind") == "Service":
        return [(str(port["port"]), port.get("protocol") or "TCP") for port in spec.get("ports") or ()]
    if "template" in spec:
        spec = spec["template"].get("spec") or {}
    containers = spec.get("containers") or ()
    return [
        (str(port["containerPort"]), port.get("protocol") or "TCP")
        for container in containers
        for port in container.get("ports") or ()
    ]
