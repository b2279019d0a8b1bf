"""`port-forward`: ports of a Pod, reached from here."""

from __future__ import annotations

from typing import Any, NamedTuple

from minikctl import pods
from minikctl.arguments import Found
from minikctl.commands.exec import POD_RUNNING_TIMEOUT
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.objects import key_of, name_of, spec_of, status_of
from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    POD_RUNNING_TIMEOUT,
    Flag("address", kind="list", default=["localhost"], effect="Where to listen: addresses, or localhost."),
)
USAGE = "TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]"
HELP = "Reach ports of a Pod from here: of one that is named, or of the first one of a workload or Service."
EXAMPLES = (
    ("Ports 5000 and 6000 of a Pod", "kubectl port-forward pod/web 5000 6000"),
    ("A Service's port 80 as 8080 here", "kubectl port-forward service/web 8080:80"),
    ("Any free port here", "kubectl port-forward pod/web :5000"),
)
NO_PORTS = "TYPE/NAME and list of ports are required for port-forward"


class Forward(NamedTuple):
    """A port here (0: any) and the pod's port."""

    local: int
    remote: int


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) < 2:
        raise call.usage_error(NO_PORTS)
    if options["pod-running-timeout"] <= 0:
        raise call.usage_error("--pod-running-timeout must be higher than zero")
    item = pods.named(call, args[0])
    pod = pods.pod_of(call, item, options["pod-running-timeout"])
    texts = translated(item, pod, args[1:])
    phase = status_of(pod).get("phase", "")
    if phase != "Running":
        raise CommandError(f"unable to forward port because pod is not running. Current status={phase}")
    forwards = [forward(text) for text in texts]
    serve(call, pod, forwards, addresses(options["address"]))


def translated(item: Found, pod: Obj, texts: list[str]) -> list[str]:
    """`LOCAL:REMOTE` with the numbers of the pod's ports. Raises CommandError."""
    if item.kind.name == "Service":
        check_protocol(spec_of(item.obj).get("ports") or (), texts, "port", item.obj)
        return [of_service(item.obj, pod, text) for text in texts]
    check_protocol(pod_ports(pod), texts, "containerPort", pod)
    return [of_pod(pod, text) for text in texts]


def pod_ports(pod: Obj) -> list[Obj]:
    """The ports of a pod's containers, those of init containers that stay included."""
    return [port for one in pods.containers(pod) for port in one.get("ports") or ()]


def check_protocol(ports: Any, texts: list[str], field: str, obj: Obj) -> None:
    """Raises CommandError for a port that is known for UDP only."""
    for text in texts:
        remote = split(text)[1]
        same = [port for port in ports if remote in (str(port.get(field)), port.get("name"))]
        if same and all(port.get("protocol", "TCP") == "UDP" for port in same):
            raise CommandError(f"UDP protocol is not supported for {remote}")


def split(text: str) -> tuple[str, str]:
    """(port here, port there) as they were written."""
    parts = text.split(":")
    return (parts[0], parts[1]) if len(parts) == 2 else (parts[0], parts[0])


def of_service(service: Obj, pod: Obj, text: str) -> str:
    """A Service's port by number or name, as the pod's. Raises CommandError."""
    local, remote = split(text)
    number = named_service_port(service, remote)
    target = target_port(service, pod, number)
    return f"{number if local == remote else local}:{target}"  # a name alone: the Service's own number is used here


def named_service_port(service: Obj, remote: str) -> int:
    if remote.lstrip("+-").isdigit():
        return int(remote)
    for port in spec_of(service).get("ports") or ():
        if port.get("name") == remote:
            return int(port["port"])
    raise CommandError(f"Service '{name_of(service)}' does not have a named port '{remote}'")


def target_port(service: Obj, pod: Obj, number: int) -> int:
    """The pod's port behind a Service's port. Raises CommandError."""
    spec = spec_of(service)
    for port in spec.get("ports") or ():
        if port["port"] != number:
            continue
        if spec.get("clusterIP") == "None":
            return number
        target = port.get("targetPort") or number
        if isinstance(target, int):
            return target
        return container_port(pod, target)
    raise CommandError(f"Service {name_of(service)} does not have a service port {number}")


