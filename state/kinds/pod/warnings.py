"""What the API server warns of when a pod is made."""

from __future__ import annotations

from typing import Any

from minikctl.state import names
from minikctl.state.kinds.podspec.warnings import spec_warnings
from minikctl.state.objects import name_of

Obj = dict[str, Any]

SURPRISING = (
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; "
    "a DNS label is recommended: "
)


def warnings(pod: Obj) -> list[str]:
    """Warnings in the server's order."""
    wrong = names.dns_label(name_of(pod))
    found = [SURPRISING + "[" + " ".join(wrong) + "]"] if wrong else []
    return [*found, *spec_warnings(pod["spec"], pod["metadata"])]
