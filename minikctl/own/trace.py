"""`minikctl trace`: follow a connection."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from minikctl.errors import CommandError
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster, current_namespace
from minikctl.state.view import View

app = new_app("Follow a connection")


@app.command()
def trace(
    context: typer.Context,
    pod: Annotated[str, typer.Argument()] = "",
    url: Annotated[str, typer.Argument()] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace")] = "",
    node: Annotated[str, typer.Option("--node")] = "",
    source: Annotated[str, typer.Option("--from")] = "",
    target: Annotated[str, typer.Option("--to")] = "",
    external: Annotated[str, typer.Option("--external")] = "",
    seed: Annotated[str, typer.Option("--seed")] = "",
    output: Annotated[str, typer.Option("-o", "--output")] = "",
) -> int:
    """POD URL, or --node NODE --from IP --to IP:PORT/PROTO, or --external URL."""
    around = around_of(context)
    view = current_cluster(around).view()
    try:
        if external:
            found = from_outside(view, external)
        elif target:
            from minikctl.state.network.routing import trace_json  # this form only

            found = trace_json(view, node, source, target)
        elif pod and url:
            found = from_pod(view, pod, url, current_namespace(around, namespace))
        else:
            raise CommandError("say POD URL, or --node NODE --from IP --to IP:PORT/PROTO, or --external URL")
    except ValueError as error:
        raise CommandError(str(error)) from None
    if output == "json":
        around.out.write(json.dumps(found) + "\n")
    elif output:
        raise CommandError(f'"{output}" is not a form of output: use json')
    else:
        around.out.write(as_lines(found))
    return 0


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

    routed = ingress.route(view, ingress.request_of(url))
    if routed is None:
        why = "no Ingress controller runs"
        return {"status": None, "backend": None, "tlsSecret": None, "upstreamPath": None, "location": None, "why": why}
    return {
        "status": routed.status,
        "backend": routed.backend.as_json() if routed.backend else None,
        "tlsSecret": routed.tls_secret,
        "upstreamPath": routed.upstream_path,
        "location": routed.location,
        "ingress": routed.ingress,
        "why": routed.why,
    }


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
