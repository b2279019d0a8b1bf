"""The kubeconfig of a served cluster."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from minikctl.server.certificates import written

Obj = dict[str, Any]


def kubeconfig(server: str, name: str, token: str, authority: bytes = b"", namespace: str = "") -> Obj:
    """A configuration with one context."""
    cluster: Obj = {"server": server}
    if authority:
        cluster["certificate-authority-data"] = b64encode(authority).decode()
    context: Obj = {"cluster": name, "user": name}
    if namespace:
        context["namespace"] = namespace
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "contexts": [{"name": name, "context": context}],
        "users": [{"name": name, "user": {"token": token} if token else {}}],
        "current-context": name,
    }


def write(path: str, config: Obj) -> None:
    """JSON is YAML: every client reads it."""
    written(path, (json.dumps(config, indent=2) + "\n").encode())
