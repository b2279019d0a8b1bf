"""`minikctl redo`: make the change again that was taken back last."""

from __future__ import annotations

import typer

from minikctl.masking import masked
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster

app = new_app("Do again what was undone")


@app.command()
def redo(context: typer.Context) -> int:
    """Make the change again that `undo` took back last."""
    around = around_of(context)
    cause = current_cluster(around).redo()
    if cause is None:
        raise Refused("there is nothing to redo")
    around.out.write(f"done again: {masked(cause)}\n")
    return 0
