"""`minikctl ipvs`: the virtual servers that kube-proxy's IPVS mode makes for Services."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import around_of, new_app
from minikctl.own.twin import ASCII_HELP, NAMESPACE_HELP, OUTPUT_HELP, SERVICE_HELP, WIDTH_HELP, Asked
from minikctl.state.views import ipvs as view_of
from minikctl.state.views.asjson import ipvs_json

app = new_app("Show what kube-proxy's IPVS mode makes")


@app.command()
def show(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help=SERVICE_HELP)] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace", help=NAMESPACE_HELP)] = "",
    node: Annotated[str, typer.Option("--node", help="The node whose servers are meant; otherwise the first")] = "",
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """What ipvsadm -Ln prints of a Service; in another mode, what it would print."""
    asked = Asked(around_of(context), namespace, width, ascii, output)
    view = asked.cluster().view()
    scenes = [asked.scene(view, key)._replace(node=node) for key in asked.services(view, service)]
    if output:
        asked.json([server for scene in scenes for server in ipvs_json(scene)])
    else:
        asked.lines([view_of.draw(scene) for scene in scenes])
    return 0
