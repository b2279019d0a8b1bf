"""Callers: a pod, a node, or a machine outside; they resolve names, open connections and speak HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import NODE, POD
from minikctl.state.network import dns, policies
from minikctl.state.network.dns.records import Answer
from minikctl.state.network.dns.resolver import Resolution, searched
from minikctl.state.network.podaddresses import node_addresses
from minikctl.state.network.resolvconf import ResolvConf, node_file, parsed, resolv_conf
from minikctl.state.network.routing import delivery, reach
from minikctl.state.network.routing.verdict import DNAT, chosen_endpoint
from minikctl.state.objects import name_of, spec_of, split_key
from minikctl.state.traffic import serving, tls
from minikctl.state.traffic.messages import (
    REFUSED,
    TIMED_OUT,
    UNKNOWN_HOST,
    Answerer,
    Failure,
    Request,
    Response,
)
from minikctl.state.traffic.nameservers import UPSTREAM, asked, cluster_servers, hosts_of

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.files import Files
    from minikctl.state.view import View

Obj = dict[str, Any]

REDIRECTS = (301, 302, 303, 307, 308)


class Caller:
    """One who opens connections. Names are resolved and ways found anew for every call, in the cluster as it is then.

    - a pod: `Caller(cluster, pod="namespace/name")`; a node: `Caller(cluster, node="node-1")`; outside: neither.
    - `local`: (host, port) -> (pod, port) for forwarded ports of a workstation's own localhost.
    - `hosts`: names that are known without asking (`/etc/hosts`, node names on the workstation).
    """

    def __init__(
        self,
        cluster: Cluster,
        *,
        pod: str = "",
        node: str = "",
        hosts: Mapping[str, str] | None = None,
        local: Callable[[int], tuple[str, int] | None] | None = None,
        depth: int = 0,
        address: str = "",
    ) -> None:
        self.cluster = cluster
        self.pod = pod
        self.node = node
        self.hosts = dict(hosts or {})
        self.local = local
        self.depth = depth
        self.address = address  # of a machine outside
        self.before: Callable[[], None] | None = None  # called before a connection: what was written is kept
        self.files: Files | None = None  # the file system with its /etc/resolv.conf and /etc/hosts
        self.musl = False  # its resolver is musl's, which stops at an empty answer
        self._connections = 0

    # ---- names

    @property
    def view(self) -> View:
        return self.cluster.view()

    def own(self, view: View) -> Obj | None:
        """The pod that calls."""
        if not self.pod:
            return None
        namespace, name = split_key(self.pod)
        return view.find(POD, name, namespace)

    def resolver(self) -> ResolvConf:
        """The caller's resolv.conf: the file it sees, or what the kubelet or the node would give it."""
        if self.files is not None and self.files.exists("/etc/resolv.conf"):
            return parsed(self.files.read("/etc/resolv.conf").decode("utf-8", "replace"))
        view = self.view
        pod = self.own(view)
        if pod is not None:
            return resolv_conf(view, pod)
        return parsed(node_file(view, self.node) if self.node else f"nameserver {UPSTREAM}\n")

    def lookup(self, name: str, kind: str = "A", *, server: str = "") -> Resolution:
        """What the caller's resolver finds for a name; `server`: an address to ask instead of its own."""
        conf = self.resolver()
        if server:
            conf = conf._replace(nameservers=[server])
        return searched(conf, name, kind, lambda one, full: self.ask(full, kind, one), musl=self.musl)

    def ask(self, name: str, kind: str = "A", server: str = "") -> Answer | None:
        """One question to one name server; None if nobody answers."""
        view = self.view
        chosen = server or next(iter(self.resolver().nameservers), "127.0.0.1")
        pod = self.own(view) if policies.exist(view) else None
        if pod is not None and not reach.may_ask(view, pod, chosen):
            return None
        answer = asked(view, chosen, dns.records.absolute(name), kind)
        if answer is not None and chosen in cluster_servers(view):
            from minikctl.state.images.coredns import note_query  # where the cluster's DNS is asked

            note_query(self.cluster, view, self._source(view, self.own(view)), name, kind, answer)
        return answer

    def addresses(self, host: str) -> list[str]:
        """The addresses of a host; raises Failure `unknown host`."""
        plain = host.strip("[]")
        if is_address(plain):
            return [plain]
        known = self.known(plain)
        if known:
            return [known]
        found = self.lookup(plain)
        if found.addresses and not self._has_ipv6():
            return found.addresses
        wide = self.lookup(plain, "AAAA") if found.rcode != "TIMEOUT" else found
        if found.addresses or wide.addresses:
            return [*found.addresses, *wide.addresses]  # RFC 6724: IPv4 comes before unique local IPv6
        raise Failure(TIMED_OUT if found.rcode == "TIMEOUT" else UNKNOWN_HOST, host, detail="name")

    def _has_ipv6(self) -> bool:
        """Whether the caller has an address of that family itself."""
        view = self.view
        pod = self.own(view)
        if pod is not None:
            return any(":" in one.get("ip", "") for one in (pod.get("status") or {}).get("podIPs") or ())
        return bool(self.node) and any(":" in one for one in node_addresses(view.find(NODE, self.node)))

    def known(self, host: str) -> str:
        """The address of a name that is known without asking (hosts file), "" if there is none."""
        low = host.lower().rstrip(".")
        if low in ("localhost", "ip6-localhost"):
            return "127.0.0.1"
        if low in self.hosts:
            return self.hosts[low]
        if self.files is not None and self.files.exists("/etc/hosts"):
            written = hosts_of(self.files.read("/etc/hosts").decode("utf-8", "replace")).get(low)
            if written or self.pod:
                return written or ""
        view = self.view
        pod = self.own(view)
        if pod is not None:
            if low == (spec_of(pod).get("hostname") or name_of(pod)).lower():
                return str((pod.get("status") or {}).get("podIP") or "127.0.0.1")
            for alias in spec_of(pod).get("hostAliases") or ():
                if low in alias.get("hostnames", ()):
                    return str(alias["ip"])
            return ""
        for node in view.list(NODE):
            if low == name_of(node).lower():
                return next(iter(node_addresses(node)), "")
        return ""

    # ---- connections

    def open(self, host: str, port: int, protocol: str = "tcp") -> Answerer:
        """Who answers a connection; raises Failure."""
        failed: Failure | None = None
        for address in self.addresses(host):
            try:
                return self.open_address(host, address, port, protocol)
            except Failure as failure:
                failed = failure
        assert failed is not None
        raise failed

    def open_address(self, host: str, address: str, port: int, protocol: str = "tcp") -> Answerer:
        """Who answers at an address; raises Failure."""
        if self.before is not None:
            self.before()
        view = self.view
        if self.local is not None and address in ("127.0.0.1", "::1"):
            forwarded = self.local(port)
            if forwarded is None:
                raise Failure(REFUSED, host, port, address)
            if not forwarded[0]:
                return Answerer("proxy", address, port, source="127.0.0.1")
            return serving.in_pod(view, forwarded[0], forwarded[1], "127.0.0.1", host)
        pod = self.own(view)
        if pod is not None and (address.startswith("127.") or address == "::1"):
            return serving.in_pod(view, self.pod, port, "127.0.0.1", host)
        entry = serving.ingress_at(view, address, port)
        if entry is not None:
            return Answerer("ingress", address, port, node=entry, source=self._source(view, pod))
        if self.node and (address.startswith("127.") or address == "::1"):
            return self._on_loopback(view, host, address, port, protocol)
        found, outcome, _ = self._reach(view, pod, address, port, protocol)
        if outcome == "refused":
            raise Failure(REFUSED, host, port, address)
        if outcome == "timed out" and found.verdict != DNAT:
            raise Failure(TIMED_OUT, host, port, address)
        return self._arrived(view, pod, found, host, address, port)

    def _on_loopback(self, view: View, host: str, address: str, port: int, protocol: str) -> Answerer:
        """A node reaches node ports and its own processes at 127.0.0.1; raises Failure."""
        found, _, _ = self._reach(view, None, address, port, protocol)
        if found.verdict == DNAT:
            return self._arrived(view, None, found, host, address, port)
        own = next(iter(node_addresses(view.find(NODE, self.node))), "")
        if port in serving.LOOPBACK_PORTS:
            return Answerer("node", address, port, node=self.node, source=address)
        if not delivery.on_node(view, self.node, port, protocol, serving.listens):
            raise Failure(REFUSED, host, port, address)
        return serving.at(view, own, port, address, host, via=(address, port))

    def _reach(self, view: View, pod: Obj | None, address: str, port: int, protocol: str) -> reach.Reached:
        if pod is not None:
            return reach.from_pod(view, pod, address, port, protocol, serving.listens)
        if self.node:
            return reach.from_node(view, self.node, address, port, protocol, serving.listens)
        return reach.from_outside(view, address, port, protocol, serving.listens, source=self.address)

    def _source(self, view: View, pod: Obj | None) -> str:
        if pod is not None:
            return str((pod.get("status") or {}).get("podIP") or "")
        if self.node:
            return next(iter(node_addresses(view.find(NODE, self.node))), "")
        return self.address or reach.OUTSIDE[4]

    def _arrived(self, view: View, pod: Obj | None, found: Any, host: str, address: str, port: int) -> Answerer:
        source = self._source(view, pod)
        if found.verdict != DNAT:
            if self.node:
                source = reach.masquerade_address(view, self.node, address) or source
            return serving.at(view, address, port, source, host)
        from minikctl.state.chance import Chance  # only where there is a choice

        self._connections += 1
        mark = f"{view.now}/{self._connections}"
        target = chosen_endpoint(found, Chance(str(view.settings["seed"])), source, mark)
        chosen, _, number = target.rpartition(":")
        chosen = chosen.strip("[]")
        holder = self.node or spec_of(pod or {}).get("nodeName", "")
        if not reach.permitted(view, found, source, holder, target, "tcp")[0]:
            raise Failure(TIMED_OUT, host, port, address)
        if found.masquerade:
            entry = holder or reach.entrance(view, address, port, "tcp", source)
            source = serving.masqueraded(view, chosen, source, entry, found)
        return serving.at(view, chosen, int(number), source, host, via=(address, port))

    # ---- HTTP

    def http(self, request: Request, *, address: str = "") -> Response:
        """The response to a request, from `address` if the client was told where to go; raises Failure."""
        if self.depth > 8:
            raise Failure(TIMED_OUT, request.host, request.port)
        found = (
            self.open_address(request.host, address, request.port) if address else self.open(request.host, request.port)
        )
        return self.respond(found, request)

    def respond(self, found: Answerer, request: Request) -> Response:
        """The response of whoever has taken a connection; raises Failure."""
        return serving.respond(self.cluster, found, request, self.depth)

    def handshake(self, found: Answerer, request: Request) -> tls.Shown:
        """The certificate that whoever has taken a connection shows; raises Failure NO_TLS."""
        return tls.handshake(self.cluster, found, request)


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
