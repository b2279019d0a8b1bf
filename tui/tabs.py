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
    command: str = ""  # {name}, {kind} and {namespace} of the selected row, {service} of the Service are put in
    go: str = ""  # the letter after `;`

    @property
    def draw(self) -> Callable[[Scene], list[Line]]:
        """The view's function; imported when the tab is first opened."""
        found: Callable[[Scene], list[Line]] = import_module(f"minikctl.state.views.{self.module}").draw
        return found


TABS = (
    Tab("map", "Map", "m", "map", go="m"),
    Tab("endpoints", "Endpoints", "", "endpoints", go="E"),
    Tab("iptables", "iptables", "i", "iptables", go="i"),
    Tab("ipvs", "IPVS", "", "ipvs", go="p"),
    Tab("dns", "DNS", "", "dns", go="d"),
    Tab("resolvconf", "resolv.conf", "", "resolvconf", go="r"),
    Tab("environment", "env", "", "environment", go="e"),
    Tab("ingress", "Ingress", "", "ingress", go="g"),
    Tab("trace", "trace", "t", "trace", go="t"),
    Tab("story", "Story", "", command="story {service} --namespace {namespace}", go="s"),
    Tab("events", "events", "", "events", go="v"),
    Tab("yaml", "YAML", "y", command="get {kind} {name}{in_namespace} -o yaml", go="y"),
    Tab("describe", "describe", "d", "page", go="D"),
    Tab("logs", "logs", "l", "logs", go="L"),
    Tab("changes", "changes", "", "changed", go="c"),
    Tab("timeline", "timeline", "", go="h"),
    Tab("problems", "problems", "", "problems", go="b"),
    Tab("services", "Services", "", "services", go="S"),
)
BY_NAME = {tab.name: tab for tab in TABS}
OTHER_NAMES = {"history": "timeline", "env": "environment", "resolv.conf": "resolvconf", "resolv": "resolvconf"}
