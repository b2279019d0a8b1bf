"""The values that a flag may have, and other words whose meaning is known: files, fields, containers, ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from minikctl.complete.suggestion import Suggestion
from minikctl.grammar.flag import Flag
from minikctl.state.files import absolute

if TYPE_CHECKING:
    from minikctl.complete.kubectl import Line
    from minikctl.complete.live import Live
    from minikctl.invocation import Surroundings

FIXED: dict[str, tuple[str, ...]] = {
    "cascade": ("background", "foreground", "orphan"),
    "concurrency-policy": ("Allow", "Forbid", "Replace"),
    "dry-run": ("none", "client", "server"),
    "image-pull-policy": ("Always", "IfNotPresent", "Never"),
    "protocol": ("TCP", "UDP", "SCTP"),
    "restart": ("Always", "OnFailure", "Never"),
    "session-affinity": ("None", "ClientIP"),
    "subresource": ("status", "scale", "resize"),
    "validate": ("strict", "warn", "ignore"),
}
OF_COMMAND: dict[tuple[str, str], tuple[str, ...]] = {
    ("expose", "type"): ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
    ("patch", "type"): ("strategic", "merge", "json"),
    ("wait", "for"): ("condition=Available", "condition=Ready", "condition=Complete", "create", "delete", "jsonpath="),
}
CONFIGURED = {"context": "contexts", "cluster": "clusters", "user": "users"}
FILES = ("filename", "kustomize", "from-file", "from-env-file", "cert", "key", "kubeconfig", "patch-file", "cache-dir")
PROGRAMS = ("cat", "curl", "dig", "env", "ls", "nslookup", "sh", "bash", "wget")


def of_flag(line: Line, flag: Flag, current: str, live: Live) -> Iterable[Suggestion]:
    """The values of a flag of a command."""
    name, path = flag.name, line.path
    if name == "output":
        return outputs(line, current, live)
    if (path, name) in OF_COMMAND or name in FIXED:
        return [Suggestion(one, "", one.endswith("=")) for one in OF_COMMAND.get((path, name)) or FIXED[name]]
    if name in CONFIGURED:
        return live.configured(CONFIGURED[name])
    if name == "namespace":
        return live.named("namespaces")
    if name == "selector":
        return selectors(current, live)
    if name == "label-columns":
        return [Suggestion(key, "label") for key in sorted(live.labels())]
    if name == "container":
        return containers(line.args[0], live) if line.args else ()
    if name == "sort-by":
        return [Suggestion(one) for one in (".metadata.name", ".metadata.creationTimestamp", ".status.startTime")]
    if name == "field-selector":
        return [Suggestion(one, "", True) for one in ("metadata.name=", "metadata.namespace=", "status.phase=")]
    if name == "image":
        return images(live)
    if name in FILES:
        return files(current.rpartition("=")[2], live.around, current[: current.rfind("=") + 1])
    if flag.kind == "bool":
        return [Suggestion("true"), Suggestion("false")]
    return ()


def outputs(line: Line, current: str, live: Live) -> Iterator[Suggestion]:
    """Forms of output; after `jsonpath=` the fields of the kind."""
    from minikctl.output import CHANGE_FORMATS, GET_FORMATS  # only where -o is typed

    head, equals, expression = current.partition("=")
    if equals and head.startswith("jsonpath"):
        yield from jsonpath(line, head, expression, live)
        return
    for name in GET_FORMATS if line.path == "get" else CHANGE_FORMATS:
        takes = name.startswith(("jsonpath", "go-template", "custom-columns", "template"))
        yield Suggestion(f"{name}=" if takes else name, "", takes)


def jsonpath(line: Line, head: str, expression: str, live: Live) -> Iterator[Suggestion]:
    """`jsonpath={.spec.cl` -> `jsonpath={.spec.clusterIP`."""
    if not line.args or "." not in expression:
        yield Suggestion(f"{head}={{.", "", True)
        return
    begun, _, _ = expression.rpartition(".")
    steps = [part.partition("[")[0] for part in begun.rpartition("{")[2].split(".") if part]
    is_list = len(line.args) < 2 and "/" not in line.args[0]
    if is_list and steps[:1] == ["items"]:
        steps = steps[1:]
    elif is_list and not steps:
        yield Suggestion(f"{head}={begun}.items", "the objects", True)
    yield from fields(line.args[0].partition("/")[0], tuple(steps), f"{head}={begun}.", live)


def fields(name: str, path: tuple[str, ...], prefix: str, live: Live) -> Iterator[Suggestion]:
    """The fields of a kind below a path."""
    from minikctl.state.schema import fields_of  # only where fields are typed

    kind = live.view.kind_named(name)
    for one in (fields_of(kind, path) if kind is not None else None) or ():
        yield Suggestion(prefix + one.name, one.type, one.is_struct)


def selectors(current: str, live: Live) -> Iterator[Suggestion]:
    """`app=web` and the like, after what was selected already."""
    begun = current[: current.rfind(",") + 1]
    for key, known in sorted(live.labels().items()):
        yield Suggestion(f"{begun}{key}=", "label", True)
        for value in sorted(known):
            yield Suggestion(f"{begun}{key}={value}", "label")


def containers(word: str, live: Live) -> Iterator[Suggestion]:
    """The containers of a pod."""
    pod = live.pod(word)
    for field in ("containers", "initContainers", "ephemeralContainers") if pod is not None else ():
        for one in (pod or {})["spec"].get(field) or ():
            yield Suggestion(one["name"], one.get("image", ""))


def forwarded(word: str, live: Live) -> Iterator[Suggestion]:
    """`8080:80` for the ports of a pod or a Service."""
    prefix, slash, name = word.rpartition("/")
    if slash and prefix in ("svc", "service", "services"):
        found = [one for one in live.objects("services") if one["metadata"]["name"] == name]
        ports = [port["port"] for one in found for port in one["spec"].get("ports") or ()]
    else:
        pod = live.pod(word)
        held = (pod or {"spec": {}})["spec"].get("containers") or ()
        ports = [port["containerPort"] for one in held for port in one.get("ports") or ()]
    for port in ports:
        yield Suggestion(f"{port if port > 1023 else 8000 + port}:{port}", "local:remote")
        yield Suggestion(str(port), "the same port here")


def images(live: Live) -> Iterator[Suggestion]:
    """Images that pods of the cluster use, then some that are known."""
    used = {
        one.get("image", "") for pod in live.view.table("pods").values() for one in pod["spec"].get("containers", ())
    }
    for name in sorted(used - {""}):
        yield Suggestion(name, "in use")
    for name in ("nginx", "busybox", "httpd", "redis", "gcr.io/kuar-demo/kuard-amd64:blue"):
        yield Suggestion(name, "image")


def programs(line: Line, live: Live) -> Iterator[Suggestion]:
    """What may be run in a container."""
    if len(line.args) < 2:
        for name in PROGRAMS:
            yield Suggestion(name, "program")


def files(current: str, around: Surroundings, before: str = "") -> Iterator[Suggestion]:
    """Files and folders of the user that a path begins."""
    folder, slash, name = current.rpartition("/")
    place = absolute(around.cwd, folder + slash or ".")
    if not around.files.is_dir(place):
        return
    for one in around.files.listdir(place):
        if one.startswith(".") and not name.startswith("."):
            continue
        is_folder = around.files.is_dir(f"{place.rstrip('/')}/{one}")
        yield Suggestion(f"{before}{folder}{slash}{one}{'/' if is_folder else ''}", "", is_folder)
