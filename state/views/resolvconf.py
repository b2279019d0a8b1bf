"""A pod's resolv.conf, who answers behind its nameserver, and which of its names finds the selected Service."""

from __future__ import annotations

from minikctl.state.kinds import SERVICE
from minikctl.state.network.dns.records import absolute
from minikctl.state.network.dns.resolver import walk
from minikctl.state.network.resolvconf import ResolvConf, resolv_conf
from minikctl.state.objects import Obj, name_of, namespace_of, spec_of
from minikctl.state.view import View
from minikctl.state.views.lines import Line, Span, fitted, line, safe, wrapped_lines
from minikctl.state.views.scene import Scene, chosen_pod, nothing, selected_service
from minikctl.state.views.services import NO_SLICES, readiness


def pod_title(scene: Scene, pod: Obj, more: str) -> Line:
    """Which pod is shown, and how to choose another."""
    return line(
        Span("  pod  ", "dim"),
        Span(safe(f"{namespace_of(pod)}/{name_of(pod)}"), "title"),
        Span(f"  {more}", "dim"),
        Span("  p another pod", "key"),
    )


def draw(scene: Scene) -> list[Line]:
    """The tab."""
    pod = chosen_pod(scene)
    if pod is None:
        return nothing(scene, "No pod.", "A resolv.conf belongs to a pod:  :run client --image=busybox -- sleep 3600")
    conf = resolv_conf(scene.view, pod)
    policy = spec_of(pod).get("dnsPolicy", "ClusterFirst")
    lines = [pod_title(scene, pod, f"dnsPolicy {policy}"), ()]
    for row in conf.text().splitlines():
        word, _, rest = row.partition(" ")
        lines += wrapped_lines(line("  ", Span(f"{word} ", "header")), safe(rest), scene.look)
    if conf.event[1]:
        lines += [(), *wrapped_lines(line("  ", Span("! ", "warn")), safe(conf.event[1]), scene.look)]
    lines += [(), *_nameservers(scene.view, conf)]
    service = selected_service(scene)
    if service is not None:
        lines += [(), *_tries(scene, conf, pod, service)]
    return [fitted(one, scene.look) for one in lines]


def _nameservers(view: View, conf: ResolvConf) -> list[Line]:
    """Who is behind each nameserver."""
    lines = []
    counts = readiness(view)
    owners = {spec_of(one).get("clusterIP"): one for one in view.list(SERVICE, "kube-system")}
    for server in conf.nameservers:
        owner = owners.get(server)
        if owner is None:
            lines.append(line("  ", Span("nameserver ", "dim"), server, Span("  outside of the cluster", "dim")))
            continue
        key = f"{namespace_of(owner)}/{name_of(owner)}"
        count = counts.get(key, NO_SLICES)
        style = "ready" if count.ready == count.every and count.ready else "broken" if not count.ready else "warn"
        text = f"{count.ready} of {count.every} endpoints ready"
        lines.append(line("  ", Span("nameserver ", "dim"), f"Service {key}, ", Span(text, style)))
    return lines


def short_name(pod: Obj, service: Obj) -> str:
    """The shortest name by which a pod's search list finds a Service."""
    inside = namespace_of(pod) == namespace_of(service)
    return name_of(service) if inside else f"{name_of(service)}.{namespace_of(service)}"


def _tries(scene: Scene, conf: ResolvConf, pod: Obj, service: Obj) -> list[Line]:
    """The questions that the resolver asks for the Service's short name, and what each finds."""
    name = short_name(pod, service)
    found = walk(scene.view, conf, name, "A")
    dots = name.count(".")
    first = "the search list comes first" if dots < conf.ndots else "the name as it is comes first"
    lines = [line("  ", Span("try  ", "dim"), Span(safe(name), "title"), Span(f"  ndots {conf.ndots}: {first}", "dim"))]
    for query in found.queries:
        result, style = query.result, "dim"
        if query.result == "NOERROR":
            data = ", ".join([f"{one.type} {one.data}" for one in found.answer.answers])
            result, style = data, "ready"
        elif query.result in ("TIMEOUT", "SERVFAIL"):
            style = "broken"
        lines.append(line("       ", safe(absolute(query.name)), "  ", Span(safe(result), style)))
    return lines
