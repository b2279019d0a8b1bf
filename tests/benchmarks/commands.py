"""Figures of whole commands: start to exit, against `python -c pass` and the real kubectl (rows 1-3, 13, 14, 16)."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.benchmarks.processes import environment, installed, kubectl, once, paired

MANIFESTS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: NAME}
spec:
  replicas: 2
  selector: {matchLabels: {app: NAME}}
  template:
    metadata: {labels: {app: NAME}}
    spec: {containers: [{name: c, image: nginx, ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: NAME}
spec: {selector: {app: NAME}, ports: [{port: 80}]}
---
"""
SEVENTH = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: seventh}\ndata: {a: b}\n"


def figures() -> list[tuple[str, str]]:
    """(label, value) of every row."""
    programs = installed()
    home = tempfile.mkdtemp(prefix="bench-home-")
    tool, python = f"{programs}/minikctl", f"{programs}/python"
    real = kubectl()
    seven = Path(home) / "seven.yaml"
    seven.write_text("".join(MANIFESTS.replace("NAME", name) for name in ("a", "b", "c")) + SEVENTH)
    env = environment(home)
    once([tool, "create", "deployment", "web", "--image=nginx", "--port=80"], env, home)
    once([tool, "expose", "deployment", "web"], env, home)
    commands = {
        "pass": [python, "-c", "pass"],
        "get": [tool, "get", "svc"],
        "describe": [tool, "describe", "svc", "web"],
        "label": [tool, "label", "svc", "web", "n=1", "--overwrite"],
        "apply": [tool, "apply", "-f", str(seven)],
    }
    if real is not None:
        generator = ["create", "deployment", "x", "--image=nginx", "--dry-run=client", "-o", "yaml"]
        commands["kubectl"] = [real, *generator]
    counter = iter(range(10_000))

    def change() -> None:
        commands["label"][4] = f"n={next(counter)}"
        seven.write_text(seven.read_text().replace("data: {a: ", f"data: {{a: x{next(counter)}"))

    found = paired(commands, home, change)
    rows = [
        (f"{name}, start to exit", f"{one.milliseconds:.1f} ms, {one.megabytes:.0f} MB") for name, one in found.items()
    ]
    base = found["pass"].milliseconds
    for number, name, limit in ((1, "get", 0.75), (1, "describe", 0.75), (2, "label", 0.85), (3, "apply", 1.2)):
        text = f"{found[name].milliseconds / base:.2f} x pass"
        if "kubectl" in found:
            text += f", {found[name].milliseconds / found['kubectl'].milliseconds:.2f} x kubectl (goal {limit})"
        rows.append((f"row {number}: {name}", text))
    rows += first_and_idle(tool, home)
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(os.path.dirname(os.path.dirname(programs)), ignore_errors=True)
    return rows


def first_and_idle(tool: str, home: str) -> list[tuple[str, str]]:
    """Row 13: the first command ever against a later one. Row 14: a `get` after a week against one at once."""
    first, later = [], []
    for _ in range(11):
        fresh = tempfile.mkdtemp(prefix="bench-first-")
        env = environment(fresh)
        first.append(once([tool, "get", "svc"], env, fresh).milliseconds)
        later.append(once([tool, "get", "svc"], env, fresh).milliseconds)
        shutil.rmtree(fresh)
    rows = [("row 13: first command / later one", f"{sorted(first)[5] / sorted(later)[5]:.2f} (goal 1.2)")]
    env = {**environment(home), "MINIKCTL_CLOCK": "2030-01-01T00:00:00Z"}
    week = {**env, "MINIKCTL_CLOCK": "2030-01-08T00:00:00Z"}
    now = sorted(once([tool, "get", "svc"], env, home).milliseconds for _ in range(11))[5]
    then = sorted(once([tool, "get", "svc"], week, home).milliseconds for _ in range(11))[5]
    rows.append(("row 14: `get` after 7 days / at once", f"{then / now:.2f} (goal 1.5)"))
    return rows
