"""`minikctl story`: who did what in which order, until a Service could be reached."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import around_of, new_app
from minikctl.own.twin import ASCII_HELP, NAMESPACE_HELP, OUTPUT_HELP, WIDTH_HELP, Asked
from minikctl.state.views import story as view_of
from minikctl.state.views.lines import Look

app = new_app("Tell who did what in which order")


@app.command()
def show(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help="A Service, as web or svc/web")],
    namespace: Annotated[str, typer.Option("-n", "--namespace", help=NAMESPACE_HELP)] = "",
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """Request, checks, address, Endpoints and slices, DNS record, rules."""
    asked = Asked(around_of(context), namespace, width, ascii, output)
    cluster = asked.cluster()
    (key,) = asked.services(cluster.view(), service)
    steps = view_of.story(cluster.history(), cluster.view, key)
    if output:
        asked.json([step.as_json(number) for number, step in enumerate(steps, 1)])
    else:
        asked.lines([view_of.lines_of(steps, Look(asked.width, asked.ascii))])
    return 0
