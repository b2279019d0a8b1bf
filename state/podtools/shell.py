"""What every program in a pod, on a node or in a session gets, under the names that programs use."""

from __future__ import annotations

from minikctl.state.shellscript.process import Limits, Process, Program, Resident, find_nothing
from minikctl.state.shellscript.tasks import BrokenPipe, Interrupted, Pipe, Steps, Stopped, Wait, complete, nothing

PodShell = Process

__all__ = [
    "BrokenPipe",
    "Interrupted",
    "Limits",
    "Pipe",
    "PodShell",
    "Process",
    "Program",
    "Resident",
    "Steps",
    "Stopped",
    "Wait",
    "complete",
    "find_nothing",
    "nothing",
]
