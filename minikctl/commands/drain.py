"""`drain`: empties nodes of their Pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from minikctl import patching
from minikctl.arguments import Found
from minikctl.errors import CommandError, joined, message_of
from minikctl.flags import CHUNK_SIZE, DRY_RUN, SELECTOR
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import CLIENT, NONE, SERVER, Invocation
from minikctl.making import DRY
from minikctl.nodes import nodes_meant, set_schedulable
from minikctl.state.errors import ApiError
from minikctl.state.kinds import DAEMON_SET, POD
from minikctl.state.objects import (
    annotations_of,
    labels_of,
    name_of,
    namespace_of,
    owner_of,
    spec_of,
    status_of,
    uid_of,
)

if TYPE_CHECKING:
    from minikctl.state.selectors import Selector
    from minikctl.state.view import View

Obj = dict[str, Any]

FLAGS = (
    *DRY_RUN,
    *SELECTOR,
    *CHUNK_SIZE,
    Flag(
        "delete-emptydir-data", kind="bool", effect="Go on though Pods keep data in emptyDir volumes, which are lost."
    ),
    Flag("disable-eviction", kind="bool", effect="Delete Pods; ask no PodDisruptionBudget."),
    Flag("force", kind="bool", effect="Go on though there are Pods that nothing will make again."),
    Flag("grace-period", kind="int", default=-1, effect="Seconds given to end in good order; -1: the Pod's own."),
    Flag("ignore-daemonsets", kind="bool", effect="Leave Pods of DaemonSets where they are."),
    Flag("pod-selector", effect="Only Pods whose labels match."),
    Flag(
        "skip-wait-for-delete-timeout", kind="int", effect="Do not wait for Pods that end for so many seconds already."
    ),
    Flag("timeout", kind="duration", effect="How long to wait; 0: as long as it takes."),
)
OLD_FLAGS = (
    Flag(
        "delete-local-data",
        kind="bool",
        hidden=True,
        deprecated="it was renamed to --delete-emptydir-data in kubectl 1.20",
    ),
)
USAGE = "NODE"
HELP = """
Empty a node of its Pods, so that it can be mended.

No more Pods are scheduled to it; those that it has are evicted. Pods of DaemonSets stay.
"""
EXAMPLES = (("A node without Pods", "kubectl drain worker-1 --ignore-daemonsets"),)
MIRROR = "kubernetes.io/config.mirror"
UNMANAGED = "cannot delete cannot delete Pods that declare no controller (use --force to override)"  # kubectl says so
DAEMONS = "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
LOCAL = "cannot delete Pods with local storage (use --delete-emptydir-data to override)"
RETRY = 5.0  # seconds until an eviction that a budget forbade is tried again


class Sorted(NamedTuple):
    """The Pods of a node: those that go, what forbids it, and what is worth a warning."""

    going: list[Obj]
    errors: list[CommandError]
    warning: str


def run(call: Invocation, args: list[str], options: Options) -> None:
    mode = call.dry_run()
    selector = pod_selector(options)
    nodes = nodes_meant(call, args, options)
    nodes.raise_errors()
    for item in nodes.found:
        set_schedulable(call, item, False, mode)
    failed: list[list[Exception]] = []
    pending: list[str] = []
    for item in nodes.found:
        errors = drain(call, item, options, mode, selector)
        if not errors:
            call.line(f"node/{item.name} drained{DRY[mode]}")
            continue
        failed.append(errors)
        pending.append(item.name)
        why = message_of(joined(errors))
        call.err(f'error: unable to drain node "{item.name}" due to error: {why}, continuing command...\n')
    if failed:
        call.err("There are pending nodes to be drained:\n" + "".join(f" {name}\n" for name in pending))
        raise joined(failed[0] if len(failed) == 1 else [joined(errors) for errors in failed])


def pod_selector(options: Options) -> Selector:
    """--pod-selector. Raises CommandError."""
    from minikctl.state.selectors import parse_selector  # only here

    try:
        return parse_selector(options["pod-selector"])
    except ValueError:
        raise CommandError("--pod-selector=<pod_selector> must be a valid label selector") from None


def drain(call: Invocation, item: Found, options: Options, mode: str, selector: Selector) -> list[Exception]:
    """Evicts what must go from a node and waits until it is gone; returns what stands against it."""
    found = sorted_pods(call.view(), item.name, options, selector)
    if found.errors:
        return [*found.errors]
    if found.warning:
        call.err(f"Warning: {found.warning}\n")
    left = list(found.going)
    try:
        evict_all(call, left, options, mode)
    except (ApiError, CommandError) as error:
        names = "".join(f"pod/{name_of(pod)}\n" for pod in left)
        call.err(f'There are pending pods in node "{item.name}" when an error occurred: {message_of(error)}\n{names}')
        return [error]
    return []


def sorted_pods(view: View, node: str, options: Options, selector: Selector) -> Sorted:
    """Sorts the Pods of a node as kubectl's filters do."""
    going: list[Obj] = []
    against: dict[str, list[str]] = {}
    warnings: dict[str, list[str]] = {}
    for pod in view.list(POD):
        if (
            spec_of(pod).get("nodeName") != node
            or not selector.matches(labels_of(pod))
            or MIRROR in annotations_of(pod)
        ):
            continue
        shown = f"{namespace_of(pod)}/{name_of(pod)}"
        is_over = status_of(pod).get("phase") in ("Succeeded", "Failed")
        owner = owner_of(pod)
        if (
            not is_over
            and owner is not None
            and owner["kind"] == "DaemonSet"
            and view.find(DAEMON_SET, owner["name"], namespace_of(pod))
        ):
            if options["ignore-daemonsets"]:
                warnings.setdefault("ignoring DaemonSet-managed Pods", []).append(shown)
            else:
                against.setdefault(DAEMONS, []).append(shown)
            continue
        if (
            not is_over
            and any("emptyDir" in volume for volume in spec_of(pod).get("volumes") or ())
            and not (options["delete-emptydir-data"] or options.get("delete-local-data"))
        ):
            against.setdefault(LOCAL, []).append(shown)
            continue
        if not is_over and owner is None:
            if not options["force"]:
                against.setdefault(UNMANAGED, []).append(shown)
                continue
            warnings.setdefault("deleting Pods that declare no controller", []).append(shown)
        going.append(pod)
    errors = [CommandError(f"{why}: {', '.join(names)}", prefixed=False) for why, names in against.items()]
    return Sorted(going, errors, "; ".join(f"{what}: {', '.join(names)}" for what, names in warnings.items()))


