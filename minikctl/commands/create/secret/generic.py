"""`create secret generic`: a Secret from files or values."""

from __future__ import annotations

from minikctl.commands.create.datasources import SOURCE_FLAGS, items
from minikctl.commands.create.secret.content import make
from minikctl.generating import GENERATOR_FLAGS, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (*GENERATOR_FLAGS, *SOURCE_FLAGS, Flag("type", effect="The type of the Secret; nothing is Opaque."))
USAGE = "NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]"
HELP = "Make a Secret from files, folders or values."
EXAMPLES = (("A password", "kubectl create secret generic db --from-literal=password=hidden"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    make(call, one_name(call, args), options, options["type"], items(call, options))
