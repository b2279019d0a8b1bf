"""What the user watches: tabs over a live cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster
    from minikctl.tui.commands import Commands


def run(
    opened: Callable[[], Cluster],
    commands: Commands,
    *,
    folder: str = "",
    namespace: str = "",
    ascii: bool = False,
    colour: bool = True,
    home: str = "",
    rev: int = 0,
    mouse: bool = True,
    animated: bool = True,
) -> int:
    """Shows a cluster until the user leaves; returns the exit code.

    `opened()` opens the cluster and may fail: that is shown, and tried again. `folder` is watched for changes by other
    processes; "" for a cluster that is in memory only. `home` holds the memory, the keys and the settings; "": none.
    """
    import gc  # the program switches it off for short runs
    import os
    import sys

    from minikctl.tui.app import ClusterApp  # textual

    gc.enable()
    if not colour:
        os.environ["NO_COLOR"] = "1"  # the toolkit looks there
    if sys.__stderr__ is None or not sys.__stderr__.isatty():
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc] # the toolkit draws there
    app = ClusterApp(
        opened, commands, folder=folder, namespace=namespace, ascii=ascii, home=home, rev=rev, animated=animated
    )
    app.run(mouse=mouse)
    return app.return_code or 0
