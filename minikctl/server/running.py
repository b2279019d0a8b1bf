"""Runs the server: sockets, uvicorn, and a thread of its own where something else goes on beside it."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

from minikctl.server.app import Application

if TYPE_CHECKING:
    import uvicorn

    from minikctl.server.certificates import Papers

MISSING = "the server needs more packages: pip install 'minikctl[serve]'"
BACKLOG = 128


class NotInstalled(Exception):
    """The packages of the extra `serve` are not there."""


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0: any. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sends at once only if it is told
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError:
        found.close()
        raise
    return found


def require() -> None:
    """Raises NotInstalled where the packages of the server are missing."""
    from importlib.util import find_spec

    if find_spec("uvicorn") is None:
        raise NotInstalled(MISSING)


def server(application: Application, papers: Papers | None) -> uvicorn.Server:
    """uvicorn, quiet. Raises NotInstalled."""
    require()
    import uvicorn

    config = uvicorn.Config(
        application,
        log_level="critical",
        access_log=False,
        lifespan="on",
        ws="wsproto",
        ssl_certfile=papers.certificate if papers else None,
        ssl_keyfile=papers.key if papers else None,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
        h11_max_incomplete_event_size=64 * 1024,
    )
    return uvicorn.Server(config)


class Background:
    """A server in a thread of its own, until `stop`."""

    def __init__(self, application: Application, socket_: socket.socket, papers: Papers | None = None) -> None:
        self.application = application
        self.port: int = socket_.getsockname()[1]
        self._server = server(application, papers)
        self._thread = threading.Thread(target=self._run, args=(socket_,), daemon=True)
        self._thread.start()

    def _run(self, socket_: socket.socket) -> None:
        self._server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        self._server.run(sockets=[socket_])

    def stop(self, wait: bool = True) -> None:
        """Ends the server; without `wait` it ends by itself while the caller goes on."""
        self._server.should_exit = True
        if wait:
            self._thread.join(timeout=5)
