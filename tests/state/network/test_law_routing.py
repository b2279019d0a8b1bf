"""The law: a connection goes where the printed iptables rules send it."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st


def _sibling(name: str) -> Any:
    spec = spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


c = _sibling("cluster_of")
evaluator = _sibling("iptables_evaluator")

NODE, OTHER = "192.168.49.2", "192.168.49.3"
SECOND = "172.17.0.1"
EXTERNALS = ["198.51.100.7", SECOND, NODE]
BALANCERS = ["192.0.2.240", "192.0.2.241"]
PODS = [f"10.244.{n}.{i}" for n in (0, 1) for i in (5, 6)]
SOURCES = ["10.244.0.9", *PODS, NODE, SECOND, "203.0.113.9", "198.51.100.9", "127.0.0.1", *BALANCERS]


@st.composite
def endpoints(draw: Any) -> Any:
    chosen = draw(st.lists(st.sampled_from(PODS), unique=True, max_size=4))
    return [
        c.endpoint(
            address,
            "minikube" if address.startswith("10.244.0.") else draw(st.sampled_from(["other", ""])),
            ready=draw(st.sampled_from([True, True, False, None])),
            serving=draw(st.sampled_from([True, None, False])),
            terminating=draw(st.sampled_from([False, None, True])),
            **({"zones": [draw(st.sampled_from(["a", "b"]))]} if draw(st.booleans()) else {}),
        )
        for address in chosen
    ]


@st.composite
def services(draw: Any, number: int) -> Any:
    kind = draw(st.sampled_from(["ClusterIP", "NodePort", "LoadBalancer"]))
    ports = []
    for index in range(draw(st.integers(1, 2))):
        port = {"name": f"p{index}", "protocol": draw(st.sampled_from(["TCP", "UDP"])), "port": 80 + index}
        if kind != "ClusterIP" and draw(st.integers(0, 3)):
            port["nodePort"] = 30000 + 10 * number + index
        ports.append(port)
    spec: dict[str, Any] = {"type": kind, "internalTrafficPolicy": draw(st.sampled_from(["Cluster", "Local"]))}
    if draw(st.booleans()):
        spec["externalTrafficPolicy"] = "Local"
        if kind == "LoadBalancer":
            spec["healthCheckNodePort"] = 32000 + number
    if draw(st.booleans()):
        spec["externalIPs"] = [draw(st.sampled_from(EXTERNALS))]
    if kind == "LoadBalancer" and draw(st.booleans()):
        spec["loadBalancerSourceRanges"] = draw(
            st.sampled_from([["198.51.100.0/24"], ["192.168.49.0/24", "10.244.1.0/24"]])
        )
    if draw(st.booleans()):
        spec["sessionAffinity"] = "ClientIP"
    status = [draw(st.sampled_from(BALANCERS))] if kind == "LoadBalancer" and draw(st.booleans()) else None
    name = f"s{number}"
    made = c.service(name, f"10.96.0.{10 + number}", ports, status=status, **spec)
    targets = [{"name": p["name"], "port": 8080, "protocol": p["protocol"]} for p in ports]
    return [made, c.slice_of(name, *draw(endpoints()), ports=targets)]


CONFIGS = [
    "clusterCIDR: 10.244.0.0/16\n",
    'clusterCIDR: ""\n',
    "clusterCIDR: 10.244.0.0/16\niptables:\n  masqueradeAll: true\n",
    "clusterCIDR: 10.244.0.0/16\niptables:\n  localhostNodePorts: false\n",
    "detectLocalMode: InterfaceNamePrefix\ndetectLocal:\n  interfaceNamePrefix: veth\n",
    "detectLocalMode: BridgeInterface\ndetectLocal:\n  bridgeInterface: cni0\n",
    "clusterCIDR: 10.244.0.0/16\nnodePortAddresses: [192.168.49.0/24]\n",
    "clusterCIDR: 10.244.0.0/16\nnodePortAddresses: [127.0.0.0/8, 172.17.0.0/16]\niptables:\n  masqueradeBit: 15\n",
]


@st.composite
def clusters(draw: Any) -> Any:
    objects = [c.node("minikube", NODE, zone=draw(st.sampled_from(["", "a"]))), c.node("other", OTHER)]
    objects += [
        c.pod(f"p{i}", address, "minikube" if ".0." in address[6:] else "other") for i, address in enumerate(PODS)
    ]
    objects.append(c.pod("client", "10.244.0.9"))
    objects.append(c.world(minikube={"addresses": [NODE, SECOND], "nfacct": draw(st.booleans())}))
    objects.append(c.proxy(draw(st.sampled_from(CONFIGS))))
    for number in range(draw(st.integers(1, 3))):
        objects += draw(services(number))
    return c.ClusterOf(*objects)


ANYWHERE = ["10.96.9.9", *EXTERNALS, *BALANCERS, OTHER, "127.0.0.1", "10.244.0.5"]


def targets_in(cluster: Any) -> list[tuple[str, int, str]]:
    """Every address, port and protocol that some service mentions, and places that nobody serves."""
    found = [(address, 80, "tcp") for address in ANYWHERE]
    for service in cluster.tables["Service"].values():
        spec = service["spec"]
        entries = service.get("status", {}).get("loadBalancer", {}).get("ingress", [])
        fronts = [spec["clusterIP"], *spec.get("externalIPs", []), *[entry["ip"] for entry in entries]]
        for port in spec["ports"]:
            protocol = port["protocol"].lower()
            found += [(address, port["port"], protocol) for address in fronts]
            found += [(spec["clusterIP"], port["port"], "udp"), (spec["clusterIP"], 8080, protocol)]
            if "nodePort" in port:
                found += [(address, port["nodePort"], protocol) for address in (NODE, SECOND, "127.0.0.1", OTHER)]
        if "healthCheckNodePort" in spec:
            found += [(NODE, spec["healthCheckNodePort"], "tcp"), ("10.244.0.6", spec["healthCheckNodePort"], "tcp")]
    return found


@settings(max_examples=150, deadline=None)
@given(clusters(), st.data())
def test_connections_go_where_the_printed_rules_send_them(cluster: Any, data: Any) -> None:
    from minikctl.state.network.iptables.tables import tables_of_node
    from minikctl.state.network.routing import trace

    tables = tables_of_node(cluster, "minikube")
    kernel = evaluator.Kernel([tables.text("nat"), tables.text("filter")], [NODE, SECOND])
    bridge = "cni0" if "BridgeInterface" in str(cluster.find(_kind(), "kube-proxy", "kube-system")) else "veth1"
    sent = data.draw(
        st.lists(st.tuples(st.sampled_from(SOURCES), st.sampled_from(targets_in(cluster))), min_size=10, max_size=25)
    )
    for source, (destination, port, protocol) in sent:
        own = source in (NODE, SECOND, "127.0.0.1")
        from_here = source.startswith("10.244.0.")
        interface = "" if own else bridge if from_here else "eth0"
        expected = kernel.send(evaluator.Sent(source, destination, port, protocol, interface))
        found = trace(cluster, "minikube", source, destination, port, protocol)
        got = (found.verdict, tuple(sorted(found.endpoints)), found.masquerade)
        assert got == tuple(expected), (source, destination, port, protocol, tables.text("nat"), tables.text("filter"))


@settings(max_examples=120, deadline=None)
@given(clusters(), st.data())
def test_in_ipvs_mode_sets_and_virtual_servers_decide_together_with_the_rules(cluster: Any, data: Any) -> None:
    from minikctl.state.network.iptables.tables import tables_of_node
    from minikctl.state.network.routing import trace
    from minikctl.state.podtools.node import run

    config = cluster.find(_kind(), "kube-proxy", "kube-system")
    config["data"] = {"config.conf": "mode: ipvs\n" + config["data"]["config.conf"]}
    tables = tables_of_node(cluster, "minikube")
    sets = evaluator.sets_in(run(cluster, "minikube", ["ipset", "save"]).stdout)
    servers = evaluator.servers_in(run(cluster, "minikube", ["ipvsadm", "-Ln"]).stdout)
    local = [NODE, SECOND, *sets["KUBE-IPVS-IPS"]]
    kernel = evaluator.Kernel([tables.text("nat"), tables.text("filter")], local, sets)
    bridge = "cni0" if "BridgeInterface" in str(config) else "veth1"
    outside = [source for source in SOURCES if source not in (NODE, SECOND, "127.0.0.1", *BALANCERS)]
    sent = data.draw(
        st.lists(st.tuples(st.sampled_from(outside), st.sampled_from(targets_in(cluster))), min_size=10, max_size=25)
    )
    for source, (destination, port, protocol) in sent:
        if destination.startswith("127.") or claims(cluster, destination, port, protocol) > 1:
            continue
        interface = bridge if source.startswith("10.244.0.") else "eth0"
        expected = kernel.send_through_ipvs(evaluator.Sent(source, destination, port, protocol, interface), servers)
        found = trace(cluster, "minikube", source, destination, port, protocol)
        got = (found.verdict, tuple(sorted(found.endpoints)), found.masquerade)
        assert got == tuple(expected), (source, destination, port, protocol, tables.text("nat"), sets, servers)


def claims(cluster: Any, address: str, port: int, protocol: str) -> int:
    """How many services say that an address and port is theirs."""
    found = 0
    for service in cluster.tables["Service"].values():
        spec = service["spec"]
        entries = service.get("status", {}).get("loadBalancer", {}).get("ingress", [])
        fronts = [*spec.get("externalIPs", []), *[entry["ip"] for entry in entries]]
        found += sum(
            address in fronts and (p["port"], p["protocol"].lower()) == (port, protocol) for p in spec["ports"]
        )
    return found


def _kind() -> Any:
    from minikctl.state.kinds import CONFIG_MAP

    return CONFIG_MAP
