"""Ports of this machine on which Pods or the API server answer HTTP: `port-forward` and `proxy` outside of sessions."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable
from typing import Any

from minikctl.commands.port_forward import Forward, cannot_listen, is_gone, said
from minikctl.errors import CommandError, Exit
from minikctl.invocation import Invocation
from minikctl.state.objects import key_of
from minikctl.state.traffic.caller import Caller
from minikctl.state.traffic.messages import REASONS, Failure, Request, Response
from minikctl.state.traffic.wire import head

Obj = dict[str, Any]

PATIENCE = 0.1  # seconds between two looks at whether to stop
LIMIT = 1 << 20  # bytes of one request
HEAD_END = b"\r\n\r\n"
HOP = ("connection", "keep-alive", "transfer-encoding")  # headers that belong to one connection


class Listener:
    """A socket that listens, and the port that is meant by it."""

    def __init__(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            self.socket.bind((host, port))
            self.socket.listen(16)
        except OSError:
            self.socket.close()
            raise
        self.host = host
        self.port = int(self.socket.getsockname()[1])


def opened(hosts: list[str], port: int) -> list[Listener]:
    """Listeners on one port of several addresses, as many as can be had; one port for all of them."""
    found: list[Listener] = []
    for host in hosts:
        try:
            found.append(Listener(host, found[0].port if found else port))
        except OSError:
            continue
    return found


def serve_machine(call: Invocation, pod: Obj, forwards: list[Forward], hosts: list[str]) -> None:
    """Forwards ports until the command is called off or the pod is gone. Raises CommandError."""
    listeners: dict[Listener, int] = {}
    try:
        for one in forwards:
            found = opened(hosts, one.local)
            if not found:
                call.err(cannot_listen(one.local, hosts))
            for listener in found:
                listeners[listener] = one.remote
                call.line(said(listener.host, listener.port, one.remote))
        if not listeners:
            shown = " ".join(f"{{{one.local} {one.remote}}}" for one in forwards)
            raise CommandError(f"unable to listen on any of the requested ports: [{shown}]")
        targets = {listener.port: (key_of(pod), remote) for listener, remote in listeners.items()}
        caller = Caller(call.cluster, local=targets.get)

        def handle(listener: Listener, connection: socket.socket) -> None:
            call.line(f"Handling connection for {listener.port}")
            call.around.out.flush()
            answer(call, caller, listener.port, connection)

        serve(call, list(listeners), handle, lambda: is_gone(call.view(), pod))
    finally:
        for listener in listeners:
            listener.socket.close()


def serve(
    call: Invocation,
    listeners: list[Listener],
    handle: Callable[[Listener, socket.socket], None],
    is_over: Callable[[], bool],
) -> None:
    """Takes connections one after the other. Raises Exit when the command is called off, CommandError at the end."""
    call.around.out.flush()
    by_socket = {listener.socket: listener for listener in listeners}
    while not call.around.cancelled():
        ready, _, _ = select.select(list(by_socket), [], [], PATIENCE)
        for one in ready:
            connection, _ = one.accept()
            with connection:
                connection.settimeout(10)
                handle(by_socket[one], connection)
        if is_over():
            raise CommandError("lost connection to pod")
    raise Exit(130)


def answer(call: Invocation, caller: Caller, port: int, connection: socket.socket) -> None:
    """Reads one request and writes what is answered to it. Raises CommandError if nobody listens in the pod."""
    request = read_request(connection, port)
    if request is None:
        return
    try:
        response = caller.http(request)
    except Failure as failure:
        if failure.kind == "refused":
            raise CommandError("lost connection to pod") from None
        return
    if response.delay:
        call.around.clock.sleep(response.delay)
    try:
        connection.sendall(written(response, request.method, call.around.clock.now()))
    except OSError:
        return


def read_request(connection: socket.socket, port: int) -> Request | None:
    """An HTTP request; None if none comes."""
    data = b""
    try:
        while HEAD_END not in data and len(data) < LIMIT:
            more = connection.recv(65536)
            if not more:
                return None
            data += more
        start, _, body = data.partition(HEAD_END)
        first, *lines = start.decode("latin-1").split("\r\n")
        headers = tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        while len(body) < min(length, LIMIT):
            more = connection.recv(65536)
            if not more:
                break
            body += more
    except (OSError, ValueError):
        return None
    words = first.split(" ")
    if len(words) < 3 or not words[2].startswith("HTTP/"):
        return None
    path = words[1] if words[1].startswith("/") else "/"
    return Request("http", "127.0.0.1", port, path, words[0], headers, body.decode(errors="replace"))


def written(response: Response, method: str, now: float) -> bytes:
    """An HTTP response as bytes; the connection is closed after it."""
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in head(response, now) if name.lower() not in HOP]
    start = "\r\n".join([*lines, "Connection: close"]).encode("latin-1", errors="replace") + HEAD_END
    return start if method == "HEAD" else start + response.body.encode("utf-8", "surrogateescape")
