"""The log of a container, once or as it grows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from minikctl.following import Cut, Stream
from minikctl.server.addressing import Address
from minikctl.server.bodies import number
from minikctl.server.messages import Request
from minikctl.state.clock import parse_timestamp
from minikctl.state.execution.logs import Wanted, check
from minikctl.state.kinds import POD

if TYPE_CHECKING:
    from minikctl.state.view import View

PAUSE = 0.1  # between two looks at a log that grows


def stream_of(view: View, address: Address, request: Request) -> Stream:
    """What is asked for. Raises ApiError."""
    pod = view.get(POD, address.name, address.namespace)
    previous = request.is_set("previous")
    container = check(pod, Wanted(request.option("container"), previous))
    since: float | None = None
    if request.option("sinceSeconds"):
        since = view.now - number(request.option("sinceSeconds"), "sinceSeconds")
    elif request.option("sinceTime"):
        since = parse_timestamp(request.option("sinceTime"))
    tail = number(request.option("tailLines", "-1"), "tailLines")
    limit = number(request.option("limitBytes", "0"), "limitBytes")
    cut = Cut(since, tail, limit)
    return Stream(pod, container, previous=previous, cut=cut, timestamps=request.is_set("timestamps"))


async def followed(stream: Stream, look: Callable[[], View]) -> AsyncIterator[bytes]:
    """The log as it grows, until the container has ended."""
    while True:
        view = look()
        gone = stream.current(view) is None
        text = "" if gone and stream.count >= 0 else stream.text(view)
        if text:
            yield text.encode()
        if stream.is_over(view):
            return
        await asyncio.sleep(PAUSE)
