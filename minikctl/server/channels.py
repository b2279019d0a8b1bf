"""exec, attach and port forwarding over WebSocket: the channel protocol v5 and v4 of Kubernetes.

Source: apimachinery's pkg/util/remotecommand/constants.go, kubelet's streaming: each binary message begins with the
number of its channel; a Status on the error channel ends a session.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from minikctl.server import identity
from minikctl.server.addressing import Address
from minikctl.server.messages import Request, failed
from minikctl.state.errors import ApiError, bad_request
from minikctl.state.kinds import POD

if TYPE_CHECKING:
    from minikctl.server.app import Receive, Scope, Send
    from minikctl.server.dispatch import Desk

Obj = dict[str, Any]

STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
TUNNEL = "SPDY/3.1+portforward.k8s.io"
WAITING = 64  # messages on their way to a slow client before a program has to wait


class Channels:
    """One session's socket: programs write into channels from their thread, the client's input is read here."""

    def __init__(self, receive: Receive, send: Send, protocol: str) -> None:
        self.protocol = protocol
        self._receive, self._send = receive, send
        self._loop = asyncio.get_running_loop()
        self._outgoing: asyncio.Queue[bytes | None] = asyncio.Queue(WAITING)
        self.is_gone = False

    def write(self, channel: int, data: bytes) -> None:
        """From a program's thread; waits while the client is slow."""
        if data and not self.is_gone:
            sending = asyncio.run_coroutine_threadsafe(self._outgoing.put(bytes([channel]) + data), self._loop)
            try:
                sending.result(30)
            except (TimeoutError, asyncio.CancelledError):
                self.is_gone = True

    async def put(self, channel: int, data: bytes) -> None:
        """From the server's own thread."""
        await self._outgoing.put(bytes([channel]) + data)

    async def finish(self) -> None:
        await self._outgoing.put(None)

    async def sending(self) -> None:
        """Sends what is written until the session ends."""
        while (message := await self._outgoing.get()) is not None:
            await self._send({"type": "websocket.send", "bytes": message})
        await self._send({"type": "websocket.close", "code": 1000})

    async def received(self) -> tuple[int, bytes] | None:
        """The next message of the client: its channel and data; None when the client is gone."""
        while True:
            message = await self._receive()
            if message["type"] == "websocket.disconnect":
                self.is_gone = True
                return None
            data = message.get("bytes") or (message.get("text") or "").encode()
            if data:
                return data[0], data[1:]


async def serve(desk: Desk, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
    """One WebSocket, from its request to its end."""
    await receive()  # websocket.connect
    offered = list(scope.get("subprotocols") or ())
    try:
        request, offered = with_token(request, offered)
        _, _, address = desk.admitted(request)
        await open_session(desk, address, request, offered, receive, send)
    except ApiError as error:
        await refuse(send, error)


def with_token(request: Request, offered: list[str]) -> tuple[Request, list[str]]:
    """A bearer token that a browser hands over as a subprotocol (apiserver's websocket authenticator)."""
    from base64 import urlsafe_b64decode

    prefix = "base64url.bearer.authorization.k8s.io."
    for one in offered:
        if one.startswith(prefix):
            text = one.removeprefix(prefix)
            try:
                token = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
            except ValueError:
                continue
            request.headers = {**request.headers, "authorization": f"Bearer {token}"}
    return request, [one for one in offered if not one.startswith(prefix)]


async def open_session(
    desk: Desk, address: Address | None, request: Request, offered: list[str], receive: Receive, send: Send
) -> None:
    """Finds out what is wanted. Raises ApiError."""
    part = address.subresource if address is not None else ""
    if address is None or address.kind != POD or part not in ("exec", "attach", "portforward"):
        raise bad_request("this address speaks no WebSocket")
    if part == "portforward" and TUNNEL in offered:
        from minikctl.server.tunnel import Tunnel  # only for kubectl's port-forward

        pod = desk.look().get(POD, address.name, address.namespace)
        await send({"type": "websocket.accept", "subprotocol": TUNNEL})
        return await Tunnel(desk, pod, receive, send).run()
    protocol = next((one for one in PROTOCOLS if one in offered), "")
    if not protocol:
        raise bad_request(f"unable to negotiate protocol: client supports {offered}, server accepts {list(PROTOCOLS)}")
    if part == "portforward":
        from minikctl.server.forwarding import forward  # only here

        return await forward(desk, address, request, receive, send, protocol)
    from minikctl.server.programs import prepared  # only where programs run

    program = prepared(desk, address, request)
    await send({"type": "websocket.accept", "subprotocol": protocol})
    return await program.run(Channels(receive, send, protocol))


async def refuse(send: Send, error: ApiError) -> None:
    """An HTTP answer instead of a WebSocket."""
    answer = failed(error)
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "websocket.http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": answer.body})


def success() -> bytes:
    return json.dumps({"metadata": {}, "status": "Success"}).encode()


def ended_with(code: int) -> bytes:
    """The Status of a program that failed (kubelet's NonZeroExitCode)."""
    status: Obj = {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: command terminated with exit code {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }
    return json.dumps(status).encode()


def not_run(message: str) -> bytes:
    """The Status of a program that could not be started."""
    status: Obj = {"metadata": {}, "status": "Failure", "message": message, "reason": "InternalError"}
    return json.dumps({**status, "details": {"causes": [{"message": message}]}, "code": 500}).encode()


__all__ = ["Channels", "ended_with", "identity", "not_run", "serve", "success"]
