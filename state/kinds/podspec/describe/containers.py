"""Containers on describe pages: image, ports, command, state, resources, probes, environment, mounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from minikctl.state.clock import parse_timestamp, rfc1123
from minikctl.state.kinds.podspec.describe.environment import Resolver, environment_block
from minikctl.state.kinds.podspec.describe.golang import title_boolean
from minikctl.state.kinds.podspec.describe.probes import probe_text

if TYPE_CHECKING:
    from minikctl.state.text import Page

Obj = dict[str, Any]

PROBES = (("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup"))
ZERO_TIME = "Mon, 01 Jan 0001 00:00:00 +0000"


def containers_block(
    page: Page,
    label: str,
    containers: list[Obj] | None,
    statuses: list[Obj] | None,
    resolve: Resolver | None,
    space: str = "",
) -> None:
    """A section of containers; `space` indents it as part of a pod template."""
    found = {status["name"]: status for status in statuses or ()}
    page.line(f"{space}{label}:" + ("" if containers else " <none>"))
    for container in containers or ():
        status = found.get(container["name"])
        page.line(f"{' ' if space else ''}{container['name']}:", 1)
        basics(page, container, status)
        command(page, container)
        if status is not None:
            state(page, status)
        resources_block(page, container.get("resources") or {}, 2)
        for field, title in PROBES:
            if container.get(field) is not None:
                page.line(f"{title}:\t{probe_text(container[field])}", 2)
        environment_block(page, container, resolve)
        mounts(page, container)


def basics(page: Page, container: Obj, status: Obj | None) -> None:
    """Image, ids and ports."""
    if status is not None:
        page.line(f"Container ID:\t{status.get('containerID') or ''}", 2)
    page.line(f"Image:\t{container.get('image') or ''}", 2)
    if status is not None:
        page.line(f"Image ID:\t{status.get('imageID') or ''}", 2)
    ports = container.get("ports") or ()
    ports_line(page, "Port", [f"{p.get('containerPort', 0)}/{p.get('protocol', '')}" for p in ports])
    ports_line(page, "Host Port", [f"{p.get('hostPort') or 0}/{p.get('protocol', '')}" for p in ports])
    seccomp(page, (container.get("securityContext") or {}).get("seccompProfile"), 2, 3)


def ports_line(page: Page, label: str, ports: list[str]) -> None:
    if len(ports) > 1:
        page.line(f"{label}s:\t{', '.join(ports)}", 2)
    else:
        page.line(f"{label}:\t{ports[0] if ports else '<none>'}", 2)


def seccomp(page: Page, profile: Obj | None, level: int, local_level: int) -> None:
    if profile is None:
        return
    page.line(f"SeccompProfile:\t{profile.get('type', '')}", level)
    if profile.get("type") == "Localhost":
        page.line(f"LocalhostProfile:\t{profile.get('localhostProfile', '')}", local_level)


def command(page: Page, container: Obj) -> None:
    for field, title in (("command", "Command"), ("args", "Args")):
        if container.get(field):
            page.line(f"{title}:", 2)
            for argument in container[field]:
                for line in argument.split("\n"):
                    page.line(line, 3)


def state(page: Page, status: Obj) -> None:
    """The container's state, how its last run ended, whether it is ready."""
    state_block(page, "State", status.get("state") or {})
    last = status.get("lastState") or {}
    if last.get("terminated") is not None:
        state_block(page, "Last State", last)
    page.line(f"Ready:\t{title_boolean(status.get('ready'))}", 2)
    page.line(f"Restart Count:\t{status.get('restartCount') or 0}", 2)


def state_block(page: Page, label: str, found: Obj) -> None:
    if found.get("running") is not None:
        page.line(f"{label}:\tRunning", 2)
        page.line(f"Started:\t{time_text(found['running'].get('startedAt'))}", 3)
    elif found.get("waiting") is None and found.get("terminated") is not None:
        ended(page, label, found["terminated"])
    else:
        page.line(f"{label}:\tWaiting", 2)
        reason = (found.get("waiting") or {}).get("reason")
        if reason:
            page.line(f"Reason:\t{reason}", 3)


def ended(page: Page, label: str, terminated: Obj) -> None:
    page.line(f"{label}:\tTerminated", 2)
    for field, title in (("reason", "Reason"), ("message", "Message")):
        if terminated.get(field):
            page.line(f"{title}:\t{terminated[field]}", 3)
    page.line(f"Exit Code:\t{terminated.get('exitCode') or 0}", 3)
    if (terminated.get("signal") or 0) > 0:
        page.line(f"Signal:\t{terminated['signal']}", 3)
    page.line(f"Started:\t{time_text(terminated.get('startedAt'))}", 3)
    page.line(f"Finished:\t{time_text(terminated.get('finishedAt'))}", 3)


def time_text(timestamp: str | None) -> str:
    """A timestamp in RFC 1123; Go shows an absent one as its zero time."""
    return rfc1123(parse_timestamp(timestamp)) if timestamp else ZERO_TIME


def resources_block(page: Page, resources: Obj, level: int) -> None:
    """`Limits:` and `Requests:`, each resource on a line of its own."""
    for field, title in (("limits", "Limits"), ("requests", "Requests")):
        amounts = resources.get(field)
        if amounts:
            page.line(f"{title}:", level)
            for name in sorted(amounts):
                page.line(f"{name}:\t{amounts[name]}", level + 1)


def mounts(page: Page, container: Obj) -> None:
    """Volumes that are mounted, then block devices."""
    found = container.get("volumeMounts") or ()
    none = "" if found else "\t<none>"
    page.line(f"Mounts:{none}", 2)
    for mount in by_key(found, "mountPath"):
        flags = "ro" if mount.get("readOnly") else "rw"
        if mount.get("subPath"):
            flags += f',path="{mount["subPath"]}"'
        page.line(f"{mount.get('mountPath', '')} from {mount.get('name', '')} ({flags})", 3)
    if container.get("volumeDevices"):
        page.line(f"Devices:{none}", 2)
        for device in by_key(container["volumeDevices"], "devicePath"):
            page.line(f"{device.get('devicePath', '')} from {device.get('name', '')}", 3)


def by_key(items: Iterable[Obj], key: str) -> list[Obj]:
    return sorted(items, key=lambda item: item.get(key) or "")
