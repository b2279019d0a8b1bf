"""Findings: what is wrong in a cluster and why, one family of findings per file (SD01 to SD22)."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from minikctl.state.findings.finding import DNS, Finding

if TYPE_CHECKING:
    from minikctl.state.objects import Obj
    from minikctl.state.view import View

FAMILIES = (
    *("services", "probes", "ports", "slices", "isolation", "policies"),
    *("aliases", "names", "ingresses", "hosts", "annotations"),
)

OF_SERVICES = ("services", "probes", "ports", "slices", "isolation", "policies", "aliases")

__all__ = ["FAMILIES", "Finding", "problems", "problems_of"]


def problems(view: View, namespace: str | None = None) -> list[Finding]:
    """What is wrong, the most important first, causes before effects.

    Of one namespace, or of all; a cluster DNS that does not answer is everybody's.
    """
    found = {one: None for name in FAMILIES for one in family(name, view, namespace)}
    if namespace not in (None, "kube-system"):
        found.update({one: None for one in family("services", view, "kube-system") if DNS in one.services})
    return sorted(found, key=lambda one: one.importance)


def family(name: str, view: View, namespace: str | None) -> list[Finding]:
    """The findings of one family; each file is read when its family is looked for."""
    module = import_module(f"minikctl.state.findings.{name}")
    return list(module.find(view, namespace))


def problems_of(view: View, service: Obj) -> list[Finding]:
    """What keeps traffic from one Service, causes first; looks only at what belongs to it."""
    modules = [import_module(f"minikctl.state.findings.{name}") for name in OF_SERVICES]
    found = {one: None for module in modules for one in module.about(view, service)}
    return sorted(found, key=lambda one: one.importance)
