"""Small servers that many tutorials deploy: their ports, and what they answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import HTML, JSON, go_headers, parts, query, source_of, text
from minikctl.state.images.unknown import Unknown
from minikctl.state.traffic.messages import Response

Answer = Callable[[App, Asked], Response]


class Served(NamedTuple):
    """Where a server listens if nothing else is said, which variable says it, and what it answers (None: its name)."""

    ports: tuple[int, ...]
    answer: Answer | None = None
    variable: str = "PORT"


class Popular(Unknown):
    """A server of SERVERS: it listens on its own ports, whatever the container declares."""

    @property
    def served(self) -> Served:
        name = self.repository
        while name not in SERVERS and "/" in name:
            name = name.partition("/")[2]
        return SERVERS.get(name, Served(()))

    def listening(self) -> tuple[int, ...]:
        asked = self.given().get(self.served.variable, "")
        return (int(asked),) if asked.isdigit() else self.served.ports

    def respond(self, asked: Asked) -> Response:
        answer = self.served.answer
        return answer(self, asked) if answer else super().respond(asked)


def page(title: str, *lines: str) -> Response:
    """A small HTML page."""
    head = f"<html>\n<head><title>{title}</title></head>\n<body>\n"
    return text(head + "\n".join(lines) + "\n</body>\n</html>\n", 200, HTML)


def pretty(value: Any, status: int = 200, indent: int = 2) -> Response:
    """Indented JSON."""
    return text(json.dumps(value, indent=indent) + "\n", status, JSON)


def fixed(body: str) -> Answer:
    """Always the same words."""
    return lambda app, asked: text(body)


def hello_world_html(app: App, asked: Asked) -> Response:
    return page("Hello world!", "<h1>Hello world!</h1>", f"<h3>My hostname is {app.hostname}</h3>")


def hello_from(app: App, asked: Asked) -> Response:
    head = "<html><head><title>HTTP Hello World</title></head>"
    return text(f"{head}<body><h1>Hello from {app.hostname}</h1></body></html>", 200, HTML)


def hello_kubernetes(app: App, asked: Asked) -> Response:
    """The page with MESSAGE and the pod's name."""
    message = app.given().get("MESSAGE") or "Hello world!"
    rows = [("namespace", app.namespace or "-"), ("pod", app.hostname), ("node", str(app.facts()["node"] or "-"))]
    table = [f"      <th>{key}:</th>\n      <td>{value}</td>" for key, value in rows]
    return page("Hello Kubernetes!", f'<div id="message">\n  {message}\n</div>', "<table>", *table, "</table>")


def nginx_demo(app: App, asked: Asked) -> Response:
    """nginxdemos/hello: who served it; as text with the tag plain-text."""
    from minikctl.state.images.replies import common_time

    rows = [
        ("Server address", f"{app.address}:{asked.answerer.port}"),
        ("Server name", app.hostname),
        ("Date", common_time(asked.now)),
        ("URI", asked.request.path),
    ]
    number = f"{abs(hash_of(asked)):032x}"[:32]
    if "plain-text" in app.tag:
        lines = [f"{key}: {value}" for key, value in [*rows, ("Request ID", number)]]
        return text("\n".join(lines) + "\n", 200, "text/plain")
    return page("Hello World", *(f"<p><span>{key}:</span> <span>{value}</span></p>" for key, value in rows))


def hash_of(asked: Asked) -> int:
    """A number for a request, the same in every run."""
    from minikctl.state.digests import sha256

    words = f"{asked.now}/{asked.request.path}/{asked.answerer.source}"
    return int.from_bytes(sha256(words.encode()).digest()[:16], "big")


def httpbin(app: App, asked: Asked) -> Response:
    """What the request was, as httpbin tells it."""
    request, found = asked.request, parts(asked)
    headers = dict(sorted([("Host", request.authority), *go_headers(asked)]))
    first = found[0] if found else ""
    if first == "status" and len(found) > 1 and found[1].isdigit():
        return text("", int(found[1]), HTML)
    if first == "headers":
        return pretty({"headers": headers})
    if first == "ip":
        return pretty({"origin": source_of(asked)})
    if first == "user-agent":
        return pretty({"user-agent": request.header("user-agent")})
    if first == "hostname":
        return pretty({"hostname": app.hostname})
    url = f"http://{request.authority}{request.path}"
    told = {"args": query(asked), "headers": headers, "origin": source_of(asked), "url": url}
    if first in ("get", "anything", "post", "put", "delete", "patch"):
        if first != "get":
            told["data"] = request.body
        if first == "anything":
            told["method"] = request.method
        return pretty(dict(sorted(told.items())))
    if not first:
        return page("httpbin.org", "<h2>httpbin.org</h2>")
    return text("<title>404 Not Found</title>\n<h1>Not Found</h1>\n", 404, HTML)


def podinfo(app: App, asked: Asked) -> Response:
    version = app.tag if app.tag[:1].isdigit() else "6.9.0"
    first = (parts(asked) or [""])[0]
    if first in ("healthz", "readyz"):
        return pretty({"status": "OK"})
    if first == "version":
        return pretty({"commit": "unknown", "version": version})
    if first == "env":
        return pretty([f"{key}={value}" for key, value in app.variables().items()])
    color = app.given().get("PODINFO_UI_COLOR") or "#34577c"
    message = app.given().get("PODINFO_UI_MESSAGE") or f"greetings from podinfo v{version}"
    told = {"hostname": app.hostname, "version": version, "revision": "unknown", "color": color}
    more = {"message": message, "goos": "linux", "goarch": "amd64", "runtime": "go1.24.3"}
    return pretty({**told, "logo": "", **more, "num_goroutine": "8", "num_cpu": "2"})


