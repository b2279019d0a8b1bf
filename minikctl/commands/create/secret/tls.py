"""`create secret tls`: a certificate and its key."""

from __future__ import annotations

from minikctl.commands.create.datasources import APPEND_HASH
from minikctl.commands.create.secret.content import make
from minikctl.commands.create.secret.keypair import problem_of
from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    *GENERATOR_FLAGS,
    *APPEND_HASH,
    Flag("cert", effect="The file of the certificate, in PEM form."),
    Flag("key", effect="The file of its private key, in PEM form."),
)
USAGE = "NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]"
HELP = "Make a Secret of a certificate and its private key."
EXAMPLES = (("A pair of files", "kubectl create secret tls web --cert=web.crt --key=web.key"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    if not options["key"] or not options["cert"]:
        raise CommandError("key and cert must be specified")
    cert, key = content(call, options["cert"]), content(call, options["key"])
    if problem := problem_of(cert, key):
        raise CommandError(f"tls: {problem}")
    make(call, name, options, "kubernetes.io/tls", [("tls.crt", cert), ("tls.key", key)])


def content(call: Invocation, path: str) -> bytes:
    """A file. Raises CommandError."""
    try:
        return call.read(path)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        how = "read" if isinstance(error, IsADirectoryError) else "open"
        raise CommandError(f"Cannot read file {path}, {how} {path}: {why}") from None
