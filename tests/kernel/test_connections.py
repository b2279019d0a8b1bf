"""Real connections through the printed rules: they end where `trace` says, in equal shares, from the address it says."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from math import sqrt
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minikctl.state.network.iptables.tables import tables_of_node
from minikctl.state.network.routing import trace

_spec = spec_from_file_location("kernel", Path(__file__).with_name("kernel.py"))
assert _spec and _spec.loader
k: Any = module_from_spec(_spec)
_spec.loader.exec_module(k)

TIMES = 240
PODS = [f"10.244.0.{10 + n}" for n in range(4)]
CLIENT, SERVER = PODS[:2]
OUTSIDE, GATEWAY = "198.51.100.9", "10.244.0.1"


class Attempt(NamedTuple):
    """Connections that are made; `source` is a pod, the node or somebody outside."""

    title: str
    source: str
    to: str
    port: int
    times: int = TIMES
    protocol: str = "tcp"


ATTEMPTS = [
    Attempt("a pod asks a cluster address", CLIENT, "10.96.0.20", 80),
    Attempt("the node asks a cluster address", k.NODE, "10.96.0.20", 80),
    Attempt("a pod asks by UDP", CLIENT, "10.96.0.21", 53, protocol="udp"),
    Attempt("a pod asks its own Service", SERVER, "10.96.0.22", 80, 10),
    Attempt("another pod asks that Service", CLIENT, "10.96.0.22", 80, 10),
    Attempt("a client stays with its endpoint", CLIENT, "10.96.0.23", 80, 40),
    Attempt("nobody is behind a Service", CLIENT, "10.96.0.24", 80, 3),
    Attempt("the node asks a Service without endpoints", k.NODE, "10.96.0.24", 80, 3),
    Attempt("somebody outside asks a node port", OUTSIDE, k.NODE, 30080),
    Attempt("a pod asks a node port", CLIENT, k.NODE, 30080),
    Attempt("the node asks its node port on localhost", "127.0.0.1", "127.0.0.1", 30080),
    Attempt("somebody outside asks a local node port", OUTSIDE, k.NODE, 30081, 20),
    Attempt("nothing local is behind a local node port", OUTSIDE, k.NODE, 30082, 2),
    Attempt("a load balancer's address from a range that may", OUTSIDE, "192.0.2.240", 80),
    Attempt("a load balancer's address from elsewhere", CLIENT, "192.0.2.240", 80, 2),
    Attempt("an external address, from outside", OUTSIDE, "198.51.100.70", 80),
    Attempt("an external address, from a pod", CLIENT, "198.51.100.70", 80),
    Attempt("an inner policy with a local endpoint", CLIENT, "10.96.0.30", 80, 10),
    Attempt("an inner policy without local endpoints", CLIENT, "10.96.0.31", 80, 2),
    Attempt("a node port that nobody has", CLIENT, k.NODE, 30099, 2),
]


@pytest.fixture(scope="module", params=k.BACKENDS)
def answers(request: Any) -> dict[str, list[list[Any]]]:
    """What happened to each attempt: [who answered, whom it saw, how often]."""
    backend = request.param
    if why := k.cannot_load(backend) or k.missing("nsenter", "ip"):
        pytest.skip(why)
    tables = tables_of_node(k.rich_cluster(), "minikube")
    order = {
        "rules": "".join(tables.text(name) for name in ("filter", "nat")),
        "program": f"iptables-{backend}-restore",
        "node": k.NODE,
        "pods": PODS,
        "attempts": [
            {"from": one.source, "to": one.to, "port": one.port, "protocol": one.protocol, "times": one.times}
            for one in ATTEMPTS
        ],
    }
    command = ["unshare", "--net", sys.executable, str(Path(__file__).with_name("laboratory.py"))]
    done = subprocess.run(command, input=json.dumps(order), capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return dict(zip([one.title for one in ATTEMPTS], json.loads(done.stdout), strict=True))


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[one.title for one in ATTEMPTS])
def test_connections_end_where_trace_says(answers: dict[str, list[list[Any]]], attempt: Attempt) -> None:
    found = answers[attempt.title]
    cluster = k.rich_cluster()
    expected = trace(cluster, "minikube", attempt.source, attempt.to, attempt.port, attempt.protocol)
    words = {name for name, _, _ in found}
    if expected.verdict == "REJECT":
        assert words == {"refused"}
    elif expected.verdict == "DROP":
        assert words == {"timeout"}
    elif expected.verdict == "DNAT":
        possible = {endpoint.rpartition(":")[0] for endpoint in expected.endpoints}
        if expected.service and expected.service.affinity:
            assert len(words) == 1 and words <= possible
        else:
            assert_shares(found, possible, attempt.times)
        own = attempt.source in (k.NODE, "127.0.0.1") or (expected.masquerade and words == {attempt.source})
        seen = {address for _, address, _ in found}
        assert seen == {GATEWAY if expected.marked or own else attempt.source}
    else:
        assert words == {"refused"}  # nothing listens on the node


def assert_shares(found: list[list[Any]], possible: set[str], times: int) -> None:
    """Everybody has its equal share, within five standard deviations."""
    share = 1 / len(possible)
    slack = 5 * sqrt(times * share * (1 - share))
    assert {name for name, _, _ in found} == possible
    counts: dict[str, int] = {}
    for name, _, number in found:
        counts[name] = counts.get(name, 0) + number
    assert all(abs(count - times * share) <= slack for count in counts.values()), counts
