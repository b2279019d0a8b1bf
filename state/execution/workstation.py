"""The learner's own machine as a place for programs: it stands beside the cluster and reaches its nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from minikctl.state.execution.machine import PATH, base_files, command_not_found, lookup_with
from minikctl.state.execution.place import Place
from minikctl.state.files import Files, MemoryFiles
from minikctl.state.images.systems import UBUNTU_RELEASE as RELEASE
from minikctl.state.podtools.shell import Limits, Pipe, Process, Program
from minikctl.state.traffic.caller import Caller

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

Write = Callable[[str], None]

HOME = "/home/user"
ADDRESS = "192.168.49.1"  # in the network of the nodes
RESOLV = f"nameserver {ADDRESS}\n"


def nothing_kept() -> None:
    """A workstation's files live as long as the one who made them."""


def place(
    cluster: Cluster,
    *,
    out: Write,
    err: Write,
    stdin: Pipe | None = None,
    tty: bool = False,
    cancel: Callable[[], bool] | None = None,
    limits: Limits | None = None,
    files: Files | None = None,
    programs: Mapping[str, Program] | None = None,
    local: Callable[[int], tuple[str, int] | None] | None = None,
    env: dict[str, str] | None = None,
    cwd: str = HOME,
    hosts: Mapping[str, str] | None = None,
) -> Place:
    """Where programs run on the workstation.

    `files`: its file system (`workstation_files()` at first, then kept by the caller); `programs`: further ones
    (kubectl, minikube); `local`: forwarded ports, port -> (pod, port) or None; `hosts`: names it knows.
    """
    further = dict(programs or {})
    installed: set[str] = set()
    process = Process(
        files=workstation_files(cluster) if files is None else files,
        clock=cluster.clock,
        out=out,
        err=err,
        stdin=stdin,
        env=env if env is not None else {"HOME": HOME, "USER": "user", "PATH": PATH, "SHELL": "/bin/bash"},
        cwd=cwd,
        lookup=lookup_with(further.get, installed),
        user="user",
        hostname="workstation",
        network=Caller(cluster, local=local if local is not None else no_port, hosts=hosts, address=ADDRESS),
        facts={"cluster": cluster, "ip": ADDRESS, "system": "ubuntu", "sh": "dash", "meter": False},
        installed=installed,
        limits=limits,
        cancel=cancel,
        tty=tty,
        pid=3100,
    )
    return Place(process, nothing_kept, command_not_found)


def no_port(port: int) -> tuple[str, int] | None:
    """Nothing is forwarded."""
    return None


def workstation_files(cluster: Cluster) -> MemoryFiles:
    """A fresh workstation's files."""
    hosts = "127.0.0.1\tlocalhost\n127.0.1.1\tworkstation\n"
    base: dict[str, Any] = base_files("workstation", hosts, RESOLV, RELEASE)
    return MemoryFiles(base | {f"{HOME}/": ""}, cluster.clock)
