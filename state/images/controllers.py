"""Ingress controllers: what reaches one of their pods is routed by the Ingresses that it takes."""

from __future__ import annotations

import re
from typing import ClassVar

from minikctl.state.images.app import App, Asked
from minikctl.state.images.replies import go_not_found, text
from minikctl.state.images.system import IngressController
from minikctl.state.network.ingress.installed import Family, family_of, options_of
from minikctl.state.traffic.messages import Response

STANDARD = {"http": 80, "https": 443}


class Controller(App):
    """A program that routes requests by Ingresses; its ports are those that its container names."""

    system = "none"
    entrypoint: ClassVar[tuple[str, ...]] = ("/controller",)
    servers = frozenset({"controller", "traefik", "gateway-proxy", "nginx-ingress"})
    health: ClassVar[tuple[str, ...]] = ("/healthz", "/ready", "/livez", "/ping")

    @property
    def family(self) -> Family | None:
        return family_of(self.container.get("image") or "")

    def named_ports(self, *words: str) -> tuple[int, ...]:
        """The container's ports whose names begin with one of the words."""
        ports = self.container.get("ports") or ()
        return tuple(one["containerPort"] for one in ports if (one.get("name") or "").startswith(words))

    def listening(self) -> tuple[int, ...]:
        ports = [one["containerPort"] for one in self.container.get("ports") or ()]
        return tuple(dict.fromkeys([*(ports or STANDARD.values()), *self.secure()]))

    def secure(self) -> tuple[int, ...]:
        named = self.named_ports("https", "websecure", "tls")
        given = [one["containerPort"] for one in self.container.get("ports") or ()]
        return named or ((STANDARD["https"],) if not given or STANDARD["https"] in given else ())

    def doors(self) -> tuple[int, ...]:
        """The ports at which requests for Ingresses come in."""
        plain = self.named_ports("http", "web") or tuple(one for one in (80, 8000, 8080) if one in self.listening())
        return tuple(dict.fromkeys([*plain, *self.secure()]))

    def respond(self, asked: Asked) -> Response:
        family = self.family
        if family is not None and asked.answerer.port in self.doors():
            from minikctl.state.traffic.serving import through_ingress

            return through_ingress(asked.cluster, asked.answerer, asked.request, asked.depth, family)
        return text("OK") if asked.request.uri in self.health else go_not_found()


class Traefik(Controller):
    """Traefik v3: entry points by its flags, the dashboard's API at 8080."""

    entrypoint = ("/usr/local/bin/traefik",)

    def entry_points(self) -> dict[str, int]:
        """Name to port of `--entrypoints.NAME.address=:PORT`; port 80 without any."""
        found = {}
        for name, value in options_of(self.container).items():
            matched = re.fullmatch(r"entrypoints\.([\w-]+)\.address", name)
            port = value.partition("/")[0].rpartition(":")[2]
            if matched and port.isdigit():
                found[matched[1]] = int(port)
        return found or {"http": 80}

    def secure(self) -> tuple[int, ...]:
        options, points = options_of(self.container), self.entry_points()
        secured = [name for name in points if f"entrypoints.{name}.http.tls" in options]
        return tuple(port for name, port in points.items() if name in secured or name in ("websecure", "https"))

    def listening(self) -> tuple[int, ...]:
        dashboard = (8080,) if options_of(self.container).get("api.insecure") == "true" else ()
        return tuple(dict.fromkeys([*self.entry_points().values(), *dashboard]))

    def doors(self) -> tuple[int, ...]:
        points = self.entry_points()
        return tuple(port for name, port in points.items() if name not in ("traefik", "metrics"))


class Nginx(IngressController):
    """ingress-nginx: requests at 80 and 443, its webhook at 8443, its health at 10254."""

    def respond(self, asked: Asked) -> Response:
        family = family_of(self.container.get("image") or "")
        if family is not None and asked.answerer.port in (80, 443):
            from minikctl.state.traffic.serving import through_ingress

            return through_ingress(asked.cluster, asked.answerer, asked.request, asked.depth, family)
        return super().respond(asked)
