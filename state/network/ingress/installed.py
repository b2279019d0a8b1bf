"""Ingress controllers that run as workloads: found by their image, whoever has installed them and in which way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state.kinds import DAEMON_SET, DEPLOYMENT, INGRESS_CLASS, NODE, POD, SERVICE
from minikctl.state.objects import annotations_of, labels_of, name_of, namespace_of, spec_of, status_of
from minikctl.state.values import NamedTuple

if TYPE_CHECKING:
    from minikctl.state.kinds.kind import Kind
    from minikctl.state.view import View

Obj = dict[str, Any]


class Family(NamedTuple):
    """A product: how its image is called, which controller of IngressClasses it is, how it answers errors."""

    name: str
    image: str  # regular expression over the end of the repository
    controller: str
    class_name: str  # of the old annotation, and without any IngressClass
    pages: str  # whose error pages: nginx, traefik, envoy
    proxy: str = ""  # workload that takes the requests, where that is another one


FAMILIES = (
    Family("nginx", r"ingress-nginx/controller|nginx-ingress-controller", "k8s.io/ingress-nginx", "nginx", "nginx"),
    Family(
        "nginx-inc", r"nginx/nginx-ingress|nginxinc/nginx-ingress", "nginx.org/ingress-controller", "nginx", "nginx"
    ),
    Family("traefik", r"traefik", "traefik.io/ingress-controller", "traefik", "traefik"),
    Family("emissary", r"emissary|ambassador|aes", "getambassador.io/ingress-controller", "ambassador", "envoy"),
    Family("gloo", r"gloo|gloo-ee", "solo.io/gloo", "gloo", "envoy", "gateway-proxy"),
    Family("contour", r"projectcontour/contour", "projectcontour.io/ingress-controller", "contour", "envoy", "envoy"),
    Family("haproxy", r"haproxy-ingress|kubernetes-ingress", "haproxy.org/ingress-controller", "haproxy", "haproxy"),
    Family("kong", r"kubernetes-ingress-controller", "ingress-controllers.konghq.com/kong", "kong", "kong"),
)
INDEXED = (
    *("controller", "nginx-ingress-controller", "nginx-ingress", "traefik", "emissary", "ambassador", "aes"),
    *("gloo", "gloo-ee", "contour", "haproxy-ingress", "kubernetes-ingress", "kubernetes-ingress-controller"),
)


class Installed(NamedTuple):
    """A controller that a workload runs."""

    family: Family
    workload: Obj
    options: dict[str, str]  # the long flags of its command line
    pods: tuple[Obj, ...]  # its pods that are ready
    controller: str
    classes: tuple[str, ...]  # names by which Ingresses choose it
    classless: bool  # takes Ingresses that name no class


def family_of(image: str) -> Family | None:
    """The product that an image is of; None for other programs."""
    repository = image.partition("@")[0]
    head, slash, last = repository.rpartition("/")
    repository = head + slash + last.partition(":")[0]
    for family in FAMILIES:
        if re.search(rf"(^|/)({family.image})$", repository):
            return family
    return None


def controller_container(workload: Obj) -> tuple[Family, Obj] | None:
    """The container of a workload that is an Ingress controller, and of which product."""
    for container in (spec_of(workload).get("template") or {}).get("spec", {}).get("containers") or ():
        family = family_of(container.get("image") or "")
        if family is not None:
            return family, container
    return None


def options_of(container: Obj) -> dict[str, str]:
    """`--name=value` of a container's command line; a flag alone is true."""
    words = [*(container.get("command") or ()), *(container.get("args") or ())]
    found = {}
    for word in words:
        if word.startswith("--"):
            name, mark, value = word[2:].partition("=")
            found[name.lower()] = value if mark else "true"
    return found


def installed(view: View) -> Iterator[Installed]:
    """The controllers that run: those of whose pods one is ready."""
    for kind in (DEPLOYMENT, DAEMON_SET):
        for name in INDEXED:
            for key in view.indexed(kind, "image", name):
                found = running(view, kind, key)
                if found is not None:
                    yield found


