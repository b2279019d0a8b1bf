"""The columns of `get services`, and the texts of its cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.kinds.kind import Column
from minikctl.state.tables import AGE, NAME
from minikctl.state.text import joined_pairs

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]


def type_cell(service: Obj, view: View) -> str:
    return str(service["spec"].get("type") or "")


def cluster_ip_cell(service: Obj, view: View) -> str:
    addresses = service["spec"].get("clusterIPs")
    return addresses[0] if addresses else "<none>"


def external_ip_cell(service: Obj, view: View) -> str:
    """Where the outside finds the service (getServiceExternalIP)."""
    spec = service["spec"]
    kind, external = spec.get("type"), spec.get("externalIPs") or []
    if kind in ("ClusterIP", "NodePort"):
        return ",".join(external) or "<none>"
    if kind == "LoadBalancer":
        balancers = balancer_text(service)
        shown = ([balancers] if balancers else []) + external
        return ",".join(shown) or "<pending>"
    if kind == "ExternalName":
        return str(spec.get("externalName") or "")
    return "<unknown>"


def balancer_text(obj: Obj) -> str:
    """The addresses or names of a load balancer in `status`, sorted, each once. Of Services and Ingresses."""
    entries = ((obj.get("status") or {}).get("loadBalancer") or {}).get("ingress") or ()
    found = {entry.get("ip") or entry.get("hostname") or "" for entry in entries}
    return ",".join(sorted(found - {""}))


def ports_cell(service: Obj, view: View) -> str:
    """`80/TCP,443:30443/TCP`."""
    return ",".join(port_text(port) for port in service["spec"].get("ports") or ()) or "<none>"


def port_text(port: Obj) -> str:
    node_port = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port.get('port', 0)}{node_port}/{port.get('protocol', '')}"


def selector_cell(service: Obj, view: View) -> str:
    return joined_pairs(service["spec"].get("selector"))


COLUMNS = (
    NAME,
    Column("Type", type_cell),
    Column("Cluster-IP", cluster_ip_cell),
    Column("External-IP", external_ip_cell),
    Column("Port(s)", ports_cell),
    AGE,
    Column("Selector", selector_cell, wide=True),
)
