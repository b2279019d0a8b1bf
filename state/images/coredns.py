"""CoreDNS: its health, readiness and metrics, what it writes at the start, and the queries it logs if told to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from minikctl.state.images.app import App, Asked
from minikctl.state.kinds import ENDPOINT_SLICE, POD
from minikctl.state.network.dns import server
from minikctl.state.network.dns.records import Answer, absolute
from minikctl.state.traffic.messages import Response

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

Obj = dict[str, Any]

LOG = re.compile(r"^\s*log\b", re.MULTILINE)
DNS, HEALTH, READY, METRICS = 53, 8080, 8181, 9153
RDATA = {"A": 4, "AAAA": 16}


class CoreDns(App):
    """registry.k8s.io/coredns/coredns."""

    system = "none"
    entrypoint = ("/coredns",)
    servers = frozenset({"coredns"})
    ports = (DNS, HEALTH, READY, METRICS)
    udp = (DNS,)

    def respond(self, asked: Asked) -> Response:
        """Each port serves one path."""
        known = {
            (HEALTH, "/health"): "OK",
            (READY, "/ready"): "OK",
            (METRICS, "/metrics"): f'coredns_build_info{{version="{self.version}"}} 1\n',
        }
        found = known.get((asked.answerer.port, asked.request.uri))
        if found is None:
            return Response(404, "404 page not found\n", (("Content-Type", "text/plain; charset=utf-8"),))
        return Response(200, found, (("Content-Type", "text/plain; charset=utf-8"),))

    @property
    def version(self) -> str:
        return self.tag.removeprefix("v") or "1.12.0"

    def startup(self) -> list[str]:
        """What it writes once it serves."""
        from hashlib import sha512  # only for logs

        digest = sha512(server.corefile(self.view).encode()).hexdigest()
        return [
            "maxprocs: Leaving GOMAXPROCS=2: CPU quota undefined",
            ".:53",
            f"[INFO] plugin/reload: Running configuration SHA512 = {digest}",
            f"CoreDNS-{self.version}",
            "linux/amd64, go1.23.3, 51e11f166",
        ]


def note_query(cluster: Cluster, view: View, source: str, name: str, kind: str, answer: Answer) -> None:
    """Lets one of the CoreDNS pods log a query, if its Corefile has `log`."""
    full = absolute(name)
    if not LOG.search(server.corefile(view)):
        return
    pods = serving_pods(view)
    if not pods:
        return
    from minikctl.state.chance import Chance  # only for what is logged
    from minikctl.state.images.answering import keep

    chance = Chance(str(view.settings["seed"]))
    purpose = f"query/{full}/{view.now}/{view.rev}"
    pod = pods[chance.number(purpose, len(pods))]
    line = logged(source, full, kind, answer, chance.number(purpose + "/id", 1 << 16))
    container = pod["spec"]["containers"][0]
    memory = (view.runtime(pod).get("containers") or {}).get(container["name"]) or {}
    keep(cluster, pod, container, memory.get("app") or {}, [line], False)


def serving_pods(view: View) -> list[Obj]:
    """The pods behind the Service kube-dns that are ready."""
    found: list[Obj] = []
    for one in view.selected(ENDPOINT_SLICE, "kube-system", {"kubernetes.io/service-name": "kube-dns"}):
        for endpoint in one.get("endpoints") or ():
            target = endpoint.get("targetRef") or {}
            pod = view.find(POD, target.get("name", ""), "kube-system") if target.get("kind") == "Pod" else None
            if pod is not None and (endpoint.get("conditions") or {}).get("ready") is not False:
                found.append(pod)
    return found


def logged(source: str, name: str, kind: str, answer: Answer, number: int) -> str:
    """A line of the plugin `log`, in its common form: who, what, how it went, sizes, duration."""
    asked = 12 + len(name) + 1 + 4
    sizes = (len(record.name) + 11 + RDATA.get(record.type, len(str(record.data)) + 2) for record in answer.answers)
    client = f"[{source}]:{32768 + number % 28000}" if ":" in source else f"{source}:{32768 + number % 28000}"
    question = f'"{kind} IN {name} udp {asked} false 512"'
    took = 0.0001 + number / (1 << 16) / 5000
    return f"[INFO] {client} - {number} {question} {answer.rcode} qr,aa,rd {asked + sum(sizes)} {took:.9f}s"


__all__ = ["CoreDns", "note_query"]
