"""`run --replicas` and `--generator=deployment/…`: the Deployment that `run` made before kubectl 1.18."""

from __future__ import annotations

from typing import Any

from minikctl.grammar.flag import Options
from minikctl.state.kinds import DEPLOYMENT
from minikctl.state.kinds.kind import Kind

Obj = dict[str, Any]


def deployment_of(pod: Obj, options: Options) -> tuple[Kind, Obj]:
    """(the kind, the Deployment) that keeps Pods like this one."""
    meta, labels = pod["metadata"], pod["metadata"]["labels"]
    annotations = meta["annotations"]
    kept = {name: value for name, value in meta.items() if name != "annotations"}
    return DEPLOYMENT, {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": kept,
        "spec": {
            "replicas": options["replicas"],
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels, "annotations": annotations}, "spec": pod["spec"]},
        },
    }
