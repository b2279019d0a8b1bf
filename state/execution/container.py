"""A container as a place for programs: what it shows them, and what is kept of what they change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state import errors, podtools
from minikctl.state.execution.machine import printed
from minikctl.state.execution.place import KeepingClock, LaterNetwork, Place
from minikctl.state.execution.refusal import (
    ExecRefused,
    container_not_found,
    missing,
    node_is_down,
    not_started,
    pod_not_on_node,
)
from minikctl.state.images.filesystem import ContainerFiles, filesystem
from minikctl.state.images.registry import app as app_of
from minikctl.state.images.sharedvolumes import TABLE, shared_key
from minikctl.state.images.systems import IDS, SYSTEMS
from minikctl.state.kinds import NODE, POD
from minikctl.state.objects import copy_tree, key_of, name_of, namespace_of, spec_of, status_of
from minikctl.state.podtools.shell import Limits, Pipe, Process, Program

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.images.app import App
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]
Write = Callable[[str], None]

FIELDS = (
    ("containers", "containerStatuses"),
    ("initContainers", "initContainerStatuses"),
    ("ephemeralContainers", "ephemeralContainerStatuses"),
)
SERVERS = frozenset({"nginx", "redis-server", "mongod", "httpd"})  # servers that are also asked for their version


def container_of(pod: Obj, name: str) -> Obj:
    """A container of a pod by its name, the first if there is none; raises ApiError BadRequest."""
    every = [one for field, _ in FIELDS for one in spec_of(pod).get(field) or ()]
    for one in every:
        if one["name"] == name or not name:
            found: Obj = one
            return found
    raise errors.bad_request(f"container {name} is not valid for pod {name_of(pod)}")


def check_running(pod: Obj, container: Obj) -> None:
    """Raises what the API server or the kubelet says about a container that does not run."""
    if not spec_of(pod).get("nodeName"):
        raise errors.bad_request(f"pod {name_of(pod)} does not have a host assigned")
    name = container["name"]
    if status_of(pod).get("phase") in ("Succeeded", "Failed"):
        raise container_not_found(name)
    for _, field in FIELDS:
        for one in status_of(pod).get(field) or ():
            if one.get("name") == name:
                if "running" not in (one.get("state") or {}):
                    raise container_not_found(name)
                return
    if any(one["name"] == name for one in spec_of(pod).get("initContainers") or ()):
        raise container_not_found(name)
    if status_of(pod).get("phase") == "Pending":
        raise pod_not_on_node(name)


def check_node(view: View, pod: Obj, container: Obj) -> None:
    """Raises ExecRefused if the pod's node is down."""
    node = spec_of(pod)["nodeName"]
    if view.stored("_nodes", node) is not None:
        from minikctl.state.network.podaddresses import node_addresses  # seldom

        address = next(iter(node_addresses(view.find(NODE, node))), node)
        path = f"{namespace_of(pod)}/{name_of(pod)}/{container['name']}"
        raise node_is_down(address, path, "error=1&output=1")


def environment(app: App, tty: bool) -> dict[str, str]:
    """The variables of a program that is run in a container, in the runtime's order: HOME comes last."""
    found = app.variables()
    home = found.pop("HOME", app.home)
    if tty:
        found.setdefault("TERM", "xterm")
    found.setdefault("HOME", home)
    return found


def processes(app: App) -> list[tuple[int, str]]:
    """What runs in the container, apart from what is run now."""
    words = app.serving() or app.argv()
    name = words[0].rpartition("/")[2] if words else ""
    if name == "nginx":
        workers = [(pid, "nginx: worker process") for pid in (29, 30)]
        return [(1, f"nginx: master process {' '.join(words)}"), *workers]
    if name == "redis-server" and app.listening():
        return [(1, f"redis-server *:{app.listening()[0]}")]
    return [(1, " ".join(app.argv()))]


