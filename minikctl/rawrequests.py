"""--raw of commands that change things: one request to one address of the API server, with a file as its body."""

from __future__ import annotations

import json

from minikctl.errors import CommandError
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.errors import ApiError, resource_not_found


def check_address(address: str) -> None:
    """Refuses what is no path. Raises CommandError."""
    if not address.startswith(("/", "http://", "https://")):
        raise CommandError(f'--raw must be a valid URL path: parse "{address}": invalid URI for request')


def check(options: Options) -> None:
    """Refuses what does not go with --raw in `create` and `replace`. Raises CommandError."""
    if options.get("edit"):
        raise CommandError("--raw and --edit are mutually exclusive")
    if len(options["filename"]) != 1:
        raise CommandError("--raw can only use a single local file or stdin")
    if options["filename"][0].startswith(("http://", "https://")):
        raise CommandError("--raw cannot read from a url")
    if options["recursive"]:
        raise CommandError("--raw and --recursive are mutually exclusive")
    if options.get("selector"):
        raise CommandError("--raw and --selector (-l) are mutually exclusive")
    if options["output"]:
        raise CommandError("--raw and --output are mutually exclusive")
    check_address(options["raw"])


def send(call: Invocation, options: Options, method: str) -> None:
    """Sends the file of -f to the address of --raw, and prints the answer. Raises CommandError, ApiError."""
    from minikctl.state.traffic.messages import Request  # the network: only with --raw
    from minikctl.state.traffic.proxying import respond

    check(options)
    name = options["filename"][0]
    try:
        body = (call.around.stdin.read() if name == "-" else call.read(name)).decode(errors="replace")
    except OSError as error:
        raise CommandError(f"open {name}: {(error.strerror or str(error)).lower()}") from None
    headers = (("Content-Type", "application/json"),)
    answer = respond(call.cluster, Request("https", "kubernetes", 443, options["raw"], method, headers, body), 0)
    if answer.status >= 400:
        if not answer.body.startswith("{"):  # an address that nothing stands behind
            raise resource_not_found()
        said = json.loads(answer.body)
        raise ApiError(answer.status, said.get("reason", ""), said.get("message", ""))
    call.out(answer.body)
