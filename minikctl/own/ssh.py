"""`minikctl ssh`: run a program on a node, or its shell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster
from minikctl.state.kinds import NODE
from minikctl.state.objects import labels_of, name_of

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

app = new_app("Run a program on a node")

FIRST = "node-1"
CONTROL_PLANE = "node-role.kubernetes.io/control-plane"


@app.command(context_settings={"allow_interspersed_args": False})
def ssh(
    context: typer.Context,
    words: Annotated[list[str] | None, typer.Argument(metavar="[CMD]...")] = None,
    node: Annotated[str, typer.Option("-n", "--node", help="The node; the control plane if it is not given.")] = "",
) -> int:
    """[-n NODE] -- CMD...: the program runs on a simulated node; alone a shell. Nothing reaches this machine."""
    from minikctl.state.podtools import node as programs  # only here

    around = around_of(context)
    cluster = current_cluster(around)
    view = cluster.view()
    chosen, argv = node_named(view, node), list(words or [])
    found = programs.run(view, chosen, argv) if argv else None  # what only looks needs no machine around it
    if found is None:
        return on_machine(cluster, chosen, argv, around)
    around.out.write(found.stdout)
    around.err.write(found.stderr)
    return found.code


def node_named(view: View, name: str) -> str:
    """A node by its name; "": node-1, else the control plane, else the first. Raises Refused."""
    nodes = {name_of(one): one for one in view.list(NODE)}
    if name and name not in nodes:
        raise Refused(f'there is no node "{name}"')
    planes = [one for one, node in nodes.items() if CONTROL_PLANE in labels_of(node)]
    for one in (name, FIRST, *planes, *nodes):
        if one in nodes:
            return one
    raise Refused("there are no nodes")


def on_machine(cluster: Cluster, node: str, argv: Sequence[str], around: Surroundings) -> int:
    """Runs a program, a line of shell, or (without words) a shell on a node."""
    from minikctl.state.execution import ExecRefused, Pipe, node_place, run_on_node  # anything but listings
    from minikctl.talking import Typed, talk, writer

    out, err = writer(around.out), writer(around.err)
    try:
        if not argv:
            if around.stdin.isatty():
                keyboard = Pipe(tty=True)
                return talk(
                    node_place(cluster, node, out=out, err=err, stdin=keyboard, tty=True, prompts=True),
                    ["bash"],
                    around,
                )
            argv = ["bash"]
        elif len(argv) == 1 and not argv[0].replace("-", "").replace("/", "").isalnum():
            argv = ["bash", "-c", argv[0]]  # ssh: one word is a line of shell
        return run_on_node(cluster, node, argv, out=out, err=err, stdin=Typed(around), cancel=around.cancelled)
    except ExecRefused as refused:
        err(refused.message + "\n")
        return refused.code
