"""`rollout status`: how far rollouts are, until they are done."""

from __future__ import annotations

from typing import Any

from minikctl.arguments import Found
from minikctl.commands.rollout import NAMED, named, require
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.objects import condition_of, name_of, spec_of, status_of, uid_of
from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *NAMED,
    Flag("revision", kind="int", effect="Fail if another revision is rolled out."),
    Flag("timeout", kind="duration", effect="How long to wait; 0: as long as it takes."),
    Flag("watch", "w", "bool", default=True, effect="Wait until it is done."),
)
USAGE = "(TYPE NAME | TYPE/NAME) [flags]"
HELP = "Show how far a rollout is, and wait until it is done."
EXAMPLES = (("Of a Deployment", "kubectl rollout status deployment/web"),)
WAITING = 'Waiting for {what} "{name}" rollout to finish: {why}...\n'


def run(call: Invocation, args: list[str], options: Options) -> None:
    require(args, options)
    if options["revision"] < 0:
        raise CommandError(f"revision must be a positive integer: {options['revision']}")
    found = named(call, args, options)
    if not found.found and not found.errors:
        return call.err(f"No resources found in {call.namespace} namespace.\n")
    return found.each(lambda item: follow(call, item, options))


def follow(call: Invocation, item: Found, options: Options) -> None:
    """Prints the status at each change until the rollout is done. Raises CommandError."""
    seen: list[Any] = []

    def is_done(view: View) -> bool:
        obj = view.find(item.kind, item.name, item.namespace)
        if obj is None or uid_of(obj) != uid_of(item.obj):
            raise CommandError("object has been deleted")
        if seen and seen[-1] == obj:
            return False
        seen.append(obj)
        text, done = status_text(obj, item.kind.group, options["revision"])
        call.out(text)
        call.around.out.flush()
        return done or not options["watch"]

    if not call.wait(is_done, options["timeout"] or None):
        raise CommandError("timed out waiting for the condition")


def status_text(obj: Obj, group: str, revision: int) -> tuple[str, bool]:
    """(what is said of a rollout, whether it is done). Raises CommandError."""
    tell = {"Deployment": of_deployment, "DaemonSet": of_daemon_set, "StatefulSet": of_stateful_set}.get(obj["kind"])
    if tell is None:
        shown = f"{obj['kind']}.{group}" if group else obj["kind"]
        raise CommandError(f"no status viewer has been implemented for {shown}")
    return tell(obj, revision)


def is_observed(obj: Obj) -> bool:
    """Whether the controller has seen the present specification."""
    return int(obj["metadata"].get("generation", 0)) <= int(status_of(obj).get("observedGeneration", 0))


def of_deployment(obj: Obj, revision: int) -> tuple[str, bool]:
    name, status = name_of(obj), status_of(obj)
    if revision > 0:
        running = (obj["metadata"].get("annotations") or {}).get("deployment.kubernetes.io/revision", "0")
        if str(revision) != running:
            raise CommandError(f"desired revision ({revision}) is different from the running revision ({running})")
    if not is_observed(obj):
        return "Waiting for deployment spec update to be observed...\n", False
    progress = condition_of(obj, "Progressing")
    if progress is not None and progress.get("reason") == "ProgressDeadlineExceeded":
        raise CommandError(f'deployment "{name}" exceeded its progress deadline')
    wanted, updated = spec_of(obj).get("replicas", 1), status.get("updatedReplicas", 0)
    total, available = status.get("replicas", 0), status.get("availableReplicas", 0)
    why = ""
    if updated < wanted:
        why = f"{updated} out of {wanted} new replicas have been updated"
    elif total > updated:
        why = f"{total - updated} old replicas are pending termination"
    elif available < updated:
        why = f"{available} of {updated} updated replicas are available"
    if why:
        return WAITING.format(what="deployment", name=name, why=why), False
    return f'deployment "{name}" successfully rolled out\n', True


def of_daemon_set(obj: Obj, revision: int) -> tuple[str, bool]:
    name, status = name_of(obj), status_of(obj)
    require_rolling(obj)
    if not is_observed(obj):
        return "Waiting for daemon set spec update to be observed...\n", False
    wanted, updated = status.get("desiredNumberScheduled", 0), status.get("updatedNumberScheduled", 0)
    available = status.get("numberAvailable", 0)
    why = ""
    if updated < wanted:
        why = f"{updated} out of {wanted} new pods have been updated"
    elif available < wanted:
        why = f"{available} of {wanted} updated pods are available"
    if why:
        return WAITING.format(what="daemon set", name=name, why=why), False
    return f'daemon set "{name}" successfully rolled out\n', True


def require_rolling(obj: Obj) -> None:
    """Raises CommandError for workloads whose pods are replaced by hand."""
    if (spec_of(obj).get("updateStrategy") or {}).get("type", "RollingUpdate") != "RollingUpdate":
        raise CommandError("rollout status is only available for RollingUpdate strategy type")


def of_stateful_set(obj: Obj, revision: int) -> tuple[str, bool]:
    spec, status = spec_of(obj), status_of(obj)
    require_rolling(obj)
    if not status.get("observedGeneration") or not is_observed(obj):
        return "Waiting for statefulset spec update to be observed...\n", False
    wanted, ready = spec.get("replicas", 1), status.get("readyReplicas", 0)
    updated = status.get("updatedReplicas", 0)
    if ready < wanted:
        return f"Waiting for {wanted - ready} pods to be ready...\n", False
    rolling = (spec.get("updateStrategy") or {}).get("rollingUpdate")
    if rolling is not None:
        partition = rolling.get("partition")
        if partition is not None and updated < wanted - partition:
            why = f"{updated} out of {wanted - partition} new pods have been updated"
            return f"Waiting for partitioned roll out to finish: {why}...\n", False
        return f"partitioned roll out complete: {updated} new pods have been updated...\n", True
    target, current = status.get("updateRevision", ""), status.get("currentRevision", "")
    if target != current:
        return f"waiting for statefulset rolling update to complete {updated} pods at revision {target}...\n", False
    count = status.get("currentReplicas", 0)
    return f"statefulset rolling update complete {count} pods at revision {current}...\n", True
