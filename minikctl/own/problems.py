"""`minikctl problems`: what is wrong, and why."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import around_of, new_app
from minikctl.own.twin import ASCII_HELP, OUTPUT_HELP, WIDTH_HELP, Asked
from minikctl.state.findings import problems
from minikctl.state.views import findings as view_of

app = new_app("Tell what is wrong, and why")


@app.command()
def show(
    context: typer.Context,
    namespace: Annotated[str, typer.Option("-n", "--namespace", help="Only of one namespace")] = "",
    width: Annotated[int | None, typer.Option("--width", min=20, help=WIDTH_HELP)] = None,
    ascii: Annotated[bool, typer.Option("--ascii", help=ASCII_HELP)] = False,
    output: Annotated[str, typer.Option("-o", "--output", help=OUTPUT_HELP)] = "",
) -> int:
    """What keeps traffic from Services; of all namespaces if none is given."""
    asked = Asked(around_of(context), namespace, width, ascii, output)
    view = asked.cluster().view()
    found = problems(view, namespace or None)
    if output:
        asked.json([one.json() for one in found])
    else:
        asked.lines([view_of.lines_of(found, asked.scene(view))])
    return 0
