"""What the kernel tests share: why they cannot run here, programs in a network namespace, clusters with many rules."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

BACKENDS = ("nft", "legacy")
NODE = "192.168.49.2"
HERE = Path(__file__).parent

_spec = spec_from_file_location("cluster_of", HERE.parent / "state" / "network" / "cluster_of.py")
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)


@cache
def missing(*programs: str) -> str:
    """Why rules cannot be tried on this machine's kernel, "" where they can."""
    if os.geteuid():
        return "only root may make network namespaces"
    for program in ("unshare", *programs):
        if not shutil.which(program):
            return f"{program} is not installed"
    tried = inside("true")
    return "" if tried.returncode == 0 else f"no network namespaces here: {tried.stderr.strip()}"


@cache
def cannot_load(backend: str) -> str:
    """Why one backend of iptables cannot be used, "" where it can."""
    lacking = missing(f"iptables-{backend}-restore")
    if lacking:
        return lacking
    tried = inside(f"iptables-{backend} -t nat -A OUTPUT -m statistic --mode random --probability 0.5 -j ACCEPT")
    return "" if tried.returncode == 0 else f"the kernel has no iptables ({backend}): {tried.stderr.strip()[:200]}"


def inside(script: str, text: str = "", timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs a shell script in a network namespace of its own."""
    command = ["unshare", "--net", "sh", "-ec", script]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=timeout)


def port(number: int, protocol: str = "TCP", name: str = "", node_port: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name, "port": number, "protocol": protocol}
    return {**found, "nodePort": node_port} if node_port else found


def rich_cluster(config: str = "clusterCIDR: 10.244.0.0/16\n") -> Any:
    """Services of every type and policy, with none, one and several endpoints."""
    pods = [f"10.244.0.{10 + n}" for n in range(4)]
    away = "10.244.1.10"
    here = [c.endpoint(address, "minikube") for address in pods]
    objects = [c.node("minikube", NODE), c.node("other", "192.168.49.3"), c.proxy(config)]
    objects += [c.pod(f"p{n}", address) for n, address in enumerate(pods)]

    def add(number: int, name: str, ports: Any, *endpoints: Any, target: int = 8080, **more: Any) -> None:
        objects.append(c.service(name, f"10.96.0.{number}", ports, **more))
        targets = [{"name": p["name"], "port": target, "protocol": p["protocol"]} for p in ports]
        objects.append(c.slice_of(name, *endpoints, ports=targets))

    add(20, "three", [port(80)], *here[1:])
    add(21, "two-udp", [port(53, "UDP", "dns")], *here[1:3], target=5353)
    add(22, "own", [port(80)], here[1])
    add(23, "sticky", [port(80)], *here[1:], sessionAffinity="ClientIP")
    add(24, "nobody", [port(80)])
    add(25, "node-port", [port(80, node_port=30080)], *here[1:], type="NodePort")
    local = {"type": "NodePort", "externalTrafficPolicy": "Local"}
    add(26, "local", [port(80, node_port=30081)], here[1], c.endpoint(away, "other"), **local)
    add(27, "local-away", [port(80, node_port=30082)], c.endpoint(away, "other"), **local)
    balanced = {"type": "LoadBalancer", "loadBalancerSourceRanges": ["198.51.100.0/24", "203.0.113.0/24"]}
    add(28, "balanced", [port(80, node_port=30083)], *here[1:], status=["192.0.2.240"], **balanced)
    add(29, "outer", [port(80)], *here[2:], externalIPs=["198.51.100.70"])
    add(30, "inner", [port(80)], here[1], c.endpoint(away, "other"), internalTrafficPolicy="Local")
    add(31, "inner-away", [port(80)], c.endpoint(away, "other"), internalTrafficPolicy="Local")
    every = [port(80, "TCP", "http", 30090), port(53, "UDP", "dns", 30091), port(132, "SCTP", "sig")]
    add(32, "many-ports", every, *[c.endpoint(f"10.244.1.{n}", "other") for n in range(20, 31)], type="NodePort")
    health = {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "healthCheckNodePort": 32100}
    add(33, "health", [port(443, "TCP", "https", 30084)], here[1], status=["192.0.2.241"], **health)
    add(34, "named", [port(80, "TCP", "a")], here[3], status=["192.0.2.242"], type="LoadBalancer")
    return c.ClusterOf(*objects)


def second_family() -> Any:
    """Services of IPv6."""
    spec = {"ipFamilies": ["IPv6"], "type": "NodePort"}
    return c.ClusterOf(
        c.node("minikube", "fd00:49::2"),
        c.service("six", "fd00:96::10", [port(80, node_port=30080)], **spec),
        c.slice_of("six", "fd00:10::5", "fd00:10::6", family="IPv6"),
        c.service("none", "fd00:96::11", [port(80)], ipFamilies=["IPv6"]),
        c.service("stay", "fd00:96::12", [port(80)], ipFamilies=["IPv6"], sessionAffinity="ClientIP"),
        c.slice_of("stay", "fd00:10::5", "fd00:10::6", family="IPv6"),
    )


CONFIGS = {
    "as it comes": "clusterCIDR: 10.244.0.0/16\n",
    "without a range of pods": 'clusterCIDR: ""\n',
    "everything masqueraded": "clusterCIDR: 10.244.0.0/16\niptables:\n  masqueradeAll: true\n",
    "no node ports on localhost": "clusterCIDR: 10.244.0.0/16\niptables:\n  localhostNodePorts: false\n",
    "by interface": "detectLocalMode: InterfaceNamePrefix\ndetectLocal:\n  interfaceNamePrefix: veth\n",
    "by bridge": "detectLocalMode: BridgeInterface\ndetectLocal:\n  bridgeInterface: cni0\n",
    "some node ports' addresses": "nodePortAddresses: [192.168.49.0/24]\niptables:\n  masqueradeBit: 15\n",
}
