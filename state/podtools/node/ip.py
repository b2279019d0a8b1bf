"""`ip`: addresses, links and routes of a node, or of a pod."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

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
from minikctl.state.network.ranges import range_of
from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.objects import Obj
    from minikctl.state.view import View

VERSION = "ip utility, iproute2-5.15.0\n"
USAGE = """Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | addrlabel | fou | help | ila | ioam | l2tp | link |
                   macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { maximum-addr-flush-attempts } | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [filename] |
                    -rc[vbuf] [size] | -n[etns] name | -N[umeric] | -a[ll] |
                    -c[olor]}
"""
RULES = {
    4: "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n",
    6: "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n",
}
OBJECTS = ("address", "link", "route", "neighbour", "neighbor", "rule", "help")
LOOKING = ("show", "list", "lst")


class Machine(NamedTuple):
    """Whose network is looked at."""

    interfaces: Callable[[], list[Interface]]
    routes: Callable[[int], list[Route]]


class Options(NamedTuple):
    """The options before the object."""

    family: int = 0
    oneline: bool = False
    brief: bool = False
    words: tuple[str, ...] = ()


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`ip …` on a node."""
    machine = Machine(lambda: node_interfaces(view, node), lambda family: node_routes(view, node, family))
    return answer(machine, argv[1:])


def run_in_pod(view: View, pod: Obj, argv: list[str]) -> Outcome:
    """`ip …` in a pod."""
    machine = Machine(lambda: pod_interfaces(view, pod), lambda family: pod_routes(view, pod, family))
    return answer(machine, argv[1:])


def answer(machine: Machine, words: list[str]) -> Outcome:
    """What the program prints about a machine's network."""
    options = options_of(words)
    if isinstance(options, Outcome):
        return options
    if not options.words:
        return Outcome("", USAGE, 255)
    thing, *rest = options.words
    matches = [name for name in OBJECTS if name.startswith(thing)]
    if not matches:
        return Outcome("", f'Object "{thing}" is unknown, try "ip help".\n', 1)
    name = matches[0]
    if name == "help":
        return Outcome("", USAGE, 255)
    if rest and rest[0] in ("add", "del", "delete", "set", "flush", "replace", "change"):
        return Outcome("", "RTNETLINK answers: Operation not permitted\n", 2)
    if name == "rule":
        return Outcome(RULES[options.family or 4])
    if name == "route":
        return routes(machine, options, rest)
    if name in ("neighbour", "neighbor"):
        return Outcome()
    return interfaces(machine, options, rest, links_only=name == "link")


def options_of(words: list[str]) -> Options | Outcome:
    """The leading options; an outcome where they end the program."""
    family, oneline, brief, index = 0, False, False, 0
    while index < len(words) and words[index].startswith("-"):
        word = "-" + words[index].lstrip("-")
        if word in ("-V", "-Version"):
            return Outcome(VERSION)
        if word in ("-4", "-6"):
            family = int(word[1])
        elif word in ("-f", "-family"):
            index += 1
            family = 6 if words[index : index + 1] == ["inet6"] else 4
        elif len(word) > 1 and "-oneline".startswith(word):
            oneline = True
        elif len(word) > 2 and "-brief".startswith(word):
            brief = True
        elif not any(name.startswith(word) for name in ("-statistics", "-details", "-resolve", "-Numeric", "-color")):
            return Outcome("", f'Option "{words[index]}" is unknown, try "ip -help".\n', 255)
        index += 1
    return Options(family, oneline, brief, tuple(words[index:]))


def interfaces(machine: Machine, options: Options, rest: list[str], *, links_only: bool) -> Outcome:
    """`ip addr` and `ip link`, of all interfaces or of one."""
    wanted, up, words = "", False, iter(rest)
    for word in words:
        if word == "dev":
            wanted = next(words, "")
        elif word == "up":
            up = True
        elif word in ("scope", "type", "to", "label"):
            next(words, None)
        elif word not in LOOKING and not any(name.startswith(word) for name in LOOKING):
            wanted = word
    found = machine.interfaces()
    if wanted:
        found = [interface for interface in found if interface.name == wanted]
        if not found:
            return Outcome("", f'Device "{wanted}" does not exist.\n', 1)
    lines = []
    for interface in found:
        held = [h for h in interface.addresses if options.family in (0, family_of(h.address))]
        if up and "UP" not in interface.flags.split(","):
            continue
        if options.family and not held and not links_only:
            continue
        if options.brief:
            lines.append(brief(interface, held, links_only))
        elif options.oneline and not links_only:
            lines += [oneline(interface, one) for one in held]
        else:
            text = link(interface, options.family if not links_only else 0)
            text += "" if links_only else "".join(f"    {inet(interface, one)}\n{LIFETIME}\n" for one in held)
            lines.append("\\".join(text.rstrip("\n").split("\n")) + "\n" if options.oneline else text)
    return Outcome("".join(lines))


