"""`minikctl cluster`: create, load, save, list and delete clusters."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minikctl import contexts
from minikctl.errors import CommandError
from minikctl.invocation import Surroundings
from minikctl.opening import first_settings, folder_of, open_cluster, pace_of
from minikctl.own.app import Refused, around_of, new_app
from minikctl.own.installing import install, known_addons
from minikctl.own.opened import current_cluster, current_name, file_bytes
from minikctl.state.clock import micro_timestamp, parse_timestamp

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

app = new_app("Create, load, save, list and delete clusters")

MODES = ("iptables", "ipvs", "nftables")


def settings_of(around: Surroundings, **given: Any) -> dict[str, Any]:
    """The settings of a new cluster. Raises CommandError for values that make no sense."""
    found = first_settings(around.env)
    for name, value in given.items():
        if value not in (None, "", []):
            found[name] = checked(name, value)
    return found


def checked(name: str, value: Any) -> Any:
    """A setting's value, as it is stored. Raises CommandError."""
    if name in ("service_cidrs", "pod_cidrs"):
        ranges = [checked_range(part.strip()) for part in str(value).split(",")]
        if len(families(ranges)) < len(ranges):
            raise CommandError(f'"{value}" is not one range, or one of IPv4 and one of IPv6 joined by a comma')
        return ranges
    if name == "node_port_range":
        low, _, high = str(value).partition("-")
        if not (low.isdigit() and high.isdigit() and 0 < int(low) <= int(high) <= 65535):
            raise CommandError(f'"{value}" is not a range of ports such as 30000-32767')
        return str(value)
    if name == "proxy_mode" and value not in MODES:
        raise CommandError(f'"{value}" is not a mode of kube-proxy: use {", ".join(MODES)}')
    if name == "load_balancer":
        kind, _, argument = str(value).partition("=")
        if kind not in ("none", "pool", "hostname"):
            raise CommandError(f'"{value}" is no kind of load balancer: use none, pool, pool=CIDR or hostname')
        if argument:
            checked_range(argument)
        return str(value)
    if name == "pace" and value not in ("real", "instant"):
        raise CommandError(f'"{value}" is not a pace: use real or instant')
    if name == "ingress":
        return [part for part in str(value).split(",") if part and part != "none"]
    return value


def families(ranges: list[str]) -> set[bool]:
    """Of which families ranges are; True is IPv6."""
    return {":" in one for one in ranges}


def check_families(settings: dict[str, Any]) -> None:
    """Raises CommandError if Services and Pods have addresses of different families."""
    from minikctl.state.view import DEFAULT_SETTINGS  # what is not given

    services, pods = ({**DEFAULT_SETTINGS, **settings}[name] for name in ("service_cidrs", "pod_cidrs"))
    if families(services) != families(pods) or (":" in services[0]) != (":" in pods[0]):
        raise CommandError("--service-cidr and --pod-cidr must be of the same families, in the same order")


def checked_range(text: str) -> str:
    from ipaddress import ip_network  # only for settings

    try:
        return str(ip_network(text))
    except ValueError:
        raise CommandError(f'"{text}" is not a range of addresses such as 10.96.0.0/12') from None


@app.command("create")
def create(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.")] = contexts.NAME,
    nodes: Annotated[int, typer.Option(min=1, max=5000, help="How many nodes it has.")] = 1,
    service_cidr: Annotated[str, typer.Option(help="Addresses of Services: one range, or two of both families.")] = "",
    pod_cidr: Annotated[str, typer.Option(help="Addresses of Pods: one range, or two of both families.")] = "",
    node_port_range: Annotated[str, typer.Option(help="Ports for NodePort Services, such as 30000-32767.")] = "",
    cluster_domain: Annotated[str, typer.Option(help="The domain of Services, such as cluster.local.")] = "",
    proxy_mode: Annotated[str, typer.Option(help="How kube-proxy works: iptables, ipvs or nftables.")] = "",
    load_balancer: Annotated[str, typer.Option(help="What LoadBalancers get: none, pool[=CIDR] or hostname.")] = "",
    ingress: Annotated[str, typer.Option(help="Classes whose Ingress controllers run, such as nginx.")] = "",
    addon: Annotated[list[str] | None, typer.Option(help="What is installed too; may be given again.")] = None,
    pace: Annotated[str, typer.Option(help="real, or instant: what takes a minute takes no time.")] = "",
    seed: Annotated[str, typer.Option(help="Clusters of one seed have the same names and addresses.")] = "",
) -> int:
    """Make a cluster, and use it."""
    around = around_of(context)
    settings = settings_of(
        around,
        service_cidrs=service_cidr,
        pod_cidrs=pod_cidr,
        node_port_range=node_port_range,
        cluster_domain=cluster_domain,
        proxy_mode=proxy_mode,
        load_balancer=load_balancer,
        ingress=ingress,
        pace=pace,
        seed=seed,
    )
    check_families(settings)
    addons = known_addons(addon) if addon else []
    if os.path.exists(f"{folder_of(around.home, name)}/journal"):
        raise Refused(f'there is a cluster "{name}" already; delete it first, or choose another name')
    install(make(around, name, {**settings, "nodes": nodes}), settings.get("ingress", ()), addons)
    use_context(around, name)
    around.out.write(f'cluster "{name}" created\n')
    return 0


