"""What a session runs in: a fresh cluster, a workstation and nodes with shells, all of it in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from minikctl.sessions.clock import SessionClock
from minikctl.sessions.document import Needs
from minikctl.sessions.kubectl import CommandLine
from minikctl.sessions.localhost import Ports
from minikctl.sessions.minikube import Minikube
from minikctl.sessions.remote import Ssh
from minikctl.state.execution import node_place, workstation_place
from minikctl.state.execution.workstation import workstation_files
from minikctl.state.files import make_folders, parent
from minikctl.state.kinds import NODE
from minikctl.state.objects import name_of
from minikctl.state.shellscript.interpreter import Interpreter
from minikctl.state.shellscript.process import Limits, Program

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

HOME = "/home/user"
FOLDER = f"{HOME}/session"
KEPT = f"{HOME}/.local/share/minikctl"
WARM_UP = 120.0  # seconds for which the cluster has been running when the session begins
MAX_STEPS = 400_000
MAX_OUTPUT = 8 * 1024 * 1024
START = "2026-01-05T08:00:00Z"
BALANCERS = {"pending": "none", "ip": "pool", "hostname": "hostname"}


def new_cluster(needs: Needs, seed: str, start: float) -> Cluster:
    """A cluster in memory that offers what a session needs."""
    from minikctl.state.cluster import Cluster

    clock = SessionClock(start)
    cluster = Cluster.in_memory(clock, settings_of(needs, seed))
    if needs.ingress:
        from minikctl.sessions.addons import add_class

        with cluster.transaction("cluster create", "minikctl") as tx:
            add_class(tx, needs.ingress)
    clock.sleep(WARM_UP)
    return cluster


def settings_of(needs: Needs, seed: str) -> dict[str, Any]:
    """The settings of a cluster with which a session runs."""
    found: dict[str, Any] = {
        "nodes": needs.nodes,
        "seed": seed,
        "load_balancer": BALANCERS[needs.load_balancer],
        "load_balancer_seconds": 0.0,  # sessions name the address they see first: it must not be `<pending>`
        "proxy_mode": needs.proxy,
    }
    if needs.ingress:
        found["ingress"] = [needs.ingress]
    if needs.service_cidr:
        found["service_cidrs"] = needs.service_cidr.split(",")
    if needs.pod_cidr:
        found["pod_cidrs"] = needs.pod_cidr.split(",")
    return found


class World:
    """The shells of a session and what they share."""

    def __init__(
        self,
        cluster: Cluster,
        *,
        out: Callable[[str], None],
        cancel: Callable[[], bool],
        cancelled: Callable[[], bool],
        era: str = "1.33",
        files: dict[str, bytes] | None = None,
        outside: bool = False,
    ) -> None:
        self.cluster = cluster
        self.out = out
        self.cancel = cancel
        self.era = era
        self.ports = Ports()
        self.faults: list[str] = []
        self.limits = Limits(MAX_STEPS, MAX_OUTPUT)
        self.files = workstation_files(cluster)
        for folder in (FOLDER, KEPT):
            make_folders(self.files, folder)
        for name, data in (files or {}).items():
            self.write(name, data)
        line = CommandLine(cluster, self.ports, self.files, KEPT, cancelled, self.faults)
        self.programs: dict[str, Program] = {
            "kubectl": line.kubectl,
            "k": line.kubectl,
            "minikctl": line.minikctl,
            "minikube": Minikube(cluster, line).main,
            "ssh": Ssh(cluster).main,
        }
        self.workstation = self.on_workstation()
        if outside:
            from minikctl.sessions import outside as machine  # only with --shell

            process = self.workstation.host
            process.lookup = machine.programs(process.lookup, self.files, FOLDER)
        self.nodes: dict[str, Interpreter] = {}
        self.keepers: dict[str, Callable[[], None]] = {}

    def write(self, name: str, data: bytes) -> None:
        """Puts a file into the working directory."""
        path = f"{FOLDER}/{name}"
        make_folders(self.files, parent(path))
        self.files.write(path, data)

    def on_workstation(self) -> Interpreter:
        """The workstation's shell."""
        place = workstation_place(
            self.cluster,
            out=self.out,
            err=self.out,
            cancel=self.cancel,
            limits=self.limits,
            files=self.files,
            programs=self.programs,
            local=self.ports.find,
            env={
                "HOME": HOME,
                "USER": "user",
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "SHELL": "/bin/bash",
                "MINIKCTL_ERA": self.era,
            },
            cwd=FOLDER,
        )
        place.process.facts["meter"] = False  # curl shows none, as in a terminal
        return Interpreter(place.process, name="bash", dialect="bash", interactive=True)

    def shell_on(self, node: str) -> Interpreter:
        """The shell for a block: the workstation's (""), or a node's, "any" being the last one. Raises ApiError.

        Shells on nodes share the workstation's variables.
        """
        if not node:
            return self.workstation
        if node == "any":
            node = max((name_of(one) for one in self.cluster.view().list(NODE)), key=lambda name: (len(name), name))
        if node not in self.nodes:
            self.nodes[node] = self.on_node(node)
        return self.nodes[node]

    def on_node(self, node: str) -> Interpreter:
        """The shell on a node, where kubectl works too."""
        place = node_place(self.cluster, node, out=self.out, err=self.out, cancel=self.cancel, limits=self.limits)
        known = place.process.lookup
        place.process.lookup = lambda name: self.programs.get(name.rpartition("/")[2]) or known(name)
        shell = Interpreter(place.process, name="bash", dialect="bash", interactive=True)
        shell.variables = self.workstation.variables
        self.keepers[node] = place.keep
        return shell

    def keep(self, node: str) -> None:
        """Stores what a command has changed on nodes."""
        for keep in self.keepers.values() if node else ():
            keep()

    @contextmanager
    def era_for(self, legacy: bool) -> Iterator[None]:
        """Commands of `legacy` blocks are answered as v1.33 does, whatever the era is."""
        variables = self.workstation.variables
        before = variables.get("MINIKCTL_ERA") or self.era
        if legacy and before != "1.33":
            variables.put("MINIKCTL_ERA", "1.33")
            yield
            variables.put("MINIKCTL_ERA", before)
        else:
            yield

    def let_jobs_run(self) -> None:
        """Lets background jobs do what they can do now."""
        now = self.cluster.clock.now()
        for shell in (self.workstation, *self.nodes.values()):
            for _ in range(100):
                ready = [task for task in shell.shared.tasks if task.runnable(now)]
                for task in ready:
                    task.advance()
                if not ready:
                    break
