"""SD01, SD02, SD03, SD05, SD09, SD10: Services without pods, without ready ones, or without an address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings import causes
from minikctl.state.findings.finding import (
    BROKEN,
    DNS,
    NAMELESS,
    REFUSED,
    WARN,
    Finding,
    counted,
    listed,
    object_name,
    pairs,
)
from minikctl.state.findings.near import slip_of
from minikctl.state.kinds import ENDPOINT_SLICE, POD, SERVICE
from minikctl.state.kinds.kind import Kind
from minikctl.state.kinds.service.columns import balancer_text
from minikctl.state.network.virtual import SERVICE_NAME
from minikctl.state.objects import Obj, key_of, labels_of, name_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

NO_NAMES = "no pod resolves any name of the cluster"
NEAR_FEW = 2000  # pods of a cluster beyond which other namespaces are not searched for what was meant


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """What keeps Services from their pods."""
    for service in view.list(SERVICE, namespace):
        yield from about(view, service)
    yield from node_ports(view, namespace)


def about(view: View, service: Obj) -> Iterator[Finding]:
    """What keeps one Service from its pods, and clients outside from it."""
    if spec_of(service).get("type") == "ExternalName":
        return
    link = broken_link(view, service)
    if link is not None:
        yield link
    yield from without_address(service)


def slices_of(view: View, service: Obj) -> list[Obj]:
    """The EndpointSlices of a Service."""
    return view.selected(ENDPOINT_SLICE, namespace_of(service), {SERVICE_NAME: name_of(service)})


def is_headless(service: Obj) -> bool:
    return bool(spec_of(service).get("clusterIP") == "None")


def consequence_of(service: Obj) -> str:
    """What clients notice when nobody is behind a Service."""
    if key_of(service) == DNS:
        return NO_NAMES
    return NAMELESS if is_headless(service) else REFUSED


def broken_link(view: View, service: Obj) -> Finding | None:
    """The first broken link between a Service and its pods, None if there is none."""
    selector, namespace = spec_of(service).get("selector") or {}, namespace_of(service)
    endpoints = [one for piece in slices_of(view, service) for one in piece.get("endpoints") or ()]
    ready = [one for one in endpoints if (one.get("conditions") or {}).get("ready") is not False]
    if not selector:
        return None if endpoints else without_anything(service)
    pods = [pod for pod in view.selected(POD, namespace, selector) if not causes.is_over(pod)]
    if not pods and not ready:
        return without_pods(view, service, selector)
    return not_ready(view, service, pods, len(endpoints), bool(ready))


def without_anything(service: Obj) -> Finding:
    return Finding(
        "SD05",
        BROKEN,
        object_name(SERVICE, service),
        "no selector and no EndpointSlice with endpoints",
        consequence_of(service),
        f"kubectl get endpointslices -n {namespace_of(service)}",
        (key_of(service),),
    )


# ---- no pod matches


def without_pods(view: View, service: Obj, selector: dict[str, str]) -> Finding:
    """SD01, with the reason why the selector finds nothing, if that can be told."""
    namespace = namespace_of(service)
    known = unmade(view, namespace, selector) or elsewhere(view, service, selector)
    why, fix = known or near_labels(view, service, selector) or ("", "")
    sentence = f"the selector {pairs(selector)} matches no pod" + (f": {why}" if why else "")
    fix = fix or f"kubectl get pods --show-labels -n {namespace}"
    return Finding(
        "SD01", BROKEN, object_name(SERVICE, service), sentence, consequence_of(service), fix, (key_of(service),)
    )


def unmade(view: View, namespace: str, selector: dict[str, str]) -> tuple[str, str] | None:
    """A workload whose pods would match, and why it has none."""
    for kind, workload in causes.selected_workloads(view, namespace, selector):
        name, where = f"{kind.singular}/{name_of(workload)}", f"-n {namespace}"
        refused = causes.refusal(view, kind, workload)
        if refused:
            return f"{name} cannot create its pods: {refused}", f"kubectl describe {name} {where}"
        if causes.wanted_pods(kind, workload) == 0 and owns_itself(workload):
            return f"{name} is scaled to 0", f"kubectl scale {name} --replicas=1 {where}"
    return None


def owns_itself(workload: Obj) -> bool:
    """Whether nobody else decides how many pods a workload has."""
    return not workload["metadata"].get("ownerReferences")


def near_labels(view: View, service: Obj, selector: dict[str, str]) -> tuple[str, str] | None:
    """The label set that was probably meant."""
    namespace = namespace_of(service)
    found: dict[str, tuple[int, dict[str, str], int]] = {}
    for pod in view.list(POD, namespace):
        slip = slip_of(selector, labels_of(pod)) if not causes.is_over(pod) else None
        if slip is None:
            continue
        meant = meant_selector(selector, labels_of(pod))
        known = found.get(pairs(meant))
        found[pairs(meant)] = (slip, meant, (known[2] if known else 0) + 1)
    if not found:
        return None
    _, meant, count = min(found.values(), key=lambda one: (one[0], -one[2], pairs(one[1])))
    name = name_of(service)
    text = f"the nearest labels are {pairs(meant)} ({counted(count, 'pod')})"
    return text, f"kubectl set selector service {name} {pairs(meant)} -n {namespace}"


def meant_selector(selector: dict[str, str], labels: dict[str, str]) -> dict[str, str]:
    """The labels that stand where the selector looks; pairs that nothing resembles are left out."""
    meant: dict[str, str] = {}
    for key, value in selector.items():
        other = next((name for name, found in labels.items() if found == value), key)
        chosen = key if key in labels else other
        if chosen in labels:
            meant[chosen] = labels[chosen]
    return meant


def elsewhere(view: View, service: Obj, selector: dict[str, str]) -> tuple[str, str] | None:
    """The namespaces that have such pods; None if none has."""
    if len(view.table(POD.plural)) > NEAR_FEW:
        return None
    own = namespace_of(service)
    spaces = {
        namespace_of(pod)
        for pod in view.list(POD)
        if namespace_of(pod) != own and selector.items() <= labels_of(pod).items() and not causes.is_over(pod)
    }
    if not spaces:
        return None
    shown = listed(sorted(spaces))
    text = f"such pods are in the namespace {shown}, and a Service selects only in its own"
    name = name_of(service)
    return text, f"kubectl get service {name} -n {own} -o yaml, and make it in the namespace {shown}"


# ---- pods that are not ready


def not_ready(view: View, service: Obj, pods: list[Obj], endpoints: int, some: bool) -> Finding | None:
    """SD02 if no endpoint is ready, SD03 if some are not, or are not even there."""
    namespace, name, key = namespace_of(service), object_name(SERVICE, service), (key_of(service),)
    late = [pod for pod in pods if not causes.is_ready(pod)]
    see = looking_at(late[0]) if late else ""
    reason = f": {causes.why_not_ready(view, late[0])}" if late else ""
    if spec_of(service).get("publishNotReadyAddresses"):
        return None
    if not some:
        text = f"{counted(len(pods) or endpoints, 'pod')}, none ready{reason}"
        return Finding("SD02", BROKEN, name, text, consequence_of(service), see, key)
    if late:
        text = f"{len(late)} of {counted(len(pods), 'pod')} not ready{reason}"
        return Finding("SD03", WARN, name, text, "traffic goes to the others", see, key)
    missing = refused_pods(view, namespace, spec_of(service)["selector"])
    if missing is not None:
        kind, workload, text = missing
        see = f"kubectl describe {kind.singular} {name_of(workload)} -n {namespace}"
        return Finding("SD03", WARN, name, text, "traffic goes to the others", see, key)
    return None


def looking_at(pod: Obj) -> str:
    """The command that tells more about a pod that is not ready: its log if it crashes."""
    waits = [((one.get("state") or {}).get("waiting") or {}).get("reason") for one in causes.containers_of(pod)]
    if "CrashLoopBackOff" in waits:
        return f"kubectl logs {name_of(pod)} --previous -n {namespace_of(pod)}"
    return f"kubectl describe pod {name_of(pod)} -n {namespace_of(pod)}"


def refused_pods(view: View, namespace: str, selector: dict[str, str]) -> tuple[Kind, Obj, str] | None:
    """A workload of which the API server has refused some pods."""
    for kind, workload in causes.selected_workloads(view, namespace, selector):
        wanted = causes.wanted_pods(kind, workload)
        have = int((workload.get("status") or {}).get("replicas") or 0)
        refused = causes.refusal(view, kind, workload) if have < wanted and kind.name != "DaemonSet" else ""
        if refused:
            name = f"{kind.singular}/{name_of(workload)}"
            return kind, workload, f"{name} has {have} of {counted(wanted, 'pod')}: {refused}"
    return None


# ---- addresses and node ports


def without_address(service: Obj) -> Iterator[Finding]:
    """SD10."""
    if spec_of(service).get("type") == "LoadBalancer" and not balancer_text(service):
        effect = "its external address stays <pending>; inside the cluster it works"
        text = "no load balancer has given it an address"
        fix = "minikctl cluster set load-balancer=pool"
        yield Finding("SD10", WARN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))


def node_ports(view: View, namespace: str | None) -> Iterator[Finding]:
    """SD09: what an API server would refuse, in a cluster that was loaded."""
    low, _, high = str(view.settings["node_port_range"]).partition("-")
    taken: dict[tuple[int, str], str] = {}
    for service in view.list(SERVICE):
        for port in spec_of(service).get("ports") or ():
            number, protocol = port.get("nodePort"), port.get("protocol") or "TCP"
            if not number:
                continue
            first = taken.setdefault((number, protocol), key_of(service))
            text = ""
            if first != key_of(service):
                text = f"nodePort {number}/{protocol} belongs to service {first}"
            elif low.isdigit() and high.isdigit() and not int(low) <= number <= int(high):
                text = f"nodePort {number} is outside of the range {low}-{high}"
            if text and namespace in (None, namespace_of(service)):
                effect = "only one of the two gets what comes in there" if first != key_of(service) else OUTSIDE
                name = name_of(service)
                fix = f"kubectl edit service {name} -n {namespace_of(service)}"
                yield Finding("SD09", WARN, object_name(SERVICE, service), text, effect, fix, (key_of(service),))


OUTSIDE = "an API server would refuse it; firewalls are usually open only for the range"
