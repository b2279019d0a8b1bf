"""The output of containers: what is kept of it, cut and marked as the flags of `logs` say, and what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from minikctl.invocation import Invocation
from minikctl.pods import container_status
from minikctl.state import images
from minikctl.state.execution.logs import Wanted, check, is_between_runs, line_text
from minikctl.state.kinds import POD
from minikctl.state.objects import name_of, namespace_of, spec_of, uid_of
from minikctl.state.view import View

Obj = dict[str, Any]
Lines = list[tuple[float, str]]


class Cut(NamedTuple):
    """Which lines are wanted."""

    since: float | None = None
    tail: int = -1
    limit: int = 0  # bytes; 0: all


class Stream:
    """The output of one container."""

    def __init__(
        self,
        pod: Obj,
        container: Obj,
        *,
        previous: bool = False,
        since: float | None = None,
        cut: Cut | None = None,
        prefix: str = "",
        timestamps: bool = False,
    ) -> None:
        self.pod = pod
        self.container = container
        self.previous = previous
        self.cut = cut if cut is not None else Cut(since)
        self.prefix = prefix
        self.timestamps = timestamps
        self.count = -1  # how many lines are known; -1: nothing was shown yet
        self.started = ""
        self.room = self.cut.limit

    def current(self, view: View) -> Obj | None:
        """The pod as it is now; None if it is gone."""
        found = view.find(POD, name_of(self.pod), namespace_of(self.pod))
        return found if found is not None and uid_of(found) == uid_of(self.pod) else None

    def kept(self, view: View) -> Lines:
        """All lines of the run that is meant; of one that waits for its restart, the last. Raises ApiError."""
        pod = self.current(view) or self.pod
        if not spec_of(pod).get("nodeName"):
            return []
        name = self.container["name"]
        check(pod, Wanted(name, self.previous))
        return images.logs(view, pod, self.container, self.previous or is_between_runs(pod, name))

    def text(self, view: View) -> str:
        """What was not shown yet, as it is to be shown. Raises ApiError."""
        lines = self.kept(view)
        new = lines[self.count :] if self.count >= 0 else self.first(lines)
        self.count = len(lines)
        return "".join(self.prefix + line for line in self.limited([self.marked(*one) for one in new]))

    def first(self, lines: Lines) -> Lines:
        """The lines of a first look."""
        since, tail = self.cut.since, self.cut.tail
        if since is not None:
            lines = [one for one in lines if one[0] >= since]
        return lines if tail < 0 else lines[len(lines) - tail :] if tail < len(lines) else lines

    def marked(self, moment: float, line: str) -> str:
        return line_text(moment, line, self.timestamps) + "\n"

    def limited(self, lines: list[str]) -> list[str]:
        """Lines up to --limit-bytes."""
        if not self.cut.limit:
            return lines
        found = []
        for line in lines:
            data = line.encode()[: self.room]
            self.room -= len(data)
            if data:
                found.append(data.decode(errors="ignore"))
        return found

    def is_over(self, view: View) -> bool:
        """Whether nothing more will be written."""
        pod = self.current(view)
        if pod is None or self.previous:
            return True
        status = container_status(pod, self.container["name"])
        return status is None or "running" not in (status.get("state") or {})


def follow(call: Invocation, streams: Sequence[Stream]) -> None:
    """Shows what is written until all of it has ended, or the command is called off."""

    def is_over(view: View) -> bool:
        for stream in streams:
            if stream.current(view) is not None or stream.count < 0:
                call.out(stream.text(view))
        call.around.out.flush()
        return all(stream.is_over(view) for stream in streams)

    call.wait(is_over)
