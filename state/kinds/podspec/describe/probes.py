"""Probes on describe pages: `http-get http://:8080/ready delay=5s timeout=1s period=10s #success=1 #failure=3`."""

from __future__ import annotations

from typing import Any

from minikctl.state.kinds.podspec.describe.golang import listing

Obj = dict[str, Any]

PATH_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~$&+,/:;=@"


def probe_text(probe: Obj) -> str:
    """What the probe does and its numbers."""
    numbers = (
        f"delay={probe.get('initialDelaySeconds') or 0}s timeout={probe.get('timeoutSeconds') or 0}s "
        f"period={probe.get('periodSeconds') or 0}s #success={probe.get('successThreshold') or 0} "
        f"#failure={probe.get('failureThreshold') or 0}"
    )
    return f"{handler_text(probe)} {numbers}"


def handler_text(probe: Obj) -> str:
    """`exec [cat x]`, `http-get URL`, `tcp-socket HOST:PORT`, `grpc <pod>:PORT SERVICE`."""
    if probe.get("exec") is not None:
        return f"exec {listing(probe['exec'].get('command'))}"
    if probe.get("httpGet") is not None:
        return f"http-get {url_text(probe['httpGet'])}"
    if probe.get("tcpSocket") is not None:
        socket = probe["tcpSocket"]
        return f"tcp-socket {socket.get('host', '')}:{socket.get('port', 0)}"
    if probe.get("grpc") is not None:
        return f"grpc <pod>:{probe['grpc'].get('port', 0)} {probe['grpc'].get('service') or ''}"
    return "unknown"


def url_text(action: Obj) -> str:
    """An httpGet as Go's url.URL prints it; what must not stand in a path is escaped."""
    host = action.get("host") or ""
    if ":" in host:
        host = f"[{host}]"
    path = escaped_path(action.get("path") or "")
    if path and not path.startswith("/"):
        path = "/" + path
    return f"{(action.get('scheme') or '').lower()}://{host}:{action.get('port', 0)}{path}"


def escaped_path(path: str) -> str:
    return "".join(char if char in PATH_CHARS else "".join(f"%{byte:02X}" for byte in char.encode()) for char in path)