def container_port(pod: Obj, name: str) -> int:
    """A named port of a pod's containers. Raises CommandError."""
    for port in pod_ports(pod):
        if port.get("name") == name:
            return int(port["containerPort"])
    raise CommandError(f"Pod '{name_of(pod)}' does not have a named port '{name}'")


def of_pod(pod: Obj, text: str) -> str:
    """A pod's port by number or name. Raises CommandError."""
    local, remote = split(text)
    number = remote if remote.lstrip("+-").isdigit() else str(container_port(pod, remote))
    return number if local == remote else f"{local}:{number}"


def forward(text: str) -> Forward:
    """`LOCAL:REMOTE` as numbers. Raises CommandError in client-go's words."""
    parts = text.split(":")
    if len(parts) > 2:
        raise CommandError(f"invalid port format '{text}'")
    local, remote = parts if len(parts) == 2 else (text, text)
    numbers = Forward(port_number(local or "0", "local"), port_number(remote, "remote"))
    if not numbers.remote:
        raise CommandError("remote port must be > 0")
    return numbers


def port_number(text: str, which: str) -> int:
    why = ""
    if not text.isascii() or not text.isdigit():
        why = "invalid syntax"
    elif int(text) > 65535:
        why = "value out of range"
    if why:
        raise CommandError(f"error parsing {which} port '{text}': strconv.ParseUint: parsing \"{text}\": {why}")
    return int(text)


def addresses(given: list[str]) -> list[str]:
    """Where to listen; localhost is both of its addresses. Raises CommandError."""
    from ipaddress import ip_address  # only here

    found: list[str] = []
    for text in given:
        if text == "localhost":
            found += ["127.0.0.1", "::1"]
            continue
        try:
            ip_address(text)
        except ValueError:
            raise CommandError(f"{text} is not a valid IP") from None
        found.append(text)
    return found


def serve(call: Invocation, pod: Obj, forwards: list[Forward], hosts: list[str]) -> None:
    """Listens until the command is called off or the pod is gone."""
    if call.around.localhost is not None:
        return serve_session(call, pod, forwards, hosts)
    from minikctl.listening import serve_machine  # sockets: only here

    return serve_machine(call, pod, forwards, hosts)


def said(host: str, port: int, remote: int) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"Forwarding from {shown}:{port} -> {remote}"


def serve_session(call: Invocation, pod: Obj, forwards: list[Forward], hosts: list[str]) -> None:
    """Takes ports of the session's own localhost. Raises CommandError."""
    localhost = call.around.localhost
    assert localhost is not None, "a session has a localhost"
    taken: list[int] = []
    try:
        for one in forwards:
            port = one.local or free_port(call, len(taken))
            if not localhost.listen(port, (key_of(pod), one.remote)):
                call.err(cannot_listen(port, hosts))
                continue
            taken.append(port)
            for host in hosts:
                call.line(said(host, port, one.remote))
        if not taken:
            shown = " ".join(f"{{{one.local} {one.remote}}}" for one in forwards)
            raise CommandError(f"unable to listen on any of the requested ports: [{shown}]")
        call.around.out.flush()
        call.wait(lambda view: is_gone(view, pod))
    finally:
        for port in taken:
            localhost.close(port)


def is_gone(view: View, pod: Obj) -> bool:
    from minikctl.state.kinds import POD  # loaded already

    found = view.find(POD, name_of(pod), pod["metadata"].get("namespace", ""))
    return found is None or found["metadata"].get("uid") != pod["metadata"].get("uid")


def free_port(call: Invocation, index: int) -> int:
    """A port that nobody else takes, the same in every replay."""
    from minikctl.state.chance import Chance  # only here

    chance = Chance(str(call.view().settings["seed"]))
    return 32768 + chance.number(f"port-forward/{call.cause}/{index}", 28000)


def cannot_listen(port: int, hosts: list[str]) -> str:
    """What is said of a port that is taken."""
    errors = " ".join(
        f"unable to create listener: Error listen tcp{'6' if ':' in host else '4'} "
        f"{f'[{host}]' if ':' in host else host}:{port}: bind: address already in use"
        for host in hosts
    )
    return f"Unable to listen on port {port}: Listeners failed to create with the following errors: [{errors}]\n"
