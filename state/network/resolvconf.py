"""A pod's resolv.conf, by its dnsPolicy, its dnsConfig, the node's own file and the kubelet (kubelet/network/dns)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl.state.kinds import CONFIG_MAP, SERVICE
from minikctl.state.network.proxyconfig import mapping_of
from minikctl.state.objects import namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Obj = dict[str, Any]

NAMESERVERS, SEARCHES, SEARCH_CHARACTERS = 3, 32, 2048
NODE_FILE = "nameserver 192.168.49.1\n"


class ResolvConf(NamedTuple):
    """What a resolver reads."""

    nameservers: list[str]
    searches: list[str]
    options: list[str]
    event: tuple[str, str] = ("", "")  # (reason, message) of the Warning that the kubelet leaves

    def text(self) -> str:
        """The file as containerd and CRI-O write it."""
        lines = []
        if self.searches:
            lines.append("search " + " ".join(self.searches))
        lines += [f"nameserver {one}" for one in self.nameservers]
        if self.options:
            lines.append("options " + " ".join(self.options))
        return "".join(line + "\n" for line in lines)

    @property
    def ndots(self) -> int:
        """How many dots make a name be asked as it is first."""
        for option in reversed(self.options):
            name, _, value = option.partition(":")
            if name == "ndots" and value.isdigit():
                return int(value)
        return 1


def kubelet_dns(view: View) -> tuple[list[str], str]:
    """(clusterDNS, clusterDomain) of the kubelets' configuration."""
    found = view.find(CONFIG_MAP, "kubelet-config", "kube-system")
    text = ((found or {}).get("data") or {}).get("kubelet")
    if text:
        data = mapping_of(text)
        if "clusterDNS" in data or "clusterDomain" in data:
            return list(data.get("clusterDNS") or []), str(data.get("clusterDomain") or "")
    svc = view.find(SERVICE, "kube-dns", "kube-system")
    address = spec_of(svc or {}).get("clusterIP")
    return ([address] if address else []), str(view.settings["cluster_domain"])


def parsed(text: str) -> ResolvConf:
    """A resolv.conf: nameservers add up, the last search and options lines win, trailing dots are cut."""
    nameservers: list[str] = []
    searches: list[str] = []
    options: list[str] = []
    for line in text.splitlines():
        words = line.split()
        if not words or words[0][0] in "#;":
            continue
        if words[0] == "nameserver" and len(words) > 1:
            nameservers.append(words[1])
        elif words[0] == "search":
            searches = [one.rstrip(".") if one != "." else "." for one in words[1:]]
        elif words[0] == "options":
            options = words[1:]
    return ResolvConf(nameservers, searches, options)


def node_file(view: View, node: str) -> str:
    """The resolv.conf of a node."""
    world = (view.world.get("nodes") or {}).get(node) or {}
    text: str = world.get("resolvConf") or NODE_FILE
    return text


def resolv_conf(view: View, pod: Obj) -> ResolvConf:
    """What the kubelet gives to the containers of a pod."""
    spec = spec_of(pod)
    policy = spec.get("dnsPolicy", "ClusterFirst")
    own = parsed(node_file(view, spec.get("nodeName", "")))
    servers, domain = kubelet_dns(view)
    event = ("", "")
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        policy = "Default"
    elif policy in ("ClusterFirst", "ClusterFirstWithHostNet") and not servers:
        event = ("MissingClusterDNS", MISSING.format(policy=policy))
        policy = "Default"
    if policy == "None":
        found = ResolvConf([], [], [])
    elif policy == "Default":
        found = own
    else:
        suffixes = [f"{namespace_of(pod)}.svc.{domain}", f"svc.{domain}", domain] if domain else []
        rest = [one for one in own.searches if one != "."]
        found = ResolvConf(list(servers), list(dict.fromkeys([*suffixes, *rest])), ["ndots:5"])
    found = with_config(found, spec.get("dnsConfig") or {})
    return limited(found, event)


MISSING = (
    'kubelet does not have ClusterDNS IP configured and cannot create Pod using "{policy}" policy. '
    'Falling back to "Default" policy.'
)


def with_config(found: ResolvConf, config: Obj) -> ResolvConf:
    """A pod's dnsConfig on top: no duplicates, its options win."""
    nameservers = list(dict.fromkeys([*found.nameservers, *(config.get("nameservers") or [])]))
    searches = list(dict.fromkeys([*found.searches, *[one.rstrip(".") for one in config.get("searches") or ()]]))
    options: dict[str, str] = {}
    for option in found.options:
        name, _, _ = option.partition(":")
        options[name] = option
    for one in config.get("options") or ():
        value = one.get("value")
        options[one["name"]] = one["name"] if value in (None, "") else f"{one['name']}:{value}"
    return ResolvConf(nameservers, searches, list(options.values()))


def limited(found: ResolvConf, event: tuple[str, str]) -> ResolvConf:
    """Three nameservers, 32 suffixes, 2048 characters of them."""
    nameservers, searches = found.nameservers, found.searches
    if len(nameservers) > NAMESERVERS:
        nameservers = nameservers[:NAMESERVERS]
        line = " ".join(nameservers)
        text = "Nameserver limits were exceeded, some nameservers have been omitted, the applied nameserver line is: "
        event = ("DNSConfigForming", text + line)
    kept = searches[:SEARCHES]
    while len(" ".join(kept)) > SEARCH_CHARACTERS:
        kept = kept[:-1]
    if len(kept) < len(searches):
        text = "Search Line limits were exceeded, some search paths have been omitted, the applied search line is: "
        event = ("DNSConfigForming", text + " ".join(kept))
    return ResolvConf(nameservers, kept, found.options, event)


def hosts_file(view: View, pod: Obj) -> str:
    """A pod's /etc/hosts as the kubelet manages it."""
    spec, status = spec_of(pod), pod.get("status") or {}
    lines = [
        "# Kubernetes-managed hosts file.",
        "127.0.0.1\tlocalhost",
        "::1\tlocalhost ip6-localhost ip6-loopback",
        "fe00::0\tip6-localnet",
        "fe00::0\tip6-mcastprefix",
        "fe00::1\tip6-allnodes",
        "fe00::2\tip6-allrouters",
    ]
    host = spec.get("hostname") or pod["metadata"]["name"]
    _, domain = kubelet_dns(view)
    for one in status.get("podIPs") or ([{"ip": status["podIP"]}] if status.get("podIP") else []):
        if spec.get("subdomain"):
            full = f"{host}.{spec['subdomain']}.{namespace_of(pod)}.svc.{domain}"
            lines.append(f"{one['ip']}\t{full}\t{host}")
        else:
            lines.append(f"{one['ip']}\t{host}")
    aliases = spec.get("hostAliases") or ()
    if aliases:
        lines += ["", "# Entries added by HostAliases."]
        lines += [f"{one['ip']}\t" + "\t".join(one.get("hostnames") or ()) for one in aliases]
    return "".join(line + "\n" for line in lines)