def make(around: Surroundings, name: str, settings: dict[str, Any]) -> Cluster:
    """A cluster's folder and first revision."""
    from minikctl.state.cluster import Cluster  # where one is made

    folder = folder_of(around.home, name)
    os.makedirs(folder, 0o700, exist_ok=True)
    os.chmod(around.home, 0o700)
    cluster = Cluster.open(folder, around.clock)
    cluster.pace = pace_of(around.env)
    cluster.bootstrap(settings)
    return cluster


def use_context(around: Surroundings, name: str) -> None:
    """Makes the context of a cluster the current one; adds it if it is missing."""
    config = around.config()
    if contexts.entry(config, "contexts", name) is None or contexts.entry(config, "clusters", name) is None:
        config = contexts.add_cluster(config, name)
    os.makedirs(around.home, 0o700, exist_ok=True)
    contexts.write_config(around.files, around.config_path, {**config, "current-context": name})


def names(around: Surroundings) -> list[str]:
    """The clusters that are kept."""
    folder = f"{around.home}/clusters"
    found = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(name for name in found if os.path.isdir(f"{folder}/{name}"))


@app.command("list")
def show_list(context: typer.Context) -> int:
    """List the clusters; a star stands before the current one."""
    around = around_of(context)
    current = current_name(around)
    for name in names(around) or []:
        around.out.write(f"{'*' if name == current else ' '} {name}\n")
    return 0


@app.command("use")
def use(context: typer.Context, name: str) -> int:
    """Work on another cluster."""
    around = around_of(context)
    if name not in names(around):
        raise Refused(f'there is no cluster "{name}"')
    use_context(around, name)
    around.out.write(f'Switched to cluster "{name}".\n')
    return 0


@app.command("delete")
def delete(
    context: typer.Context, name: Annotated[str, typer.Argument(help="The current one if it is not given.")] = ""
) -> int:
    """Delete a cluster and its context."""
    import shutil  # only to delete

    around = around_of(context)
    name = name or current_name(around)
    if name not in names(around):
        raise Refused(f'there is no cluster "{name}"')
    shutil.rmtree(folder_of(around.home, name))
    config = around.config()
    if name != contexts.NAME:
        for section in ("clusters", "contexts"):
            config[section] = [one for one in config.get(section) or () if one.get("name") != name]
    if config.get("current-context") == name:
        config["current-context"] = contexts.NAME
    contexts.write_config(around.files, around.config_path, config)
    around.out.write(f'cluster "{name}" deleted\n')
    return 0


@app.command("info")
def info(context: typer.Context) -> int:
    """Show the current cluster's settings."""
    around = around_of(context)
    view = current_cluster(around).view()
    around.out.write(f"name: {current_name(around)}\nrevision: {view.rev}\n")
    for name in sorted(view.settings):
        value = view.settings[name]
        shown = ",".join(str(one) for one in value) if isinstance(value, list) else value
        around.out.write(f"{name.replace('_', '-')}: {shown}\n")
    return 0


@app.command("reset")
def reset(context: typer.Context) -> int:
    """Make the current cluster new again, with the settings it has."""
    import shutil  # only to reset

    around = around_of(context)
    name = current_name(around)
    view = current_cluster(around).view()
    from minikctl.state.kinds import NODE  # only to reset
    from minikctl.state.network.ingress.classes import EVERY_CLASS

    classes = [one for one in view.settings["ingress"] if one != EVERY_CLASS]
    settings = {**view.settings, "nodes": max(1, len(view.list(NODE))), "ingress": classes}
    shutil.rmtree(folder_of(around.home, name))
    install(make(around, name, settings), classes, ())
    around.out.write(f'cluster "{name}" reset\n')
    return 0