def echo_json(app: App, asked: Asked) -> Response:
    """mendhak/http-https-echo: the request as JSON."""
    request = asked.request
    headers = {"host": request.authority, **{key.lower(): value for key, value in go_headers(asked)}}
    told = {"path": request.uri, "headers": headers, "method": request.method, "body": request.body}
    name = request.authority.partition(":")[0]
    rest = {"fresh": False, "hostname": name, "ip": source_of(asked), "ips": [], "protocol": "http"}
    return pretty(
        {**told, **rest, "query": query(asked), "subdomains": [], "xhr": False, "os": {"hostname": app.hostname}}
    )


def echo_environment(app: App, asked: Asked) -> Response:
    return pretty(app.variables(), indent=4) if asked.request.uri == "/" else pretty({"error": "not found"}, 404)


def web_color(app: App, asked: Asked) -> Response:
    """webapp-color: a page in the colour of APP_COLOR."""
    color = app.given().get("APP_COLOR") or "red"
    if asked.request.uri == "/color":
        return text(color, 200, HTML)
    style = f'style="background: {color};"'
    return text(
        f'<!doctype html>\n<title>Hello from Flask</title>\n<body {style}></body>\n<div style="color: #e4e4e4;'
        f'\n    text-align:  center;\n    height: 90px;">\n\n  <h1>Hello from {app.hostname}!</h1>\n\n</div>\n',
        200,
        HTML,
    )


def rest_api(app: App, asked: Asked) -> Response:
    uri = asked.request.uri
    if uri == "/hello-world":
        return text("Hello World", 200, "text/plain;charset=UTF-8")
    if uri == "/hello-world-bean":
        return text('{"message":"Hello World"}', 200, JSON)
    return text(
        "{healthy:true}" if uri == "/" else '{"status":404,"error":"Not Found"}', 200 if uri == "/" else 404, JSON
    )


def counting(app: App, asked: Asked) -> Response:
    """hashicorp/counting-service: how often it was asked."""
    if asked.request.uri == "/health":
        return text("Hello, you've hit /health\n")
    count = asked.memory["count"] = asked.memory.get("count", 0) + 1
    return text(json.dumps({"count": count, "hostname": app.hostname}, separators=(",", ":")) + "\n", 200, JSON)


def listening_only(*ports: int) -> Served:
    """A server of which no more is known than where it listens."""
    return Served(ports, None, "")


SERVERS: dict[str, Served] = {
    "hpa-example": Served((80,), fixed("OK!"), ""),
    "goproxy": listening_only(8080),
    "kennethreitz/httpbin": Served((80,), httpbin),
    "kong/httpbin": Served((80,), httpbin),
    "mccutchen/go-httpbin": Served((8080,), httpbin),
    "paulbouwer/hello-kubernetes": Served((8080,), hello_kubernetes),
    "nginxdemos/hello": Served((80,), nginx_demo, ""),
    "nginxdemos/nginx-hello": Served((8080,), nginx_demo, ""),
    "stefanprodan/podinfo": Served((9898,), podinfo),
    "mendhak/http-https-echo": Served((8080,), echo_json, "HTTP_PORT"),
    "ealen/echo-server": Served((80,), echo_json),
    "bretfisher/httpenv": Served((8888,), echo_environment, ""),
    "bretfisher/httping": listening_only(8080),
    "tutum/hello-world": Served((80,), hello_world_html, ""),
    "dockercloud/hello-world": Served((80,), hello_world_html, ""),
    "rancher/hello-world": Served((80,), hello_world_html, ""),
    "strm/helloworld-http": Served((80,), hello_from, ""),
    "karthequian/helloworld": Served((80,), hello_world_html, ""),
    "crccheck/hello-world": Served((8000,), fixed("<pre>\nHello World\n</pre>\n"), ""),
    "kodekloud/webapp-color": Served((8080,), web_color, ""),
    "mmumshad/simple-webapp-color": Served((8080,), web_color, ""),
    "in28min/hello-world-rest-api": Served((8080,), rest_api, ""),
    "hashicorp/counting-service": Served((9001,), counting),
    "hashicorp/dashboard-service": listening_only(9002),
    "errm/cheese": Served((80,), lambda app, asked: page(app.tag.capitalize(), f"<h1>{app.tag.capitalize()}</h1>"), ""),
    "argoproj/rollouts-demo": listening_only(8080),
    "monachus/rancher-demo": listening_only(8080),
    "docker/getting-started": listening_only(80),
    "tomcat": listening_only(8080),
    "rabbitmq": listening_only(5672),
    "haproxy": listening_only(80),
    "wordpress": listening_only(80),
    "ghost": listening_only(2368),
    "caddy": listening_only(80),
    "drupal": listening_only(80),
    "adminer": listening_only(8080),
    "phpmyadmin": listening_only(80),
    "phpmyadmin/phpmyadmin": listening_only(80),
    "mongo-express": listening_only(8081),
    "registry": listening_only(5000),
    "nats": listening_only(4222, 8222),
    "zookeeper": listening_only(2181),
    "cassandra": listening_only(9042, 7000),
    "elasticsearch": listening_only(9200, 9300),
    "jenkins/jenkins": listening_only(8080, 50000),
    "grafana/grafana": listening_only(3000),
    "prom/prometheus": listening_only(9090),
    "prom/node-exporter": listening_only(9100),
}
