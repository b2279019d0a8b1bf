"""`config set-cluster`: makes or changes a cluster's entry."""

from __future__ import annotations

from typing import Any

from minikctl.commands.config.kubeconfig import change, wrong_arguments
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (
    Flag("certificate-authority", effect="The file of the certificate authority."),
    Flag("embed-certs", kind="bool", effect="Keep the certificate itself instead of the file's name."),
    Flag("insecure-skip-tls-verify", kind="bool", effect="Do not check the server's certificate."),
    Flag("proxy-url", effect="The proxy to go through."),
    Flag("server", effect="The server's address."),
    Flag("tls-server-name", effect="The name to expect in the server's certificate."),
)
USAGE = (
    "NAME [--server=server] [--certificate-authority=path/to/certificate/authority] "
    "[--insecure-skip-tls-verify=true] [--tls-server-name=example.com]"
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) != 1:
        raise wrong_arguments(call, args)
    if options["embed-certs"] and not options["certificate-authority"]:
        raise CommandError("you must specify a --certificate-authority to embed")
    if options["insecure-skip-tls-verify"] and options["certificate-authority"]:
        raise CommandError("you cannot specify a certificate authority and insecure mode at the same time")
    authority = read_authority(call, options)

    def edit(cluster: dict[str, Any]) -> None:
        for key in ("server", "tls-server-name", "proxy-url"):
            if key in options.given:
                cluster[key] = options[key].rstrip("/") if key == "server" else options[key]
        if "insecure-skip-tls-verify" in options.given:
            cluster["insecure-skip-tls-verify"] = options["insecure-skip-tls-verify"]
            if options["insecure-skip-tls-verify"]:
                cluster.pop("certificate-authority", None)
                cluster.pop("certificate-authority-data", None)
        if "certificate-authority" in options.given:
            cluster.pop("insecure-skip-tls-verify", None)
            cluster.pop("certificate-authority", None)
            cluster.pop("certificate-authority-data", None)
            cluster.update(authority)

    change(call, "clusters", args[0], edit)
    call.line(f'Cluster "{args[0]}" set.')


def read_authority(call: Invocation, options: Options) -> dict[str, str]:
    """The certificate authority as the entry keeps it. Raises CommandError."""
    path = options["certificate-authority"]
    if not path:
        return {}
    if not options["embed-certs"]:
        return {"certificate-authority": call.absolute(path)}
    from minikctl.commands.config.certificates import embedded  # only for --embed-certs

    return {"certificate-authority-data": embedded(call, "certificate-authority", path)}
