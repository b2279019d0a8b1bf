"""A cluster that is served: its address, its papers, its token, its kubeconfig."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from minikctl.server import certificates, kubeconfig, running
from minikctl.server.app import Application
from minikctl.server.dispatch import Desk

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from minikctl.state.cluster import Cluster


class Served:
    """One server of one cluster; `folder` keeps what must stay the same: authority and token."""

    def __init__(
        self,
        cluster: Cluster,
        folder: str,
        listening: socket.socket,
        *,
        secure: bool = True,
        name: str = "minikctl",
        another: Callable[[], Cluster] | None = None,
    ) -> None:
        self.folder, self.name = folder, name
        self.port: int = listening.getsockname()[1]
        self.papers = certificates.papers(folder, cluster.clock.now()) if secure else None
        self.token = kept_token(folder) if secure else ""
        self.application = Application(Desk(cluster, self.token, another))
        self._listening = listening

    @property
    def url(self) -> str:
        return f"{'https' if self.papers else 'http'}://127.0.0.1:{self.port}"

    def config(self) -> dict[str, object]:
        """The kubeconfig."""
        authority = b""
        if self.papers:
            with open(self.papers.authority, "rb") as file:
                authority = file.read()
        return kubeconfig.kubeconfig(self.url, self.name, self.token, authority)

    def write_kubeconfig(self, path: str = "") -> str:
        """Writes the kubeconfig; returns where."""
        if not path:
            os.makedirs(self.folder, 0o700, exist_ok=True)
            path = f"{self.folder}/kubeconfig"
        kubeconfig.write(path, self.config())
        return path

    def run(self) -> None:
        """Serves until it is interrupted. Raises NotInstalled."""
        running.server(self.application, self.papers).run(sockets=[self._listening])

    def start(self) -> running.Background:
        """Serves in a thread of its own."""
        return running.Background(self.application, self._listening, self.papers)


def kept_token(folder: str) -> str:
    """The administrator's token: drawn once, then kept."""
    path = f"{folder}/token"
    if os.path.exists(path):
        with open(path, encoding="ascii") as file:
            found = file.read().strip()
        if found:
            return found
    os.makedirs(folder, 0o700, exist_ok=True)
    token = os.urandom(24).hex()
    certificates.written(path, token.encode())
    return token
