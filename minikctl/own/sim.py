"""`minikctl sim`: what happens to the world: pods that fail, nodes that go away, names and machines outside, time."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster, current_namespace
from minikctl.state.clock import go_duration, parse_duration

app = new_app("Let something happen to the world")

Namespace = Annotated[str, typer.Option("-n", "--namespace", help="The namespace of the Pod.")]
For = Annotated[str, typer.Option("--for", help="How long, such as 30s; for ever if it is not given.")]
SAID = {
    "ready": "is ready, whatever its probes find",
    "unready": "is not ready",
    "crash": "crashes",
    "slow": "answers slowly",
    "recover": "behaves by itself again",
}


def happen(context: typer.Context, what: str, pod: str, namespace: str, lasting: str = "") -> int:
    """Lets something happen to a pod."""
    from minikctl.state import simulation  # only here
    from minikctl.state.kinds import POD

    around = around_of(context)
    space = current_namespace(around, namespace)
    name = pod.rpartition("/")[2]
    seconds = duration(lasting) if lasting else None
    with current_cluster(around).transaction(f"sim {what} {pod}") as tx:
        found = tx.find(POD, name, space)
        if found is None:
            raise Refused(f'there is no pod "{name}" in the namespace "{space}"')
        action: Any = getattr(simulation, what)
        action(tx, found) if what == "recover" else action(tx, found, seconds)
    end = f" for {go_duration(seconds)}" if seconds else ""
    around.out.write(f"pod/{name} {SAID[what]}{end}\n")
    return 0


def duration(text: str) -> float:
    """A duration of the user's, in seconds. Raises CommandError."""
    try:
        found = parse_duration(text)
    except ValueError:
        raise CommandError(f'"{text}" is not a duration such as 30s or 5m') from None
    if found <= 0:
        raise CommandError(f'"{text}" is not a time that can pass')
    return found


@app.command("ready")
def ready(context: typer.Context, pod: str, namespace: Namespace = "", lasting: For = "") -> int:
    """The pod is ready, whatever its probes find."""
    return happen(context, "ready", pod, namespace, lasting)


@app.command("unready")
def unready(context: typer.Context, pod: str, namespace: Namespace = "", lasting: For = "") -> int:
    """The pod is not ready, as if its readiness probe failed."""
    return happen(context, "unready", pod, namespace, lasting)


@app.command("crash")
def crash(context: typer.Context, pod: str, namespace: Namespace = "", lasting: For = "") -> int:
    """The pod's containers end with an error."""
    return happen(context, "crash", pod, namespace, lasting)


@app.command("slow")
def slow(context: typer.Context, pod: str, namespace: Namespace = "", lasting: For = "") -> int:
    """The pod takes long for every answer."""
    return happen(context, "slow", pod, namespace, lasting)


@app.command("recover")
def recover(context: typer.Context, pod: str, namespace: Namespace = "") -> int:
    """Take back what was put upon the pod."""
    return happen(context, "recover", pod, namespace)


@app.command("node-down")
def node_down(context: typer.Context, node: str) -> int:
    """A node's machine stops."""
    from minikctl.state import simulation  # only here

    around = around_of(context)
    with current_cluster(around).transaction(f"sim node-down {node}") as tx:
        simulation.node_down(tx, node)
    around.out.write(f"node/{node} is down\n")
    return 0


@app.command("node-up")
def node_up(context: typer.Context, node: str) -> int:
    """A node's machine runs again."""
    from minikctl.state import simulation  # only here

    around = around_of(context)
    with current_cluster(around).transaction(f"sim node-up {node}") as tx:
        simulation.node_up(tx, node)
    around.out.write(f"node/{node} is up\n")
    return 0


@app.command("dns")
def dns(context: typer.Context, name: str, addresses: Annotated[list[str] | None, typer.Argument()] = None) -> int:
    """A name outside of the cluster and its addresses; without addresses the name is forgotten."""
    from ipaddress import ip_address  # only here

    from minikctl.state import simulation

    around, given = around_of(context), list(addresses or [])
    if not name.strip("."):
        raise CommandError("say a name such as db.example.com")
    for one in given:
        try:
            ip_address(one)
        except ValueError:
            raise CommandError(f'"{one}" is not an address') from None
    with current_cluster(around).transaction(f"sim dns {' '.join([name, *given])}") as tx:
        simulation.dns_name(tx, name, given)
    around.out.write(f"{name} {'is ' + ', '.join(given) if given else 'is unknown'}\n")
    return 0


@app.command("external")
def external(
    context: typer.Context,
    address: str,
    listens: Annotated[list[str] | None, typer.Option(metavar="PORT[=TEXT]", help="May be given again.")] = None,
    joins: Annotated[bool, typer.Option("--joins", help="It runs kube-proxy and uses the cluster's DNS.")] = False,
) -> int:
    """A machine outside of the cluster, and what it answers."""
    from minikctl.state import simulation  # only here

    around = around_of(context)
    ports = dict(port_and_text(one) for one in listens or ())
    with current_cluster(around).transaction(f"sim external {address}") as tx:
        simulation.external(tx, address, ports, joins)
    shown = f"listens on {', '.join(str(port) for port in ports)}" if ports else "listens nowhere"
    around.out.write(f"{address} {shown}{' and joins the cluster' if joins else ''}\n")
    return 0


def port_and_text(word: str) -> tuple[int, str]:
    """`8080=hello`. Raises CommandError."""
    port, _, text = word.partition("=")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise CommandError(f'"{word}" is not a port, or a port and a text such as 8080=hello')
    return int(port), text


@app.command("advance")
def advance(context: typer.Context, time: Annotated[str, typer.Argument(metavar="DURATION")]) -> int:
    """Let time pass (with MINIKCTL_CLOCK)."""
    around = around_of(context)
    seconds = duration(time)
    cluster = current_cluster(around)
    if not getattr(cluster.clock, "is_scripted", False):
        raise Refused("time is real here; set MINIKCTL_CLOCK to a time such as 2026-01-02T03:04:05Z to move it")
    cluster.clock.sleep(seconds)
    around.out.write(f"{go_duration(seconds)} later\n")
    return 0
