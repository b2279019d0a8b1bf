"""`create role`: what is allowed in a namespace."""

from __future__ import annotations

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
from minikctl.grammar.flag import Options
from minikctl.invocation import Invocation
from minikctl.state.kinds import ROLE

FLAGS = (*GENERATOR_FLAGS, *RULE_FLAGS)
USAGE = (
    "NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] "
    "[--dry-run=server|client|none]"
)
HELP = "Make a Role with one rule for each API group."
EXAMPLES = (("Look at Pods", "kubectl create role pod-reader --verb=get,list,watch --resource=pods"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    verbs, resources = verbs_of(options), resources_of(options)
    if not verbs:
        raise CommandError("at least one verb must be specified")
    warn_of_verbs(call, verbs)
    if not resources:
        raise CommandError("at least one resource must be specified")
    manifest = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": metadata(call, name),
        "rules": rules_for(verbs, known_resources(call, verbs, resources), names_of(options)),
    }
    generated(call, ROLE, manifest, options)
