"""PodSecurity: what the levels `baseline` and `restricted` forbid (k8s.io/pod-security-admission/policy)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from minikctl.state import errors
from minikctl.state.kinds import NAMESPACE
from minikctl.state.objects import labels_of, name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.transaction import Transaction
    from minikctl.state.view import View

Obj = dict[str, Any]
Check = Callable[[Obj], str]  # of a pod's spec: what is wrong, "" if nothing

LABEL = "pod-security.kubernetes.io/"
LEVELS = ("privileged", "baseline", "restricted")
DEFAULT_CAPABILITIES = {
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
}
PLAIN_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
}


def refuse_insecure(tx: Transaction, pod: Obj, old: Obj | None) -> None:
    """Refuses a new pod that its namespace does not allow. Raises Forbidden."""
    if old is not None:
        return
    found = tx.find(NAMESPACE, namespace_of(pod))
    level, version = level_of(found, "enforce")
    problems = violations(pod["spec"], level)
    if problems:
        why = f'violates PodSecurity "{level}:{version}": {", ".join(problems)}'
        raise errors.forbidden("pods", "", name_of(pod), why)


def doubts(view: View, obj: Obj) -> list[str]:
    """The warnings about a pod, or about the template of a workload, in a namespace that wants to be warned."""
    level, version = level_of(view.find(NAMESPACE, namespace_of(obj)), "warn")
    spec = obj.get("spec") or {}
    if obj.get("kind") == "CronJob":
        spec = (spec.get("jobTemplate") or {}).get("spec") or {}
    if obj.get("kind") != "Pod":
        spec = (spec.get("template") or {}).get("spec") or {}
    problems = violations(spec, level) if spec else []
    return [f'would violate PodSecurity "{level}:{version}": {", ".join(problems)}'] if problems else []


def level_of(namespace: Obj | None, mode: str) -> tuple[str, str]:
    """(level, version) of a namespace's mode: enforce, warn or audit."""
    labels = labels_of(namespace or {})
    level = labels.get(f"{LABEL}{mode}", "privileged")
    return level if level in LEVELS else "restricted", labels.get(f"{LABEL}{mode}-version", "latest")


def violations(spec: Obj, level: str) -> list[str]:
    """What is wrong with a pod at a level."""
    checks = {"privileged": (), "baseline": BASELINE, "restricted": (*SHARED, *RESTRICTED)}[level]
    return [text for text in (check(spec) for check in checks) if text]


def containers_of(spec: Obj) -> Iterator[Obj]:
    for field in ("initContainers", "containers", "ephemeralContainers"):
        yield from spec.get(field) or ()


def context(holder: Obj) -> Obj:
    found: Obj = holder.get("securityContext") or {}
    return found


def named(word: str, found: Iterable[str]) -> str:
    """`container "a"`, `containers "a", "b"`."""
    names = list(found)
    return f"{word}{'' if len(names) == 1 else 's'} {quoted(names)}"


def quoted(names: Iterable[str]) -> str:
    return ", ".join([f'"{name}"' for name in names])


# ---- baseline


def host_namespaces(spec: Obj) -> str:
    found = [f"{field}=true" for field in ("hostNetwork", "hostPID", "hostIPC") if spec.get(field)]
    return f"host namespaces ({', '.join(found)})" if found else ""


def host_ports(spec: Obj) -> str:
    names, ports = [], []
    for one in containers_of(spec):
        own = [str(port["hostPort"]) for port in one.get("ports") or () if port.get("hostPort")]
        if own:
            names.append(one["name"])
            ports += [port for port in own if port not in ports]
    if not names:
        return ""
    verb = "uses" if len(names) == 1 else "use"
    return f"hostPort ({named('container', names)} {verb} hostPort{'' if len(ports) == 1 else 's'} {', '.join(ports)})"


def privileged(spec: Obj) -> str:
    names = [one["name"] for one in containers_of(spec) if context(one).get("privileged")]
    return f"privileged ({named('container', names)} must not set securityContext.privileged=true)" if names else ""


def host_paths(spec: Obj) -> str:
    names = [one["name"] for one in spec.get("volumes") or () if one.get("hostPath")]
    return f"hostPath volumes ({named('volume', names)})" if names else ""


