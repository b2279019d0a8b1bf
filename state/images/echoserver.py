"""echoserver: says what it was asked, in the forms of its releases."""

from __future__ import annotations

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import common_time, headers_of, source_of, text
from minikctl.state.traffic.messages import Response


class Echoserver(App):
    """Up to 1.4 on nginx with Lua, listening on 8080."""

    entrypoint = ("nginx", "-g", "daemon off;")
    servers = frozenset({"nginx", "run.sh"})
    ports = (8080,)
    extras = ("curl",)

    def listening(self) -> tuple[int, ...]:
        return (8080, 8443) if self.is_later() else (8080,)

    def secure(self) -> tuple[int, ...]:
        return (8443,) if self.is_later() else ()

    def is_later(self) -> bool:
        """1.5 and later have another form, and speak TLS too."""
        number = self.tag.partition(".")[2]
        return number.isdigit() and int(number) >= 5

    def respond(self, asked: Asked) -> Response:
        body = later(self, asked) if self.is_later() else early(asked)
        server = "echoserver" if self.is_later() else "nginx/1.10.0"
        return Response(200, body, (("Server", server), ("Content-Type", "text/plain"), ("Connection", "keep-alive")))

    def access(self, asked: Asked, response: Response) -> list[str]:
        request = asked.request
        agent = request.header("user-agent") or "-"
        size = len(response.body.encode())
        return [
            f'{source_of(asked)} - - [{common_time(asked.now)}] "{request.method} {request.path} HTTP/1.1" '
            f'{response.status} {size} "-" "{agent}"'
        ]


class Later(Echoserver):
    """e2e-test-echo: the later form under another name."""

    def is_later(self) -> bool:
        return True


def early(asked: Asked) -> str:
    """The form of 1.4."""
    request = asked.request
    host = request.authority.rpartition(":")[0] if request.authority.rpartition(":")[2].isdigit() else request.authority
    headers = sorted([*((key.lower(), value) for key, value in headers_of(asked)), ("host", request.authority)])
    lines = [
        "CLIENT VALUES:",
        f"client_address={source_of(asked)}",
        f"command={request.method}",
        f"real path={request.path}",
        f"query={request.query or 'nil'}",
        "request_version=1.1",
        f"request_uri=http://{host or request.host}:8080{request.path}",
        "",
        "SERVER VALUES:",
        "server_version=nginx: 1.10.0 - lua: 10001",
        "",
        "HEADERS RECEIVED:",
        *[f"{key}={value}" for key, value in headers],
        "BODY:",
        request.body or "-no body in request-",
    ]
    return "\n".join(lines)


def later(app: Echoserver, asked: Asked) -> str:
    """The form of 1.10 and of e2e-test-echo."""
    request, env = asked.request, app.given()
    scheme = "https" if asked.answerer.port in app.secure() else "http"
    host = request.authority.partition(":")[0] or request.host
    headers = sorted([*((key.lower(), value) for key, value in headers_of(asked)), ("host", request.authority)])
    names = (
        ("node name", "NODE_NAME"),
        ("pod name", "POD_NAME"),
        ("pod namespace", "POD_NAMESPACE"),
        ("pod IP", "POD_IP"),
    )
    known = [f"\t{title}:\t{env[name]}" for title, name in names if env.get(name)]
    lines = [
        "",
        "",
        f"Hostname: {app.hostname}",
        "",
        "Pod Information:",
        *(known or ["\t-no pod information available-"]),
        "",
        "Server values:",
        "\tserver_version=nginx: 1.14.2 - lua: 10015",
        "",
        "Request Information:",
        f"\tclient_address={source_of(asked)}",
        f"\tmethod={request.method}",
        f"\treal path={request.path}",
        f"\tquery={request.query}",
        "\trequest_version=1.1",
        f"\trequest_scheme={scheme}",
        f"\trequest_uri={scheme}://{host}:{asked.answerer.port}{request.path}",
        "",
        "Request Headers:",
        *[f"\t{key}={value}" for key, value in headers],
        "",
        "Request Body:",
        f"\t{request.body or '-no body in request-'}",
        "",
        "",
    ]
    return "\n".join(lines)


__all__ = ["Echoserver", "Later", "text"]
