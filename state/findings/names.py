"""SD08, SD13, SD14: names and variables by which pods mean Services, and which do not lead to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings import causes, mentions
from minikctl.state.findings.finding import BROKEN, WARN, Finding, listed, object_name
from minikctl.state.findings.mentions import Mention
from minikctl.state.findings.ports import untranslated
from minikctl.state.findings.services import slices_of
from minikctl.state.kinds import NAMESPACE, POD, SERVICE
from minikctl.state.network.dns.resolver import resolve
from minikctl.state.network.dns.server import is_up
from minikctl.state.network.environment import has_address, service_variables, shouted
from minikctl.state.network.resolvconf import kubelet_dns, resolv_conf
from minikctl.state.objects import Obj, key_of, name_of, namespace_of, owner_of, spec_of, status_of

if TYPE_CHECKING:
    from minikctl.state.view import View

SYSTEM = ("kube-system", "kube-public", "kube-node-lease")


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """What pods mention; one finding for each workload and code. Pods of one controller mention the same."""
    spaces: dict[str, list[str]] = {}
    for one in view.list(SERVICE):
        spaces.setdefault(name_of(one), []).append(namespace_of(one))
    said: set[tuple[str, str]] = set()
    known: dict[str, bool] = {}  # uid of a controller -> whether its pods use variables of Services
    for pod in view.list(POD, namespace):
        if causes.is_over(pod) or namespace_of(pod) in SYSTEM:
            continue
        uid = (owner_of(pod) or {}).get("uid") or key_of(pod)
        if known.get(uid) is False:
            continue
        found = list(missing_variables(view, pod, spaces))
        if uid not in known:
            found += of_pod(view, pod, spaces)
            known[uid] = bool(mentions.variables(pod))
        for finding in found:
            if (finding.code, finding.object) not in said:
                said.add((finding.code, finding.object))
                yield finding


def of_pod(view: View, pod: Obj, spaces: dict[str, list[str]]) -> Iterator[Finding]:
    """What is wrong with the names that one pod uses."""
    told = False
    for mention in mentions.hosts(pod):
        found = misnamed(view, pod, mention, spaces)
        if found is not None:
            told = told or found.code == "SD14"
            yield found
    if not told:
        yield from foreign_resolver(view, pod)


def workload_name(view: View, pod: Obj) -> str:
    kind, owner = causes.top_owner(view, pod)
    return object_name(kind, owner)


def misnamed(view: View, pod: Obj, mention: Mention, spaces: dict[str, list[str]]) -> Finding | None:
    """What is wrong with one name."""
    name, space, is_short = meant(view, pod, mention.host, spaces)
    if not name:
        return None
    if space not in spaces.get(name, ()):
        return of_another_namespace(view, pod, mention, name, spaces.get(name, [])) if is_short else None
    if is_up(view) and not resolve(view, pod, mention.host).answer.answers:
        return unresolvable(view, pod, mention, f"{space}/{name}")
    two = of_two(view, pod, mention, name, space, spaces[name]) if is_short and len(spaces[name]) > 1 else None
    if two is not None:
        return two
    service = view.find(SERVICE, name, space) if mention.port else None
    return untranslated(view, service, mention.port) if service is not None else None


def meant(view: View, pod: Obj, host: str, spaces: dict[str, list[str]]) -> tuple[str, str, bool]:
    """(name, namespace, whether the namespace was left out) of the Service that a host is; ("", "", False) if none."""
    domain = str(view.settings["cluster_domain"])
    parts = host.removesuffix(f".{domain}").removesuffix(".svc").split(".")
    if len(parts) == 1 and host == parts[0]:
        return (host, namespace_of(pod), True) if host in spaces else ("", "", False)
    if len(parts) == 2 and parts[0] in spaces and view.find(NAMESPACE, parts[1]) is not None:
        return parts[0], parts[1], False
    return "", "", False


def of_another_namespace(view: View, pod: Obj, mention: Mention, name: str, spaces: list[str]) -> Finding | None:
    """SD08: a short name of a Service that only other namespaces have."""
    if not spaces or resolve(view, pod, mention.host).answer.answers:
        return None
    own = namespace_of(pod)
    text = f"{mention.where} says {mention.host}, and service {name} is in {listed(spaces)}, not in {own}"
    effect = f"the short name does not resolve in {own}"
    fix = f"write {name}.{spaces[0]}"
    services = tuple([f"{space}/{name}" for space in spaces])
    return Finding("SD08", BROKEN, workload_name(view, pod), text, effect, fix, services)


def of_two(view: View, pod: Obj, mention: Mention, name: str, own: str, spaces: list[str]) -> Finding | None:
    """SD08: a short name that means the pod's own Service, which is empty, while another namespace's is not."""
    if ready(view, own, name):
        return None
    others = [space for space in spaces if space != own and ready(view, space, name)]
    if not others:
        return None
    text = (
        f"{mention.where} says {mention.host}: that is {own}/{name}, which has no ready endpoint; {others[0]} has one"
    )
    effect = "the short name always means the pod's own namespace"
    return Finding(
        "SD08", WARN, workload_name(view, pod), text, effect, f"write {name}.{others[0]}", (f"{own}/{name}",)
    )


def ready(view: View, namespace: str, name: str) -> bool:
    """Whether a Service has a ready endpoint."""
    service = view.find(SERVICE, name, namespace)
    return service is not None and any(
        (one.get("conditions") or {}).get("ready") is not False
        for piece in slices_of(view, service)
        for one in piece.get("endpoints") or ()
    )


def unresolvable(view: View, pod: Obj, mention: Mention, key: str) -> Finding | None:
    """SD14: the Service is there, and the pod's resolver does not find it."""
    service = view.find(SERVICE, key.partition("/")[2], key.partition("/")[0])
    if service is None or (not has_address(service) and not ready(view, *key.split("/"))):
        return None
    why, fix = resolver_fault(view, pod)
    text = f"{mention.where} says {mention.host}, which the pod cannot resolve: {why}"
    effect = f"the pod does not find service {key} by this name"
    return Finding("SD14", BROKEN, workload_name(view, pod), text, effect, fix, (key,))