def added(spec: Obj, may: set[str]) -> str:
    """Who adds capabilities beyond the allowed ones."""
    names, extra = [], []
    for one in containers_of(spec):
        own = [name for name in (context(one).get("capabilities") or {}).get("add") or () if name not in may]
        if own:
            names.append(one["name"])
            extra += [name for name in own if name not in extra]
    if not names:
        return ""
    return f"{named('container', names)} must not include {quoted(sorted(extra))} in securityContext.capabilities.add"


def unusual_capabilities(spec: Obj) -> str:
    found = added(spec, DEFAULT_CAPABILITIES)
    return f"non-default capabilities ({found})" if found else ""


def unconfined(spec: Obj) -> str:
    who = []
    if (context(spec).get("seccompProfile") or {}).get("type") == "Unconfined":
        who.append("pod")
    names = [
        one["name"]
        for one in containers_of(spec)
        if (context(one).get("seccompProfile") or {}).get("type") == "Unconfined"
    ]
    if names:
        who.append(named("container", names))
    if not who:
        return ""
    return f'seccompProfile ({" and ".join(who)} must not set securityContext.seccompProfile.type to "Unconfined")'


# ---- restricted


def escalation(spec: Obj) -> str:
    names = [one["name"] for one in containers_of(spec) if context(one).get("allowPrivilegeEscalation") is not False]
    if not names:
        return ""
    what = "must set securityContext.allowPrivilegeEscalation=false"
    return f"allowPrivilegeEscalation != false ({named('container', names)} {what})"


def undropped_capabilities(spec: Obj) -> str:
    names = [
        one["name"]
        for one in containers_of(spec)
        if "ALL" not in ((context(one).get("capabilities") or {}).get("drop") or ())
    ]
    found = []
    if names:
        found.append(f'{named("container", names)} must set securityContext.capabilities.drop=["ALL"]')
    extra = added(spec, {"NET_BIND_SERVICE"})
    if extra:
        found.append(extra)
    return f"unrestricted capabilities ({'; '.join(found)})" if found else ""


def special_volumes(spec: Obj) -> str:
    names, kinds = [], []
    for volume in spec.get("volumes") or ():
        kind = next((key for key in sorted(volume) if key != "name"), "")
        if kind not in PLAIN_VOLUMES:
            names.append(volume["name"])
            kinds.append(kind or "unknown")
    if not names:
        return ""
    unique = sorted(set(kinds))
    verb = "uses" if len(names) == 1 else "use"
    word = "type" if len(unique) == 1 else "types"
    return f"restricted volume types ({named('volume', names)} {verb} restricted volume {word} {quoted(unique)})"


def as_root(spec: Obj) -> str:
    """runAsNonRoot: said false somewhere, or not said at all."""
    found = []
    if context(spec).get("runAsNonRoot") is False:
        found.append("pod must not set securityContext.runAsNonRoot=false")
    wrong = [one["name"] for one in containers_of(spec) if context(one).get("runAsNonRoot") is False]
    if wrong:
        found.append(f"{named('container', wrong)} must not set securityContext.runAsNonRoot=false")
    if found:
        return f"runAsNonRoot != true ({'; '.join(found)})"
    silent = [one["name"] for one in containers_of(spec) if context(one).get("runAsNonRoot") is None]
    if context(spec).get("runAsNonRoot") or not silent:
        return ""
    return f"runAsNonRoot != true (pod or {named('container', silent)} must set securityContext.runAsNonRoot=true)"


def root_user(spec: Obj) -> str:
    who = ["pod"] if context(spec).get("runAsUser") == 0 else []
    names = [one["name"] for one in containers_of(spec) if context(one).get("runAsUser") == 0]
    if names:
        who.append(named("container", names))
    return f"runAsUser=0 ({' and '.join(who)} must not set runAsUser=0)" if who else ""


def unprofiled(spec: Obj) -> str:
    wrong = unconfined(spec)
    if wrong:
        return wrong
    silent = [one["name"] for one in containers_of(spec) if not (context(one).get("seccompProfile") or {}).get("type")]
    if (context(spec).get("seccompProfile") or {}).get("type") or not silent:
        return ""
    what = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return f"seccompProfile (pod or {named('container', silent)} {what})"


SHARED: tuple[Check, ...] = (host_namespaces, host_ports, privileged)
BASELINE: tuple[Check, ...] = (
    unusual_capabilities,
    host_namespaces,
    host_paths,
    host_ports,
    privileged,
    unconfined,
)
RESTRICTED: tuple[Check, ...] = (
    escalation,
    undropped_capabilities,
    special_volumes,
    as_root,
    root_user,
    unprofiled,
)
