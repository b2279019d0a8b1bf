"""`kustomize`: prints what a kustomization folder makes."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.manifests import documents
from minikctl.manifests.kustomize import built
from minikctl.output.to_yaml import to_yaml
from minikctl.printing import by_name

FLAGS = (
    Flag("as-current-user", kind="bool", effect="Accepted, without effect: no functions or plugins run."),
    Flag("enable-alpha-plugins", kind="bool", effect="Accepted, without effect: no functions or plugins run."),
    Flag("enable-helm", kind="bool", effect="Accepted, without effect: charts are not inflated."),
    Flag("env", "e", "repeated", effect="Accepted, without effect: no functions or plugins run."),
    Flag("helm-api-versions", kind="repeated", effect="Accepted, without effect: charts are not inflated."),
    Flag("helm-command", default="helm", effect="Accepted, without effect: charts are not inflated."),
    Flag("helm-debug", kind="bool", effect="Accepted, without effect: charts are not inflated."),
    Flag("helm-kube-version", effect="Accepted, without effect: charts are not inflated."),
    Flag(
        "load-restrictor", default="LoadRestrictionsRootOnly", effect="Accepted, without effect: files may be anywhere."
    ),
    Flag("mount", kind="repeated", effect="Accepted, without effect: no functions or plugins run."),
    Flag("network", kind="bool", effect="Accepted, without effect: no functions or plugins run."),
    Flag("network-name", default="bridge", effect="Accepted, without effect: no functions or plugins run."),
    Flag("output", "o", effect="The file to write to, instead of standard output."),
)
USAGE = "DIR [flags]"
HELP = "Print what a kustomization folder makes."
EXAMPLES = (("Of the working directory", "kubectl kustomize"), ("Of another folder", "kubectl kustomize ./overlay"))


def run(call: Invocation, args: list[str], options: Options) -> None:
    if len(args) > 1:
        raise CommandError("specify one path to kustomization.yaml")
    data = built(call, args[0] if args else ".")
    text = "---\n".join(to_yaml(by_name(document.value)) for document in documents(data))
    if options["output"]:
        return call.around.files.write(call.absolute(options["output"]), text.encode())
    return call.out(text)
