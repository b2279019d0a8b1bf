"""The lines that nginx writes: when it starts, and when something goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.images.replies import go_time, source_of
from minikctl.state.traffic.messages import REFUSED, UNKNOWN_HOST, Failure

if TYPE_CHECKING:
    from minikctl.state.images.app import Asked

SCRIPT = "/docker-entrypoint.sh"


def entry_lines() -> list[str]:
    """What the image's entry point says before nginx runs."""
    return [
        f"{SCRIPT}: /docker-entrypoint.d/ is not empty, will attempt to perform configuration",
        f"{SCRIPT}: Looking for shell scripts in /docker-entrypoint.d/",
        f"{SCRIPT}: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh",
        "10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf",
        "10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf",
        f"{SCRIPT}: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh",
        f"{SCRIPT}: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh",
        f"{SCRIPT}: Launching /docker-entrypoint.d/30-tune-worker-processes.sh",
        f"{SCRIPT}: Configuration complete; ready for start up",
    ]


def notices(started: float, version: str, is_alpine: bool) -> list[str]:
    """What nginx itself says when it starts (1.21 and later)."""
    compiler = "gcc 14.2.0 (Alpine 14.2.0) " if is_alpine else "gcc 12.2.0 (Debian 12.2.0-14+deb12u1) "
    lines = [
        'using the "epoll" event method',
        f"nginx/{version}",
        f"built by {compiler}",
        "OS: Linux 5.15.0-139-generic",
        "getrlimit(RLIMIT_NOFILE): 1048576:1048576",
        "start worker processes",
        "start worker process 29",
        "start worker process 30",
    ]
    return [f"{go_time(started)} [notice] 1#1: {line}" for line in lines]


def error_line(asked: Asked, what: str, *, upstream: str = "") -> str:
    """A line of the error log about a request."""
    request = asked.request
    target = f' upstream: "{upstream}",' if upstream else ""
    return (
        f"{go_time(asked.now)} [error] 29#29: *1 {what}, client: {source_of(asked)}, server: localhost, "
        f'request: "{request.method} {request.path} HTTP/1.1",{target} host: "{request.authority}"'
    )


def upstream_error(asked: Asked, failure: Failure, target: str) -> str:
    """A line about a server behind that cannot be reached."""
    if failure.kind == UNKNOWN_HOST:
        return error_line(asked, f"{failure.host} could not be resolved (3: Host not found)", upstream=target)
    why = "111: Connection refused" if failure.kind == REFUSED else "110: Connection timed out"
    return error_line(asked, f"connect() failed ({why}) while connecting to upstream", upstream=target)
