"""What is done when a container starts and ends: postStart and preStop hooks, and how a program takes SIGTERM."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction

Obj = dict[str, Any]

FAREWELL = 0.6  # seconds a program takes that ends on SIGTERM
KILLED = 137


def farewell(container: Obj, one: Obj, grace: float) -> tuple[float, int]:
    """(seconds until a container ends that is told to, its exit code): its preStop hook, then SIGTERM, then SIGKILL."""
    grace = max(grace, 0.0)
    hook = hook_seconds(((container.get("lifecycle") or {}).get("preStop")) or {})
    if grace == 0 or hook > grace:
        return grace, KILLED
    if not one.get("obeys", True):
        return max(grace, 2.0), KILLED
    return min(hook + FAREWELL, max(grace, FAREWELL)), int(one.get("term") or 0)


def hook_seconds(hook: Obj) -> float:
    """How long a hook takes: its sleep, or the sleeps of its command."""
    seconds = float((hook.get("sleep") or {}).get("seconds") or 0)
    command = [str(word) for word in (hook.get("exec") or {}).get("command") or ()]
    words = " ".join(command).replace(";", " ; ").replace("&", " & ").split()
    return seconds + sum(span(after) for word, after in pairwise(words) if word.endswith("sleep"))


def span(text: str) -> float:
    """Seconds as `sleep` reads them; 0 for what is none."""
    units = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
    digits, unit = (text[:-1], units[text[-1]]) if text[-1:] in units else (text, 1.0)
    return float(digits) * unit if digits.replace(".", "", 1).isdigit() else 0.0


def post_start(tx: Transaction, pod: Obj, container: Obj, one: Obj) -> str:
    """Runs a postStart command; what it writes is kept. Returns the Event's message if it fails, "" if not."""
    hook = (container.get("lifecycle") or {}).get("postStart") or {}
    command = [str(word) for word in (hook.get("exec") or {}).get("command") or ()]
    if not command:
        return ""
    from minikctl.state.images import registry, script
    from minikctl.state.images.filesystem import files_of

    app = registry.app(tx, pod, container, one)
    files = files_of(app)
    found = script.inside(app, command, 60.0, files)
    changes = files.root.changes()
    if changes:
        one["files"] = {**(one.get("files") or {}), **changes}
    if found.status == 0:
        return ""
    return "PostStartHook failed"
