"""`minikctl rules`: the iptables rules that kube-proxy makes for Services."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.own.app import around_of, new_app
from minikctl.own.twin import ASCII_HELP, NAMESPACE_HELP, OUTPUT_HELP, SERVICE_HELP, WIDTH_HELP, Asked, view_at
from minikctl.state.views import iptables as view_of
from minikctl.state.views.asjson import rules_json

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

app = new_app("Show the rules that kube-proxy makes")


@app.command()
def show(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help=SERVICE_HELP)] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace", help=NAMESPACE_HELP)] = "",
    node: Annotated[str, typer.Option("--node", help="The node whose rules are meant; otherwise the first")] = "",
    raw: Annotated[bool, typer.Option("--raw", help="The exact text that iptables-save prints")] = False,
    changes: Annotated[bool, typer.Option("--changes", help="Mark what the last revision changed")] = False,
    diff: Annotated[int | None, typer.Option("--diff", min=1, help="Mark what changed since this revision")] = None,
    rev: Annotated[int | None, typer.Option("--rev", min=1, help="The rules as they were after this revision")] = None,
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """The rules that serve a Service, chain by chain, as a packet meets them."""
    asked = Asked(around_of(context), namespace, width, ascii, output)
    cluster = asked.cluster()
    view = view_at(cluster, rev) if rev else cluster.view()
    before = moment_before(cluster, view, changes, diff)
    scenes = [asked.scene(view, key, before, raw)._replace(node=node) for key in asked.services(view, service)]
    if output:
        asked.json(rules_json(scenes))
    else:
        asked.lines([view_of.draw(scene) for scene in scenes])
    return 0


def moment_before(cluster: Cluster, view: View, changes: bool, diff: int | None) -> View | None:
    """The moment with which the rules are compared, None: with none."""
    if diff:
        return view_at(cluster, diff)
    return view_at(cluster, view.rev - 1) if changes and view.rev > 1 else None
