"""`ss` and `netstat`: who listens in a pod or on a node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from minikctl.state.kinds import POD
from minikctl.state.objects import labels_of, spec_of
from minikctl.state.podtools.network.interfaces import machine_of
from minikctl.state.podtools.network.questions import caller_of
from minikctl.state.podtools.shell import Process
from minikctl.state.traffic.serving import running


class Listening(NamedTuple):
    """One socket that waits for connections."""

    protocol: str
    address: str
    port: int
    program: str
    pid: int

    @property
    def local(self) -> str:
        return f"{self.address}:{self.port}"


NODE_SERVERS = (
    ("127.0.0.1", 10248, "kubelet"),
    ("127.0.0.1", 10249, "kube-proxy"),
    ("0.0.0.0", 22, "sshd"),
    ("::", 10250, "kubelet"),
    ("::", 10256, "kube-proxy"),
)
CONTROL_PLANE = (("::", 8443, "kube-apiserver"), ("127.0.0.1", 2379, "etcd"), ("127.0.0.1", 10257, "kube-controller"))


def sockets(shell: Process) -> list[Listening]:
    """Everything that listens in the network that the program sees."""
    from minikctl.state.images.registry import app as app_of

    caller = caller_of(shell)
    view = caller.view
    pod = caller.own(view)
    found: list[Listening] = []
    if pod is not None:
        for container in running(pod):
            program = app_of(view, pod, container)
            name = (program.argv() or ["app"])[0].rpartition("/")[2]
            if program.serving() is not None:
                found += [Listening("tcp", "0.0.0.0", port, name, 1) for port in program.listening()]
                found += [Listening("udp", "0.0.0.0", port, name, 1) for port in program.udp]
        return found
    node = caller.node
    if node:
        found = [Listening("tcp", address, port, name, 1450) for address, port, name in NODE_SERVERS]
        if any(labels_of(one).get("component") == "kube-apiserver" for one in view.on_node(POD, node)):
            found += [Listening("tcp", address, port, name, 1200) for address, port, name in CONTROL_PLANE]
        for other in view.on_node(POD, node):
            if spec_of(other).get("hostNetwork"):
                continue
    return found


def chosen(shell: Process, letters: str) -> list[Listening]:
    """Those that the options ask for."""
    protocols = [name for letter, name in (("t", "tcp"), ("u", "udp")) if letter in letters] or ["tcp", "udp"]
    return [one for one in sockets(shell) if one.protocol in protocols]


def netstat(shell: Process, argv: Sequence[str]) -> int:
    """`netstat -tulpn`, `-an`, `-rn`, `-i`."""
    letters = "".join(word.lstrip("-") for word in argv[1:])
    if "r" in letters:
        from minikctl.state.podtools.network.interfaces import route

        return route(shell, ["route", "-n"])
    listens = "l" in letters or "a" in letters
    which = "only servers" if "l" in letters else "servers and established" if "a" in letters else "w/o servers"
    program = "p" in letters
    shell.out(f"Active Internet connections ({which})\n")
    end = "PID/Program name    " if program else ""
    shell.out(f"Proto Recv-Q Send-Q Local Address           Foreign Address         State       {end}\n")
    for one in chosen(shell, letters) if listens else []:
        other = ":::*" if ":" in one.address else "0.0.0.0:*"
        state = "LISTEN" if one.protocol == "tcp" else ""
        local = f"{one.address}:{one.port}" if one.address != "::" else f":::{one.port}"
        who = f"{one.pid}/{one.program}" if program else ""
        shell.out(f"{one.protocol:<5} {0:6} {0:6} {local:<23} {other:<23} {state:<11} {who:<20}".rstrip() + " \n")
    return 0


def ss(shell: Process, argv: Sequence[str]) -> int:
    """`ss -tlnp`."""
    machine_of(shell)
    letters = "".join(word.lstrip("-") for word in argv[1:])
    both = not ("t" in letters) ^ ("u" in letters)
    start = "Netid " if both else ""
    process = "Process" if "p" in letters else ""
    shell.out(f"{start}State  Recv-Q Send-Q Local Address:Port  Peer Address:Port{process}\n")
    for one in chosen(shell, letters) if ("l" in letters or "a" in letters) else []:
        state = "LISTEN" if one.protocol == "tcp" else "UNCONN"
        queue = 511 if one.protocol == "tcp" else 0
        kind = f"{one.protocol:<6}" if both else ""
        address = "[::]" if ":" in one.address else one.address
        who = f'users:(("{one.program}",pid={one.pid},fd=6))' if "p" in letters else ""
        peer = "[::]:*" if ":" in one.address else "0.0.0.0:*"
        shell.out(f"{kind}{state:<6} {0:<6} {queue:<6} {address + ':' + str(one.port):>18}  {peer:>17}{who}\n")
    return 0
