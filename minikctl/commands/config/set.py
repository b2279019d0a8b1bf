"""`config set`: sets one value."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load, save, wrong_arguments
from minikctl.commands.config.properties import set_value
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (Flag("set-raw-bytes", kind="bool", effect="The value is not in base64."),)
USAGE = "PROPERTY_NAME PROPERTY_VALUE"
EXAMPLES = (("The server of a cluster", "kubectl config set clusters.my-cluster.server https://1.2.3.4"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 2:
        raise wrong_arguments(call, args)
    if not args[1]:
        raise CommandError("you cannot use set to unset a property")
    save(call, set_value(load(call), args[0], args[1], options["set-raw-bytes"]))
    call.line(f'Property "{args[0]}" set.')
