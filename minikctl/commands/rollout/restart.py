"""`rollout restart`: a new annotation in the template replaces all Pods."""

from __future__ import annotations

from typing import Any

from minikctl.commands.rollout import CHANGING
from minikctl.commands.rollout.changing import change_each
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.clock import timestamp
from minikctl.state.objects import spec_of

Obj = dict[str, Any]

FLAGS = CHANGING
USAGE = "RESOURCE"
HELP = "Replace all Pods of Deployments, DaemonSets and StatefulSets by new ones, step by step."
EXAMPLES = (
    ("One Deployment", "kubectl rollout restart deployment/web"),
    ("Deployments with a label", "kubectl rollout restart deployment --selector=app=web"),
)
ANNOTATION = "kubectl.kubernetes.io/restartedAt"
TWICE = (
    "failed to create patch for {item.name}: if restart has already been triggered within the past second, "
    "please wait before attempting to trigger another"
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    now = timestamp(call.around.clock.now())
    change_each(call, args, options, lambda obj: restarted(obj, now), "restarted", TWICE)


def restarted(obj: Obj, now: str) -> Obj:
    """The workload with a new annotation in its template. Raises CommandError."""
    if obj["kind"] not in ("Deployment", "DaemonSet", "StatefulSet"):
        raise CommandError("restarting is not supported")
    spec = spec_of(obj)
    if spec.get("paused"):
        raise CommandError("can't restart paused deployment (run rollout resume first)")
    template = spec["template"]
    meta = template.get("metadata") or {}
    annotations = {**(meta.get("annotations") or {}), ANNOTATION: now}
    template = {**template, "metadata": {**meta, "annotations": annotations}}
    return {**obj, "spec": {**spec, "template": template}}
