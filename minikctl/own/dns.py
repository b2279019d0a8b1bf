"""`minikctl dns`: the names that the cluster's DNS answers for Services."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import around_of, new_app
from minikctl.own.twin import ASCII_HELP, NAMESPACE_HELP, OUTPUT_HELP, SERVICE_HELP, WIDTH_HELP, Asked
from minikctl.state.views import dns as view_of
from minikctl.state.views.scene import selected_service

app = new_app("Show the names that the cluster's DNS answers")


@app.command()
def show(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help=SERVICE_HELP)] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace", help=NAMESPACE_HELP)] = "",
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """Addresses, SRV records and reverse names."""
    asked = Asked(around_of(context), namespace, width, ascii, output)
    view = asked.cluster().view()
    scenes = [asked.scene(view, key) for key in asked.services(view, service)]
    if output:
        asked.json([one.as_json() for scene in scenes for one in view_of.records(view, selected_service(scene))])
    else:
        asked.lines([view_of.draw(scene) for scene in scenes])
    return 0
