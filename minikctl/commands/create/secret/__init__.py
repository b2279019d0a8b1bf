"""`create secret`: Secrets, one file per type."""

from __future__ import annotations

from minikctl.errors import Exit
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation

COMMANDS = (
    Command("docker-registry", "", "Create a secret for use with a Docker registry", "create.secret.docker_registry"),
    Command("generic", "", "Create a secret from a local file, directory, or literal value", "create.secret.generic"),
    Command("tls", "", "Create a TLS secret", "create.secret.tls"),
)
USAGE = "(docker-registry | generic | tls)"
HELP = """
Create a secret with specified type.

 A docker-registry type secret is for accessing a container registry.

 A generic type secret indicate an Opaque secret type.

 A tls type secret holds TLS certificate and its associated key.
"""


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f'unknown command "{" ".join(args)}"')
    from minikctl import help  # only here

    call.err(help.page_of(call))
    raise Exit(1)
