"""The host names and service variables that a pod's containers mention: in variables, commands, arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state.objects import Obj, spec_of

HOST = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*"
URL = re.compile(rf"([a-z][a-z0-9+.-]*)://(?:[^@/\s]*@)?({HOST})\.?(?::(\d+))?(?=[:/?\s'\"`;,)|&]|$)")
PROGRAM = re.compile(
    rf"\b(?:nslookup|dig|host|ping|getent hosts|nc|telnet|curl|wget)((?:\s+-\S+)*)\s+({HOST})(?=[:/\s'\";|&)]|$)"
)
PLACE = re.compile(rf"({HOST})(?::(\d+))?")
TELLING = re.compile(r"(^|_)(HOST|HOSTNAME|ADDR|ADDRESS|URL|URI|SERVER|SERVICE|ENDPOINT|UPSTREAM|BACKEND|TARGET)$")
VARIABLE = re.compile(r"\$[({]?([A-Z][A-Z0-9_]*_(?:SERVICE_HOST|SERVICE_PORT\w*|PORT(?:_\w+)?))\b")


USUAL = {"http": "80", "https": "443"}


class Mention(NamedTuple):
    """A host name and where it stands."""

    host: str
    where: str  # variable DB_HOST of container app
    port: int = 0  # with which it is used, 0 if that is not said


def texts(pod: Obj) -> Iterator[tuple[str, str, str]]:
    """(name of a variable or "", text, where it stands) of everything that a user wrote for the containers."""
    spec = spec_of(pod)
    for container in [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]:
        name = container["name"]
        for one in container.get("env") or ():
            if one.get("value"):
                yield one["name"], str(one["value"]), f"variable {one['name']} of container {name}"
        for word in [*(container.get("command") or ()), *(container.get("args") or ())]:
            yield "", str(word), f"the command of container {name}"


def hosts(pod: Obj) -> list[Mention]:
    """The host names, lower case, each once."""
    found: dict[str, Mention] = {}
    for variable, text, where in texts(pod):
        for host, port in hosts_in(variable, text):
            found.setdefault(host.lower(), Mention(host.lower(), where, port))
    return [one for one in found.values() if not one.host.replace(".", "").isdigit()]


def hosts_in(variable: str, text: str) -> Iterator[tuple[str, int]]:
    """(host, port) of one text: of addresses, behind programs that take one, and values of telling variables."""
    for found in URL.finditer(text):
        yield found.group(2), int(found.group(3) or USUAL.get(found.group(1), "0"))
    for found in PROGRAM.finditer(text):
        yield found.group(2), 0
    whole = PLACE.fullmatch(text)
    if whole and TELLING.search(variable.upper()):
        yield whole.group(1), int(whole.group(2) or "0")


def variables(pod: Obj) -> dict[str, str]:
    """The service variables that are used: name -> where."""
    found: dict[str, str] = {}
    for _, text, where in texts(pod):
        for match in VARIABLE.finditer(text):
            found.setdefault(match.group(1), where)
    return found
