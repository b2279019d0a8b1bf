"""`minikctl ssh`: run a program on a node."""

from __future__ import annotations

from typing import Annotated

import typer

from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster
from minikctl.state.kinds import NODE
from minikctl.state.objects import name_of

app = new_app("Run a program on a node")


@app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
def ssh(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[CMD]...")] = None,
    node: Annotated[str, typer.Option("-n", "--node")] = "",
) -> int:
    """[-n NODE] -- CMD...: the program runs on a simulated node; nothing reaches this machine."""
    from minikctl.state.podtools import node as programs  # only here

    around = around_of(context)
    cluster = current_cluster(around)
    view = cluster.view()
    names = sorted(name_of(one) for one in view.list(NODE))
    chosen = node or ("node-1" if "node-1" in names else next(iter(names), ""))
    if chosen not in names:
        raise Refused(f'there is no node "{chosen}"' if chosen else "there are no nodes")
    argv = list(words or [])
    found = programs.run(view, chosen, argv) if argv else None
    if found is not None:
        around.out.write(found.stdout)
        around.err.write(found.stderr)
        return found.code
    from minikctl.state.execution import run_on_node  # anything else

    return int(run_on_node(cluster, chosen, argv, around=around))
