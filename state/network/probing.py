"""What a probe of a container finds at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.objects import key_of, spec_of, status_of
from minikctl.state.traffic.messages import EMPTY, NO_TLS, NOT_HTTP, REFUSED, Answerer, Failure, Request, Response
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.images.app import App, Asked
    from minikctl.state.view import View

Obj = dict[str, Any]

AGENT = "kube-probe/1.33"
REDIRECTS = range(300, 400)


class Outcome(NamedTuple):
    """What one try of a probe finds; stays so until `until`, or until something is written."""

    success: bool
    output: str = ""
    until: float | None = None
    result: str = ""  # success, failure, warning, or error: the try could not be made
    app: Obj | None = None  # what the app remembers once the try was made, None for no change
    asks: bool = False  # it has asked the network: a change of Services may change it

    @property
    def kind(self) -> str:
        return self.result or ("success" if self.success else "failure")


def outcome(view: View, pod: Obj, container: Obj, probe: Obj, memory: Obj | None = None) -> Outcome:
    """The result of a try now; `memory` is what the node knows of the container, if newer than the view's."""
    known = memory if memory is not None else _remembered(view, pod, container)
    found = _tried(view, pod, container, probe, known)
    if known.get("loaded") is None:
        return found
    plain = {key: value for key, value in known.items() if key not in ("app", "files")}
    if _tried(view, pod, container, probe, plain).success == found.success:
        return found._replace(success=bool(known["loaded"]), result="", app=None)  # it behaves as its status says
    return found


def _remembered(view: View, pod: Obj, container: Obj) -> Obj:
    return (view.runtime(pod).get("containers") or {}).get(container["name"]) or {}


def _tried(view: View, pod: Obj, container: Obj, probe: Obj, memory: Obj) -> Outcome:
    from minikctl.state.images import registry

    app = registry.app(view, pod, container, memory)
    until = _until(view, app)
    if probe.get("httpGet"):
        return _http(app, probe)._replace(until=until)
    if probe.get("tcpSocket"):
        return _tcp(app, probe)._replace(until=until)
    if probe.get("grpc"):
        return _grpc(app, probe)._replace(until=until)
    if probe.get("exec"):
        return _exec(view, app, probe)._replace(until=until)
    return Outcome(False, "missing probe handler", None, "error")


def _until(view: View, app: App) -> float | None:
    """The next moment at which the container may answer otherwise by itself."""
    return min((moment for moment in app.turns() if moment > view.now + 1e-6), default=None)


def _address(app: App) -> str:
    return app.address or next(iter(app.view.runtime(app.pod).get("addresses") or ()), "") or "127.0.0.1"


def _host(app: App, handler: Obj) -> str:
    return str(handler.get("host") or _address(app))


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def port_of(container: Obj, port: Any) -> int | None:
    """A probe's port as a number: as it is, or the container's port of that name; None if there is none."""
    if isinstance(port, int) or str(port).isdigit():
        return int(port)
    found = [one["containerPort"] for one in container.get("ports") or () if one.get("name") == port]
    return int(found[0]) if found else None


def _no_port(port: Any) -> Outcome:
    return Outcome(False, f'strconv.Atoi: parsing "{port}": invalid syntax', None, "error")


def _at(app: App, handler: Obj, port: int) -> bool:
    """Whether someone listens where a probe looks; another host than the pod's is taken to be there."""
    host = _host(app, handler)
    if host not in (_address(app), "127.0.0.1", "localhost"):
        return True
    return app.listens(port) or _other_listens(app, port)


def _other_listens(app: App, port: int) -> bool:
    from minikctl.state import images

    others = [one for one in spec_of(app.pod).get("containers") or () if one["name"] != app.container["name"]]
    running = {
        name
        for name, one in (app.view.runtime(app.pod).get("containers") or {}).items()
        if one.get("state") == "running"
    }
    return any(one["name"] in running and images.listens(app.view, app.pod, one, port) for one in others)


def _http(app: App, probe: Obj) -> Outcome:
    """prober/http: 200 to 399 is success."""
    handler = probe["httpGet"]
    port = port_of(app.container, handler.get("port"))
    if port is None:
        return _no_port(handler.get("port"))
    host = _host(app, handler)
    asked = request_of(app, handler, port)
    url = f"{asked.request.scheme}://{_joined(host, port)}{asked.request.path}"
    if not _at(app, handler, port):
        return Outcome(False, f'Get "{url}": dial tcp {_joined(host, port)}: connect: connection refused')
    return _judged(app, asked, url, float(probe.get("timeoutSeconds") or 1))


