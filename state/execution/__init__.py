"""Running programs inside the simulated world: in containers (`exec`), on nodes (`ssh`), on the learner's machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.execution.place import Place, Reader, Session
from minikctl.state.execution.refusal import ExecRefused
from minikctl.state.objects import name_of, namespace_of
from minikctl.state.podtools.shell import Limits, Pipe

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

Obj = dict[str, Any]
Write = Callable[[str], None]
Cancel = Callable[[], bool]


def pod_place(
    cluster: Cluster,
    pod: Obj,
    container: str = "",
    *,
    out: Write,
    err: Write,
    stdin: Pipe | None = None,
    tty: bool = False,
    cancel: Cancel | None = None,
    limits: Limits | None = None,
    prompts: bool = False,
) -> Place:
    """Where programs run in a container of a pod ("": its first); raises ApiError, ExecRefused.

    `prompts`: an interactive shell writes what stands before each line.
    """
    from minikctl.state.execution.container import container_of, container_place  # only where programs run
    from minikctl.state.kinds import POD

    current = cluster.view().get(POD, name_of(pod), namespace_of(pod))
    found = container_of(current, container)
    return container_place(
        cluster, current, found, out=out, err=err, stdin=stdin, tty=tty, cancel=cancel, limits=limits, prompts=prompts
    )


def node_place(
    cluster: Cluster,
    node: str,
    *,
    out: Write,
    err: Write,
    stdin: Pipe | None = None,
    tty: bool = False,
    cancel: Cancel | None = None,
    limits: Limits | None = None,
    prompts: bool = False,
) -> Place:
    """Where root's programs run on a node; raises ApiError NotFound."""
    from minikctl.state.execution import node as module  # only where programs run

    return module.place(
        cluster, node, out=out, err=err, stdin=stdin, tty=tty, cancel=cancel, limits=limits, prompts=prompts
    )


def workstation_place(
    cluster: Cluster,
    *,
    out: Write,
    err: Write,
    stdin: Pipe | None = None,
    tty: bool = False,
    cancel: Cancel | None = None,
    limits: Limits | None = None,
    **machine: Any,
) -> Place:
    """The learner's own machine beside the cluster; `machine` as of workstation.place (files, local, programs …)."""
    from minikctl.state.execution import workstation  # only where programs run

    return workstation.place(cluster, out=out, err=err, stdin=stdin, tty=tty, cancel=cancel, limits=limits, **machine)


def exec_in_pod(
    cluster: Cluster,
    pod: Obj,
    container: str,
    argv: Sequence[str],
    *,
    out: Write,
    err: Write,
    stdin: Reader | str | None = None,
    tty: bool = False,
    cancel: Cancel | None = None,
    limits: Limits | None = None,
    prompts: bool = False,
) -> int:
    """Runs a program in a container and returns its exit status.

    `stdin`: None (none), a text (all of it), or a stream that is read line by line when the program waits for it.
    Raises ApiError and ExecRefused.
    """
    place = pod_place(
        cluster,
        pod,
        container,
        out=out,
        err=err,
        stdin=input_of(stdin, tty),
        tty=tty,
        cancel=cancel,
        limits=limits,
        prompts=prompts,
    )
    return place.run(argv, None if isinstance(stdin, str) else stdin)


def run_on_node(
    cluster: Cluster,
    node: str,
    argv: Sequence[str],
    *,
    out: Write,
    err: Write,
    stdin: Reader | str | None = None,
    tty: bool = False,
    cancel: Cancel | None = None,
    limits: Limits | None = None,
    prompts: bool = False,
) -> int:
    """Runs a program as root on a node and returns its exit status; raises ApiError NotFound, ExecRefused (127)."""
    place = node_place(
        cluster,
        node,
        out=out,
        err=err,
        stdin=input_of(stdin, tty),
        tty=tty,
        cancel=cancel,
        limits=limits,
        prompts=prompts,
    )
    return place.run(argv, None if isinstance(stdin, str) else stdin)


def input_of(stdin: Reader | str | None, tty: bool) -> Pipe | None:
    """The program's end of what is typed."""
    if stdin is None:
        return None
    return Pipe(stdin, closed=True, tty=tty) if isinstance(stdin, str) else Pipe(tty=tty)


def interactive(place: Place, argv: Sequence[str] = ("sh",)) -> Session:
    """A program that is typed into line by line: `feed(line)`, `close()`, `interrupt()`; raises ExecRefused.

    The place needs an open input: `stdin=Pipe(tty=True)`.
    """
    return Session(place, argv)


__all__ = [
    "ExecRefused",
    "Pipe",
    "Place",
    "Session",
    "exec_in_pod",
    "interactive",
    "node_place",
    "pod_place",
    "run_on_node",
    "workstation_place",
]
