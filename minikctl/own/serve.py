"""`minikctl serve`: answers real clients over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from minikctl.opening import folder_of
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.opened import current_cluster, current_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster

app = new_app("Answer real clients: kubectl, client libraries, controllers")

HOST = "127.0.0.1"
PORT = 6443


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0: any that is free.")] = PORT,
    insecure_http: Annotated[
        bool, typer.Option("--insecure-http", help="Speak HTTP without TLS, and ask nobody for a token.")
    ] = False,
    kubeconfig: Annotated[
        str, typer.Option("--kubeconfig", help="Where to write the kubeconfig; otherwise beside the cluster.")
    ] = "",
) -> int:
    """Serves the current cluster until Ctrl-C."""
    from minikctl.server import running

    around = around_of(context)
    try:
        running.require()
    except running.NotInstalled as missing:
        raise Refused(str(missing)) from None
    cluster = current_cluster(around)
    folder = f"{around.home}/serve/{current_name(around)}"
    try:
        socket = running.listening(HOST, port)
    except OSError as error:
        raise Refused(f"port {port} cannot be used: {error.strerror}") from None
    from minikctl.server.serving import Served

    try:
        name = current_name(around)
        served = Served(cluster, folder, socket, secure=not insecure_http, name=name, another=reopener(around, cluster))
        path = kubeconfig and absolute_path(around, kubeconfig)
        where = served.write_kubeconfig(path)
        around.out.write(f"Serving {served.url}\nexport KUBECONFIG={where}\n")
        around.out.flush()
        served.run()
    except KeyboardInterrupt:
        pass
    return 0


def reopener(around: Surroundings, cluster: Cluster) -> Callable[[], Cluster] | None:
    """Opens the cluster's folder anew, for programs that run in threads; None where it has no folder."""
    if around.cluster is not None:
        return None
    folder, clock = folder_of(around.home, current_name(around)), around.clock

    def another() -> Cluster:
        from minikctl.state.cluster import Cluster

        found = Cluster.open(folder, clock)
        found.pace = cluster.pace
        return found

    return another


def absolute_path(around: Surroundings, path: str) -> str:
    from minikctl.state.files import absolute

    return absolute(around.cwd, path)