def request_of(app: App, handler: Obj, port: int) -> Asked:
    """The request that a probe's httpGet makes, as the app sees it."""
    from minikctl.state.images.answering import Onlooker
    from minikctl.state.images.app import Asked
    from minikctl.state.objects import copy_tree

    scheme, host = str(handler.get("scheme") or "HTTP").lower(), _host(app, handler)
    path = str(handler.get("path") or "/")
    given = [(str(one["name"]), str(one.get("value") or "")) for one in handler.get("httpHeaders") or ()]
    names = {name.lower() for name, _ in given}
    usual = [("Host", _joined(host, port)), ("User-Agent", AGENT), ("Accept", "*/*"), ("Connection", "close")]
    headers = [one for one in usual if one[0].lower() not in names] + given
    request = Request(scheme, host, port, path if path.startswith("/") else "/" + path, "GET", tuple(headers))
    address, key = _address(app), key_of(app.pod)
    answerer = Answerer("pod", address, port, key, app.container["name"], source=_node_address(app))
    return Asked(Onlooker(app.view), answerer, request, 1, copy_tree(app.state), app.view.now)  # type: ignore[arg-type]


def _judged(app: App, asked: Asked, url: str, patience: float) -> Outcome:
    from minikctl.state.images.answering import in_force

    request = asked.request
    late = f'Get "{url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
    forced = in_force(app.view, app.pod)
    secure = request.port in app.secure()
    if request.scheme == "https" and not secure:
        return Outcome(False, f'Get "{url}": http: server gave HTTP response to HTTPS client')
    try:
        response: Response = app.plain_on_secure(asked) if secure and request.scheme == "http" else app.answer(asked)
    except Failure as failure:
        return Outcome(False, _failed(failure, url, request, late))
    kept = asked.memory if asked.changed else None
    if forced.get("hang") or response.delay + float(forced.get("delay") or 0) > patience:
        return Outcome(False, late, app=kept)
    if response.status in REDIRECTS and _leads_elsewhere(response, request):
        return Outcome(True, "Probe terminated redirects, Response body: " + response.body, None, "warning", kept)
    if 200 <= response.status < 400:
        return Outcome(True, app=kept)
    return Outcome(False, f"HTTP probe failed with statuscode: {response.status}", app=kept)


def _leads_elsewhere(response: Response, request: Request) -> bool:
    location = response.header("location")
    host = location.partition("://")[2].partition("/")[0].partition(":")[0] if "://" in location else ""
    return bool(host) and host != request.authority.partition(":")[0] and host != request.host


def _failed(failure: Failure, url: str, request: Request, late: str) -> str:
    if failure.kind == REFUSED:
        return f'Get "{url}": dial tcp {_joined(request.host, request.port)}: connect: connection refused'
    if failure.kind == EMPTY:
        return f'Get "{url}": EOF'
    if failure.kind == NOT_HTTP:
        return (
            f'Get "{url}": net/http: HTTP/1.x transport connection broken: malformed HTTP response "J\\x00\\x00\\x00"'
        )
    if failure.kind == NO_TLS:
        return f'Get "{url}": http: server gave HTTP response to HTTPS client'
    return late


def _node_address(app: App) -> str:
    """Where the kubelet's probes come from: the node's bridge, the first address of its pod range."""
    address = _address(app)
    head, dot, _ = address.rpartition(".")
    return f"{head}.1" if dot else str(status_of(app.pod).get("hostIP") or "")


def _tcp(app: App, probe: Obj) -> Outcome:
    """prober/tcp: a connection is enough."""
    handler = probe["tcpSocket"]
    port = port_of(app.container, handler.get("port"))
    if port is None:
        return _no_port(handler.get("port"))
    if _at(app, handler, port):
        return Outcome(True)
    return Outcome(False, f"dial tcp {_joined(_host(app, handler), port)}: connect: connection refused")


def _grpc(app: App, probe: Obj) -> Outcome:
    """prober/grpc: the health protocol; whatever listens is taken to serve it."""
    port = port_of(app.container, probe["grpc"].get("port"))
    if port is None:
        return _no_port(probe["grpc"].get("port"))
    if app.listens(port):
        return Outcome(True)
    patience = int(probe.get("timeoutSeconds") or 1)
    where = _joined(_address(app), port)
    return Outcome(False, f'timeout: failed to connect service "{where}" within {patience}s: context deadline exceeded')


def _exec(view: View, app: App, probe: Obj) -> Outcome:
    """prober/exec: status 0 is success; what the command wrote is the output."""
    from minikctl.state.images import script

    command = [str(word) for word in probe["exec"].get("command") or ()]
    patience = float(probe.get("timeoutSeconds") or 1)
    if not command or not app.has_program(command[0]):
        return Outcome(False, not_started(view, app, command[0] if command else ""), None, "error")
    found = script.inside(app, command, patience)
    if found.late:
        return Outcome(False, f'command "{" ".join(command)}" timed out', asks=found.asked)
    return Outcome(found.status == 0, found.output, asks=found.asked)


def not_started(view: View, app: App, word: str) -> str:
    """The runtime's words about a command that it cannot start in a container."""
    from minikctl.state.chance import Chance

    draw = Chance(str(view.settings["seed"])).bytes(f"exec/{app.pod['metadata'].get('uid', '')}/{word}").hex()
    why = f"stat {word}: no such file or directory" if "/" in word else "executable file not found in $PATH"
    return (
        f'rpc error: code = Unknown desc = failed to exec in container: failed to start exec "{draw}": '
        f'OCI runtime exec failed: exec failed: unable to start container process: exec: "{word}": {why}: unknown'
    )