class Memory:
    """What programs change in a container, and keeping it."""

    def __init__(self, cluster: Cluster, pod: Obj, container: Obj, files: ContainerFiles, installed: set[str]) -> None:
        self.cluster = cluster
        self.pod = pod
        self.container = container
        self.files = files
        self.installed = installed
        self.known = self.found()

    def found(self) -> tuple[Obj, list[str]]:
        return self.files.changes(), sorted(self.installed)

    def keep(self) -> None:
        """Stores what changed since it was last kept; the kubelet looks at the pod then."""
        found = self.found()
        if found == self.known:
            return
        self.known = found
        with self.cluster.transaction(f"exec {name_of(self.pod)}") as tx:
            pod = tx.find(POD, name_of(self.pod), namespace_of(self.pod))
            if pod is None or pod["metadata"].get("uid") != self.pod["metadata"].get("uid"):
                return
            changes = self.shared(tx)
            tx.remember(pod, self.remembered(tx.runtime(pod), changes))

    def shared(self, tx: Transaction) -> Obj:
        """Stores what was written into volumes that outlive the pod; returns what is left for the pod's own memory."""
        left: Obj = {}
        for name, found in self.known[0].items():
            key = shared_key(self.pod, name) if name != "root" else ""
            if key and found:
                tx.put(TABLE, key, {"files": found})
            elif not key:
                left[name] = found
        return left

    def remembered(self, old: Obj, changes: Obj) -> Obj:
        """A pod's memory with what was changed."""
        installed = self.known[1]
        memory: Obj = copy_tree(old)
        one = memory.setdefault("containers", {}).setdefault(self.container["name"], {})
        volumes = {name: found for name, found in changes.items() if name != "root" and found}
        if changes.get("root"):
            one["files"] = changes["root"]
        else:
            one.pop("files", None)
        if installed:
            one["installed"] = installed
        if volumes or memory.get("volumes"):
            memory["volumes"] = {**(memory.get("volumes") or {}), **volumes}
        if has_probes(self.pod):
            memory["touched"] = True
        return memory


def has_probes(pod: Obj) -> bool:
    """Whether anything looks at what programs have changed."""
    names = ("readinessProbe", "livenessProbe", "startupProbe")
    return any(one.get(name) for field, _ in FIELDS for one in spec_of(pod).get(field) or () for name in names)


def kill_hook(cluster: Cluster, pod: Obj, container: Obj) -> Callable[[int, int], bool]:
    """What `kill` does in a container: a signal to its first process may end the container."""

    def hook(pid: int, signal: int) -> bool:
        if pid != 1:
            return False
        if signal in (9, 0) or not app_of(cluster.view(), pod, container).behaviour().obeys_term:
            return True  # Linux: the first process of a container ignores what it does not handle
        end_container(cluster, pod, container, signal)
        return True

    return hook


def end_container(cluster: Cluster, pod: Obj, container: Obj, signal: int) -> None:
    """Lets a running container end now, as if a signal had come."""
    with cluster.transaction(f"exec {name_of(pod)}") as tx:
        current = tx.find(POD, name_of(pod), namespace_of(pod))
        memory = copy_tree(tx.runtime(pod)) if current is not None else {}
        one = (memory.get("containers") or {}).get(container["name"])
        if current is None or one is None or one.get("state") != "running":
            return
        found = app_of(tx, current, container).behaviour()
        one.update(exits=tx.now, code=found.term_code if found.obeys_term else 128 + signal)
        tx.remember(current, memory)


