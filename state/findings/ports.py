"""SD04, SD16: target ports that no container has or listens on; headless Services that translate no port."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings import causes
from minikctl.state.findings.finding import BROKEN, REFUSED, WARN, Finding, object_name
from minikctl.state.findings.near import nearest
from minikctl.state.findings.services import is_headless
from minikctl.state.kinds import POD, SERVICE
from minikctl.state.objects import Obj, key_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

FEW = 3  # pods of a Service that are looked into: those of a workload are alike
CLOSED = "connections are refused: the pod is reached, but no program listens"


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Every port of every Service that has pods."""
    for service in view.list(SERVICE, namespace):
        yield from about(view, service)


def about(view: View, service: Obj) -> Iterator[Finding]:
    """Every port of one Service, if it has pods."""
    spec = spec_of(service)
    if spec.get("type") == "ExternalName" or not spec.get("selector"):
        return
    found = sticky(service)
    if found is not None:
        yield found
    pods = [pod for pod in view.selected(POD, namespace_of(service), spec["selector"]) if not causes.is_over(pod)]
    for port in spec.get("ports") or ():
        found = port_finding(view, service, port, pods) if pods else None
        if found is not None:
            yield found


def port_finding(view: View, service: Obj, port: Obj, pods: list[Obj]) -> Finding | None:
    """What is wrong with one port."""
    target: int | str = port.get("targetPort") or port["port"]
    if isinstance(target, str):
        unknown = [pod for pod in pods if number_of(pod, target, port) is None]
        if unknown:
            return unnamed(view, service, port, target, unknown, len(unknown) == len(pods))
    ready = [pod for pod in pods if causes.is_ready(pod)][:FEW]
    if is_headless(service):
        return None  # clients use the pods' own ports: what is wrong depends on them
    return unheard(view, service, port, target, ready)


def number_of(pod: Obj, target: int | str, port: Obj) -> int | None:
    """The number that a target port stands for in a pod (endpoints controller, FindPort); None for an unknown name."""
    if isinstance(target, int):
        return target
    protocol = port.get("protocol") or "TCP"
    for one in declared(pod):
        if one.get("name") == target and (one.get("protocol") or "TCP") == protocol:
            return int(one["containerPort"])
    return None


def declared(pod: Obj) -> list[Obj]:
    """The container ports of a pod, those of sidecars included."""
    spec = spec_of(pod)
    sidecars = [one for one in spec.get("initContainers") or () if one.get("restartPolicy") == "Always"]
    return [port for one in [*(spec.get("containers") or ()), *sidecars] for port in one.get("ports") or ()]


def edit(service: Obj, port: Obj, target: int | str | None) -> str:
    """The command that gives a port another target."""
    name, where = name_of(service), f"-n {namespace_of(service)}"
    index = spec_of(service)["ports"].index(port)
    if target in (None, ""):
        return f"kubectl edit service {name} {where}"
    value = f'"{target}"' if isinstance(target, str) else target
    patch = f'[{{"op":"replace","path":"/spec/ports/{index}/targetPort","value":{value}}}]'
    return f"kubectl patch service {name} {where} --type=json -p '{patch}'"


def unnamed(view: View, service: Obj, port: Obj, target: str, pods: list[Obj], is_all: bool) -> Finding:
    """No container has a port of the name."""
    protocol = port.get("protocol") or "TCP"
    known = list(dict.fromkeys(one.get("name", "") for one in declared(pods[0]) if one.get("name")))
    other = [one for one in declared(pods[0]) if one.get("name") == target]
    text = f"no container has a port named {target}" if is_all else f"{name_of(pods[0])} has no port named {target}"
    meant = nearest(target, known) or (known[0] if len(known) == 1 else "")
    if other:
        text += f" with protocol {protocol}; it has {target}/{other[0].get('protocol') or 'TCP'}"
        meant = ""
    elif known:
        text += f"; they have {', '.join(known)}"
    effect = REFUSED if is_all else "that pod gets nothing of this port"
    return Finding(
        "SD04",
        BROKEN if is_all else WARN,
        object_name(SERVICE, service),
        text,
        effect,
        edit(service, port, meant),
        (key_of(service),),
    )


