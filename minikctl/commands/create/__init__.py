"""`create -f`: objects from manifests; COMMANDS: what `create` makes from flags, one file each."""

from __future__ import annotations

from minikctl.arguments import Found, has_files
from minikctl.errors import CommandError
from minikctl.flags import DRY_RUN, FILENAME, OUTPUT, RAW, SAVE_CONFIG, SELECTOR, VALIDATE, field_manager
from minikctl.grammar.command import Command
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.making import DRY, stored
from minikctl.manifests.visiting import each_manifest
from minikctl.printing import printer

COMMANDS = (
    Command("clusterrole", "", "Make a ClusterRole", "create.clusterrole"),
    Command("clusterrolebinding", "", "Make a ClusterRoleBinding", "create.clusterrolebinding"),
    Command("configmap", "", "Make a ConfigMap from files or values", "create.configmap", ("cm",)),
    Command("cronjob", "", "Make a CronJob", "create.cronjob", ("cj",)),
    Command("deployment", "", "Make a Deployment", "create.deployment", ("deploy",)),
    Command("ingress", "", "Make an Ingress", "create.ingress", ("ing",)),
    Command("job", "", "Make a Job", "create.job"),
    Command("namespace", "", "Make a Namespace", "create.namespace", ("ns",)),
    Command("poddisruptionbudget", "", "Make a PodDisruptionBudget", "create.poddisruptionbudget", ("pdb",)),
    Command("priorityclass", "", "Make a PriorityClass", "create.priorityclass", ("pc",)),
    Command("quota", "", "Make a ResourceQuota", "create.quota", ("resourcequota",)),
    Command("role", "", "Make a Role with one rule", "create.role"),
    Command("rolebinding", "", "Make a RoleBinding", "create.rolebinding"),
    Command("secret", "", "Make a Secret", "create.secret"),
    Command("service", "", "Make a Service", "create.service", ("svc",)),
    Command("serviceaccount", "", "Make a ServiceAccount", "create.serviceaccount", ("sa",)),
    Command("token", "", "Ask for a token of a ServiceAccount", "create.token"),
)
FLAGS = (
    *DRY_RUN,
    *OUTPUT,
    *FILENAME,
    *SELECTOR,
    *VALIDATE,
    *SAVE_CONFIG,
    *RAW,
    *field_manager("kubectl-create"),
    Flag("edit", kind="bool", effect="Edit the manifest first."),
    Flag("windows-line-endings", kind="bool", effect="For --edit: end lines as Windows does."),
)
USAGE = "-f FILENAME"
HELP = "Make objects from manifests, in YAML or JSON, or from flags."
EXAMPLES = (
    ("What a manifest says", "kubectl create -f ./web.yaml"),
    ("A Deployment", "kubectl create deployment web --image=nginx"),
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    if args:
        raise call.usage_error(f"Unexpected args: [{' '.join(args)}]")
    if not has_files(options):
        raise CommandError("must specify one of -f and -k")
    if options["raw"]:
        from minikctl.rawrequests import send  # only with --raw

        return send(call, options, "POST")
    if options["edit"]:
        from minikctl.commands.edit.before_create import create_edited  # only with --edit

        return create_edited(call, options)
    mode = call.dry_run()
    call.validation()
    shown = printer(call, options, "created" + DRY[mode])
    count = 0

    def make(found: Found) -> None:
        nonlocal count
        made = stored(call, found.kind, found.obj, options, mode, found.namespace)
        count += 1
        shown.print(made, call.out)

    each_manifest(call, options, "creating", make)
    if not count:
        raise CommandError("no objects passed to create")
    return None
