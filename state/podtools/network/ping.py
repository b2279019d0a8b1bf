"""`ping` and `traceroute`, of iputils and of busybox."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from minikctl.state.kinds import SERVICE
from minikctl.state.network.nodes import node_with_address, pod_with_address
from minikctl.state.network.proxyconfig import proxy_config
from minikctl.state.objects import spec_of
from minikctl.state.podtools.network.questions import caller_of, is_address, name_of_address
from minikctl.state.podtools.options import parsed
from minikctl.state.podtools.shell import Interrupted, Process, Steps, Wait
from minikctl.state.traffic.messages import UNKNOWN_HOST, Failure

if TYPE_CHECKING:
    from minikctl.state.traffic.caller import Caller
    from minikctl.state.view import View

FOREVER = 1_000_000
SIZE = 56


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`ping [-c COUNT] [-W SECONDS] [-i SECONDS] [-w DEADLINE] HOST`."""
    options = parsed(shell, argv, "46Aabc:DdfhI:i:Ll:m:np:Qqs:t:T:vW:w:")
    if options is None or not options.operands:
        usage = "BusyBox v1.36.1 () multi-call binary.\n\nUsage: ping [OPTIONS] HOST\n"
        shell.err(usage if shell.is_busybox else "ping: usage error: Destination address required\n")
        return 1 if shell.is_busybox else 2
    for letter in "ciwW":
        given = options.last(letter, "1")
        if not given.replace(".", "", 1).isdigit():
            shell.err(
                f"ping: invalid number '{given}'\n" if shell.is_busybox else f"ping: invalid argument: '{given}'\n"
            )
            return 1
    host = options.operands[0]
    caller = caller_of(shell)
    try:
        every = caller.addresses(host)
        wide = argv[0].endswith("6") or "6" in options
        address = next((one for one in every if (":" in one) == wide), "" if wide else every[0])
        if not address:
            raise Failure(UNKNOWN_HOST, host)
    except Failure as failure:
        if failure.kind != UNKNOWN_HOST:
            yield Wait(shell.clock.now() + 10)
        why = "Name or service not known" if failure.kind == UNKNOWN_HOST else "Temporary failure in name resolution"
        shell.err(f"ping: bad address '{host}'\n" if shell.is_busybox else f"ping: {host}: {why}\n")
        return 1 if shell.is_busybox else 2
    shown = host if shell.is_busybox or is_address(host) else canonical(caller, host, address)
    one = Pings(shell, caller, shown, address, "q" in options)
    count = int(float(options.last("c") or FOREVER))
    pause = float(options.last("i") or 1)
    late = float(options.last("W") or 10)
    deadline = float(options.last("w") or 0)
    return (yield from one.run(count, pause, late, deadline))


def canonical(caller: Caller, host: str, address: str) -> str:
    """The name as the look-up found it, which iputils shows (getaddrinfo's AI_CANONNAME)."""
    if caller.known(host):
        return host
    found = caller.lookup(host, "AAAA" if ":" in address else "A").answer.answers
    return found[-1].name.rstrip(".") if found else host