def running(view: View, kind: Kind, key: str) -> Installed | None:
    """The controller of a workload; None if it is no controller, or none of its pods is ready."""
    workload = view.find_key(kind, key)
    seen = controller_container(workload) if workload is not None else None
    if workload is None or seen is None or not ready_pods(view, workload):
        return None
    family, container = seen
    options = options_of(container)
    controller = options.get("controller-class") or family.controller
    classes = [name_of(one) for one in view.list(INGRESS_CLASS) if spec_of(one).get("controller") == controller]
    chosen = options.get("ingress-class") or options.get("providers.kubernetesingress.ingressclass")
    if family.name == "traefik":
        classless = not chosen
        classes = [one for one in classes if not chosen or one == chosen] or [chosen or family.class_name]
    else:
        classless = options.get("watch-ingress-without-class") == "true"
    pods = ready_pods(view, proxy_of(view, family, workload) or workload)
    return Installed(family, workload, options, pods, controller, tuple(classes), classless)


def proxy_of(view: View, family: Family, workload: Obj) -> Obj | None:
    """The workload that takes requests for a controller that only directs it."""
    if not family.proxy:
        return None
    for kind in (DAEMON_SET, DEPLOYMENT):
        found = view.find(kind, family.proxy, namespace_of(workload))
        if found is not None:
            return found
    return None


def ready_pods(view: View, workload: Obj) -> tuple[Obj, ...]:
    """The pods of a workload that are ready, found by its selector's labels."""
    labels = (spec_of(workload).get("selector") or {}).get("matchLabels") or {}
    if not labels:
        return ()
    return tuple(
        pod
        for pod in view.selected(POD, namespace_of(workload), labels)
        if any(
            one.get("type") == "Ready" and one.get("status") == "True" for one in status_of(pod).get("conditions") or ()
        )
    )


def services_of(view: View, found: Installed) -> Iterator[Obj]:
    """The Services that lead to a controller's pods."""
    for pod in found.pods[:1]:
        labels = labels_of(pod)
        for service in view.list(SERVICE, namespace_of(pod)):
            selector = spec_of(service).get("selector")
            if selector and selector.items() <= labels.items():
                yield service


def published(view: View, found: Installed) -> list[Obj]:
    """The addresses that a controller writes into the status of its Ingresses, [] if it has none yet.

    ingress-nginx: --publish-status-address, else the Service of --publish-service, else the nodes of its pods. Traefik
    publishes what its ingressendpoint names, and else nothing. Other products take the addresses of their Service of
    type LoadBalancer.
    """
    options, endpoint = found.options, "providers.kubernetesingress.ingressendpoint."
    if found.family.name == "traefik":
        given = options.get(endpoint + "ip") or options.get(endpoint + "hostname") or ""
        named = options.get(endpoint + "publishedservice") or ""
        if not given and not named:
            return []
    else:
        given, named = options.get("publish-status-address") or "", options.get("publish-service") or ""
    if given:
        return [{"ip": one} if is_address(one) else {"hostname": one} for one in given.split(",") if one]
    balancers = [one for one in services_of(view, found) if spec_of(one).get("type") == "LoadBalancer"]
    if named:
        balancers = [one for one in services_of(view, found) if name_of(one) == named.rpartition("/")[2]]
    for service in balancers:
        entries = (status_of(service).get("loadBalancer") or {}).get("ingress") or []
        if entries:
            return [{key: one[key] for key in ("hostname", "ip") if one.get(key)} for one in entries]
    if named and balancers and spec_of(balancers[0]).get("type") != "LoadBalancer":
        return [{"ip": one} for one in [spec_of(balancers[0]).get("clusterIP")] if one and one != "None"]
    if named or balancers or found.family.name != "nginx":
        return []
    return [{"ip": one} for one in nodes_of(view, found.pods)]


def nodes_of(view: View, pods: tuple[Obj, ...]) -> list[str]:
    """The external addresses of the nodes of pods, or where there are none the internal ones."""
    found: dict[str, None] = {}
    for name in sorted({spec_of(pod).get("nodeName") or "" for pod in pods}):
        entries = status_of(view.find(NODE, name) or {}).get("addresses") or []
        for kind in ("ExternalIP", "InternalIP"):
            own = [entry["address"] for entry in entries if entry.get("type") == kind]
            if own:
                found.update(dict.fromkeys(own))
                break
    return sorted(found)


def is_address(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9.]+|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+", text))


def takes(found: Installed, ingress: Obj) -> bool:
    """Whether a controller serves an Ingress: by its class's field, by the old annotation, or for want of both."""
    old = annotations_of(ingress).get("kubernetes.io/ingress.class")
    name = spec_of(ingress).get("ingressClassName")
    if old is not None and not name:
        return old in (found.options.get("ingress-class") or found.family.class_name, *found.classes)
    return name in found.classes if name else found.classless
