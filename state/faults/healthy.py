"""Healthy clusters as people have them, drawn by a seed: workloads, Services of every type, Ingresses, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from minikctl.state.chance import Chance
from minikctl.state.faults import manifests as make
from minikctl.state.objects import Obj

if TYPE_CHECKING:
    from minikctl.state.clock import Clock
    from minikctl.state.cluster import Cluster

# image, port, the name of the port, what else the container needs
APPS: tuple[tuple[str, int, str, Obj], ...] = (
    ("nginx:1.27", 80, "http", {"readinessProbe": {"httpGet": {"path": "/", "port": 80}}}),
    ("nginx", 80, "", {}),
    ("registry.k8s.io/e2e-test-images/agnhost:2.53", 8080, "web", {"args": ["netexec", "--http-port=8080"]}),
    ("registry.k8s.io/e2e-test-images/agnhost:2.53", 9376, "", {"args": ["serve-hostname"]}),
    ("gcr.io/google-samples/hello-app:1.0", 8080, "http", {}),
    ("gcr.io/kuar-demo/kuard-amd64:blue", 8080, "http", {"readinessProbe": {"tcpSocket": {"port": "http"}}}),
    ("hashicorp/http-echo:1.0", 5678, "http", {"args": ["-text=hello"]}),
    ("redis:7", 6379, "redis", {}),
    ("traefik/whoami:v1.10", 80, "http", {}),
    ("example.com/team/app:1.4", 3000, "http", {}),
)
NAMES = ("web", "api", "shop", "cart", "orders", "users", "search", "mail", "billing", "stock")
SPACES = ("default", "shop", "prod", "team-a")
DOMAIN = "example.com"


def settings(seed: str) -> dict[str, Any]:
    """The settings of a practice cluster: everything happens at once, everything has a provider."""
    chance = Chance(seed)
    return {
        "seed": seed,
        "nodes": 1 + chance.number("nodes", 3),
        "pace": "instant",
        "load_balancer": "pool",
        "ingress": ["nginx"],
        "proxy_mode": chance.choice("proxy", ("iptables", "iptables", "ipvs", "nftables")),
    }


def healthy(seed: str, clock: Clock) -> Cluster:
    """A cluster in which nothing is wrong."""
    from minikctl.state.cluster import Cluster  # tinydb

    cluster = Cluster.in_memory(clock, settings(seed))
    documents = plan(Chance(seed))
    with cluster.transaction("apply -f practice.yaml") as tx:
        for one in documents:
            kind = tx.kind_of(one["apiVersion"], one["kind"])
            assert kind is not None, f"a kind of ours: {one['kind']}"
            tx.create(kind, one, one["metadata"].get("namespace", ""))
    clock.sleep(60)
    return cluster


def plan(chance: Chance) -> list[Obj]:
    """Everything that is applied, in an order that works."""
    spaces = ["default", *[one for one in SPACES[1:] if chance.number(f"space/{one}", 2)]]
    found = [make.namespace(one) for one in spaces if one != "default"]
    controller = {"controller": "k8s.io/ingress-nginx"}
    found.append(make.obj("networking.k8s.io/v1", "IngressClass", "nginx", "", spec=controller))
    for space in spaces:
        names = [one for one in NAMES if chance.number(f"{space}/{one}", 3) == 0] or ["web"]
        for name in names:
            found += application(chance, space, name)
        found += surroundings(chance, space, names)
    return found


def application(chance: Chance, space: str, name: str) -> list[Obj]:
    """A workload with its Service, and what goes with it."""
    draw = f"{space}/{name}"
    image, number, port_name, more = chance.choice(f"{draw}/app", APPS)
    labels = {"app": name} if chance.number(f"{draw}/labels", 2) else {"app": name, "tier": "backend"}
    kind = chance.choice(f"{draw}/kind", ("Deployment", "Deployment", "Deployment", "StatefulSet", "DaemonSet"))
    containers = [make.container(image, number, port_name, **more)]
    replicas = 1 + chance.number(f"{draw}/replicas", 3)
    found = [make.workload(kind, name, space, labels, replicas, containers=containers)]
    target: int | str = port_name if port_name and chance.number(f"{draw}/named", 2) else number
    port = {"port": 80, "targetPort": target, **({"name": "http"} if chance.number(f"{draw}/portname", 2) else {})}
    spec: Obj = {}
    shape = chance.choice(f"{draw}/type", ("ClusterIP", "ClusterIP", "NodePort", "LoadBalancer", "headless"))
    if kind == "StatefulSet" or shape == "headless":
        spec, port = {"clusterIP": "None"}, {**port, "port": number}
    else:
        spec["type"] = shape
        if kind == "DaemonSet" and shape != "ClusterIP":
            spec["externalTrafficPolicy"] = "Local"
        if chance.number(f"{draw}/affinity", 5) == 0:
            spec["sessionAffinity"] = "ClientIP"
    found.append(make.service(name, space, labels, [port], **spec))
    if spec.get("clusterIP") != "None" and number != 6379 and chance.number(f"{draw}/ingress", 2):
        found += entrance(chance, space, name, port)
    return found


def entrance(chance: Chance, space: str, name: str, port: Obj) -> list[Obj]:
    """An Ingress for a Service, some with TLS, some with annotations."""
    draw = f"{space}/{name}/entrance"
    host = f"{name}.{space}.{DOMAIN}"
    target = port["name"] if port.get("name") and chance.number(f"{draw}/named", 2) else port["port"]
    spec: Obj = {}
    found: list[Obj] = []
    if chance.number(f"{draw}/tls", 2):
        spec["tls"] = [{"hosts": [host], "secretName": f"{name}-tls"}]
        found.append(make.tls_secret(f"{name}-tls", space, host))
    one = make.ingress(name, space, host, {"/": (name, target)}, **spec)
    if chance.number(f"{draw}/annotations", 2):
        one["metadata"]["annotations"] = {
            "nginx.ingress.kubernetes.io/proxy-body-size": "8m",
            "nginx.ingress.kubernetes.io/ssl-redirect": "false",
            "example.com/owner": "the team",
        }
    return [*found, one]


def surroundings(chance: Chance, space: str, names: list[str]) -> list[Obj]:
    """Clients that know the Services by name, names for the world outside, policies that let the clients in."""
    first = names[0]
    asked = chance.choice(f"{space}/asked", (first, f"{first}.{space}", f"{first}.{space}.svc.cluster.local"))
    env = [{"name": "BACKEND_URL", "value": f"http://{asked}:80/"}]
    idle = {"name": "client", "image": "busybox:1.36", "command": ["sleep", "86400"], "env": env}
    found = [make.workload("Deployment", "client", space, {"app": "client"}, 1, containers=[idle])]
    if chance.number(f"{space}/alias", 3) == 0:
        found.append(
            make.obj("v1", "Service", "db", space, spec={"type": "ExternalName", "externalName": "db.example.com"})
        )
    if chance.number(f"{space}/byhand", 3) == 0:
        found.append(make.service("legacy", space, None, [{"port": 5432}]))
        found.append(make.slice_by_hand("legacy-1", space, "legacy", ["192.0.2.7"], 5432))
    if chance.number(f"{space}/policy", 3) == 0:
        peer = {"podSelector": {"matchLabels": {"app": "client"}}}
        found.append(make.policy("from-client", space, {"app": first}, ingress=[{"from": [peer]}]))
    if chance.number(f"{space}/quota", 3) == 0:
        found.append(make.obj("v1", "ResourceQuota", "room", space, spec={"hard": {"pods": "50", "services": "30"}}))
    return found
