"""FAULTS: what can be broken in a cluster, and what `problems` must say first of it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from minikctl.state.objects import Obj

if TYPE_CHECKING:
    from minikctl.state.chance import Chance
    from minikctl.state.findings import Finding
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Inject = Callable[["Transaction", Obj, "Chance"], str]


class Fault(NamedTuple):
    """A row: what is broken; `module:function` of this folder breaks it; the codes of findings that name it."""

    name: str
    where: str
    codes: tuple[str, ...]
    symptom: str  # what a user notices


class Injected(NamedTuple):
    """A fault that is in a cluster, and whom it concerns: a Service's key, or an object as findings name it."""

    fault: Fault
    target: str


GONE = "Nobody gets an answer from service {target}."
NO_PAGE = "Somebody complains that the page of {target} does not come."

FAULTS: tuple[Fault, ...] = (
    Fault("selector-value", "services:selector_value", ("SD01",), GONE),
    Fault("selector-key", "services:selector_key", ("SD01",), GONE),
    Fault("target-port", "services:target_port", ("SD04",), GONE),
    Fault("port-name", "services:port_name", ("SD04",), GONE),
    Fault("wrong-namespace", "services:wrong_namespace", ("SD01",), GONE),
    Fault("local-policy", "services:local_policy", ("SD11",), "Service {target} answers at some nodes, not at others."),
    Fault("inner-policy", "services:inner_policy", ("SD17",), "Service {target} answers some pods, not others."),
    Fault("headless-port", "services:headless_port", ("SD16",), GONE),
    Fault("alias-nowhere", "services:alias_nowhere", ("SD07",), "The name {target} does not resolve."),
    Fault("alias-address", "services:alias_address", ("SD07",), "The name {target} does not resolve."),
    Fault("slice-label", "services:slice_label", ("SD06",), GONE),
    Fault("nothing-behind", "services:nothing_behind", ("SD05",), GONE),
    Fault("not-ready", "pods:not_ready", ("SD02",), GONE),
    Fault("some-not-ready", "pods:some_not_ready", ("SD03",), "Service {target} answers more slowly than it did."),
    Fault("probe-port", "pods:probe_port", ("SD15",), GONE),
    Fault("probe-path", "pods:probe_path", ("SD15",), GONE),
    Fault("image-name", "pods:image_name", ("SD02",), GONE),
    Fault("crash", "pods:crash", ("SD02",), GONE),
    Fault("scaled-down", "pods:scaled_down", ("SD01",), GONE),
    Fault("quota", "pods:quota", ("SD01",), GONE),
    Fault("dns-down", "pods:dns_down", ("SD01", "SD02"), "No pod resolves any name."),
    Fault("policy-closed", "network:policy_closed", ("SD18",), GONE),
    Fault("policy-port", "network:policy_port", ("SD18",), GONE),
    Fault("policy-client", "network:policy_client", ("SD18",), GONE),
    Fault("policy-dns", "network:policy_dns", ("SD18",), "A client ({target}) resolves no name."),
    Fault("short-name", "network:short_name", ("SD08",), "A client does not find {target}."),
    Fault("foreign-dns", "network:foreign_dns", ("SD14",), "A client does not find {target}."),
    Fault("old-variables", "network:old_variables", ("SD13",), "A client does not find {target}."),
    Fault("class", "ingresses:class_name", ("SD22",), NO_PAGE),
    Fault("no-class", "ingresses:no_class", ("SD12",), NO_PAGE),
    Fault("no-controller", "ingresses:no_controller", ("SD22",), NO_PAGE),
    Fault("backend-name", "ingresses:backend_name", ("SD12",), NO_PAGE),
    Fault("backend-port", "ingresses:backend_port", ("SD12",), NO_PAGE),
    Fault("certificate-host", "ingresses:certificate_host", ("SD12",), "Browsers warn of the certificate of {target}."),
    Fault("secret-missing", "ingresses:secret_missing", ("SD12",), "Browsers warn of the certificate of {target}."),
    Fault("annotation", "ingresses:annotation", ("SD19",), "A setting of {target} has no effect."),
    Fault("annotation-value", "ingresses:annotation_value", ("SD19",), "A setting of {target} has no effect."),
    Fault("same-path", "ingresses:same_path", ("SD20",), "Somebody's page, {target}, shows another one."),
)
BY_NAME = {one.name: one for one in FAULTS}


def inject(tx: Transaction, fault: Fault, victim: Obj, chance: Chance) -> Injected | None:
    """Breaks something of a Service; None, and nothing done, if the fault does not fit it."""
    module, _, function = fault.where.partition(":")
    breaks: Inject = getattr(import_module(f"minikctl.state.faults.{module}"), function)
    target = breaks(tx, victim, chance)
    return Injected(fault, target) if target else None


def names_it(found: Finding, injected: Injected) -> bool:
    """Whether a finding is about an injected fault."""
    about = injected.target in (found.object, *found.services)
    return about and found.code in injected.fault.codes


def victims(view: View) -> list[Obj]:
    """The Services that may be broken: not the system's, with pods that are ready."""
    from minikctl.state.faults.services import is_victim  # only for practice
    from minikctl.state.kinds import SERVICE

    return [one for one in view.list(SERVICE) if is_victim(view, one)]
