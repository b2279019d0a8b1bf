"""`minikctl trace`: follow a connection."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster, current_namespace
from minikctl.state.view import View

app = new_app("Follow a connection")

URL = re.compile(r"(?:https?://)?(?:\[[0-9a-fA-F:.]+\]|[^\s/:?#\[\]]+)(?::(?P<port>\d{1,5}))?(?:[/?#]\S*)?")
TARGET = re.compile(r"(?P<host>[0-9.]+|\[[0-9a-fA-F:.]+\]):\d{1,5}(?:/(?:TCP|UDP|SCTP|tcp|udp|sctp))?")


@app.command()
def trace(
    context: typer.Context,
    pod: Annotated[str, typer.Argument()] = "",
    url: Annotated[str, typer.Argument()] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace", help="The namespace of the Pod.")] = "",
    node: Annotated[str, typer.Option("--node", help="The node that sees the packet.")] = "",
    source: Annotated[str, typer.Option("--from", help="Where the packet comes from: an address.")] = "",
    target: Annotated[str, typer.Option("--to", help="Where it goes: ADDRESS:PORT/PROTOCOL.")] = "",
    external: Annotated[
        str, typer.Option("--external", help="An address that is asked for from outside, by way of Ingress.")
    ] = "",
    seed: Annotated[str, typer.Option("--seed", help="Chooses one endpoint, always the same for one seed.")] = "",
    output: Annotated[str, typer.Option("-o", "--output", help="json, or nothing: text.")] = "",
) -> int:
    """POD URL, or --node NODE --from IP --to IP:PORT/PROTO, or --external URL."""
    around = around_of(context)
    view = current_cluster(around).view()
    try:
        if external:
            found = from_outside(view, checked_url(external))
        elif target:
            found = on_node(view, node, source, target)
        elif pod and url:
            found = from_pod(view, pod.removeprefix("pod/"), checked_url(url), current_namespace(around, namespace))
        else:
            raise CommandError("say POD URL, or --node NODE --from IP --to IP:PORT/PROTO, or --external URL")
    except ValueError as error:
        raise CommandError(str(error)) from None
    if seed and found.get("endpoints"):
        found = with_choice(found, seed)
    if output == "json":
        around.out.write(json.dumps(found) + "\n")
    elif output:
        raise CommandError(f'"{output}" is not a form of output: use json')
    else:
        around.out.write(as_lines(found))
    return 0


def checked_url(text: str) -> str:
    """An address that can be asked for. Raises CommandError."""
    found = URL.fullmatch(text)
    if found is None or not 0 < int(found["port"] or 80) < 65536:
        raise CommandError(f'"{text}" is not an address such as http://web:8080/')
    return text


def on_node(view: View, node: str, source: str, target: str) -> dict[str, Any]:
    """What a node does with a new connection."""
    from ipaddress import ip_address  # this form only

    from minikctl.own.ssh import node_named
    from minikctl.state.network.routing import trace_json

    chosen = node_named(view, node)
    found = TARGET.fullmatch(target)
    try:
        ip_address(source)
        ip_address((found["host"] if found else "").strip("[]"))
    except ValueError:
        raise CommandError("--from is an address, and --to ADDRESS:PORT/PROTOCOL, such as 10.96.0.1:443/TCP") from None
    return trace_json(view, chosen, source, target)


def from_pod(view: View, pod: str, url: str, namespace: str) -> dict[str, Any]:
    """The walk of a request from a pod."""
    from minikctl.state.kinds import POD  # this form only
    from minikctl.state.network.dns import resolve
    from minikctl.state.network.routing.walks import walk_json
    from minikctl.state.traffic import serving

    if view.find(POD, pod, namespace) is None:
        raise Refused(f'there is no pod "{pod}" in the namespace "{namespace}"')
    return walk_json(view, pod, url, namespace, resolve, serving.listens)


def from_outside(view: View, url: str) -> dict[str, Any]:
    """What the Ingress controllers make of a request."""
    from minikctl.state.network import ingress  # this form only

    request = ingress.request_of(url)
    routed = ingress.route(view, request)
    if routed is None:
        why = "no Ingress controller runs"
        nothing = {"status": None, "backend": None, "tlsSecret": None, "upstreamPath": None, "location": None}
        return {**nothing, "why": why, "steps": []}
    backend = routed.backend.as_json() if routed.backend else None
    step = {
        "layer": "ingress",
        "where": "controller",
        "rule": routed.ingress,
        "before": url,
        "after": "{namespace}/{service}:{port}".format(**backend) if backend else str(routed.status),
        "verdict": str(routed.status),
        "why": routed.why,
    }
    return {
        "status": routed.status,
        "backend": backend,
        "tlsSecret": routed.tls_secret,
        "upstreamPath": routed.upstream_path,
        "location": routed.location,
        "ingress": routed.ingress,
        "why": routed.why,
        "steps": [step],
    }


def with_choice(found: dict[str, Any], seed: str) -> dict[str, Any]:
    """The trace with one endpoint `chosen`, and without the steps that lead to others."""
    from minikctl.state.chance import Chance  # with --seed only

    endpoints = found["endpoints"]
    chosen = endpoints[Chance(seed).number("trace", len(endpoints))]
    others = {f"> {one}" for one in endpoints if one != chosen}
    steps = [
        step for step in found.get("steps") or () if not any(str(step.get("after")).endswith(one) for one in others)
    ]
    return {**found, "chosen": chosen, **({"steps": steps} if "steps" in found else {})}


def as_lines(found: dict[str, Any]) -> str:
    """The walk as numbered lines."""
    lines = []
    for number, step in enumerate(found.get("steps") or (), 1):
        where = " ".join(str(step[key]) for key in ("layer", "where") if step.get(key))
        change = f"  {step['before']}" + (f" → {step['after']}" if step.get("after") != step.get("before") else "")
        lines.append(f"{number:>2} {where}{change if step.get('before') else ''}")
        if step.get("rule"):
            lines.append(f"   {step['rule']}")
        if step.get("why"):
            lines.append(f"   {step['why']}")
    for key, value in found.items():
        if key != "steps" and value not in (None, [], ""):
            shown = json.dumps(value) if isinstance(value, (dict, list, bool)) else value
            lines.append(f"{key}: {shown}")
    return "".join(line + "\n" for line in lines)
