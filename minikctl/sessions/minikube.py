"""minikube, as tutorials use it: `service`, `ip`, `addons`, `tunnel` and what only says that all is well."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import NODE, POD, SERVICE
from minikctl.state.network.podaddresses import node_addresses
from minikctl.state.objects import name_of, namespace_of, spec_of, status_of
from minikctl.state.shellscript.process import Process
from minikctl.state.shellscript.tasks import Steps, Wait

if TYPE_CHECKING:
    from minikctl.sessions.kubectl import CommandLine
    from minikctl.state.cluster import Cluster
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]

PATIENCE = 120.0  # seconds for which `service` waits for a pod
VERSION = "v1.36.0"
ADDONS = ("dashboard", "default-storageclass", "ingress", "ingress-dns", "metallb", "metrics-server", "registry")
ON_AT_FIRST = ("default-storageclass", "storage-provisioner")
STATUS = "type: Control Plane\nhost: Running\nkubelet: Running\napiserver: Running\nkubeconfig: Configured\n"


class Minikube:
    """The program."""

    def __init__(self, cluster: Cluster, line: CommandLine) -> None:
        self.cluster = cluster
        self.line = line
        self.enabled = set(ON_AT_FIRST)

    def main(self, process: Process, argv: Sequence[str], /) -> Steps:
        """Runs one command line."""
        words, options = split(argv[1:])
        commands: dict[str, Callable[[Process, list[str], dict[str, str]], int | Steps]] = {
            "addons": self.addons,
            "dashboard": self.dashboard,
            "ip": self.ip,
            "service": self.service,
            "ssh": self.ssh,
            "start": self.start,
            "status": self.status,
            "tunnel": self.tunnel,
            "version": self.version,
        }
        if words[:1] == ["kubectl"]:
            rest = list(argv[argv.index("kubectl") + 1 :])
            return (yield from self.line.kubectl(process, ["kubectl", *(rest[1:] if rest[:1] == ["--"] else rest)]))
        if words and words[0] in ("stop", "delete", "pause", "unpause", "config", "profile", "cache", "image"):
            return 0
        if not words or words[0] not in commands:
            process.err(f'Error: unknown command "{words[0] if words else ""}" for "minikube"\n')
            return 64
        started = commands[words[0]](process, words[1:], options)
        return started if isinstance(started, int) else (yield from started)

    # ---- what says that all is well

    def start(self, process: Process, words: list[str], options: dict[str, str]) -> int:
        process.out(f"😄  minikube {VERSION} on Ubuntu 22.04\n")
        process.out(
            '🏄  Done! kubectl is now configured to use "minikube" cluster and "default" namespace by default\n'
        )
        return 0

    def status(self, process: Process, words: list[str], options: dict[str, str]) -> int:
        process.out(f"minikube\n{STATUS}\n")
        return 0

    def version(self, process: Process, words: list[str], options: dict[str, str]) -> int:
        process.out(f"minikube version: {VERSION}\n")
        return 0

    def dashboard(self, process: Process, words: list[str], options: dict[str, str]) -> int:
        self.enabled.add("dashboard")
        shown = (
            "http://127.0.0.1:43215/api/v1/namespaces/kubernetes-dashboard/services/http:kubernetes-dashboard:/proxy/"
        )
        process.out(f"{shown}\n" if "url" in options else f"🎉  Opening {shown} in your default browser...\n")
        return 0

    def ip(self, process: Process, words: list[str], options: dict[str, str]) -> int:
        process.out(first_address(self.cluster.view()) + "\n")
        return 0

    # ---- ssh

    def ssh(self, process: Process, words: list[str], options: dict[str, str]) -> Steps:
        """A shell, or a command line, on the first node."""
        from minikctl.sessions.remote import on_node

        name = options.get("node") or options.get("n") or first_node(self.cluster.view())
        return (yield from on_node(self.cluster, name, process, words))

    # ---- services

    def service(self, process: Process, words: list[str], options: dict[str, str]) -> int | Steps:
        """`service NAME [--url]`, `service list`."""
        namespace = options.get("namespace") or options.get("n") or "default"
        if words[:1] == ["list"]:
            return self.service_list(process)
        if not words:
            process.err("❌  Exiting due to MK_USAGE: You must specify a service name\n")
            return 14
        return self.service_url(process, words[0], namespace, options)

    def service_url(self, process: Process, name: str, namespace: str, options: dict[str, str]) -> Steps:
        found = self.cluster.view().find(SERVICE, name, namespace)
        if found is None:
            process.err(
                f"\n❌  Exiting due to SVC_NOT_FOUND: Service '{name}' was not found in '{namespace}' namespace.\n"
                f"You may select another namespace by using 'minikube service {name} -n <namespace>'. "
                "Or list out all the services using 'minikube service list'\n"
            )
            return 115
        end = process.clock.now() + PATIENCE
        while not has_running_pod(self.cluster.view(), found) and process.clock.now() < end:
            due = self.cluster.next_due()
            yield Wait(min(end, max(due or end, process.clock.now() + 0.001)))
        urls = urls_of(self.cluster.view(), found, "https" in options)
        if "url" in options:
            process.out("".join(url + "\n" for _, url in urls))
        else:
            process.out(table(("NAMESPACE", "NAME", "TARGET PORT", "URL"), rows(found, urls)))
        if not urls:
            process.err(f"😿  service {namespace}/{name} has no node port\n")
        elif "url" not in options:
            process.out(f"🎉  Opening service {namespace}/{name} in default browser...\n")
        return 0

    def service_list(self, process: Process) -> int:
        view = self.cluster.view()
        found = [row for one in view.list(SERVICE) for row in rows(one, urls_of(view, one, False))]
        process.out(table(("NAMESPACE", "NAME", "TARGET PORT", "URL"), found))
        return 0

    # ---- tunnel

    def tunnel(self, process: Process, words: list[str], options: dict[str, str]) -> Steps:
        """Services of type LoadBalancer have addresses while this runs."""
        process.out("Status:\t\n\tmachine: minikube\n\tpid: 3101\n\tminikube: Running\n")
        before = str(self.cluster.view().settings["load_balancer"])
        self.balance("pool")
        try:
            while True:
                yield Wait(None, never)
        finally:
            self.balance(before)

    def balance(self, provider: str) -> None:
        """Lets another provider look after load balancers, or none."""
        with self.cluster.transaction("minikube tunnel", "minikube") as tx:
            change_setting(tx, "load_balancer", provider)
            for one in tx.list(SERVICE):
                if spec_of(one).get("type") != "LoadBalancer":
                    continue
                if provider == "none":
                    tx.update_status(SERVICE, one, {**status_of(one), "loadBalancer": {}})
                tx.wake("loadbalancer", f"{namespace_of(one)}/{name_of(one)}")

    # ---- addons

    def addons(self, process: Process, words: list[str], options: dict[str, str]) -> int | Steps:
        """`addons list`, `addons enable NAME`, `addons disable NAME`."""
        action = words[0] if words else ""
        if action == "list":
            marks = {True: "enabled ✅", False: "disabled"}
            known = sorted({*ADDONS, *ON_AT_FIRST})
            process.out(
                table(
                    ("ADDON NAME", "PROFILE", "STATUS"),
                    [(name, "minikube", marks[name in self.enabled]) for name in known],
                )
            )
            return 0
        if action not in ("enable", "disable") or len(words) < 2:
            process.err("❌  Exiting due to MK_USAGE: usage: minikube addons enable|disable ADDON_NAME\n")
            return 14
        if words[1] not in ADDONS and words[1] not in ON_AT_FIRST:
            process.err(f"❌  Exiting due to MK_ADDON_ENABLE: {words[1]} is not a valid addon\n")
            return 10
        return self.switch(process, words[1], action == "enable")

    def switch(self, process: Process, name: str, on: bool) -> Steps:
        """Puts an addon's objects into the cluster, or takes them out."""
        from minikctl.sessions import addons

        (self.enabled.add if on else self.enabled.discard)(name)
        with self.cluster.transaction(f"minikube addons {'enable' if on else 'disable'} {name}", "minikube") as tx:
            (addons.install if on else addons.remove)(tx, name)
        if not on:
            process.out(f"🌑  \"The '{name}' addon is disabled\n")
            return 0
        process.out(f"💡  {name} is an addon maintained by Kubernetes.\n")
        end = process.clock.now() + PATIENCE
        while not addons.is_ready(self.cluster.view(), name) and process.clock.now() < end:
            due = self.cluster.next_due()
            yield Wait(min(end, max(due or end, process.clock.now() + 0.001)))
        process.out(f"🌟  The '{name}' addon is enabled\n")
        return 0


