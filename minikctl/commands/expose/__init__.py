"""`expose`: a Service for what Pods, their controllers or other Services are called."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found, chosen
from minikctl.commands.expose.introspection import Introspected
from minikctl.commands.expose.service import service_for
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT, SAVE_CONFIG, field_manager
from minikctl.generating import typed, with_last_applied
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY, stored
from minikctl.overriding import FLAGS as OVERRIDE_FLAGS
from minikctl.overriding import overridden
from minikctl.printing import printer
from minikctl.recording import RECORD, recorded
from minikctl.state.kinds import SERVICE
from minikctl.state.kinds.kind import Kind

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *OUTPUT,
    *FILENAME,
    *SAVE_CONFIG,
    *RECORD,
    *field_manager("kubectl-expose"),
    *OVERRIDE_FLAGS,
    Flag("cluster-ip", effect="The address of the Service; None: it is headless; nothing: one is given out."),
    Flag("external-ip", effect="An address outside of the cluster on which the Service answers too."),
    Flag("labels", "l", effect="The labels of the Service; nothing: those of what is exposed."),
    Flag("load-balancer-ip", effect="The address to ask of the load balancer."),
    Flag("name", effect="The name of the Service; nothing: that of what is exposed."),
    Flag("port", effect="The port of the Service; nothing: those of what is exposed."),
    Flag("protocol", effect="The protocol of the port; nothing: that of what is exposed, or TCP."),
    Flag("selector", effect="The labels of the Pods; nothing: those by which what is exposed finds its Pods."),
    Flag("session-affinity", effect="None or ClientIP."),
    Flag("target-port", effect="The port of the Pods, by number or name; nothing: the same as the Service's."),
    Flag("type", effect="ClusterIP, NodePort, LoadBalancer or ExternalName."),
)
OLD_FLAGS = (Flag("generator", hidden=True, deprecated="it was removed in kubectl 1.22"),)
USAGE = (
    "(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] "
    "[--name=name] [--external-ip=external-ip-of-service] [--type=type]"
)
HELP = "Make a Service for a Pod, a ReplicationController, a ReplicaSet, a Deployment or another Service."
EXAMPLES = (
    ("A Service for a Deployment", "kubectl expose deployment web --port=80 --target-port=8080"),
    ("One that is reached on a port of every node", "kubectl expose deployment web --type=NodePort --name=web-nodes"),
)
EXPOSABLE = ("Pod", "Service", "ReplicationController", "Deployment.apps", "ReplicaSet.apps")


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    shown = printer(call, options, "exposed" + DRY[mode], ordered=mode == CLIENT)
    named = Options({name: options[name] for name in ("filename", "kustomize", "recursive")})
    found = chosen(call, args, named, latest=False)
    meant = Introspected(options)

    def expose(item: Found) -> None:
        refuse_kind(item.kind)
        service = service_for(call, meant.of(item), options)
        built = overridden(SERVICE, typed(SERVICE, service), options)
        built = built if mode == CLIENT else recorded(call, built)
        if mode == CLIENT:
            return shown.print(built, call.out)
        if options["save-config"]:
            built = with_last_applied(built)
        strict = Options({**options, "save-config": False})
        return shown.print(stored(call, SERVICE, built, strict, mode, call.namespace), call.out)

    found.each(expose)


def refuse_kind(kind: Kind) -> None:
    """Raises CommandError for a kind that has no Pods to reach."""
    name = f"{kind.name}.{kind.group}" if kind.group else kind.name
    if name not in EXPOSABLE:
        raise CommandError(f"cannot expose a {name}")
