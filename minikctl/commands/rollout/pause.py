"""`rollout pause`: changes of a Deployment's template wait."""

from __future__ import annotations

from typing import Any

from minikctl.commands.rollout import CHANGING
from minikctl.commands.rollout.changing import change_each
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.objects import spec_of

Obj = dict[str, Any]

FLAGS = CHANGING
USAGE = "RESOURCE"
HELP = "Pause Deployments: changes of their templates wait until `rollout resume`."
EXAMPLES = (("One Deployment", "kubectl rollout pause deployment/web"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    change_each(call, args, options, paused, "paused", 'error: {item.kind.resource} "{item.name}" already paused')


def paused(obj: Obj) -> Obj:
    """The Deployment, paused. Raises CommandError."""
    if obj["kind"] != "Deployment":
        raise CommandError("pausing is not supported")
    if spec_of(obj).get("paused"):
        raise CommandError("is already paused")
    return {**obj, "spec": {**spec_of(obj), "paused": True}}
