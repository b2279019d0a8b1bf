"""`cluster-info dump`: the objects that help to find faults, of the whole cluster and of some namespaces."""

from __future__ import annotations

from minikctl.flags import ALL_NAMESPACES, OUTPUT
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.printing import printer
from minikctl.state.kinds import (
    DAEMON_SET,
    DEPLOYMENT,
    EVENT,
    NAMESPACE,
    NODE,
    POD,
    REPLICA_SET,
    REPLICATION_CONTROLLER,
    SERVICE,
)
from minikctl.state.kinds.kind import Kind
from minikctl.state.objects import name_of
from minikctl.state.view import View

FLAGS = (
    OUTPUT[0]._replace(default="json"),
    *OUTPUT[1:],
    *ALL_NAMESPACES,
    Flag("namespaces", kind="list", effect="The namespaces to print."),
    Flag("output-directory", effect="A folder to write to, one file for each list; - or nothing: standard output."),
    Flag(
        "pod-running-timeout", kind="duration", default=20.0, effect="Accepted, without effect: logs are there at once."
    ),
)
USAGE = "[flags]"
HELP = "Print everything that helps to find faults."
KINDS = (EVENT, REPLICATION_CONTROLLER, SERVICE, DAEMON_SET, DEPLOYMENT, REPLICA_SET, POD)


def run(call: Invocation, args: list[str], options: Options) -> None:
    view = call.view()
    write(call, options, view, NODE, None, "nodes")
    for namespace in namespaces(call, options, view):
        for kind in KINDS:
            write(call, options, view, kind, namespace, f"{namespace}/{kind.plural}")


def namespaces(call: Invocation, options: Options, view: View) -> list[str]:
    """Those that were asked for; otherwise kube-system and the current one."""
    if options["all-namespaces"]:
        return [name_of(found) for found in view.list(NAMESPACE)]
    return options["namespaces"] or list(dict.fromkeys(["kube-system", call.namespace]))


def write(call: Invocation, options: Options, view: View, kind: Kind, namespace: str | None, name: str) -> None:
    """One list, to standard output or to a file."""
    found = {
        "kind": f"{kind.name}List",
        "apiVersion": kind.api_version,
        "metadata": {"resourceVersion": str(view.rev)},
        "items": list(view.list(kind, namespace)),
    }
    folder = options["output-directory"]
    if folder in ("", "-"):
        return printer(call, options, ordered=True).print(found, call.out)
    from minikctl.state.files import make_folders, parent  # only for files

    parts: list[str] = []
    printer(call, options, ordered=True).print(found, parts.append)
    path = call.absolute(f"{folder}/{name}.{options['output']}")
    make_folders(call.around.files, parent(path))
    return call.around.files.write(path, "".join(parts).encode())
