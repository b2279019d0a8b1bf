"""`create quota`: how much a namespace may use."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.generating import GENERATOR_FLAGS, generated, metadata, one_name
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.resourcelists import resource_list
from minikctl.state.kinds import RESOURCE_QUOTA

FLAGS = (
    *GENERATOR_FLAGS,
    Flag("hard", effect="The limits: RESOURCE=QUANTITY with commas."),
    Flag("scopes", effect="Which objects count: scopes with commas."),
)
USAGE = "NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]"
HELP = "Make a ResourceQuota."
EXAMPLES = (("At most ten Pods", "kubectl create quota small --hard=pods=10"),)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = one_name(call, args)
    scopes = options["scopes"].split(",") if options["scopes"] else []
    spec = {"hard": resource_list(options["hard"]), "scopes": scopes}
    if "" in scopes:
        raise CommandError('invalid resource quota scope ""')
    manifest = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": metadata(call, name), "spec": spec}
    generated(call, RESOURCE_QUOTA, manifest, options, "failed to create quota: ")
