"""`create ingress`: an Ingress from rules like `host/path=service:port,tls=secret`."""

from __future__ import annotations

import re
from typing import Any

from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.labelspecs import integer_or_name
from minikctl.state.kinds import INGRESS

Obj = dict[str, Any]

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("annotation", kind="repeated", effect="An annotation, KEY=VALUE; may be repeated."),
    Flag("class", effect="The class of the Ingress: which controller serves it."),
    Flag("default-backend", effect="Where everything goes that no rule names: SERVICE:PORT."),
    Flag("rule", kind="repeated", effect="HOST/PATH=SERVICE:PORT[,tls[=SECRET]]; PATH* is a prefix; may be repeated."),
)
USAGE = "NAME --rule=host/path=service:port[,tls[=secret]] "
HELP = "Make an Ingress."
EXAMPLES = (
    ("All paths of a host", 'kubectl create ingress web --rule="web.example.com/*=web:80"'),
    ("With TLS", 'kubectl create ingress web --rule="web.example.com/*=web:80,tls=web-cert"'),
)
RULE = re.compile(r"^[\w*\-.]*/.*=[\w\-]+:[\w\-]+(,tls=?([\w\-]+)?)?", re.ASCII)
NOT_ENOUGH = (
    "not enough information provided: every ingress has to either specify a default-backend "
    "(which catches all traffic) or a list of rules (which catch specific paths)"
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    check(options)
    annotations = dict(text.split("=", 1) for text in options["annotation"])
    manifest = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {**metadata(call, name), "annotations": annotations},
        "spec": spec_for(options),
    }
    generated(call, INGRESS, manifest, options, "failed to create ingress: ")


def check(options: Options) -> None:
    """Raises CommandError for what cannot be read."""
    if not options["default-backend"] and not options["rule"]:
        raise CommandError(NOT_ENOUGH)
    for rule in options["rule"]:
        if not RULE.match(rule):
            raise CommandError(
                f"rule {rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]"
            )
    for annotation in options["annotation"]:
        if "=" not in annotation:
            raise CommandError(f"annotation {annotation} is invalid and should be in format key=[value]")
    if options["default-backend"] and options["default-backend"].count(":") != 1:
        raise CommandError("default-backend should be in format servicename:serviceport")


def spec_for(options: Options) -> Obj:
    spec: Obj = {"tls": tls_of(options["rule"]), "rules": rules_of(options["rule"])}
    if options["class"]:
        spec["ingressClassName"] = options["class"]
    if options["default-backend"]:
        spec["defaultBackend"] = backend(options["default-backend"])
    return spec


def rules_of(texts: list[str]) -> list[Obj]:
    """One rule for each host, with the paths in order."""
    found: dict[str, list[Obj]] = {}
    for text in texts:
        host, _, rest = text.partition(",")[0].partition("/")
        found.setdefault(host, []).append(path_of(rest))
    return [
        {"host": host, "http": {"paths": paths}} if host else {"http": {"paths": paths}}
        for host, paths in found.items()
    ]


def path_of(text: str) -> Obj:
    """`path*=service:port`: a star at the end makes it a prefix."""
    path, _, service = text.partition("=")
    is_prefix = path.endswith("*")
    return {
        "path": "/" + (path[:-1] if is_prefix else path),
        "pathType": "Prefix" if is_prefix else "Exact",
        "backend": backend(service.partition("=")[0]),
    }


def backend(text: str) -> Obj:
    """`service:port`, by number or name."""
    parts = text.split(":")
    port = integer_or_name(parts[1] if len(parts) > 1 else "")
    return {"service": {"name": parts[0], "port": {"number": port} if isinstance(port, int) else {"name": port}}}


def tls_of(texts: list[str]) -> list[Obj]:
    """The hosts that are served with TLS, by secret; each host once."""
    found: list[Obj] = []
    seen = set()
    for text in texts:
        rule, *others = text.split(",")
        if len(others) != 1:
            continue
        host = rule.partition("/")[0]
        if host in seen:
            continue
        seen.add(host)
        secret = others[0].partition("=")[2].partition("=")[0]
        same = next((entry for entry in found if entry.get("secretName", "") == secret), None)
        if same is not None:
            same.setdefault("hosts", []).append(host)
        else:
            entry: Obj = ({"hosts": [host]} if host else {}) | ({"secretName": secret} if secret else {})
            found += [entry] if entry else []
    return found
