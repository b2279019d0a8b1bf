"""Keeps a report of a fault of ours, so that the terminal shows one line instead of a traceback."""

from __future__ import annotations

import os
import traceback

from minikctl.state.clock import RealClock, timestamp
from minikctl.version import VERSION


def save_report(error: Exception, argv: list[str], home: str) -> str:
    """Saves what happened below `home`; returns the line for the user."""
    what = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
    now = timestamp(RealClock().now())
    lines = [f"minikctl {VERSION}, {now}", "command: " + " ".join(argv), "", "".join(traceback.format_exception(error))]
    folder = os.path.join(home, "reports")
    path = os.path.join(folder, f"{now.replace(':', '')}-{os.getpid()}.txt")
    try:
        os.makedirs(folder, 0o700, exist_ok=True)
        with open(path, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write("\n".join(lines))
    except OSError as problem:
        return f"minikctl: internal error: {what} (the report could not be saved: {problem.strerror})\n"
    return f"minikctl: internal error: {what} (the report is in {path})\n"
