"""Lessons in a cluster: what is set up, and whether what a task asks for is true."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minikctl.invocation import Surroundings
from minikctl.lessons.reading import Check, Task
from minikctl.sessions.document import Needs

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

FOLDER = "/home/learner"
PATIENCE = 60.0  # simulated seconds in which what was asked for may come about


class Kept:
    """A stream whose text is kept."""

    __slots__ = ("text",)

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str, /) -> None:
        self.text += text

    def flush(self) -> None:
        """Nothing is held back."""


class Silent:
    """Standard input at its end."""

    def read(self) -> bytes:
        return b""

    def readline(self) -> bytes:
        return b""

    def isatty(self) -> bool:
        return False


def flags_of(needs: Needs) -> list[str]:
    """The flags of `cluster create` that make the cluster of a lesson."""
    balancers = {"pending": "none", "ip": "pool", "hostname": "hostname"}
    found = [f"--nodes={needs.nodes}", f"--proxy-mode={needs.proxy}", "--pace=instant"]
    found.append(f"--load-balancer={balancers[needs.load_balancer]}")
    return [*found, f"--ingress={needs.ingress}"] if needs.ingress else found


def run(cluster: Cluster, commands: Sequence[str], env: dict[str, str] | None = None) -> tuple[int, str]:
    """Runs commands in files of their own; (status of the first that fails, what was printed)."""
    from minikctl.shell.session import Shell  # the interpreter
    from minikctl.state.files import MemoryFiles, make_folders

    files = MemoryFiles()
    make_folders(files, FOLDER)
    out = Kept()
    around = Surroundings(
        out=out,
        err=out,
        stdin=Silent(),
        files=files,
        env={"HOME": FOLDER, "PATH": "/usr/bin:/bin", **(env or {})},
        cwd=FOLDER,
        clock=cluster.clock,
        home=f"{FOLDER}/.minikctl",
        cluster=cluster,
    )
    shell = Shell(around)
    for command in commands:
        if status := shell.run(command + "\n"):
            return status, out.text
    return 0, out.text


def missing(cluster: Cluster, task: Task) -> list[Check]:
    """The checks of a task that fail, tried on a copy of the cluster a minute later."""
    from minikctl.state.effect import trial

    copy = trial(cluster)
    copy.clock.sleep(PATIENCE)
    return [check for check in task.checks if run(copy, [check.command])[0]]