def unheard(view: View, service: Obj, port: Obj, target: int | str, pods: list[Obj]) -> Finding | None:
    """No program of a ready pod listens on the number."""
    deaf = [pod for pod in pods if not hears(view, pod, target, port)]
    if not deaf:
        return None
    pod = deaf[0]
    number = number_of(pod, target, port)
    meant = meant_port(view, pod, port)
    text = f"no container of {name_of(pod)} listens on port {number}/{port.get('protocol') or 'TCP'}"
    text += f"; one listens on {meant}" if meant else ""
    is_all = len(deaf) == len(pods)
    effect = CLOSED if is_all else "connections to that pod are refused"
    return Finding(
        "SD04",
        BROKEN if is_all else WARN,
        object_name(SERVICE, service),
        text,
        effect,
        edit(service, port, meant),
        (key_of(service),),
    )


def hears(view: View, pod: Obj, target: int | str, port: Obj) -> bool:
    """Whether a program of a pod listens; an image of which nothing is known, ports included, is believed to."""
    from minikctl.state.traffic.serving import listens  # the catalogue of images, only where pods are looked into

    number = number_of(pod, target, port)
    if number is None:
        return True
    return listens(view, pod, number, (port.get("protocol") or "TCP").lower()) or is_unknown(view, pod)


def is_unknown(view: View, pod: Obj) -> bool:
    """Whether some container neither declares ports nor has an image of the catalogue."""
    from minikctl.state.images import app_of  # as above
    from minikctl.state.images.unknown import Unknown

    return any(
        not one.get("ports") and type(app_of(view, pod, one)) is Unknown for one in spec_of(pod).get("containers") or ()
    )


def meant_port(view: View, pod: Obj, port: Obj) -> int | str | None:
    """The port that was probably meant: one that is declared and listened on, or a usual one."""
    from minikctl.state.traffic.serving import listens  # as above

    protocol = port.get("protocol") or "TCP"
    known = [one["containerPort"] for one in declared(pod) if (one.get("protocol") or "TCP") == protocol]
    usual = [port.get("port"), 80, 8080, 443, 8443, 3000, 5000, 5678, 6379, 9376, 9090]
    heard = [number for number in [*known, *usual] if number and listens(view, pod, number, protocol.lower())]
    return heard[0] if heard else None


def untranslated(view: View, service: Obj, number: int) -> Finding | None:
    """SD16: a client uses a headless Service with a port that nothing translates to the target port."""
    port = next((one for one in spec_of(service).get("ports") or () if one.get("port") == number), None)
    selector = spec_of(service).get("selector")
    if port is None or not selector or not is_headless(service):
        return None
    target: int | str = port.get("targetPort") or number
    pod = next((one for one in view.selected(POD, namespace_of(service), selector) if causes.is_ready(one)), None)
    if pod is None or hears(view, pod, number, port) or not hears(view, pod, target, port):
        return None
    real = number_of(pod, target, port)
    text = f"it is headless: nothing translates port {number} to {real}, and no container listens on {number}"
    effect = f"clients that use port {number} are refused; each chooses among the A records and must use {real}"
    fix = f"kubectl edit service {name_of(service)} -n {namespace_of(service)}: port {real}, or an address of its own"
    return Finding("SD16", BROKEN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))


def sticky(service: Obj) -> Finding | None:
    """SD16: session affinity, which nobody keeps for a headless Service."""
    if not is_headless(service) or spec_of(service).get("sessionAffinity") != "ClientIP":
        return None
    text = "it is headless, so that its sessionAffinity ClientIP means nothing: no proxy stands between"
    effect = "each client chooses among the A records, every time anew"
    fix = f"kubectl edit service {name_of(service)} -n {namespace_of(service)}: an address of its own"
    return Finding("SD16", WARN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))
