"""The programs that a cluster itself is made of: they listen where theirs do, and say that they have started."""

from __future__ import annotations

from typing import ClassVar

from minikctl.state.clock import civil
from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import go_not_found, text
from minikctl.state.images.words import flag
from minikctl.state.traffic.messages import Response

HEALTH = ("/healthz", "/livez", "/readyz")


def klog(moment: float, place: str, message: str, level: str = "I") -> str:
    """A line of Kubernetes' own log."""
    _, month, day, hour, minute, second = civil(moment)
    micros = int(moment % 1 * 1e6)
    return f"{level}{month:02}{day:02} {hour:02}:{minute:02}:{second:02}.{micros:06}       1 {place}] {message}"


class Component(App):
    """A component with health checks on its ports."""

    system = "none"
    entrypoint: ClassVar[tuple[str, ...]] = ("/component",)
    servers = frozenset(
        {
            "component",
            "etcd",
            "kube-apiserver",
            "kube-controller-manager",
            "kube-scheduler",
            "kube-proxy",
            "storage-provisioner",
            "kindnetd",
            "metrics-server",
            "nginx-ingress-controller",
        }
    )

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri in HEALTH:
            return text("ok")
        if asked.request.uri == "/metrics":
            return text(f"process_start_time_seconds {self.started:.2f}\n", 200, "text/plain; version=0.0.4")
        return go_not_found()


class Apiserver(Component):
    ports = (6443, 8443)

    def secure(self) -> tuple[int, ...]:
        return self.ports

    def startup(self) -> list[str]:
        ranges = flag(self.argv(), "service-cluster-ip-range") or "10.96.0.0/12"
        version = self.tag or "v1.33.1"
        return [
            klog(self.started, "options.go:249", f"external host was not specified, using {self.address}"),
            klog(self.started, "server.go:147", f'Version: {version}, --service-cluster-ip-range="{ranges}"'),
            klog(self.started, "secure_serving.go:211", "Serving securely on [::]:6443"),
        ]


class Etcd(Component):
    ports = (2379, 2380, 2381)

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri == "/health":
            return text('{"health":"true","reason":""}', 200, "application/json")
        return super().respond(asked)

    def startup(self) -> list[str]:
        return ['{"level":"info","msg":"ready to serve client requests"}']


class ControllerManager(Component):
    ports = (10257,)

    def secure(self) -> tuple[int, ...]:
        return self.ports

    def startup(self) -> list[str]:
        return [
            klog(self.started, "controllermanager.go:184", f'"Starting" version="{self.tag}"'),
            klog(
                self.started, "leaderelection.go:271", "successfully acquired lease kube-system/kube-controller-manager"
            ),
        ]


class Scheduler(ControllerManager):
    ports = (10259,)

    def startup(self) -> list[str]:
        return [
            klog(self.started, "server.go:171", f'"Starting Kubernetes Scheduler" version="{self.tag}"'),
            klog(self.started, "leaderelection.go:271", "successfully acquired lease kube-system/kube-scheduler"),
        ]


class KubeProxy(Component):
    """Says its mode at the start, and to whoever asks on 10249."""

    entrypoint = ("/usr/local/bin/kube-proxy",)
    ports = (10249, 10256)
    extras = ("iptables", "iptables-save", "ipset", "conntrack")

    def mode(self) -> str:
        from minikctl.state.network.proxyconfig import proxy_config

        return proxy_config(self.view).mode

    def respond(self, asked: Asked) -> Response:
        if asked.request.uri == "/proxyMode":
            return text(self.mode(), 200, "text/plain; charset=utf-8")
        return super().respond(asked)

    def startup(self) -> list[str]:
        mode = self.mode()
        lines = [
            ("server.go:715", f'"Successfully retrieved node IP(s)" IPs=["{self.address}"]'),
            ("server.go:254", '"kube-proxy running in dual-stack mode" primary ipFamily="IPv4"'),
            ("server_linux.go:145", f'"Using {mode} Proxier"'),
            ("server.go:516", f'"Version info" version="{self.tag}"'),
            ("config.go:199", '"Starting service config controller"'),
            ("config.go:105", '"Starting endpoint slice config controller"'),
            ("config.go:329", '"Starting node config controller"'),
            ("shared_informer.go:357", '"Caches are synced" controller="service config"'),
            ("shared_informer.go:357", '"Caches are synced" controller="endpoint slice config"'),
            ("shared_informer.go:357", '"Caches are synced" controller="node config"'),
        ]
        return [klog(self.started, place, line) for place, line in lines]


class IngressController(Component):
    ports = (80, 443, 8443, 10254)
    system = "alpine"
    extras = ("curl", "nginx")
    account = "www-data"

    def secure(self) -> tuple[int, ...]:
        return (443, 8443)

    def startup(self) -> list[str]:
        return [
            "-" * 79,
            "NGINX Ingress controller",
            f"  Release:       {self.tag or 'v1.12.2'}",
            "  Repository:    https://github.com/kubernetes/ingress-nginx",
            "-" * 79,
            klog(self.started, "nginx.go:317", '"Starting NGINX Ingress controller"'),
            klog(self.started, "controller.go:216", '"Backend successfully reloaded"'),
        ]


class MetricsServer(Component):
    ports = (10250, 4443)

    def secure(self) -> tuple[int, ...]:
        return self.ports

    def startup(self) -> list[str]:
        return [klog(self.started, "secure_serving.go:213", '"Serving securely on [::]:10250"')]


class Idle(Component):
    """kindnet, the storage provisioner and the like."""

    def startup(self) -> list[str]:
        return [klog(self.started, "main.go:110", '"Started"')]
