"""ssh on the workstation of a session: a shell, or a command line, on a simulated node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from minikctl.state.errors import ApiError
from minikctl.state.shellscript.process import Process
from minikctl.state.shellscript.tasks import Steps

if TYPE_CHECKING:
    from minikctl.state.cluster import Cluster

WITH_VALUE = frozenset("BbcDEeFIiJLlmOopQRSWw")


def on_node(cluster: Cluster, node: str, process: Process, words: Sequence[str]) -> Steps:
    """Runs words as a line of shell on a node, or a shell. Raises ApiError."""
    from minikctl.state.execution import node_place

    place = node_place(cluster, node, out=process.out, err=process.err, stdin=process.stdin, cancel=process.cancel)
    started = place.start(["sh", "-c", " ".join(words)] if words else ["bash"])
    status = started if isinstance(started, int) else (yield from started)
    place.keep()
    return status


class Ssh:
    """The program."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster

    def main(self, process: Process, argv: Sequence[str], /) -> Steps:
        """`ssh [options] [user@]NODE [command…]`; nodes are known by name and by address."""
        words = list(argv[1:])
        while words and words[0].startswith("-") and words[0] != "--":
            letter = words.pop(0)[-1:]
            if letter in WITH_VALUE and words:
                words.pop(0)
        if not words:
            process.err("usage: ssh [options] destination [command [argument ...]]\n")
            return 255
        target = words.pop(0).rpartition("@")[2]
        try:
            return (yield from on_node(self.cluster, self.named(target), process, words))
        except ApiError:
            process.err(f"ssh: Could not resolve hostname {target}: Name or service not known\n")
            return 255

    def named(self, target: str) -> str:
        """The node of an address, or the name itself."""
        from minikctl.state.network.nodes import node_with_address

        return node_with_address(self.cluster.view(), target) or target
