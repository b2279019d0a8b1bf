"""`minikctl map`: how Services, endpoints and Pods hang together."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import around_of, new_app
from minikctl.own.twin import ASCII_HELP, NAMESPACE_HELP, OUTPUT_HELP, SERVICE_HELP, WIDTH_HELP, Asked
from minikctl.state.views import map as view_of
from minikctl.state.views.asjson import map_json

app = new_app("Show how Services, endpoints and Pods hang together")


@app.command()
def show(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help=SERVICE_HELP)] = "",
    namespace: Annotated[str, typer.Option("-n", "--namespace", help=NAMESPACE_HELP)] = "",
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """From the address that clients use, over ports and slices, to pods; and the first broken link."""
    asked = Asked(around_of(context), namespace, width, ascii, output)
    view = asked.cluster().view()
    keys = asked.services(view, service)
    if output:
        found = [map_json(asked.scene(view, key)) for key in keys]
        asked.json(found[0] if service else found)
    else:
        asked.lines([view_of.draw(asked.scene(view, key)) for key in keys])
    return 0
