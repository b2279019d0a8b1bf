"""`ip`, `ifconfig` and `route` in a pod, on a node or elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from minikctl.state.network.addresses import family_of
from minikctl.state.network.interfaces import (
    Held,
    Interface,
    Route,
    node_interfaces,
    node_routes,
    pod_interfaces,
    pod_routes,
)
from minikctl.state.network.ranges import text_of
from minikctl.state.objects import spec_of
from minikctl.state.podtools.network.questions import caller_of
from minikctl.state.podtools.node.ip import Machine, answer
from minikctl.state.podtools.shell import Process

if TYPE_CHECKING:
    from minikctl.state.view import View

LOOPBACK = Interface(
    1, "lo", "LOOPBACK,UP,LOWER_UP", "UNKNOWN", "00:00:00:00:00:00", (Held("127.0.0.1", 8, "host"),), mtu=65536
)
OWN = Interface(2, "eth0", "BROADCAST,MULTICAST,UP,LOWER_UP", "UP", "02:42:c0:a8:31:01", (Held("192.168.49.1", 24),))


def machine_of(shell: Process) -> Machine:
    """Whose network the program sees."""
    caller = caller_of(shell)
    view: View = caller.view
    pod = caller.own(view)
    if pod is not None and not spec_of(pod).get("hostNetwork"):
        own = pod
        return Machine(lambda: pod_interfaces(view, own), lambda family: pod_routes(view, own, family))
    node = caller.node or (spec_of(pod).get("nodeName", "") if pod is not None else "")
    if node:
        return Machine(lambda: node_interfaces(view, node), lambda family: node_routes(view, node, family))
    default = Route("192.168.49.0/24", "", "eth0", "proto kernel scope link src 192.168.49.1")
    return Machine(lambda: [LOOPBACK, OWN], lambda family: [default] if family == 4 else [])


def ip(shell: Process, argv: Sequence[str]) -> int:
    """`ip addr|link|route|neigh|rule`."""
    words = list(argv[1:])
    if words in (["a"], ["r"], ["l"], ["n"]):
        words = [{"a": "address", "r": "route", "l": "link", "n": "neighbour"}[words[0]]]
    found = answer(machine_of(shell), words)
    text = as_busybox(found.stdout) if shell.is_busybox else found.stdout
    if found.stderr:
        shell.err(found.stderr)
    if text:
        shell.out(text)
    return found.code


def as_busybox(text: str) -> str:
    """busybox' applet leaves state and group out, and says that the other end of a link is elsewhere."""
    text = re.sub(r" state \w+ group default", "", text)
    text = re.sub(r"(@if\d+: <[^>]*)>", r"\1,M-DOWN>", text)
    return re.sub(r" link-netnsid \d+", " ", text)


def ifconfig(shell: Process, argv: Sequence[str]) -> int:
    """`ifconfig [-a] [NAME]`."""
    wanted = [word for word in argv[1:] if not word.startswith("-")]
    found = sorted(machine_of(shell).interfaces(), key=lambda one: (one.name == "lo", one.number))
    if wanted:
        found = [one for one in found if one.name == wanted[0]]
        if not found:
            busy = f"ifconfig: {wanted[0]}: error fetching interface information: Device not found\n"
            shell.err(
                busy if shell.is_busybox else f"{wanted[0]}: error fetching interface information: Device not found\n"
            )
            return 1
    shell.out("".join((older if shell.is_busybox else newer)(one) for one in found))
    return 0


def mask(held: Held) -> str:
    return text_of(((1 << held.prefix) - 1) << (32 - held.prefix), 4)


def broadcast(held: Held) -> str:
    from ipaddress import IPv4Interface

    return str(IPv4Interface(held.text).network.broadcast_address)


