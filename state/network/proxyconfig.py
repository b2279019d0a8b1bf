"""How kube-proxy is configured: the ConfigMap kube-system/kube-proxy, or the cluster's settings."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import CONFIG_MAP
from minikctl.state.network.addresses import Range, family_of
from minikctl.state.network.ranges import range_of

if TYPE_CHECKING:
    from minikctl.state.network.nodes import NodeFacts
    from minikctl.state.view import View

PLAIN_LINE = re.compile(r"^( *)([A-Za-z]\w*):(?: +(\S.*?))? *$").match
PLAIN_VALUE = re.compile(r"""^(?:[A-Za-z0-9./][A-Za-z0-9./:_,+-]*(?<!:)|"[^"\\]*"|'[^']*')$""").match
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, '""': "", "''": "", "[]": [], "{}": {}, "~": None}


class ProxyConfig(NamedTuple):
    """The part of a KubeProxyConfiguration that decides rules."""

    mode: str = "iptables"
    cluster_cidrs: tuple[str, ...] = ()
    detect: str = "ClusterCIDR"  # BridgeInterface, InterfaceNamePrefix, NodeCIDR
    interface: str = ""  # of the bridge, or a prefix
    masquerade_all: bool = False
    masquerade_bit: int = 14
    localhost_node_ports: bool = True
    node_port_addresses: tuple[str, ...] = ()
    scheduler: str = "rr"
    strict_arp: bool = False

    @property
    def mark(self) -> str:
        """The mark of packets that will be masqueraded, as the kernel shows it: `0x4000/0x4000`."""
        value = hex(1 << self.masquerade_bit)
        return f"{value}/{value}"


class Detector(NamedTuple):
    """How packets of the node's own pods are told from others: by source range or by interface."""

    local: str = ""  # `-s 10.244.0.0/16`, `-i cni0`
    foreign: str = ""  # `! -s 10.244.0.0/16`, `! -i veth+`
    range: Range | None = None
    interface: str = ""  # `cni0`, `veth+`

    def __bool__(self) -> bool:
        return bool(self.local)


def proxy_config(view: View) -> ProxyConfig:
    """The configuration of the cluster's kube-proxy."""
    found = view.find(CONFIG_MAP, "kube-proxy", "kube-system")
    text = ((found or {}).get("data") or {}).get("config.conf")
    settings = view.settings
    if not text:
        mode, cidrs = settings.get("proxy_mode") or "iptables", settings.get("pod_cidrs") or ()
        return ProxyConfig(mode, (cidrs,) if isinstance(cidrs, str) else tuple(cidrs))
    config = parsed(text)
    return config if config.mode else config._replace(mode=settings.get("proxy_mode") or "iptables")


@lru_cache(maxsize=64)
def parsed(text: str) -> ProxyConfig:
    """A KubeProxyConfiguration (YAML) with the defaults of v1.33 filled in; mode "" where it names none."""
    data = mapping_of(text)
    tables, ipvs, nft = data.get("iptables") or {}, data.get("ipvs") or {}, data.get("nftables") or {}
    mode, detect = data.get("mode") or "", data.get("detectLocalMode") or "ClusterCIDR"
    local = data.get("detectLocal") or {}
    masquerade = nft if mode == "nftables" else tables
    bit = masquerade.get("masqueradeBit")
    local_ports = tables.get("localhostNodePorts")
    return ProxyConfig(
        mode,
        tuple(part.strip() for part in (data.get("clusterCIDR") or "").split(",") if part.strip()),
        detect,
        local.get("bridgeInterface" if detect == "BridgeInterface" else "interfaceNamePrefix") or "",
        bool(masquerade.get("masqueradeAll")),
        14 if bit is None else int(bit),
        True if local_ports is None else bool(local_ports),
        tuple(data.get("nodePortAddresses") or ()),
        ipvs.get("scheduler") or "rr",
        bool(ipvs.get("strictARP")),
    )


def mapping_of(text: str) -> dict[str, Any]:
    """The mapping a YAML text holds; plain two-level texts are read here, others by PyYAML."""
    simple = plain_mapping(text)
    if simple is not None:
        return simple
    import yaml  # only for configurations that use more of YAML

    found = yaml.safe_load(text)
    return found if isinstance(found, dict) else {}


def plain_mapping(text: str) -> dict[str, Any] | None:
    """`key: scalar` lines and nested mappings; None where the text uses anything else of YAML."""
    found: dict[str, Any] = {}
    levels: list[tuple[int, dict[str, Any]]] = [(0, found)]
    opened: tuple[dict[str, Any], str] | None = None  # a key whose mapping may follow
    for line in text.splitlines():
        if not line.strip() or line.startswith(("#", "---")):
            continue
        matched = PLAIN_LINE(line)
        if matched is None:
            return None
        indent, key, raw = len(matched[1]), matched[2], matched[3] or ""
        if indent > levels[-1][0]:
            if opened is None:
                return None
            parent, name = opened
            inner: dict[str, Any] = {}
            parent[name] = inner
            levels.append((indent, inner))
        while indent < levels[-1][0]:
            levels.pop()
        if indent != levels[-1][0]:
            return None
        mapping = levels[-1][1]
        if raw and raw not in WORDS and not PLAIN_VALUE(raw):
            return None
        opened = None if raw else (mapping, key)
        mapping[key] = scalar(raw)
    return found


def scalar(raw: str) -> Any:
    """A plain or simply quoted value; nothing is null."""
    if raw in WORDS or not raw:
        return WORDS.get(raw)
    if raw[0] in "\"'":
        return raw[1:-1]
    return int(raw) if raw.isdigit() else raw


def detector_of(config: ProxyConfig, family: int, node: NodeFacts) -> Detector:
    """The local detector of a family; a false one where there is none."""
    if config.detect == "BridgeInterface" and config.interface:
        return Detector(f"-i {config.interface}", f"! -i {config.interface}", None, config.interface)
    if config.detect == "InterfaceNamePrefix" and config.interface:
        return Detector(f"-i {config.interface}+", f"! -i {config.interface}+", None, f"{config.interface}+")
    cidrs = node.pod_ranges if config.detect == "NodeCIDR" else config.cluster_cidrs
    for cidr in cidrs:
        if family_of(cidr) == family and (found := range_of(cidr)):
            return Detector(f"-s {found.text}", f"! -s {found.text}", found)
    return Detector()


def localhost_answers(config: ProxyConfig) -> bool:
    """Whether node ports are meant to answer on 127.0.0.1: not if that is off or nodePortAddresses leave it out."""
    if not config.localhost_node_ports or config.node_port_addresses == ("primary",):
        return False
    ranges = [found for cidr in config.node_port_addresses if (found := range_of(cidr)) and found.family == 4]
    loopback = 127 << 24
    return not ranges or any(found.covers("127.0.0.0") or found.first >> 24 << 24 == loopback for found in ranges)


def node_port_destinations(config: ProxyConfig, family: int, node: NodeFacts) -> tuple[str, ...] | None:
    """The node's addresses on which node ports answer, loopback included; None: on all of them."""
    wanted = config.node_port_addresses
    if tuple(wanted) == ("primary",):
        return tuple(address for address in node.primary if family_of(address) == family)
    ranges = [found for cidr in wanted if (found := range_of(cidr)) and found.family == family]
    if not ranges or any(found.prefix == 0 for found in ranges):
        return None
    loopback = "127.0.0.1" if family == 4 else "::1"
    candidates = (loopback, *node.of_family(family))
    return tuple(dict.fromkeys(a for found in ranges for a in candidates if found.covers(a)))
