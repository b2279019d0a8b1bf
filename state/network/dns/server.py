"""CoreDNS: the plugins of the server block that a name falls into, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.kinds import CONFIG_MAP, ENDPOINT_SLICE, POD, SERVICE
from minikctl.state.network.dns import kubernetes
from minikctl.state.network.dns.corefile import Block, Plugin, block_for, parse
from minikctl.state.network.dns.records import NXDOMAIN, SERVFAIL, Answer, Record, absolute, is_below

if TYPE_CHECKING:
    from minikctl.state.view import View

DEFAULT = """.:53 {
    kubernetes DOMAIN in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    forward . /etc/resolv.conf
}
"""
CHAIN_LIMIT = 8


def corefile(view: View) -> str:
    """The Corefile of the cluster DNS; kubeadm's where there is none."""
    found = view.find(CONFIG_MAP, "coredns", "kube-system")
    text = ((found or {}).get("data") or {}).get("Corefile")
    return text or DEFAULT.replace("DOMAIN", str(view.settings["cluster_domain"]))


def is_up(view: View) -> bool:
    """Whether the cluster DNS answers: no kube-dns Service at all, or a ready endpoint that is not down."""
    svc = view.find(SERVICE, "kube-dns", "kube-system")
    if svc is None:
        return True
    slices = view.selected(ENDPOINT_SLICE, "kube-system", {"kubernetes.io/service-name": "kube-dns"})
    if not slices:
        return True
    for one in slices:
        for endpoint in one.get("endpoints") or ():
            if (endpoint.get("conditions") or {}).get("ready") is False:
                continue
            target = endpoint.get("targetRef") or {}
            pod = view.find(POD, target.get("name", ""), "kube-system") if target.get("kind") == "Pod" else None
            if pod is None or not view.runtime(pod).get("down"):
                return True
    return False


def query(view: View, name: str, kind: str) -> Answer:
    """One query to the cluster DNS, of an absolute name."""
    name, kind = absolute(name), kind.upper()
    block = block_for(parse(corefile(view)), name)
    if block is None:
        return Answer("REFUSED")
    return _chain(view, block, name, kind)


def _chain(view: View, block: Block, name: str, kind: str) -> Answer:
    for plugin in block.plugins:
        if plugin.name == "rewrite":
            rewritten = _rewritten(plugin, name)
            if rewritten and rewritten != name:
                answer = _plugins(view, block, rewritten, kind)
                return _renamed(answer, rewritten, name)
    return _plugins(view, block, name, kind)


def _plugins(view: View, block: Block, name: str, kind: str) -> Answer:
    for plugin in block.plugins:
        answer: Answer | None = None
        if plugin.name == "hosts":
            answer = _hosts(plugin, name, kind)
        elif plugin.name == "kubernetes":
            answer = kubernetes.answer(view, plugin, name, kind, lambda other: _lookup(view, other, kind))
        elif plugin.name == "forward":
            source = absolute(plugin.arguments[0]) if plugin.arguments and plugin.arguments[0] != "." else "."
            answer = upstream(view, name, kind) if is_below(name, source) else None
        if answer is not None:
            return answer
    return SERVFAIL


def _lookup(view: View, name: str, kind: str) -> Answer:
    """A name that an ExternalName points to, outside of the zone: asked from the start."""
    return query(view, name, kind)


def _rewritten(plugin: Plugin, name: str) -> str:
    """`rewrite name [exact|prefix|suffix|substring|regex] FROM TO`; other rules change nothing here."""
    words = list(plugin.arguments)
    if words and words[0] in ("stop", "continue"):
        words = words[1:]
    if not words or words[0] != "name":
        return ""
    words = words[1:]
    how = "exact"
    if words and words[0] in ("exact", "prefix", "suffix", "substring", "regex"):
        how, words = words[0], words[1:]
    if len(words) < 2:
        return ""
    old, new, low = words[0], words[1], name.lower()
    if how == "exact":
        return absolute(new) if low == absolute(old).lower() else ""
    if how == "prefix":
        return new + low[len(old) :] if low.startswith(old) else ""
    if how == "suffix":
        old, new = absolute(old), absolute(new)
        return low[: -len(old)] + new if low.endswith(old) else ""
    if how == "substring":
        return low.replace(old, new) if old in low else ""
    import re  # a regular expression was asked for

    found = re.search(old, low)
    if not found:
        return ""
    return absolute(re.sub(r"\{(\d+)\}", lambda mark: found.group(int(mark.group(1))) or "", new))


def _renamed(answer: Answer, inner: str, outer: str) -> Answer:
    """The answer with the question's own name again."""

    def renamed(record: Record) -> Record:
        return record._replace(name=outer) if record.name.lower() == inner.lower() else record

    return answer._replace(answers=tuple(renamed(record) for record in answer.answers))


def _hosts(plugin: Plugin, name: str, kind: str) -> Answer | None:
    """Names written into the Corefile."""
    ttl = int((plugin.option("ttl") or ("3600",))[0])
    addresses = []
    known = False
    for line in plugin.block:
        if line[0] in ("fallthrough", "ttl", "no_reverse", "reload"):
            continue
        if name.lower() in [absolute(one).lower() for one in line[1:]]:
            known = True
            if ("AAAA" if ":" in line[0] else "A") == kind:
                addresses.append(line[0])
    if addresses:
        return Answer(answers=tuple(Record(name, kind, ttl, one) for one in addresses))
    if known:
        return Answer()
    through = plugin.option("fallthrough")
    return None if through is not None else NXDOMAIN


def upstream(view: View, name: str, kind: str) -> Answer:
    """The world outside: what the World document (or `sim dns`) says; all else does not exist."""
    records = view.world.get("upstreamDNS") or ()
    wanted, known = name.lower(), False
    found: list[Record] = []
    for _ in range(CHAIN_LIMIT):
        target = ""
        for record in records:
            if absolute(str(record["name"])).lower() != wanted:
                continue
            known = True
            if record["type"] == kind:
                shown = name if not found else wanted
                found.append(Record(shown, kind, int(record.get("ttl", 300)), str(record["data"])))
            elif record["type"] == "CNAME":
                target = absolute(str(record["data"]))
                found.append(Record(name if not found else wanted, "CNAME", int(record.get("ttl", 300)), target))
        if not target:
            break
        wanted = target.lower()
    return Answer(answers=tuple(found)) if known else NXDOMAIN
