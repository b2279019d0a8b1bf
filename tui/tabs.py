"""TABS: what can be shown of the selected Service, left to right; a tab is a row here and a view in state.views."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from minikctl.state.views.lines import Line
from minikctl.state.views.scene import Scene


class Tab(NamedTuple):
    """A tab: its title, the letter that opens it, and the view that draws it or the command whose output it is."""

    name: str
    title: str
    key: str = ""
    module: str = ""  # of state.views, with draw(scene)
    command: str = ""  # {service} and {namespace} are put in

    @property
    def draw(self) -> Callable[[Scene], list[Line]]:
        """The view's function; imported when the tab is first opened."""
        found: Callable[[Scene], list[Line]] = import_module(f"minikctl.state.views.{self.module}").draw
        return found


TABS = (
    Tab("map", "Map", "m", "map"),
    Tab("endpoints", "Endpoints", "", "endpoints"),
    Tab("iptables", "iptables", "i", "iptables"),
    Tab("resolvconf", "resolv.conf", "", "resolvconf"),
    Tab("environment", "env", "", "environment"),
    Tab("services", "Services", "", "services"),
    Tab("dns", "DNS", "", "dns"),
    Tab("events", "events", "v", "events"),
    Tab("yaml", "YAML", "y", command="get service {service} --namespace {namespace} -o yaml"),
    Tab("describe", "describe", "d", "page"),
    Tab("ipvs", "IPVS", "", "ipvs"),
    Tab("ingress", "Ingress", "", "ingress"),
    Tab("story", "Story", "s", command="story {service} --namespace {namespace}"),
    Tab("changes", "changes", "c", "changed"),
    Tab("history", "history", "h", command="history"),
    Tab("problems", "problems", "b", "problems"),
)
BY_NAME = {tab.name: tab for tab in TABS}
