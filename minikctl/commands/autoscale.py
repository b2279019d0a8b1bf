"""`autoscale`: a HorizontalPodAutoscaler for what can be scaled."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found, chosen
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT, SAVE_CONFIG, field_manager
from minikctl.generating import in_order, typed, with_last_applied
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, Invocation
from minikctl.making import DRY, stored
from minikctl.printing import printer
from minikctl.recording import RECORD, recorded
from minikctl.state.kinds import HORIZONTAL_POD_AUTOSCALER

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *OUTPUT,
    *FILENAME,
    *SAVE_CONFIG,
    *RECORD,
    *field_manager("kubectl-autoscale"),
    Flag("cpu-percent", kind="int32", default=-1, effect="The share of the requested processor to aim at, in percent."),
    Flag("max", kind="int32", default=-1, required=True, effect="How many replicas at most."),
    Flag("min", kind="int32", default=-1, effect="How many replicas at least."),
    Flag("name", effect="The name of the autoscaler; nothing: that of what is scaled."),
)
USAGE = "(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu-percent=CPU]"
HELP = "Make a HorizontalPodAutoscaler for a Deployment, ReplicaSet, StatefulSet or ReplicationController."
EXAMPLES = (("Two to five Pods", "kubectl autoscale deployment web --min=2 --max=5 --cpu-percent=80"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    said = "created" if mode == CLIENT else "autoscaled"  # kubectl: a dry run says it otherwise
    shown = printer(call, options, said + DRY[mode], ordered=True)
    check(options)
    named = Options({name: options[name] for name in ("filename", "kustomize", "recursive")})
    kind = HORIZONTAL_POD_AUTOSCALER

    def scale(item: Found) -> None:
        if "scale" not in item.kind.subresources:
            where = f"{item.kind.group}/{item.kind.version}, Resource={item.kind.plural}"
            raise CommandError(
                f"cannot autoscale a {item.kind.name}: could not find scale subresource for {where} "
                "in discovery information"
            )
        built = typed(kind, recorded(call, autoscaler(item, options)))
        if mode == CLIENT:
            return shown.print(built, call.out)
        if options["save-config"]:
            built = with_last_applied(built)
        made = stored(call, kind, built, Options({**options, "save-config": False}), mode, call.namespace)
        return shown.print(in_order(kind, made), call.out)

    chosen(call, args, named, latest=False).each(scale)


def check(options: Options) -> None:
    most, least = options["max"], options["min"]
    if most < 1:
        raise CommandError(f"--max=MAXPODS is required and must be at least 1, max: {most}")
    if most < least:
        raise CommandError(f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}")


def autoscaler(item: Found, options: Options) -> Obj:
    """The autoscaler of one object."""
    target = {"kind": item.kind.name, "name": item.name, "apiVersion": item.kind.api_version}
    spec: Obj = {"scaleTargetRef": target, "maxReplicas": options["max"]}
    if options["min"] > 0:
        spec["minReplicas"] = options["min"]
    if options["cpu-percent"] >= 0:
        goal = {"type": "Utilization", "averageUtilization": options["cpu-percent"]}
        spec["metrics"] = [{"type": "Resource", "resource": {"name": "cpu", "target": goal}}]
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": options["name"] or item.name},
        "spec": spec,
    }
