"""A program in a container with a client's streams: exec, and attach to what reads its input."""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.server import channels
from minikctl.server.addressing import Address
from minikctl.server.messages import Request
from minikctl.server.terminal import Terminal
from minikctl.state import execution
from minikctl.state.errors import ApiError, bad_request
from minikctl.state.execution import ExecRefused, Pipe
from minikctl.state.execution.attached import ended, program
from minikctl.state.execution.container import container_of
from minikctl.state.kinds import POD
from minikctl.state.objects import name_of, status_of

if TYPE_CHECKING:
    from minikctl.server.dispatch import Desk
    from minikctl.state.cluster import Cluster

Obj = dict[str, Any]

LOOK = 0.2  # seconds between two looks at whether the client is still there


def prepared(desk: Desk, address: Address, request: Request) -> Program:
    """What is asked for. Raises ApiError."""
    view = desk.look()
    pod = view.get(POD, address.name, address.namespace)
    is_attach = address.subresource == "attach"
    container = container_of(pod, request.option("container"))
    phase = status_of(pod).get("phase")
    if phase in ("Succeeded", "Failed"):
        verb = "attach a container in" if is_attach else "exec into a container in"
        raise bad_request(f"cannot {verb} a completed pod; current phase is {phase}")
    argv = request.query.get("command") or []
    typed, tty = request.is_set("stdin"), request.is_set("tty")
    if is_attach:
        argv = program(view, pod, container) if typed else []
    elif not argv:
        raise bad_request("you must specify at least 1 command for the container")
    return Program(desk, pod, container, argv, typed=typed, tty=tty, is_attach=is_attach)


class Typed:
    """What the client types, for a program that reads lines; it waits in the program's own thread."""

    def __init__(self) -> None:
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.rest = ""
        self.is_gone = False

    def feed(self, text: str) -> None:
        """Takes text as it comes, hands lines on."""
        self.rest += text
        *lines, self.rest = self.rest.split("\n")
        for line in lines:
            self.lines.put(line + "\n")

    def close(self) -> None:
        if self.rest:
            self.lines.put(self.rest)
            self.rest = ""
        self.lines.put(None)

    def readline(self) -> str:
        while not self.is_gone:
            try:
                return self.lines.get(timeout=LOOK) or ""
            except queue.Empty:
                continue
        return ""


class Program:
    """A program that is going to run, and the session it runs in."""

    def __init__(
        self, desk: Desk, pod: Obj, container: Obj, argv: list[str], *, typed: bool, tty: bool, is_attach: bool
    ) -> None:
        self.desk, self.pod, self.container, self.argv = desk, pod, container, argv
        self.typed, self.tty, self.is_attach = typed, tty, is_attach

    async def run(self, session: channels.Channels) -> None:
        """Until the program ends or the client goes."""
        sending = asyncio.create_task(session.sending())
        try:
            if self.argv:
                await self.converse(session)
            else:
                await self.follow(session)
            await session.finish()
            await sending
        finally:
            session.is_gone = True
            sending.cancel()

    async def converse(self, session: channels.Channels) -> None:
        typed = Typed()
        terminal = Terminal(typed, lambda data: session.write(channels.STDOUT, data)) if self.tty else None
        reading = asyncio.create_task(self.read(session, typed, terminal))
        try:
            status = await asyncio.to_thread(self.started, session, typed)
        finally:
            typed.is_gone = True
            reading.cancel()
        self.desk.feed.pump()
        await session.put(channels.ERROR, status)

    async def read(self, session: channels.Channels, typed: Typed, terminal: Terminal | None) -> None:
        """Takes what the client sends."""
        while (message := await session.received()) is not None:
            channel, data = message
            if channel == channels.STDIN:
                if terminal is not None:
                    await asyncio.to_thread(terminal.take, data)
                else:
                    typed.feed(data.decode("utf-8", "surrogateescape"))
            elif channel == channels.CLOSE and data[:1] == bytes([channels.STDIN]):
                typed.close()
        typed.is_gone = True
        typed.close()

    def started(self, session: channels.Channels, typed: Typed) -> bytes:
        """Runs the program in this thread; the Status of its end."""
        cluster = self.desk.another()
        try:
            code = self.ran(cluster, session, typed)
        except ExecRefused as refused:
            return channels.not_run(refused.message)
        except ApiError as error:
            return channels.not_run(error.message)
        if self.is_attach:
            ended(cluster, self.pod, self.container, code)
        return channels.success() if code == 0 else channels.ended_with(code)

    def ran(self, cluster: Cluster, session: channels.Channels, typed: Typed) -> int:
        """The exit status. Raises ApiError, ExecRefused."""

        def out(channel: int) -> Callable[[str], None]:
            def write(text: str) -> None:
                shown = text.replace("\n", "\r\n") if self.tty else text
                session.write(channel, shown.encode("utf-8", "surrogateescape"))

            return write

        place = execution.pod_place(
            cluster,
            self.pod,
            self.container["name"],
            out=out(channels.STDOUT),
            err=out(channels.STDOUT if self.tty else channels.STDERR),
            stdin=Pipe(tty=self.tty) if self.typed else None,
            tty=self.tty,
            cancel=lambda: session.is_gone,
            prompts=self.tty and self.typed,
        )
        if not (self.tty and self.typed):
            return place.run(self.argv, typed if self.typed else None)
        conversation = execution.interactive(place, self.argv)
        while conversation.status is None and not session.is_gone:
            line = typed.readline()
            if line == Terminal.INTERRUPT:
                conversation.interrupt()
            elif line:
                conversation.feed(line)
            else:
                conversation.close()
        return conversation.status or 0

    async def follow(self, session: channels.Channels) -> None:
        """Attached to a program that does not read: what it writes from now on."""
        from minikctl.following import Stream  # only here
        from minikctl.server.loglines import followed

        stream = Stream(self.pod, self.container, since=self.desk.cluster.clock.now())
        leaving = asyncio.create_task(self.left(session))
        telling = asyncio.create_task(self.tell(session, followed(stream, self.desk.look)))
        _, pending = await asyncio.wait((leaving, telling), return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        if not session.is_gone:
            await session.put(channels.ERROR, channels.success())

    async def tell(self, session: channels.Channels, lines: Any) -> None:
        async for line in lines:
            await session.put(channels.STDOUT, line)

    async def left(self, session: channels.Channels) -> None:
        while await session.received() is not None:
            pass


__all__ = ["Program", "name_of", "prepared"]
