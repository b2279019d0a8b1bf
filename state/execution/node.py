"""A node as a place for programs: root's shell on its machine (`ssh`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from minikctl.state.execution.container import node_program
from minikctl.state.execution.machine import PATH, base_files, command_not_found, lookup_with
from minikctl.state.execution.place import KeepingClock, Place
from minikctl.state.files import MemoryFiles
from minikctl.state.images.systems import DEBIAN_RELEASE as RELEASE
from minikctl.state.kinds import CONFIG_MAP, NODE, POD
from minikctl.state.network.podaddresses import node_addresses
from minikctl.state.network.resolvconf import node_file
from minikctl.state.objects import name_of, namespace_of, spec_of, status_of
from minikctl.state.podtools.shell import Limits, Pipe, Process
from minikctl.state.traffic.caller import Caller

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.state.view import View

Obj = dict[str, Any]
Write = Callable[[str], None]

TABLE = "_machines"  # what was changed by hand on nodes
DAEMONS = (
    (1, "/sbin/init"),
    (212, "/usr/bin/containerd"),
    (1450, "/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf"),
)


def place(
    cluster: Cluster,
    name: str,
    *,
    out: Write,
    err: Write,
    stdin: Pipe | None = None,
    tty: bool = False,
    cancel: Callable[[], bool] | None = None,
    limits: Limits | None = None,
    prompts: bool = False,
) -> Place:
    """Where programs run on a node; raises ApiError NotFound."""
    view = cluster.view()
    node = view.get(NODE, name)
    kept = view.stored(TABLE, name) or {}
    installed = set(kept.get("installed") or ())
    files = MemoryFiles(node_files(view, node), cluster.clock)
    files.load(kept.get("files") or {})
    memory = Memory(cluster, name, files, installed)
    caller = Caller(cluster, node=name)
    caller.before, caller.files = memory.keep, files
    env = {"SHELL": "/bin/bash", "PWD": "/root", "LOGNAME": "root", "HOME": "/root", "USER": "root", "PATH": PATH}
    process = Process(
        files=files,
        clock=KeepingClock(cluster.clock, memory.keep),
        out=out,
        err=err,
        stdin=stdin,
        env=env | ({"TERM": "xterm"} if tty else {}),
        cwd="/root",
        lookup=lookup_with(lambda base: node_program(cluster, name, base), installed),
        hostname=name,
        network=caller,
        facts=facts_of(cluster, view, node) | {"prompt": prompt_of(name), "prompts": prompts},
        installed=installed,
        limits=limits,
        cancel=cancel,
        tty=tty,
        pid=4021,
    )
    return Place(process, memory.keep, command_not_found)


def prompt_of(name: str) -> Callable[[str, str], str]:
    """What root's shell shows before each line."""
    return lambda shell, cwd: f"root@{name}:{'~' if cwd == '/root' else cwd}# "


class Memory:
    """What was changed on a node by hand, and keeping it."""

    def __init__(self, cluster: Cluster, name: str, files: MemoryFiles, installed: set[str]) -> None:
        self.cluster = cluster
        self.name = name
        self.files = files
        self.installed = installed
        self.known = self.found()

    def found(self) -> Obj:
        return {"files": self.files.changes(), "installed": sorted(self.installed)}

    def keep(self) -> None:
        """Stores what changed since it was last kept."""
        found = self.found()
        if found == self.known:
            return
        self.known = found
        with self.cluster.transaction(f"ssh {self.name}") as tx:
            tx.put(TABLE, self.name, found)


def facts_of(cluster: Cluster, view: View, node: Obj) -> Obj:
    """What programs may know of the node."""
    from minikctl.state.clock import parse_timestamp

    created = node["metadata"].get("creationTimestamp")
    return {
        "cluster": cluster,
        "ip": next(iter(node_addresses(node)), "127.0.0.1"),
        "kernel": ((status_of(node).get("nodeInfo") or {}).get("kernelVersion")) or "6.1.0-18-amd64",
        "node": name_of(node),
        "processes": [*DAEMONS, *pod_processes(view, name_of(node))],
        "sh": "dash",
        "started": parse_timestamp(created) if created else view.now,
        "system": "debian",
        "meter": False,
    }


def pod_processes(view: View, node: str) -> list[tuple[int, str]]:
    """The first processes of the containers on a node, as the node sees them."""
    from minikctl.state.images.registry import app as app_of  # only where programs run
    from minikctl.state.traffic.serving import running

    found, number = [], 2000
    for pod in view.on_node(POD, node):
        for container in running(pod):
            number += 57
            found.append((number, " ".join(app_of(view, pod, container).argv()) or container["name"]))
    return found


def node_files(view: View, node: Obj) -> dict[str, str]:
    """The files of a node."""
    name = name_of(node)
    hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n"
    hosts += "".join(f"{address}\t{name_of(one)}\n" for one in view.list(NODE) for address in node_addresses(one)[:1])
    found = base_files(name, hosts, node_file(view, name), RELEASE)
    kubelet = view.find(CONFIG_MAP, "kubelet-config", "kube-system")
    if kubelet is not None:
        found["/var/lib/kubelet/config.yaml"] = str((kubelet.get("data") or {}).get("kubelet", ""))
    found["/etc/kubernetes/manifests/"] = ""
    found["/etc/cni/net.d/10-kindnet.conflist"] = cni_file(node)
    for pod in view.on_node(POD, name):
        if "kubernetes.io/config.mirror" in (pod["metadata"].get("annotations") or {}):
            short = name_of(pod).removesuffix(f"-{name}")
            found[f"/etc/kubernetes/manifests/{short}.yaml"] = static_manifest(pod, short)
        folder = f"/var/log/pods/{namespace_of(pod)}_{name_of(pod)}_{pod['metadata'].get('uid')}"
        for container in spec_of(pod).get("containers") or ():
            found[f"{folder}/{container['name']}/0.log"] = ""
    return found


def cni_file(node: Obj) -> str:
    """The network plugin's configuration."""
    from json import dumps

    cidr = spec_of(node).get("podCIDR") or "10.244.0.0/24"
    return dumps(
        {
            "cniVersion": "0.3.1",
            "name": "kindnet",
            "plugins": [
                {
                    "type": "ptp",
                    "ipMasq": False,
                    "ipam": {
                        "type": "host-local",
                        "dataDir": "/run/cni-ipam-state",
                        "routes": [{"dst": "0.0.0.0/0"}],
                        "ranges": [[{"subnet": cidr}]],
                    },
                    "mtu": 1500,
                },
                {"type": "portmap", "capabilities": {"portMappings": True}},
            ],
        },
        indent="\t",
    )


def static_manifest(pod: Obj, name: str) -> str:
    """The manifest of a static pod as the kubelet reads it."""
    import yaml  # only on nodes

    labels = pod["metadata"].get("labels")
    metadata = {"name": name, "namespace": namespace_of(pod)} | ({"labels": labels} if labels else {})
    spec = {key: value for key, value in spec_of(pod).items() if key not in ("nodeName", "tolerations")}
    text: str = yaml.safe_dump({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, "status": {}})
    return text