def traffic(interface: Interface) -> tuple[int, int, int, int]:
    """Packets and bytes, received and sent."""
    draw = sum(interface.hardware.encode()) + interface.number
    if interface.name == "lo":
        return 0, 0, 0, 0
    return 20 + draw % 40, 2000 + draw * 3 % 3000, 14 + draw % 20, 1100 + draw * 2 % 900


def kib(size: int) -> str:
    return f"{size} ({size / 1024:.1f} KiB)" if size >= 1024 else f"{size} ({size:.1f} B)"


def older(interface: Interface) -> str:
    """busybox' layout."""
    loop = interface.name == "lo"
    head = "Link encap:Local Loopback  " if loop else f"Link encap:Ethernet  HWaddr {interface.hardware.upper()}  "
    lines = [f"{interface.name:<9} {head}"]
    for held in interface.addresses:
        if family_of(held.address) == 6:
            lines.append(f"          inet6 addr: {held.text} Scope:{held.scope.capitalize()}")
            continue
        extra = "" if loop else f"  Bcast:{broadcast(held)}"
        lines.append(f"          inet addr:{held.address}{extra}  Mask:{mask(held)}")
    flags = "UP LOOPBACK RUNNING" if loop else "UP BROADCAST RUNNING MULTICAST"
    got, got_bytes, sent, sent_bytes = traffic(interface)
    lines += [
        f"          {flags}  MTU:{interface.mtu}  Metric:1",
        f"          RX packets:{got} errors:0 dropped:0 overruns:0 frame:0",
        f"          TX packets:{sent} errors:0 dropped:0 overruns:0 carrier:0",
        f"          collisions:0 txqueuelen:{1000 if loop else 0} ",
        f"          RX bytes:{kib(got_bytes)}  TX bytes:{kib(sent_bytes)}",
        "",
    ]
    return "".join(line + "\n" for line in lines)


def newer(interface: Interface) -> str:
    """net-tools' layout."""
    loop = interface.name == "lo"
    flags = "73<UP,LOOPBACK,RUNNING>" if loop else "4163<UP,BROADCAST,RUNNING,MULTICAST>"
    lines = [f"{interface.name}: flags={flags}  mtu {interface.mtu}"]
    for held in interface.addresses:
        if family_of(held.address) == 6:
            lines.append(f"        inet6 {held.address}  prefixlen {held.prefix}  scopeid 0x0<global>")
            continue
        extra = "" if loop else f"  broadcast {broadcast(held)}"
        lines.append(f"        inet {held.address}  netmask {mask(held)}{extra}")
    kind = (
        "loop  txqueuelen 1000  (Local Loopback)" if loop else f"ether {interface.hardware}  txqueuelen 0  (Ethernet)"
    )
    got, got_bytes, sent, sent_bytes = traffic(interface)
    lines += [
        f"        {kind}",
        f"        RX packets {got}  bytes {kib(got_bytes)}",
        "        RX errors 0  dropped 0  overruns 0  frame 0",
        f"        TX packets {sent}  bytes {kib(sent_bytes)}",
        "        TX errors 0  dropped 0 overruns 0  carrier 0  collisions 0",
        "",
    ]
    return "".join(line + "\n" for line in lines)


def route(shell: Process, argv: Sequence[str]) -> int:
    """`route [-n]`."""
    shell.out("Kernel IP routing table\n")
    shell.out("Destination     Gateway         Genmask         Flags Metric Ref    Use Iface\n")
    for one in machine_of(shell).routes(4):
        target, _, bits = one.to.partition("/")
        prefix = 0 if one.to == "default" else int(bits or 32)
        shown = ("0.0.0.0" if "-n" in argv else "default") if one.to == "default" else target
        flags = "U" + ("G" if one.via else "") + ("H" if prefix == 32 else "")
        gateway = one.via or ("0.0.0.0" if "-n" in argv or shell.is_busybox is False else "*")
        shell.out(
            f"{shown:<15} {gateway:<15} {mask(Held(target, prefix)):<15} {flags:<5} 0      0        0 {one.device}\n"
        )
    return 0
