"""Figures of the network: the rules of large clusters, one changed endpoint, tracing one Service, DNS answers."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.network.dns.server import query
from minikctl.state.network.iptables.service import difference, rules_of_blocks
from minikctl.state.network.iptables.tables import Tables, tables_of_node
from minikctl.state.network.nodes import node_facts
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.network.routing import trace
from minikctl.state.network.virtual import ports_of, service_ports

_path = Path(__file__).parents[1] / "state" / "network" / "cluster_of.py"
_spec = spec_from_file_location("cluster_of", _path)
assert _spec and _spec.loader
c: Any = module_from_spec(_spec)
_spec.loader.exec_module(c)

SIZES = ((1_000, 10), (10_000, 5))  # Services, endpoints of each
ROUNDS = 5


def address(number: int, base: str = "10.96") -> str:
    return f"{base}.{number // 250}.{number % 250 + 1}"


def endpoints_of(number: int, count: int, shift: int = 0) -> list[Any]:
    found = []
    for index in range(count):
        place = number * count + index + shift
        found.append(c.endpoint(f"10.{128 + place // 62500}.{place // 250 % 250}.{place % 250 + 1}", "minikube"))
    return found


def large(services: int, count: int) -> Any:
    objects = [c.node()]
    for number in range(services):
        objects.append(c.service(f"service-{number}", address(number)))
        objects.append(c.slice_of(f"service-{number}", *endpoints_of(number, count)))
    return c.ClusterOf(*objects)


def timed(action: Any, rounds: int = ROUNDS) -> float:
    """The median of some rounds, in seconds."""
    taken = []
    for _ in range(rounds):
        start = perf_counter()
        action()
        taken.append(perf_counter() - start)
    return median(taken)


def loaded_by_the_kernel(text: str) -> float | None:
    """How long iptables-legacy-restore takes for the same text; None where it cannot be tried."""
    if not shutil.which("iptables-legacy-restore"):
        return None
    script = "date +%s.%N; iptables-legacy-restore; date +%s.%N"
    done = subprocess.run(["unshare", "--net", "sh", "-ec", script], input=text, capture_output=True, text=True)
    if done.returncode:
        return None
    first, last = done.stdout.split()
    return float(last) - float(first)


def dump(tables: Tables) -> str:
    return "".join(tables.text(name) for name in ("mangle", "filter", "nat"))


def rules() -> list[tuple[str, str]]:
    """Rows 8 and 9."""
    found = []
    for services, count in SIZES:
        cluster = large(services, count)
        facts, config, ports = (
            node_facts(cluster, "minikube"),
            proxy_config(cluster),
            service_ports(cluster, "minikube"),
        )

        def made(facts: Any = facts, config: Any = config, ports: Any = ports) -> str:
            return dump(Tables(facts, config, 4, ports))

        seconds = timed(made, 3)
        kernel = loaded_by_the_kernel(made())
        share = f", {seconds / kernel:.2f} of the kernel's own {kernel:.2f} s" if kernel else ""
        found.append((f"iptables text, {services} Services x {count}", f"{seconds * 1e3:.0f} ms{share}"))
    tables = tables_of_node(cluster, "minikube")
    dump(tables)
    services, count = SIZES[-1]
    turn = 0

    def change() -> None:
        nonlocal turn
        turn += 1
        key = ("default", "service-77-1")
        cluster.tables["EndpointSlice"][key] = c.slice_of("service-77", *endpoints_of(77, count, turn % 2 * 1_000_000))
        service = cluster.tables["Service"]["default", "service-77"]
        for port in ports_of(cluster, facts, service, 4):
            old, new = tables.replace(port)
            difference(rules_of_blocks([old]), rules_of_blocks([new]))

    # the stand-in walks all slices for a selection: what is measured is the block and its difference
    cluster.selected = lambda kind, namespace, labels: [cluster.tables["EndpointSlice"]["default", "service-77-1"]]
    found.append(
        ("iptables, one endpoint changed: block and difference", f"{timed(change, 101) * 1e3:.3f} ms (goal 0.5)")
    )

    def again() -> None:
        change()
        for name in ("mangle", "filter", "nat"):
            tables.text(name)

    found.append(("iptables, one endpoint changed: whole text", f"{timed(again, 21) * 1e3:.2f} ms (goal 5)"))
    return found


def one_of_many() -> list[tuple[str, str]]:
    """Rows 10 and 18, over a cluster in memory."""
    cluster = Cluster.in_memory(ScriptedClock(1_750_000_000.0), {"seed": "figures"})
    from minikctl.state.kinds import SERVICE

    with cluster.transaction("given") as tx:
        for number in range(1_000):
            made = c.service(f"service-{number}", address(number, "10.100"))
            tx.create(SERVICE, made, "default")
    cluster.clock.sleep(60)
    view = cluster.view()
    target = view.get(SERVICE, "service-500", "default")["spec"]["clusterIP"]
    name = view.settings["cluster_domain"]
    tracing = timed(lambda: trace(cluster.view(), "node-1", "10.244.0.200", target, 80), 51)
    names = [f"service-{number}.default.svc.{name}." for number in range(1_000)]

    def answers() -> None:
        for one in names:
            query(view, one, "A")

    rate = len(names) / timed(answers)
    return [
        ("trace of one Service among 1,000", f"{tracing * 1e3:.2f} ms (goal 5)"),
        ("DNS answers in process", f"{rate:,.0f} a second (goal 50,000)"),
    ]


def figures() -> list[tuple[str, str]]:
    """(label, value) of each row."""
    return [*rules(), *one_of_many()]
