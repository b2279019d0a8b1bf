"""The API server on a port of this machine (`proxy` outside of sessions)."""

from __future__ import annotations

import socket

from minikctl.errors import CommandError
from minikctl.invocation import Invocation
from minikctl.listening import Listener, read_request, serve, written
from minikctl.state.traffic.messages import Failure, Request, Response
from minikctl.state.traffic.proxying import respond


def serve_api(call: Invocation, host: str, port: int) -> None:
    """Answers until the command is called off. Raises CommandError, Exit."""
    try:
        listener = Listener(host, port)
    except OSError as error:
        raise CommandError(f"listen tcp {host}:{port}: bind: {(error.strerror or str(error)).lower()}") from None

    def handle(_: Listener, connection: socket.socket) -> None:
        request = read_request(connection, listener.port)
        if request is not None:
            connection.sendall(written(answered(call, request), request.method, call.around.clock.now()))

    call.line(f"Starting to serve on {listener.host}:{listener.port}")
    try:
        serve(call, [listener], handle, lambda: False)
    finally:
        listener.socket.close()


def answered(call: Invocation, request: Request) -> Response:
    """What the API server answers to an administrator."""
    try:
        return respond(call.cluster, request._replace(scheme="https"), 0)
    except Failure:
        return Response(502)
