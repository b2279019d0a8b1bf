"""What the types of `create service` share: --tcp, and the Service that is built."""

from __future__ import annotations

import re
from typing import Any

from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.grammar.values import quoted
from minikctl.invocation import Invocation
from minikctl.state.kinds import SERVICE

Obj = dict[str, Any]

SERVICE_FLAGS = (
    *GENERATOR_FLAGS,
    Flag("tcp", kind="list", effect="A port, or PORT:TARGETPORT; several with commas or as several flags."),
)
NO_PORTS = "at least one tcp port specifier must be provided"
DIGITS = re.compile(r"[0-9]+")


def make(call: Invocation, args: list[str], options: Options, kind: str, **spec: Any) -> None:
    """Builds a Service of a type and creates it. Raises CommandError."""
    name = one_name(call, args)
    if kind == "ExternalName":
        check_external_name(spec["externalName"])
    elif spec.get("clusterIP") != "None" and not options["tcp"]:
        raise CommandError(NO_PORTS)
    ports = [port_of(text, options.get("node-port", 0)) for text in options["tcp"]]
    app = {"app": name}
    manifest = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {**metadata(call, name), "labels": app},
        "spec": {"ports": ports, "selector": app, "type": kind, **spec},
    }
    generated(call, SERVICE, manifest, options, f"failed to create {kind} service: ")


def check_external_name(name: str) -> None:
    """Raises CommandError for what is no DNS name."""
    from minikctl.state.names import dns_subdomain  # only for this type

    if dns_subdomain(name):
        raise CommandError(f"invalid service external name {name}")


def port_of(text: str, node_port: int) -> Obj:
    """`80`, `80:8080`, `80:http` as a port of a Service, named for what was typed."""
    number, target = read_ports(text)
    found: Obj = {"name": text.replace(":", "-"), "port": number, "targetPort": target, "protocol": "TCP"}
    return {**found, "nodePort": node_port} if node_port else found


def read_ports(text: str) -> tuple[int, int | str]:
    """(the port, the target port). Raises CommandError."""
    first, *others = text.split(":")
    number = unsigned(first)
    if not others:
        return number, number
    from minikctl.state.names import port_name, port_number  # only where a target is named

    target = others[0]
    if re.fullmatch(r"[+-]?[0-9]+", target):
        problems = port_number(int(target))
        found: int | str = int(target)
    else:
        problems, found = port_name(target), target
    if problems:
        raise CommandError(",".join(problems))
    return number, found


def unsigned(text: str) -> int:
    """Go's ParseUint of 16 bits. Raises CommandError."""
    if not DIGITS.fullmatch(text):
        raise CommandError(f"strconv.ParseUint: parsing {quoted(text)}: invalid syntax")
    if int(text) > 65535:
        raise CommandError(f"strconv.ParseUint: parsing {quoted(text)}: value out of range")
    return int(text)