LIFETIME = "       valid_lft forever preferred_lft forever"


def shown_name(interface: Interface) -> str:
    return f"{interface.name}@if{interface.peer}" if interface.peer else interface.name


def link(interface: Interface, family: int) -> str:
    """The first two lines of an interface; the second only where no family is asked for."""
    length = " qlen 1000" if interface.name == "lo" else ""
    text = (
        f"{interface.number}: {shown_name(interface)}: <{interface.flags}> mtu {interface.mtu}"
        f" qdisc {interface.queue} state {interface.state} group default{length} \n"
    )
    if length:
        text = text[:-2] + "\n"
    if family:
        return text
    kind, broadcast = ("loopback", "00:00:00:00:00:00") if interface.name == "lo" else ("ether", "ff:ff:ff:ff:ff:ff")
    other = " link-netnsid 0" if interface.peer else ""
    return f"{text}    link/{kind} {interface.hardware} brd {broadcast}{other}\n"


def inet(interface: Interface, held: Held) -> str:
    """`inet 10.244.0.5/24 brd 10.244.0.255 scope global eth0`."""
    if family_of(held.address) == 6:
        return f"inet6 {held.text} scope {held.scope} "
    broadcast = ""
    network = range_of(held.text)
    if network and network.prefix < 31 and interface.name != "lo":
        from minikctl.state.network.ranges import text_of

        broadcast = f" brd {text_of(network.first | (1 << (32 - network.prefix)) - 1, 4)}"
    return f"inet {held.text}{broadcast} scope {held.scope} {interface.name}"


def oneline(interface: Interface, held: Held) -> str:
    return f"{interface.number}: {interface.name}    {inet(interface, held)}\\{LIFETIME}\n"


def brief(interface: Interface, held: list[Held], links_only: bool) -> str:
    start = f"{shown_name(interface):<16} {interface.state:<14} "
    if links_only:
        return f"{start}{interface.hardware} <{interface.flags}> \n"
    return start + "".join(f"{one.text} " for one in held) + "\n"


def routes(machine: Machine, options: Options, rest: list[str]) -> Outcome:
    """`ip route [show]`, `ip route get ADDRESS`."""
    if rest[:1] == ["get"]:
        return route_to(machine, rest[1] if len(rest) > 1 else "")
    wanted = rest[rest.index("dev") + 1] if "dev" in rest[:-1] else ""
    found = [route for route in machine.routes(options.family or 4) if wanted in ("", route.device)]
    return Outcome("".join(shown(route) for route in found))


def shown(route: Route) -> str:
    """One line of `ip route`; it ends in a blank, as the program's lines do."""
    via = f" via {route.via}" if route.via else ""
    rest = f" {route.rest}" if route.rest else ""
    return f"{route.to}{via} dev {route.device}{rest} \n"


def route_to(machine: Machine, address: str) -> Outcome:
    """Which way a packet to an address would take."""
    try:
        family = family_of(address)
        mine = {held.address for interface in machine.interfaces() for held in interface.addresses}
        if address in mine:
            return Outcome(f"local {address} dev lo src {address} uid 0 \n    cache <local> \n")
        best: tuple[int, Route] | None = None
        for route in machine.routes(family):
            network = range_of("0.0.0.0/0" if family == 4 else "::/0") if route.to == "default" else None
            bits = 32 if family == 4 else 128
            network = network or range_of(route.to if "/" in route.to else f"{route.to}/{bits}")
            if network and network.covers(address) and (best is None or network.prefix > best[0]):
                best = network.prefix, route
    except ValueError:
        return Outcome("", f'Error: any valid prefix is expected rather than "{address}".\n', 1)
    if best is None:
        return Outcome("", "RTNETLINK answers: Network is unreachable\n", 2)
    route = best[1]
    via = f" via {route.via}" if route.via else ""
    source = route.rest.partition("src ")[2].partition(" ")[0] or source_of(machine, route.device, family)
    return Outcome(f"{address}{via} dev {route.device} src {source} uid 0 \n    cache \n")


def source_of(machine: Machine, device: str, family: int) -> str:
    """The address a packet gets that leaves through a device."""
    for interface in machine.interfaces():
        for held in interface.addresses:
            if interface.name == device and family_of(held.address) == family:
                return held.address
    return ""