def resolver_fault(view: View, pod: Obj) -> tuple[str, str]:
    """(what keeps a pod from the cluster's names, what would repair it)."""
    spec, conf = spec_of(pod), resolv_conf(view, pod)
    policy = spec.get("dnsPolicy", "ClusterFirst")
    servers, domain = kubelet_dns(view)
    asked = ", ".join(conf.nameservers) or "nobody"
    if policy == "ClusterFirst" and spec.get("hostNetwork"):
        return f"with hostNetwork, dnsPolicy ClusterFirst asks {asked}", "dnsPolicy: ClusterFirstWithHostNet"
    if not set(conf.nameservers) & set(servers):
        return f"with dnsPolicy {policy} it asks {asked}", "dnsPolicy: ClusterFirst"
    if f"{namespace_of(pod)}.svc.{domain}" not in conf.searches:
        shown = " ".join(conf.searches) or "empty"
        return f"its search list is {shown}", f"searches: {namespace_of(pod)}.svc.{domain}, or the full name"
    return f"ndots is {conf.ndots}", "dnsConfig without ndots, or the full name"


def foreign_resolver(view: View, pod: Obj) -> Iterator[Finding]:
    """SD14 of pods that ask another DNS than the cluster's by their dnsPolicy, whatever they mention."""
    spec = spec_of(pod)
    policy = spec.get("dnsPolicy", "ClusterFirst")
    if spec.get("hostNetwork") or policy not in ("Default", "None"):
        return
    servers, _ = kubelet_dns(view)
    conf = resolv_conf(view, pod)
    if not servers or (set(conf.nameservers) & set(servers) and conf.searches):
        return
    why, fix = resolver_fault(view, pod)
    text = f"pod {name_of(pod)} does not resolve short names of Services: {why}"
    effect = "programs in it find no Service by its short name"
    yield Finding("SD14", WARN, workload_name(view, pod), text, effect, fix)


def missing_variables(view: View, pod: Obj, spaces: dict[str, list[str]]) -> Iterator[Finding]:
    """SD13 (and SD16): service variables that are used, and that the pod did not get when it started."""
    used = mentions.variables(pod)
    if not used:
        return
    started = status_of(pod).get("startTime") or pod["metadata"].get("creationTimestamp")
    own = {one["name"] for part in spec_of(pod).get("containers") or () for one in part.get("env") or ()}
    given = service_variables(view, pod, started)
    for variable, where in used.items():
        if variable in given or variable in own:
            continue
        service = next(
            (
                one
                for name in spaces
                if (one := view.find(SERVICE, name, namespace_of(pod))) is not None
                and variable.startswith(f"{shouted(name)}_")
            ),
            None,
        )
        if service is not None:
            yield without_variable(view, pod, variable, where, service)


def without_variable(view: View, pod: Obj, variable: str, where: str, service: Obj) -> Finding:
    """Why a pod has no variable of a Service of its namespace."""
    name, key = workload_name(view, pod), (key_of(service),)
    effect = f"the variable {variable} is empty in pod {name_of(pod)}"
    if not has_address(service):
        text = f"{where} uses {variable}, but service {name_of(service)} has no address, and gives no variables"
        return Finding("SD16", BROKEN, name, text, effect, f"use the name {name_of(service)}", key)
    kind, _, rest = name.partition("/")
    if spec_of(pod).get("enableServiceLinks", True) is False:
        text = f"{where} uses {variable}, and the pod has enableServiceLinks: false"
        return Finding("SD13", BROKEN, name, text, effect, f"kubectl edit {kind} {rest.rpartition('/')[2]}", key)
    text = f"{where} uses {variable}, but pod {name_of(pod)} is older than service {name_of(service)}"
    can_restart = kind in ("deployment", "statefulset", "daemonset")
    restart = f"kubectl rollout restart {kind} {rest.rpartition('/')[2]} -n {namespace_of(pod)}"
    fix = restart if can_restart else f"make pod {name_of(pod)} again"
    return Finding("SD13", BROKEN, name, text, effect, fix, key)
