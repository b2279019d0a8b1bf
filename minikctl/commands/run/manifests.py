"""The Pod and the Service that `run` creates."""

from __future__ import annotations

import re
from typing import Any

from minikctl.commands.create.datasources import is_variable
from minikctl.errors import CommandError
from minikctl.generating import metadata
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.labelspecs import integer, parse_labels
from minikctl.resourcelists import resource_list

Obj = dict[str, Any]

RESTART_POLICIES = ("", "Always", "OnFailure", "Never")
DOMAIN_PART = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
DOMAIN = rf"(?:{DOMAIN_PART}(?:\.{DOMAIN_PART})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?"
PATH_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
DIGEST = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}"
IMAGE = re.compile(rf"(?:{DOMAIN}/)?{PATH_PART}(?:/{PATH_PART})*(?::{TAG})?(?:@{DIGEST})?")


def is_image(text: str) -> bool:
    """Whether a text can be an image's name (distribution's reference grammar)."""
    return IMAGE.fullmatch(text) is not None


def labels_for(name: str, options: Options) -> dict[str, str]:
    """The labels of the Pod. Raises CommandError."""
    return parse_labels(options["labels"]) if options["labels"] else {"run": name}


def pod_for(call: Invocation, name: str, words: list[str], options: Options) -> Obj:
    """The Pod. Raises CommandError."""
    annotations = annotations_of(options["annotations"])
    labels = labels_for(name, options)
    container: Obj = {"name": name, "image": options["image"], "resources": {}}
    if words:
        container["command" if options["command"] else "args"] = words
    if options["env"]:
        container["env"] = [variable(text) for text in options["env"]]
    if options["port"]:
        container["ports"] = [{"containerPort": integer(options["port"])}]
    if options["image-pull-policy"]:
        container["imagePullPolicy"] = options["image-pull-policy"]
    if options["privileged"]:
        container["securityContext"] = {"privileged": True}
    resources = {name: resource_list(options[name]) for name in ("limits", "requests") if options.get(name)}
    if resources:
        container["resources"] = resources
    if options["stdin"]:
        container |= {"stdin": True, "stdinOnce": not options["leave-stdin-open"], "tty": options["tty"]}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {**metadata(call, name), "labels": labels, "annotations": annotations},
        "spec": {
            "containers": [container],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": options["restart"] or "Always",
            **({"serviceAccountName": options["serviceaccount"]} if options.get("serviceaccount") else {}),
        },
    }


def annotations_of(texts: list[str]) -> dict[str, str]:
    """--annotations. Raises CommandError."""
    found = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise CommandError(f"invalid annotations format: {text}")
        found[key] = value
    return found


def variable(text: str) -> Obj:
    """--env. Raises CommandError."""
    name, equals, value = text.partition("=")
    if not equals or not is_variable(name):
        raise CommandError(f"invalid env: {text}")
    return {"name": name, "value": value}


def service_for(call: Invocation, name: str, options: Options) -> Obj:
    """The Service of --expose."""
    port = integer(options["port"])
    meta = metadata(call, name)
    if options["labels"]:
        meta["labels"] = parse_labels(options["labels"])
    ports = [{"port": port, "protocol": "TCP", "targetPort": port}]
    spec = {"ports": ports, "selector": labels_for(name, options)}
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec}
