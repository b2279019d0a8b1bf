"""Forwarded ports: what a client writes into a connection goes to the pod, which answers HTTP."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from minikctl.server.addressing import Address
from minikctl.server.bodies import number
from minikctl.server.messages import Request
from minikctl.state.errors import bad_request
from minikctl.state.kinds import POD
from minikctl.state.objects import key_of, name_of, status_of
from minikctl.state.traffic.caller import Caller
from minikctl.state.traffic.messages import REASONS, Failure, Response
from minikctl.state.traffic.messages import Request as Plain
from minikctl.state.traffic.wire import head

if TYPE_CHECKING:
    from minikctl.server.app import Receive, Send
    from minikctl.server.dispatch import Desk

Obj = dict[str, Any]

HEAD_END = b"\r\n\r\n"
LIMIT = 1 << 20
HOP = ("connection", "keep-alive", "transfer-encoding")


class Refused(Exception):
    """Nobody listens on the port in the pod: said on the error channel."""


class Connection:
    """One forwarded connection to a port of a pod; bytes in, bytes out."""

    def __init__(self, desk: Desk, pod: Obj, port: int) -> None:
        self.desk, self.pod, self.port = desk, pod, port
        self._data = b""

    def take(self, data: bytes) -> bytes:
        """Takes bytes; returns what is answered to a whole request, b"" before. Raises Refused."""
        self._data += data
        found = request_in(self._data, self.port)
        if found is None:
            return b""
        request, self._data = found
        try:
            response = self.caller().http(request)
        except Failure as failure:
            raise Refused(self.refusal(failure)) from None
        return written(response, request.method, self.desk.cluster.clock.now())

    def caller(self) -> Caller:
        return Caller(self.desk.cluster, local=lambda port: (key_of(self.pod), port))

    def refusal(self, failure: Failure) -> str:
        """The kubelet's words about a port on which nobody listens (containerd, portforward)."""
        port = self.port
        where = f"failed to connect to localhost:{port} inside namespace"
        why = f"IPv4: dial tcp4 127.0.0.1:{port}: connect: connection {failure.kind} "
        also = "IPv6 dial tcp6: address localhost: no suitable address found "
        uid = self.pod["metadata"].get("uid", "")
        return (
            f"error forwarding port {port} to pod {uid.replace('-', '')}, uid : failed to execute portforward in "
            f'network namespace "default": {where} "{uid}", {why}{also}'
        )


def request_in(data: bytes, port: int) -> tuple[Plain, bytes] | None:
    """(the first HTTP request in some bytes, what follows it); None if it is not complete."""
    start, found, body = data.partition(HEAD_END)
    if not found:
        return None
    first, *lines = start.decode("latin-1").split("\r\n")
    headers = tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    length = next((int(value) for name, value in headers if name.lower() == "content-length" and value.isdigit()), 0)
    words = first.split(" ")
    if len(body) < min(length, LIMIT) or len(words) < 3:
        return None
    path = words[1] if words[1].startswith("/") else "/"
    text = body[:length].decode(errors="replace")
    return Plain("http", "127.0.0.1", port, path, words[0], headers, text), body[length:]


def written(response: Response, method: str, now: float) -> bytes:
    """An HTTP response as bytes; the connection is closed after it."""
    lines = [f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in head(response, now) if name.lower() not in HOP]
    start = "\r\n".join([*lines, "Connection: close"]).encode("latin-1", errors="replace") + HEAD_END
    return start if method == "HEAD" else start + response.body.encode("utf-8", "surrogateescape")


async def forward(desk: Desk, address: Address, request: Request, receive: Receive, send: Send, protocol: str) -> None:
    """The channel protocol: two channels for each port, data and errors. Raises ApiError."""
    from minikctl.server.channels import Channels  # a cycle otherwise

    pod = desk.look().get(POD, address.name, address.namespace)
    phase = status_of(pod).get("phase")
    if phase != "Running":
        raise bad_request(f"unable to forward port because pod is not running. Current status={phase}")
    texts = [text for one in request.query.get("ports") or () for text in one.split(",")]
    ports = [number(text, "ports") for text in texts]
    if not ports:
        raise bad_request('query parameter "ports" is required')
    await send({"type": "websocket.accept", "subprotocol": protocol})
    session = Channels(receive, send, protocol)
    sending = asyncio.create_task(session.sending())
    for index, port in enumerate(ports):
        for channel in (2 * index, 2 * index + 1):
            await session.put(channel, port.to_bytes(2, "little"))
    connections = [Connection(desk, pod, port) for port in ports]
    try:
        while (message := await session.received()) is not None:
            channel, data = message
            if channel % 2 or channel // 2 >= len(connections):
                continue
            try:
                answer = connections[channel // 2].take(data)
            except Refused as refused:
                await session.put(channel + 1, str(refused).encode())
                break
            if answer:
                await session.put(channel, answer)
                if len(connections) == 1:
                    break
        await session.finish()
        await sending
    finally:
        sending.cancel()


__all__ = ["Connection", "Refused", "forward", "name_of"]