def container_place(
    cluster: Cluster,
    pod: Obj,
    container: Obj,
    *,
    out: Write,
    err: Write,
    stdin: Pipe | None = None,
    tty: bool = False,
    cancel: Callable[[], bool] | None = None,
    limits: Limits | None = None,
    prompts: bool = False,
) -> Place:
    """The place that a program sees that is run in a container; raises ApiError, ExecRefused."""
    view = cluster.view()
    check_running(pod, container)
    check_node(view, pod, container)
    app = app_of(view, pod, container)
    files = filesystem(view, pod, container)
    if (container.get("securityContext") or {}).get("readOnlyRootFilesystem"):
        files.root.lock("/")
    installed = set(app.memory.get("installed") or ())
    memory = Memory(cluster, pod, container, files, installed)

    def caller() -> Any:
        from minikctl.state.traffic.caller import Caller  # only where a program asks the network

        found = Caller(cluster, pod=key_of(pod))
        found.before, found.files = memory.keep, files
        found.musl = SYSTEMS[app.system].libc == "musl"
        return found

    process = Process(
        files=files,
        clock=KeepingClock(cluster.clock, memory.keep),
        out=out,
        err=err,
        stdin=stdin,
        env=environment(app, tty),
        cwd=app.workdir(),
        lookup=lookup_in(cluster, app, installed),
        user=app.username(),
        hostname=app.hostname,
        network=LaterNetwork(caller),
        flavour=app.flavour,
        facts=facts_of(cluster, app) | {"prompts": prompts},
        installed=installed,
        limits=limits,
        cancel=cancel,
        tty=tty,
        pid=7,
    )
    return Place(process, memory.keep, refusals(view, pod, container))


def facts_of(cluster: Cluster, app: App) -> Obj:
    """What programs may know of the container."""
    pod, container = app.pod, app.container
    return {
        "cluster": cluster,
        "image": (app.repository, app.tag),
        "ip": app.address,
        "kill": kill_hook(cluster, pod, container),
        "namespace": namespace_of(pod),
        "node": spec_of(pod).get("nodeName", ""),
        "pod": name_of(pod),
        "container": container["name"],
        "entrypoint": next(iter(app.entrypoint), ""),
        "processes": processes(app),
        "sh": app.shell,
        "started": app.started,
        "system": app.system,
        "uid": uid_of_user(app),
        "prompt": app.prompt,
    }


def uid_of_user(app: App) -> int:
    """The number of the user."""
    name = app.username()
    return int(name) if name.isdigit() else IDS.get(name, 1000)


def lookup_in(cluster: Cluster, app: App, installed: set[str]) -> Callable[[str], Program | None]:
    """The programs of a container: those of its image, and those that were installed.

    In the node's network, kube-proxy's image and tool boxes have the node's own programs too.
    """
    own = app.programs()
    node = str(spec_of(app.pod).get("nodeName") or "") if spec_of(app.pod).get("hostNetwork") else ""
    is_proxy = "/kube-proxy" in app.repository

    def lookup(name: str) -> Program | None:
        base = name.rpartition("/")[2]
        if node and base != "ip" and (is_proxy or base in own or base in installed):
            found = node_program(cluster, node, base)
            if found is not None:
                return found
        if base in own or base in installed:
            return podtools.program(base)
        return None

    return lookup


def node_program(cluster: Cluster, node: str, name: str) -> Program | None:
    """A program that looks at a node's rules and tables."""
    from minikctl.state.podtools import node as programs  # few containers are in a node's network

    if name not in programs.PROGRAMS:
        return None

    def main(shell: Process, argv: Sequence[str], /) -> int:
        found = programs.run(cluster.view(), node, list(argv))
        assert found is not None, "a program of the table runs"
        return printed(shell, found.stdout, found.stderr, found.code)

    return main


def refusals(view: View, pod: Obj, container: Obj) -> Callable[[str, bool], ExecRefused]:
    """What the runtime says about programs that are not there."""

    def refused(word: str, is_file: bool) -> ExecRefused:
        from minikctl.state.chance import Chance  # only where something fails

        purpose = f"exec/{pod['metadata'].get('uid')}/{container['name']}/{word}/{view.now}"
        return not_started(Chance(str(view.settings["seed"])).bytes(purpose).hex(), missing(word, is_file))

    return refused
