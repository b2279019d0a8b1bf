"""SD20, SD21: several Ingresses for one host: who wins where they say different things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings.finding import WARN, Finding, object_name
from minikctl.state.findings.ingresses import class_of, edit, services_of
from minikctl.state.kinds import INGRESS
from minikctl.state.network.ingress.nginx import annotation, in_order
from minikctl.state.objects import Obj, key_of, namespace_of, spec_of

if TYPE_CHECKING:
    from minikctl.state.view import View

Claim = tuple[str, str, str, str]  # class, host, path, path type


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Claims of hosts in the order in which controllers grant them: the oldest Ingress first."""
    ordered = [one for one in in_order(view.list(INGRESS)) if annotation(one, "canary") != "true"]
    paths: dict[Claim, Obj] = {}
    certificates: dict[tuple[str, str], tuple[Obj, str]] = {}
    hosts: dict[tuple[str, str], Obj] = {}
    for ingress in ordered:
        found = [*lost_paths(ingress, paths), *lost_certificates(ingress, certificates)]
        found = found or list(foreign_hosts(ingress, hosts))
        hosts.update({pair: ingress for pair in claimed(ingress) if pair not in hosts})
        if namespace in (None, namespace_of(ingress)):
            yield from found


def claimed(ingress: Obj) -> list[tuple[str, str]]:
    """(class, host) of every rule with a host."""
    return [
        (class_of(ingress), rule["host"].lower()) for rule in spec_of(ingress).get("rules") or () if rule.get("host")
    ]


def why(first: Obj, later: Obj) -> str:
    """Why the first of two wins."""
    same = first["metadata"].get("creationTimestamp") == later["metadata"].get("creationTimestamp")
    return "of the same age, the last by name wins" if same else "the oldest wins"


def lost_paths(ingress: Obj, known: dict[Claim, Obj]) -> Iterator[Finding]:
    """SD20: the same host and path."""
    for rule in spec_of(ingress).get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            host, text = (rule.get("host") or "").lower(), path.get("path") or "/"
            claim = (class_of(ingress), host, text, path.get("pathType", ""))
            first = known.setdefault(claim, ingress)
            if first is ingress:
                continue
            said = f"ingress {key_of(first)} claims {host or '*'}{text} too, and gets it: {why(first, ingress)}"
            effect = f"this Ingress serves nothing at {host or '*'}{text}"
            yield Finding(
                "SD20", WARN, object_name(INGRESS, ingress), said, effect, edit(ingress), services_of(ingress)
            )


def lost_certificates(ingress: Obj, known: dict[tuple[str, str], tuple[Obj, str]]) -> Iterator[Finding]:
    """SD20: the same host with another certificate."""
    for entry in spec_of(ingress).get("tls") or ():
        secret = f"{namespace_of(ingress)}/{entry.get('secretName') or ''}"
        for host in entry.get("hosts") or ():
            first, shown = known.setdefault((class_of(ingress), host.lower()), (ingress, secret))
            if first is ingress or shown == secret or secret.partition("/")[2] == shown.partition("/")[2]:
                continue
            said = f"ingress {key_of(first)} has the certificate {shown} for {host}, and it is shown: "
            effect = f"nobody sees the certificate {secret} for {host}"
            yield Finding(
                "SD20",
                WARN,
                object_name(INGRESS, ingress),
                said + why(first, ingress),
                effect,
                edit(ingress),
                services_of(ingress),
            )


def foreign_hosts(ingress: Obj, known: dict[tuple[str, str], Obj]) -> Iterator[Finding]:
    """SD21: another namespace serves part of the host."""
    for pair in dict.fromkeys(claimed(ingress)):
        first = known.get(pair)
        if first is None or namespace_of(first) == namespace_of(ingress):
            continue
        said = f"ingress {key_of(first)} of another namespace serves part of the host {pair[1]}"
        effect = "who answers depends on the path; its settings for the whole host come first"
        yield Finding("SD21", WARN, object_name(INGRESS, ingress), said, effect, edit(ingress), services_of(ingress))
