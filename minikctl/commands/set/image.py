"""`set image`: other images for containers."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.commands.set.changes import SET_FLAGS, apply, meant, pod_spec
from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.grammar.values import quoted
from minikctl.invocation import Invocation
from minikctl.naming import resources_and_pairs
from minikctl.recording import RECORD

Obj = dict[str, Any]

FLAGS = (*SET_FLAGS, *RECORD)
USAGE = "(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N"
HELP = "Give containers other images. * as the name of a container stands for all of them."
EXAMPLES = (("A newer nginx", "kubectl set image deployment/web nginx=nginx:1.27"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    resources, pairs = resources_and_pairs(args, "image")
    if bad := [pair for pair in pairs if "=" not in pair]:
        raise CommandError(f"invalid image format: {', '.join(bad)}")
    images = dict(pair.split("=", 1) for pair in pairs)
    found = meant(call, resources, options, mode)
    if not images:
        raise CommandError("at least one image update is required")
    if "*" in images and len(images) > 1:
        raise CommandError(
            "all containers are already specified by *, but saw more than one container_name=container_image pairs"
        )
    errors: list[Exception] = []

    def change(item: Found, obj: Obj) -> None:
        spec = pod_spec(item, obj)
        containers = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
        for name, image in images.items():
            hit = [one for one in containers if name in ("*", one.get("name"))]
            for one in hit:
                one["image"] = image
            if not hit:
                errors.append(CommandError(f"error: unable to find container named {quoted(name)}"))

    failed = "failed to patch image update to pod template: "
    apply(call, found, options, change, said="image updated", failed=failed, errors=errors)
