"""`create deployment`: a Deployment of images."""

from __future__ import annotations

from typing import Any

from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, name_and_command
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import DEPLOYMENT

Obj = dict[str, Any]

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("image", kind="list", required=True, effect="The images to run, each in a container of its own."),
    Flag("port", kind="int32", default=-1, effect="The port that the first container exposes."),
    Flag("replicas", "r", "int32", default=1, effect="How many Pods to keep."),
)
OLD_FLAGS = (Flag("record", kind="bool", hidden=True, deprecated="it never had an effect here"),)
USAGE = "NAME --image=image -- [COMMAND] [args...]"
HELP = "Make a Deployment."
EXAMPLES = (
    ("Three Pods of nginx", "kubectl create deployment web --image=nginx --replicas=3"),
    ("A command instead of the image's own", "kubectl create deployment idle --image=busybox -- sleep 3600"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name, command = name_and_command(call, args, options)
    if len(options["image"]) > 1 and command:
        raise CommandError("cannot specify multiple --image options and command")
    containers = [container(call, image, command) for image in options["image"]]
    if options["port"] >= 0 and containers:
        containers[0]["ports"] = [{"containerPort": options["port"]}]
    manifest = deployment(metadata(call, name), containers, options["replicas"])
    generated(call, DEPLOYMENT, manifest, options, "failed to create deployment: ")


def deployment(meta: Obj, containers: list[Obj], replicas: int) -> Obj:
    """A Deployment whose Pods are found by `app: NAME`."""
    labels = {"app": meta["name"]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {**meta, "labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
        },
    }


def container(call: Invocation, image: str, command: list[str]) -> Obj:
    """A container that is named for its image."""
    found: Obj = {"name": container_name(call, image), "image": image}
    return {**found, "command": command} if command else found


def container_name(call: Invocation, image: str) -> str:
    """The last part of an image's name; if that is no DNS label, changed and with a random end."""
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    if "_" not in name and "." not in name:
        return name
    from minikctl.state.chance import Chance  # only for such names

    chance = Chance(str(call.view().settings["seed"]))
    return name.replace("_", "-").replace(".", "-") + "-" + chance.suffix(f"container/{image}")
