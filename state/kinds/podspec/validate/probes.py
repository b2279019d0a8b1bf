"""Probes and lifecycle hooks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from minikctl.state import names
from minikctl.state.fields import FieldError, forbidden, invalid, required
from minikctl.state.kinds.podspec.validate.wording import negative, unsupported

Obj = dict[str, Any]

HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
HEADER_RULE = names.pattern_error(
    "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name"
)


def container_errors(container: Obj, field: str, grace: int) -> Iterator[FieldError]:
    """Hooks, then probes, of a container that may have them; `grace` is the pod's grace period."""
    lifecycle = container.get("lifecycle") or {}
    for name in ("postStart", "preStop"):
        if lifecycle.get(name) is not None:
            yield from handler_errors(lifecycle[name], f"{field}.lifecycle.{name}", grace)
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(name) is not None:
            yield from probe_errors(container[name], f"{field}.{name}", name, grace)


def probe_errors(probe: Obj, field: str, name: str, grace: int) -> Iterator[FieldError]:
    """One probe: only readiness probes may ask for several successes, and they must not end the pod."""
    yield from handler_errors(probe, field, grace)
    for number in NUMBERS:
        yield from negative(f"{field}.{number}", probe.get(number))
    own_grace = probe.get("terminationGracePeriodSeconds")
    if own_grace is not None and own_grace <= 0:
        yield invalid(f"{field}.terminationGracePeriodSeconds", own_grace, "must be greater than 0")
    if name == "readinessProbe":
        if own_grace is not None:
            why = "must not be set for readinessProbes"
            yield invalid(f"{field}.terminationGracePeriodSeconds", own_grace, why)
    elif probe.get("successThreshold") != 1:
        yield invalid(f"{field}.successThreshold", probe.get("successThreshold"), "must be 1")


def handler_errors(handler: Obj, field: str, grace: int) -> Iterator[FieldError]:
    """Exactly one thing to do."""
    given = [name for name in HANDLERS if handler.get(name) is not None]
    if not given:
        yield required(field, "must specify a handler type")
    for index, name in enumerate(given):
        if index:
            yield forbidden(f"{field}.{name}", "may not specify more than 1 handler type")
        else:
            yield from action_errors(name, handler[name], f"{field}.{name}", grace)


def action_errors(name: str, action: Obj, field: str, grace: int) -> Iterator[FieldError]:
    if name == "exec":
        if not action.get("command"):
            yield required(f"{field}.command")
    elif name == "httpGet":
        yield from http_errors(action, field)
    elif name == "sleep":
        seconds = action.get("seconds") or 0
        if not 0 <= seconds <= grace:
            why = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
            yield invalid(field, seconds, why)
    else:
        yield from port_errors(action.get("port", 0), f"{field}.port")


def http_errors(action: Obj, field: str) -> Iterator[FieldError]:
    if not action.get("path"):
        yield required(f"{field}.path")
    yield from port_errors(action.get("port", 0), f"{field}.port")
    if action.get("scheme") not in ("HTTP", "HTTPS"):
        yield unsupported(f"{field}.scheme", action.get("scheme"), ("HTTP", "HTTPS"))
    for header in action.get("httpHeaders") or ():
        if not re.fullmatch("[-A-Za-z0-9]+", header.get("name") or ""):
            yield invalid(f"{field}.httpHeaders", header.get("name") or "", HEADER_RULE)


def port_errors(port: int | str, field: str) -> Iterator[FieldError]:
    """ValidatePortNumOrName."""
    for message in names.port_number_or_name(port):
        yield invalid(field, port, message)
