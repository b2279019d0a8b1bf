"""kubectl's port-forward: SPDY streams inside a WebSocket (portforward.k8s.io).

Source: kubelet's cri/streaming/portforward/httpstream.go: each connection is a pair of streams of one request id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.server import spdy
from minikctl.server.forwarding import Connection, Refused

if TYPE_CHECKING:
    from minikctl.server.app import Receive, Send
    from minikctl.server.dispatch import Desk

Obj = dict[str, Any]


class Tunnel:
    """One WebSocket and the connections in it."""

    def __init__(self, desk: Desk, pod: Obj, receive: Receive, send: Send) -> None:
        self.desk, self.pod = desk, pod
        self._receive, self._send = receive, send
        self.reader, self.writer = spdy.Reader(), spdy.Writer()
        self.connections: dict[int, tuple[str, Connection]] = {}  # by data stream
        self.errors: dict[str, int] = {}  # request id -> error stream

    async def run(self) -> None:
        """Until the client goes."""
        while (message := await self._receive())["type"] != "websocket.disconnect":
            data = message.get("bytes") or b""
            try:
                frames = list(self.reader.take(data))
            except ValueError:
                await self._send({"type": "websocket.close", "code": 1002})
                return
            for frame in frames:
                answer = self.answer(frame)
                if answer:
                    await self._send({"type": "websocket.send", "bytes": answer})

    def answer(self, frame: spdy.Frame) -> bytes:
        """What is sent back on a frame."""
        if frame.kind == spdy.SYN_STREAM:
            return self.opened(frame)
        if frame.kind == spdy.PING:
            return spdy.control(spdy.PING, 0, frame.data)
        if frame.kind == spdy.DATA and frame.stream in self.connections:
            return self.taken(frame)
        if frame.kind == spdy.RST_STREAM:
            self.connections.pop(frame.stream, None)
        return b""

    def opened(self, frame: spdy.Frame) -> bytes:
        """A new stream: of errors, or of data."""
        asked, port = frame.header("requestid"), frame.header("port")
        if frame.header("streamtype") == "error":
            self.errors[asked] = frame.stream
        elif port.isdigit():
            self.connections[frame.stream] = (asked, Connection(self.desk, self.pod, int(port)))
        return self.writer.reply(frame.stream)

    def taken(self, frame: spdy.Frame) -> bytes:
        """Bytes for the pod; after the answer both streams end."""
        asked, connection = self.connections[frame.stream]
        try:
            answer = connection.take(frame.data)
        except Refused as refused:
            return self.closed(frame.stream, asked, b"", str(refused).encode())
        if answer or frame.is_last:
            return self.closed(frame.stream, asked, answer, b"")
        return b""

    def closed(self, stream: int, asked: str, answer: bytes, error: bytes) -> bytes:
        self.connections.pop(stream, None)
        found = spdy.data(stream, answer, last=True)
        if asked in self.errors:
            found = spdy.data(self.errors.pop(asked), error, last=True) + found
        return found