@app.command("set")
def set_value(context: typer.Context, assignments: list[str]) -> int:
    """Change settings: KEY=VALUE."""
    around = around_of(context)
    cluster = current_cluster(around)
    changed: dict[str, Any] = {}
    for assignment in assignments:
        key, mark, value = assignment.partition("=")
        name = key.replace("-", "_")
        name = {"service_cidr": "service_cidrs", "pod_cidr": "pod_cidrs"}.get(name, name)
        if not mark or name not in cluster.view().settings:
            raise CommandError(f'"{assignment}" is not a setting: see "minikctl cluster info" for their names')
        if name in ("service_cidrs", "pod_cidrs", "cluster_domain", "seed"):
            raise CommandError(f"{key} cannot be changed once the cluster is made")
        changed[name] = checked(name, value)
    with cluster.transaction(f"cluster set {' '.join(assignments)}") as tx:
        tx.put("_settings", "cluster", {**(tx.stored("_settings", "cluster") or {}), **changed})
    install(cluster, changed.get("ingress", ()), ())
    return 0


@app.command("verify")
def verify(
    context: typer.Context, repair: Annotated[bool, typer.Option("--repair", help="Put right what can be.")] = False
) -> int:
    """Check the files of the current cluster."""
    from minikctl.state.store.verify import verify as check  # only here

    around = around_of(context)
    findings = check(folder_of(around.home, current_name(around)), repair=repair)
    for one in findings:
        around.out.write(f"{one.file}: byte {one.byte}: {one.what} ({one.remedy})\n")
    if not findings:
        around.out.write("the files are sound\n")
    return 1 if any(not one.repaired for one in findings) else 0


@app.command("load")
def load(
    context: typer.Context,
    file: str,
    merge: Annotated[bool, typer.Option("--merge", help="Keep what is there.")] = False,
) -> int:
    """Replace the whole cluster by the objects of a file, verbatim (`-`: standard input)."""
    from minikctl.own.documents import read_documents  # where a file is read
    from minikctl.state.loading import NotAnObject

    around = around_of(context)
    shown = "standard input" if file == "-" else file
    documents = read_documents(file_bytes(around, file), shown)
    cluster = around.cluster if around.cluster is not None else open_cluster(around, current_name(around))
    go_to_saved_time(around, documents)
    try:
        cluster.load(documents, merge=merge)
    except NotAnObject as error:
        raise CommandError(f"{shown}: {error}") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        from minikctl.own.misfits import first_misfit  # only for what cannot be loaded

        why = first_misfit(documents, cluster.view())
        if not why:
            raise
        raise CommandError(f"{shown}: {why}") from None
    return 0


def go_to_saved_time(around: Surroundings, documents: list[dict[str, Any]]) -> None:
    """Moves a scripted clock to the moment at which a cluster was saved, if that is later."""
    if not getattr(around.clock, "is_scripted", False):
        return
    for one in documents:
        spec = one.get("spec") if one.get("kind") == "World" else None
        if isinstance(spec, dict) and isinstance(spec.get("clock"), str):
            try:
                around.clock.sleep(parse_timestamp(spec["clock"]) - around.clock.now())
            except (ValueError, IndexError):
                raise CommandError(f'spec.clock of the World is no time: "{spec["clock"]}"') from None


def saved(around: Surroundings) -> list[dict[str, Any]]:
    """Everything in the current cluster, and the time."""
    cluster = current_cluster(around)
    *objects, world = cluster.documents()
    return [*objects, {**world, "spec": {**world["spec"], "clock": micro_timestamp(cluster.clock.now())}}]


@app.command("save")
def save(
    context: typer.Context, file: Annotated[str, typer.Argument(help="Standard output if it is not given.")] = ""
) -> int:
    """Write everything as one List and a World document."""
    from minikctl.state.files import absolute  # where a file is written

    around = around_of(context)
    text = as_text(saved(around))
    if not file or file == "-":
        around.out.write(text)
        return 0
    try:
        around.files.write(absolute(around.cwd, file), text.encode())
    except OSError as error:
        raise Refused(f"{file} cannot be written: {error.strerror}") from None
    return 0


def as_text(documents: list[dict[str, Any]]) -> str:
    """A List of the objects, then the World, as YAML (JSON is YAML)."""
    objects, world = documents[:-1], documents[-1]
    listed = {"apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""}, "items": objects}
    return json.dumps(listed, indent=1) + "\n---\n" + json.dumps(world, indent=1) + "\n"


@app.command("share")
def share(context: typer.Context) -> int:
    """Print the whole cluster as one line, for `cluster load -`."""
    from minikctl.own.documents import shared  # only here

    around = around_of(context)
    around.out.write(shared(saved(around)) + "\n")
    return 0


@app.command("reconcile")
def reconcile(context: typer.Context) -> int:
    """Run the controller manager's loops until nothing changes."""
    current_cluster(around_of(context)).reconcile()
    return 0