class Pings:
    """A run of pings."""

    def __init__(self, shell: Process, caller: Caller, host: str, address: str, quiet: bool) -> None:
        self.shell = shell
        self.host = host
        self.address = address
        self.quiet = quiet
        self.answers = answers_ping(caller, address)
        self.times: list[float] = []
        self.sent = 0
        self.last = shell.clock.now()
        self.name = "" if is_address(host) else name_of_address(caller, address)
        self.hops = hops(caller, address)

    def run(self, count: int, pause: float, late: float, deadline: float) -> Steps:
        """Sends until the count is reached, the time is over, or Ctrl-C."""
        began = self.shell.clock.now()
        self.shell.out(self.heading())
        try:
            while self.sent < count:
                self.sent += 1
                self.last = self.shell.clock.now()
                if self.answers:
                    self.answered()
                over = deadline and self.shell.clock.now() + pause - began > deadline
                if over:
                    yield Wait(began + deadline)
                    break
                if self.sent < count:
                    yield Wait(self.shell.clock.now() + pause)
                elif not self.answers:
                    yield Wait(self.shell.clock.now() + late)
        except Interrupted:
            pass
        self.shell.out(self.summary(self.last - began))
        return 0 if self.times else 1

    def heading(self) -> str:
        if self.shell.is_busybox:
            return f"PING {self.host} ({self.address}): {SIZE} data bytes\n"
        return f"PING {self.host} ({self.address}) {SIZE}({SIZE + 28}) bytes of data.\n"

    def answered(self) -> None:
        draw = sha256(f"{self.address}/{self.shell.clock.now()}/{self.sent}".encode()).digest()[0]
        spent = 0.045 + draw / 4000 + (0.2 if self.hops > 1 else 0)
        self.times.append(spent)
        if self.quiet:
            return
        if self.shell.is_busybox:
            self.shell.out(
                f"{SIZE + 8} bytes from {self.address}: seq={self.sent - 1} ttl={65 - self.hops} time={spent:.3f} ms\n"
            )
            return
        place = f"{self.name} ({self.address})" if self.name else self.address
        self.shell.out(
            f"{SIZE + 8} bytes from {place}: icmp_seq={self.sent} ttl={65 - self.hops} time={spent:.3f} ms\n"
        )

    def summary(self, spent: float) -> str:
        got = len(self.times)
        lost = round(100 * (self.sent - got) / self.sent) if self.sent else 0
        text = f"\n--- {self.host} ping statistics ---\n{self.sent} packets transmitted, "
        low, high = min(self.times, default=0.0), max(self.times, default=0.0)
        mean = sum(self.times) / got if got else 0.0
        if self.shell.is_busybox:
            text += f"{got} packets received, {lost}% packet loss\n"
            return text + (f"round-trip min/avg/max = {low:.3f}/{mean:.3f}/{high:.3f} ms\n" if got else "")
        text += f"{got} received, {lost}% packet loss, time {round(spent * 1000)}ms\n"
        if not got:
            return text + "\n"
        spread = (sum((one - mean) ** 2 for one in self.times) / got) ** 0.5
        return text + f"rtt min/avg/max/mdev = {low:.3f}/{mean:.3f}/{high:.3f}/{spread:.3f} ms\n"


def answers_ping(caller: Caller, address: str) -> bool:
    """Whether anybody answers: pods, nodes, machines outside; a Service's address only where an interface holds it."""
    view = caller.view
    if address.startswith("127.") or address == "::1":
        return True
    if pod_with_address(view, address) is not None or node_with_address(view, address):
        return True
    if is_service_address(view, address):
        node = caller.node or spec_of(caller.own(view) or {}).get("nodeName", "")
        return proxy_config(view).mode == "ipvs" and bool(node)
    from minikctl.state.traffic.serving import outside_text

    return (
        outside_text(view, address, 0) is not None
        or any(one.get("address") == address for one in view.world.get("external") or ())
        or address == "192.168.49.1"
    )


def is_service_address(view: View, address: str) -> bool:
    return any(address in (spec_of(svc).get("clusterIPs") or ()) for svc in view.list(SERVICE))


def hops(caller: Caller, address: str) -> int:
    """How many machines are on the way."""
    view = caller.view
    pod, own = pod_with_address(view, address), caller.own(view)
    if own is not None and pod is not None:
        if pod["metadata"].get("uid") == own["metadata"].get("uid"):
            return 1
        return 2 if spec_of(pod).get("nodeName") == spec_of(own).get("nodeName") else 3
    return 1 if address.startswith("127.") else 2


def traceroute(shell: Process, argv: Sequence[str]) -> Steps:
    """`traceroute HOST`: the node, perhaps another one, then the target."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    if not words:
        shell.err("Usage: traceroute [-46FIlnrv] HOST [BYTES]\n")
        return 1
    caller = caller_of(shell)
    try:
        address = caller.addresses(words[0])[0]
    except Failure:
        shell.err(
            f"traceroute: bad address '{words[0]}'\n"
            if shell.is_busybox
            else f"{words[0]}: Name or service not known\n"
        )
        return 1 if shell.is_busybox else 2
    size = "46 byte packets" if shell.is_busybox else "60 byte packets"
    shell.out(f"traceroute to {words[0]} ({address}), 30 hops max, {size}\n")
    view = caller.view
    number = 1
    own = caller.own(view)
    if own is not None and hops(caller, address) > 1:
        from minikctl.state.network.interfaces import pod_routes

        gateway = next((route.via for route in pod_routes(view, own, 4) if route.to == "default"), "")
        shell.out(f"{number:2}  {gateway} ({gateway})  0.012 ms  0.008 ms  0.007 ms\n")
        number += 1
    if answers_ping(caller, address):
        name = name_of_address(caller, address) or address
        shell.out(f"{number:2}  {name} ({address})  0.035 ms  0.021 ms  0.018 ms\n")
        return 0
    while number <= 30:
        shell.out(f"{number:2}  *  *  *\n" if shell.is_busybox else f"{number:2}  * * *\n")
        yield Wait(shell.clock.now() + 15)
        number += 1
    return 0
