"""Place: a cluster in a folder, a screen over it, and a second hand that changes it as another process would."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from time import monotonic
from typing import Any

from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.kinds import DEPLOYMENT, SERVICE
from minikctl.state.objects import copy_tree
from minikctl.tui.app import ClusterApp
from minikctl.tui.commands import Candidate, Lesson

START = 1_767_225_600.0
PATIENCE = 20.0


class Commands:
    """A command line that remembers what it was asked to run."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.terminal: list[str] = []
        self.courses: dict[str, Sequence[Lesson]] = {}
        self.effects: Callable[[str], Any] | None = None
        self.answers: dict[str, tuple[str, int]] = {}
        self.words: list[str] = []
        self.waits: Callable[[Callable[[], bool]], None] | None = None

    def run(self, line: str, out: Callable[[str], object], cancelled: Callable[[], bool]) -> int:
        self.lines.append(line)
        if self.waits is not None:
            self.waits(cancelled)
        text, code = self.answers.get(line, (f"ran {line}\n", 0))
        out(text)
        return code

    def in_namespace(self, line: str, namespace: str | None) -> str:
        return line

    def effect(self, line: str) -> Any:
        return self.effects(line) if self.effects is not None else None

    def in_terminal(self, line: str) -> int:
        self.terminal.append(line)
        return 0

    def tutorials(self) -> Sequence[str]:
        return list(self.courses)

    def lessons(self, name: str) -> Sequence[Lesson]:
        if name not in self.courses:
            raise ValueError("no such file")
        return self.courses[name]

    def judged(self, lesson: Lesson, output: str) -> str:
        return "" if tuple(output.splitlines()) == lesson.expected else f"- {lesson.expected}\n+ {output}"

    def complete(self, line: str, cursor: int, namespace: str) -> Sequence[Candidate]:
        start = line[:cursor].rfind(" ") + 1
        return [Candidate(word, start) for word in self.words if word.startswith(line[start:cursor])]


class Place:
    """The cluster, the commands and the screen of one test."""

    def __init__(self, folder: str, pace: str = "instant") -> None:
        self.folder = folder
        self.clock = ScriptedClock(START)
        self.commands = Commands()
        self.outside = Cluster.open(folder, self.clock)
        self.outside.bootstrap({"seed": "tui", "nodes": 2, "pace": pace})

    def app(self, **more: Any) -> ClusterApp:
        return ClusterApp(lambda: Cluster.open(self.folder, self.clock), self.commands, folder=self.folder, **more)

    def expose(self, name: str, replicas: int = 2) -> None:
        """A Deployment and its Service, in one transaction."""
        labels = {"app": name}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": "nginx"}]}}
        spec = {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template}
        deployment = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name}, "spec": spec}
        service = {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name},
            "spec": {"selector": labels, "ports": [{"port": 80}]},
        }
        with self.outside.transaction(f"kubectl create {name}") as tx:
            tx.create(DEPLOYMENT, deployment, "default")
            tx.create(SERVICE, service, "default")

    def scale(self, name: str, replicas: int) -> None:
        with self.outside.transaction(f"kubectl scale {name}") as tx:
            found = copy_tree(tx.get(DEPLOYMENT, name, "default"))
            found["spec"]["replicas"] = replicas
            tx.replace(DEPLOYMENT, found)

    def delete(self, name: str) -> None:
        with self.outside.transaction(f"kubectl delete service {name}") as tx:
            tx.delete(SERVICE, name, "default")


def shown(app: ClusterApp) -> str:
    """The whole screen as text: what the compositor would draw. The only place that touches its private parts."""
    return "\n".join(
        ["".join([part.text for part in strip]).rstrip() for strip in app.screen._compositor.render_strips()]
    )


async def until(app: ClusterApp, condition: Callable[[], object]) -> None:
    """Waits until something is true of the screen; fails with what is on it."""
    end = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < end, shown(app)
        await asyncio.sleep(0.01)


async def see(app: ClusterApp, *texts: str) -> str:
    """Waits until all texts are on the screen."""
    await until(app, lambda: all(text in shown(app) for text in texts))
    return shown(app)


def on_screen(
    app: ClusterApp, steps: Callable[[Any], Awaitable[None]], size: tuple[int, int] = (120, 40)
) -> Coroutine[Any, Any, None]:
    """Runs steps with the screen's pilot."""

    async def play() -> None:
        async with app.run_test(size=size) as pilot:
            await steps(pilot)

    return play()
