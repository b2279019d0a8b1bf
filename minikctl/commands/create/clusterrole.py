"""`create clusterrole`: what is allowed in the whole cluster, or what several ClusterRoles allow together."""

from __future__ import annotations

from typing import Any

from minikctl.commands.create.rbacrules import (
    RULE_FLAGS,
    known_resources,
    names_of,
    resources_of,
    rules_for,
    verbs_of,
    warn_of_verbs,
)
from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.grammar.values import quoted
from minikctl.invocation import Invocation
from minikctl.state.kinds import CLUSTER_ROLE

Obj = dict[str, Any]

FLAGS = (
    *GENERATOR_FLAGS,
    *RULE_FLAGS,
    Flag("aggregation-rule", kind="list", effect="Labels of the ClusterRoles that it consists of: KEY=VALUE."),
    Flag("non-resource-url", kind="list", effect="Addresses of the server that the rule is about."),
)
USAGE = "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]"
HELP = "Make a ClusterRole."
EXAMPLES = (("Look at nodes", "kubectl create clusterrole node-reader --verb=get,list,watch --resource=nodes"),)
URL_VERBS = ("*", "get", "post", "put", "delete", "patch", "head", "options")
MIXED = "aggregation rule must be specified without nonResourceURLs, verbs, resources or resourceNames"


def run(call: Invocation, args: list[str], options: Options) -> None:
    labels = aggregated_labels(call, options)
    name = one_name(call, args)
    manifest: Obj = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": metadata(call, name, namespaced=False),
    }
    if labels:
        if any(options[flag] for flag in ("non-resource-url", "verb", "resource", "resource-name")):
            raise CommandError(MIXED)
        manifest["aggregationRule"] = {"clusterRoleSelectors": [{"matchLabels": labels}]}
    else:
        manifest["rules"] = rules(call, options)
    generated(call, CLUSTER_ROLE, manifest, options)


def aggregated_labels(call: Invocation, options: Options) -> dict[str, str]:
    """--aggregation-rule. Raises CommandError."""
    found = {}
    for text in options["aggregation-rule"]:
        key, equals, value = text.partition("=")
        if not equals:
            name = " ".join([call.around.called, *call.path])
            raise CommandError(
                f'invalid argument {quoted(text)} for "--aggregation-rule" flag: malformed pair, expect string=string\n'
                f"See '{name} --help' for usage."
            )
        found[key.strip()] = value.strip()
    return found


def rules(call: Invocation, options: Options) -> list[Obj]:
    """The rules for resources and for addresses. Raises CommandError."""
    verbs, resources, urls = verbs_of(options), resources_of(options), options["non-resource-url"]
    if not verbs:
        raise CommandError("at least one verb must be specified")
    if not resources and not urls:
        raise CommandError("one of resource or nonResourceURL must be specified")
    if resources:
        warn_of_verbs(call, verbs)
        resources = known_resources(call, verbs, resources)
    check_urls(verbs, urls)
    found = rules_for(verbs, resources, names_of(options))
    return [*found, {"verbs": verbs, "nonResourceURLs": urls}] if urls else found


def check_urls(verbs: list[str], urls: list[str]) -> None:
    """Raises CommandError for verbs and addresses that do not fit."""
    for verb in verbs if urls else ():
        if verb not in URL_VERBS:
            raise CommandError(f"invalid verb: '{verb}' for nonResourceURL")
    for url in urls:
        if url != "*" and not url.startswith("/"):
            raise CommandError("nonResourceURL should start with /")
        if "*" in url[:-1]:
            raise CommandError("nonResourceURL only supports wildcard matches when '*' is at the end")
