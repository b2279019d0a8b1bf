"""SD19: annotations of Ingresses that their controller does not know, or whose value it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from minikctl.state.findings.controllerannotations import KNOWN, OWNERS, is_valid, shown
from minikctl.state.findings.finding import WARN, Finding, object_name
from minikctl.state.findings.ingresses import class_of, services_of
from minikctl.state.findings.near import is_slip, nearest
from minikctl.state.kinds import INGRESS, INGRESS_CLASS
from minikctl.state.network.ingress.classes import controller_name, running_classes
from minikctl.state.objects import Obj, annotations_of, name_of, namespace_of

if TYPE_CHECKING:
    from minikctl.state.view import View

IGNORED = "the controller ignores it"
KNOWN_ANNOTATION, UNKNOWN, INVALID, FOREIGN, NOBODYS = "known", "unknown", "invalid", "foreign", "nobody's"


def find(view: View, namespace: str | None) -> Iterator[Finding]:
    """Every annotation that looks as if a controller should read it."""
    for ingress in view.list(INGRESS, namespace):
        named = class_of(ingress)
        exists = view.find(INGRESS_CLASS, named) is not None or named in running_classes(view)
        controller = controller_name(view, named) if named and exists else ""
        for key, value in annotations_of(ingress).items():
            found = finding(ingress, key, str(value), controller)
            if found is not None:
                yield found


def judged(key: str, value: str, controller: str) -> str:
    """What an annotation is to a controller: known, unknown, invalid, foreign, or nobody's business."""
    prefix, slash, name = key.partition("/")
    prefix += slash
    known = KNOWN.get(prefix)
    owner = OWNERS.get(prefix)
    if owner is not None and controller and owner[1] != controller:
        return FOREIGN
    if known is None:
        near = [one for one in KNOWN if is_slip(prefix, one)] if slash else []
        return UNKNOWN if near and name in KNOWN[near[0]] else NOBODYS
    if name not in known:
        return UNKNOWN
    return KNOWN_ANNOTATION if is_valid(name, known[name], value) else INVALID


def finding(ingress: Obj, key: str, value: str, controller: str) -> Finding | None:
    """What is wrong with one annotation, None if nothing is."""
    verdict = judged(key, value, controller)
    if verdict in (KNOWN_ANNOTATION, NOBODYS):
        return None
    prefix, _, name = key.partition("/")
    prefix += "/"
    text, effect, fix = f"the annotation {key}", IGNORED, f"{key}-"
    if verdict == FOREIGN:
        text += f" is for {OWNERS[prefix][0]}, and its controller is {controller}"
    elif verdict == INVALID:
        text += f' has the value "{value}"; it takes {shown(KNOWN[prefix][name])}'
        effect = "the controller logs an error and goes on without it"
    else:
        text += f" is not known to {OWNERS.get(prefix, ('any controller', ''))[0]}"
        meant = meant_key(prefix, name)
        text += f"; meant is probably {meant}" if meant else ""
        fix = f"{key}- {meant}={value}" if meant else fix
    command = f"kubectl annotate ingress {name_of(ingress)} {fix} -n {namespace_of(ingress)}"
    return Finding("SD19", WARN, object_name(INGRESS, ingress), text, effect, command, services_of(ingress))


def meant_key(prefix: str, name: str) -> str:
    """The annotation that was probably meant, "" if none is near."""
    if prefix in KNOWN:
        found = nearest(name, KNOWN[prefix])
        return prefix + found if found else ""
    near = nearest(prefix, KNOWN)
    return near + name if near else ""