def never() -> bool:
    return False


def split(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """(words, options) of a command line; what follows `--` is words."""
    found: list[str] = []
    options: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        if word == "--" or (found[:1] == ["ssh"] and not word.startswith("-")):
            found.extend(left if word == "--" else [word, *left])
            break
        if not word.startswith("-") or word == "-":
            found.append(word)
            continue
        name, equals, value = word.lstrip("-").partition("=")
        if not equals and name in ("n", "p", "namespace", "profile", "node", "format", "driver", "nodes") and left:
            value = left.pop(0)
        options[name] = value
    return found, options


def change_setting(tx: Transaction, name: str, value: Any) -> None:
    """Changes one of the cluster's settings."""
    tx.put("_settings", "cluster", {**(tx.stored("_settings", "cluster") or {}), name: value})


def first_node(view: View) -> str:
    return min((name_of(node) for node in view.list(NODE)), key=lambda name: (len(name), name), default="")


def first_address(view: View) -> str:
    """The address of the first node."""
    return next(iter(node_addresses(view.find(NODE, first_node(view)) or {})), "")


def has_running_pod(view: View, service: Obj) -> bool:
    """Whether a pod of a service runs, or none is to be expected."""
    selector = spec_of(service).get("selector")
    if not selector:
        return True
    pods = view.selected(POD, namespace_of(service), selector)
    return any(status_of(pod).get("phase") == "Running" for pod in pods)


def urls_of(view: View, service: Obj, secure: bool) -> list[tuple[Obj, str]]:
    """(port, URL) for every port of a service that nodes answer on."""
    scheme, address = "https" if secure else "http", first_address(view)
    shown = f"[{address}]" if ":" in address else address
    return [
        (port, f"{scheme}://{shown}:{port['nodePort']}")
        for port in spec_of(service).get("ports") or ()
        if port.get("nodePort")
    ]


def rows(service: Obj, urls: list[tuple[Obj, str]]) -> list[tuple[str, ...]]:
    """A service's rows of the table."""
    namespace, name = namespace_of(service), name_of(service)
    if not urls:
        return [(namespace, name, "No node port", "")]
    found: list[tuple[str, ...]] = []
    for position, (port, url) in enumerate(urls):
        target = f"{port['name']}/{port['port']}" if port.get("name") else str(port["port"])
        found.append((namespace, name, target, url) if not position else ("", "", target, url))
    return found


def table(head: Sequence[str], found: Sequence[Sequence[str]]) -> str:
    """A table with lines around its cells."""
    widths = [max(len(row[column]) for row in (head, *found)) for column in range(len(head))]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|\n"

    def line(row: Sequence[str]) -> str:
        return "|" + "|".join(f" {cell:<{width}} " for cell, width in zip(row, widths, strict=True)) + "|\n"

    return (
        rule
        + line([cell.center(width) for cell, width in zip(head, widths, strict=True)])
        + rule
        + "".join(line(row) for row in found)
        + rule
    )
