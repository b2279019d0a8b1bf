"""`minikctl undo`: take the last change back."""

from __future__ import annotations

import typer

from minikctl.masking import masked
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster

app = new_app("Take the last change back")


@app.command()
def undo(context: typer.Context) -> int:
    """Take the last change back; `redo` makes it again."""
    around = around_of(context)
    cause = current_cluster(around).undo()
    if cause is None:
        raise Refused("there is nothing to undo")
    around.out.write(f"undone: {masked(cause)}\n")
    return 0
