"""`rollout resume`: changes of a Deployment's template wait no longer."""

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
HELP = "Let paused Deployments go on."
EXAMPLES = (("One Deployment", "kubectl rollout resume deployment/web"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    change_each(call, args, options, resumed, "resumed", 'error: {item.kind.resource} "{item.name}" already resumed')


def resumed(obj: Obj) -> Obj:
    """The Deployment, going on. Raises CommandError."""
    if obj["kind"] != "Deployment":
        raise CommandError("resuming is not supported")
    if not spec_of(obj).get("paused"):
        raise CommandError("is not paused")
    return {**obj, "spec": {key: value for key, value in spec_of(obj).items() if key != "paused"}}