def evict_all(call: Invocation, left: list[Obj], options: Options, mode: str) -> None:
    """Evicts Pods and waits until they are gone; takes them out of `left`. Raises ApiError, CommandError."""
    verb = "deleting" if options["disable-eviction"] else "evicting"
    end = call.around.clock.now() + (options["timeout"] or float(1 << 40))
    waiting = list(left)
    while waiting:
        pod = waiting.pop(0)
        call.line(f"{verb} pod {namespace_of(pod)}/{name_of(pod)}{DRY[mode]}")
        try:
            if mode != CLIENT:
                evict(call, pod, options, mode)
        except ApiError as error:
            if error.reason != "TooManyRequests":
                raise
            where = f'error when evicting pods/"{name_of(pod)}" -n "{namespace_of(pod)}"'
            call.err(f"{where} (will retry after 5s): {error.message}\n")
            waiting.append(pod)
            if len(waiting) == 1 or all(one in waiting for one in left):
                pause(call, end)
    if mode == NONE:
        wait(call, left, options, end)


def pause(call: Invocation, end: float) -> None:
    """Lets time pass until evictions are tried again. Raises CommandError when --timeout is over."""
    now = call.around.clock.now()
    if now + RETRY > end:
        raise CommandError("global timeout reached")
    call.wait(lambda _: False, RETRY)


def evict(call: Invocation, pod: Obj, options: Options, mode: str) -> None:
    """Asks for an eviction, or with --disable-eviction for a deletion. Raises ApiError."""
    grace = None if options["grace-period"] < 0 else options["grace-period"]
    with patching.request(call, mode) as tx:
        if tx.find(POD, name_of(pod), namespace_of(pod)) is None:
            return
        if options["disable-eviction"]:
            tx.delete(POD, name_of(pod), namespace_of(pod), grace=grace)
            return
        from minikctl.state.eviction import evict as evicted  # only here

        evicted(tx, pod, grace=grace, dry_run=mode == SERVER)


def wait(call: Invocation, left: list[Obj], options: Options, end: float) -> None:
    """Waits until every Pod is gone, and says so. Raises CommandError when --timeout is over."""
    verb = "deleted" if options["disable-eviction"] else "evicted"
    for pod in list(left):

        def is_gone(view: View, pod: Obj = pod) -> bool:
            found = view.find(POD, name_of(pod), namespace_of(pod))
            return found is None or uid_of(found) != uid_of(pod)

        if not call.wait(is_gone, max(0.0, end - call.around.clock.now())):
            raise CommandError("global timeout reached: " + f"{options['timeout']:g}s")
        call.line(f"pod/{name_of(pod)} {verb}")
        left.remove(pod)
