"""`agnhost connect` and its kin: what Kubernetes' test image offers besides its servers."""

from __future__ import annotations

from collections.abc import Sequence

from minikctl.state.clock import parse_duration
from minikctl.state.podtools.network.curl.texts import split_colons
from minikctl.state.podtools.network.questions import caller_of
from minikctl.state.podtools.shell import Process, Steps, Wait
from minikctl.state.traffic.messages import REFUSED, UNKNOWN_HOST, Failure

USAGE = "Usage:\n  app [command]\n"


def main(shell: Process, argv: Sequence[str]) -> Steps:
    """`agnhost connect [--timeout=D] [--protocol=P] HOST:PORT`, `agnhost dns-suffix`, `agnhost --version`."""
    words = [word for word in argv[1:] if not word.startswith("-")]
    options = dict(word.lstrip("-").partition("=")[::2] for word in argv[1:] if word.startswith("-"))
    command = words[0] if words else ""
    if "version" in options:
        shell.out("agnhost version 2.39\n")
        return 0
    if command == "dns-suffix":
        shell.out(",".join(caller_of(shell).resolver().searches) + "\n")
        return 0
    if command == "dns-server-list":
        shell.out(",".join(caller_of(shell).resolver().nameservers) + "\n")
        return 0
    if command == "connect" and len(words) > 1:
        return (yield from connect(shell, words[1], options))
    shell.out(USAGE)
    return 0 if not command or "help" in options else 1


def connect(shell: Process, place: str, options: dict[str, str]) -> Steps:
    """Tries once to connect; says in one word why that failed."""
    host, port = split_colons(place, 2)
    try:
        patience = parse_duration(options["timeout"]) if options.get("timeout") else 131.0
    except ValueError as error:
        shell.err(f'Error: invalid argument "{options["timeout"]}" for "--timeout" flag: {error}\n')
        return 1
    if not port.isdigit():
        shell.err(f"DNS: lookup tcp/{port}: unknown port\n")
        return 1
    try:
        caller_of(shell).open(host, int(port), options.get("protocol", "tcp"))
    except Failure as failure:
        if failure.kind == UNKNOWN_HOST:
            server = next(iter(caller_of(shell).resolver().nameservers), "")
            shell.err(f"DNS: lookup {host} on {server}:53: no such host\n")
        elif failure.kind == REFUSED:
            shell.err("REFUSED\n")
        else:
            yield Wait(shell.clock.now() + patience)
            shell.err("TIMEOUT\n")
        return 1
    return 0
