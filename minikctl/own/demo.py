"""`minikctl demo`: a first look at everything, in two minutes, in a cluster of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import typer

from minikctl.own.app import around_of, new_app
from minikctl.state.clock import Clock, RealClock, ScriptedClock

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings
    from minikctl.state.cluster import Cluster

app = new_app("A first look at everything, in two minutes")


class Step(NamedTuple):
    """What is shown: a sentence, then lines that are typed."""

    text: str
    lines: tuple[str, ...]


SEED = "demo"
HOME, FOLDER = "/home/learner", "/home/learner/demo"
STEPS = (
    Step(
        "A Deployment keeps three Pods running. Each has an address of its own, which goes when the Pod goes.",
        (
            "kubectl create deployment alpaca --image=gcr.io/kuar-demo/kuard-amd64:blue --port=8080 --replicas=3",
            "kubectl get pods --show-labels",
        ),
    ),
    Step(
        "A Service gives them one name and one address that stay. It finds its Pods by their labels.",
        ("kubectl expose deployment alpaca", "kubectl get service alpaca -o wide"),
    ),
    Step(
        "Behind the Service stands the list of addresses that take its connections.",
        (
            "kubectl get endpoints alpaca",
            "kubectl get endpointslices -l kubernetes.io/service-name=alpaca",
        ),
    ),
    Step(
        "A Pod that asks by name. Its resolver tries the search domains until the cluster's DNS knows the name.",
        (
            "kubectl run client --image=busybox:1.36 -- sleep 1d",
            "kubectl exec client -- cat /etc/resolv.conf",
            "kubectl exec client -- nslookup alpaca.default.svc.cluster.local",
            "minikctl dig alpaca --pod client",
        ),
    ),
    Step(
        "It connects to the Service, and one of the three Pods answers.",
        ("kubectl exec client -- wget -qO- http://alpaca:8080/healthy",),
    ),
    Step(
        "Older programs find Services in the variables that a Pod was started with.",
        ("kubectl exec client -- env | grep ALPACA | sort",),
    ),
    Step(
        "On every node kube-proxy has written rules: the address of the Service becomes that of a Pod, by chance.",
        ("minikctl ssh -- iptables-save -t nat | grep default/alpaca | grep -v MARK",),
    ),
    Step(
        "The whole way of one connection.",
        ("minikctl trace client http://alpaca:8080",),
    ),
    Step(
        "A Pod that says that it is not ready gets no connections: its address leaves the list, and the rules.",
        (
            "POD=$(kubectl get pods -l app=alpaca -o name | head -1)",
            "minikctl sim unready $POD",
            "kubectl get pods -l app=alpaca",
            "kubectl get endpoints alpaca",
        ),
    ),
    Step(
        "Everything is a change that can be looked at, and taken back.",
        ("minikctl history | tail -3", "minikctl undo", "kubectl get endpoints alpaca"),
    ),
)
END = "That was it. `minikctl shell` is a prompt, `minikctl tui` shows all of this live, `minikctl --help` the rest."


@app.command()
def demo(context: typer.Context) -> int:
    """Create, expose, resolve, connect, look at the rules; in a terminal it ends on the screen of `minikctl tui`."""
    around = around_of(context)
    is_played = around.terminal and around.stdin.isatty()
    clock: Clock = RealClock() if is_played else ScriptedClock(around.clock.now())
    cluster = new_cluster(clock)
    own = surroundings(around, cluster, clock)
    play(own)
    return watch(own, cluster) if is_played else 0


def new_cluster(clock: Clock) -> Cluster:
    """A cluster that is kept nowhere."""
    from minikctl.state.cluster import Cluster  # where one is made

    cluster = Cluster.in_memory(clock, {"seed": SEED, "nodes": 2})
    cluster.pace = "instant"
    return cluster


def surroundings(around: Surroundings, cluster: Cluster, clock: Clock) -> Surroundings:
    """Where the lines run: files and contexts of the user are not touched."""
    from minikctl.invocation import Surroundings  # already loaded
    from minikctl.state.files import MemoryFiles, make_folders

    files = MemoryFiles(clock=clock)
    make_folders(files, FOLDER)
    return Surroundings(
        out=around.out,
        err=around.err,
        stdin=around.stdin,
        files=files,
        env={name: around.env[name] for name in ("TERM", "NO_COLOR", "COLUMNS", "LANG") if name in around.env},
        cwd=FOLDER,
        clock=clock,
        home=HOME,
        cluster=cluster,
        cancelled=around.cancelled,
        terminal=around.terminal,
    )


def play(around: Surroundings) -> None:
    """Types and runs every line, with time to read, which scripted time lets pass at once."""
    from minikctl.shell.session import Shell  # the interpreter

    shell = Shell(around)
    for number, step in enumerate(STEPS, 1):
        around.out.write(f"\n# {number}. {step.text}\n")
        around.out.flush()
        around.clock.sleep(2.0 + len(step.text) / 40)
        for line in step.lines:
            around.out.write(f"$ {line}\n")
            around.out.flush()
            around.clock.sleep(0.8)
            shell.run(line + "\n")
            around.clock.sleep(1.8)
    around.out.write(f"\n{END}\n")
    around.out.flush()


def watch(around: Surroundings, cluster: Cluster) -> int:
    """The screen, over the cluster that was just made."""
    from minikctl.own.screencommands import ScreenCommands  # textual
    from minikctl.tui import run

    around.out.write("The screen opens; q leaves it.\n")
    around.out.flush()
    around.clock.sleep(2.0)
    return run(lambda: cluster, ScreenCommands(around))
