"""The ASGI application: bytes in, bytes out, and the clock by which the cluster goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from minikctl.server.dispatch import Desk, Streamed
from minikctl.server.messages import Answer, Request, all_headers, failed
from minikctl.state.errors import ApiError, internal_error

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BYTES = 3 * 1024 * 1024  # apiserver's limit of a body
PATIENCE = 60.0  # seconds for the next piece of a body
TICK = 0.1  # seconds between two looks at what others have written or what has fallen due


class Application:
    """One served cluster. `desk` may be exchanged: the next request is answered by the new one."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._ticking: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
        elif scope["type"] == "websocket":
            from minikctl.server.channels import serve  # only where a stream is opened

            await serve(self.desk, request_of(scope, b""), scope, receive, send)
        else:
            await self.respond(scope, receive, send)

    async def live(self, receive: Receive, send: Send) -> None:
        """Start and end of the server."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._ticking = asyncio.create_task(self.tick())
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._ticking is not None:
                    self._ticking.cancel()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def tick(self) -> None:
        """Takes in what other processes write, and lets time pass in the cluster."""
        from minikctl.state.store.errors import StoreError

        while True:
            await asyncio.sleep(TICK)
            try:
                self.desk.cluster.keep_up()
                self.desk.feed.pump()
            except (StoreError, OSError):
                continue  # the folder may come back; requests say what is wrong

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await body_of(receive)
        except ApiError as error:
            return await send_answer(send, failed(error), scope["method"])
        except ConnectionError:
            return None
        request = request_of(scope, body)
        found = self.answered(request)
        if isinstance(found, Answer):
            return await send_answer(send, found, request.method)
        return await self.stream(found, receive, send)

    def answered(self, request: Request) -> Answer | Streamed:
        """The answer; a fault of ours is an internal error of the server, not its end."""
        from minikctl.state.store.errors import StoreError

        try:
            return self.desk.answer(request)
        except StoreError as error:
            return failed(internal_error(str(error)))
        except Exception as fault:
            return failed(internal_error(f"{type(fault).__name__}: {fault}"))

    async def stream(self, found: Streamed, receive: Receive, send: Send) -> None:
        """Sends what comes until it ends or the client goes."""
        start = Answer(200, b"", found.content_type, found.warnings)
        headers = [(name, value) for name, value in all_headers(start) if name != b"content-length"]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": True})
        telling = asyncio.create_task(self.tell(found, send))
        leaving = asyncio.create_task(left(receive))
        done, pending = await asyncio.wait((telling, leaving), return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
        if telling in done:
            telling.result()
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def tell(self, found: Streamed, send: Send) -> None:
        clock = asyncio.get_running_loop().time
        async for line in found.lines(clock):
            await send({"type": "http.response.body", "body": line, "more_body": True})


async def left(receive: Receive) -> None:
    """Returns when the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def body_of(receive: Receive) -> bytes:
    """The body of a request. Raises ApiError if it is too large or too slow, ConnectionError if the client goes."""
    pieces: list[bytes] = []
    size, more = 0, True
    while more:
        try:
            message = await asyncio.wait_for(receive(), PATIENCE)
        except TimeoutError:
            raise ApiError(408, "Timeout", "the request body did not arrive in time") from None
        if message["type"] == "http.disconnect":
            raise ConnectionError
        piece = message.get("body", b"")
        size += len(piece)
        if size > MOST_BYTES:
            why = f"Request entity too large: limit is {MOST_BYTES}"
            raise ApiError(413, "RequestEntityTooLarge", why)
        pieces.append(piece)
        more = message.get("more_body", False)
    return b"".join(pieces)


def request_of(scope: Scope, body: bytes) -> Request:
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]},{text}" if key in headers else text
    query = scope["query_string"].decode("latin-1")
    return Request(scope.get("method", "GET"), scope["path"], query, headers, body)


async def send_answer(send: Send, answer: Answer, method: str) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": all_headers(answer)})
    await send({"type": "http.response.body", "body": b"" if method == "HEAD" else answer.body})
