"""`logs`: prints what containers have written."""

from __future__ import annotations

from typing import Any

from minikctl import pods
from minikctl.arguments import Found, Query, objects_of
from minikctl.errors import CommandError
from minikctl.flags import SELECTOR
from minikctl.following import Cut, Stream, follow
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.clock import parse_timestamp
from minikctl.state.errors import ApiError
from minikctl.state.kinds import POD
from minikctl.state.objects import annotations_of, name_of, namespace_of, spec_of

Obj = dict[str, Any]

FLAGS = (
    *SELECTOR,
    Flag("all-containers", kind="bool", effect="All containers of the Pods."),
    Flag("all-pods", kind="bool", effect="All Pods of what is named, not only the first; sets --prefix."),
    Flag("container", "c", effect="The container; otherwise the Pod's first, or the one that an annotation names."),
    Flag("follow", "f", "bool", effect="Go on with what is written next."),
    Flag("ignore-errors", kind="bool", effect="Go on with the others if a container's output cannot be had."),
    Flag(
        "insecure-skip-tls-verify-backend",
        kind="bool",
        effect="Accepted, without effect: there is no connection to secure.",
    ),
    Flag("limit-bytes", kind="int", effect="At most so many bytes."),
    Flag("max-log-requests", kind="int", default=5, effect="How many containers may be followed at once."),
    Flag("pod-running-timeout", kind="duration", default=20.0, effect="How long to wait for a Pod of what is named."),
    Flag("prefix", kind="bool", effect="Write Pod and container before each line."),
    Flag("previous", "p", "bool", effect="Of the run of the container before this one."),
    Flag("since", kind="duration", effect="Only what is younger, such as 5s, 2m or 3h."),
    Flag("since-time", effect="Only what was written after an RFC 3339 time."),
    Flag("tail", kind="int", default=-1, effect="Only so many lines from the end; -1: all, or 10 with a selector."),
    Flag("timestamps", kind="bool", effect="Write the time before each line."),
)
USAGE = "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]"
HELP = "Print what a container has written."
EXAMPLES = (
    ("Of a Pod", "kubectl logs web"),
    ("Of one of its containers, with what comes next", "kubectl logs -f -c helper web"),
    ("Of all Pods with a label", "kubectl logs -l app=web --all-containers=true"),
    ("Of the run before", "kubectl logs -p web"),
)
NOTHING_NAMED = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command"
)
SELECTOR_TAIL = 10
TOO_MANY = (
    "you are attempting to follow {} log streams, but maximum allowed concurrency is {}, "
    "use --max-log-requests to increase the limit"
)


def run(call: Invocation, args: list[str], options: Options) -> None:
    name = check_arguments(call, args, options)
    if options["since-time"]:  # read before anything is looked for
        since_of(Options({**options, "since": 0}), 0.0)
    targets = looked_up(call, args, options)
    check(options, name)
    streams = Streams(call, options, name).of(targets)
    if options["follow"] and len(streams) > 1:
        if len(streams) > options["max-log-requests"]:
            raise CommandError(TOO_MANY.format(len(streams), options["max-log-requests"]))
        return follow(call, streams)
    for stream in streams:
        try:
            show(call, stream, options)
        except ApiError as error:
            if not options["ignore-errors"]:
                raise
            call.out(f"error: {error.message}\n")
    return None


def check_arguments(call: Invocation, args: list[str], options: Options) -> str:
    """The container that is named, "" if none is. Raises CommandError."""
    if len(args) > 2 or (not args and not options["selector"]):
        raise call.usage_error(NOTHING_NAMED)
    if len(args) == 1 and options["selector"]:
        raise call.usage_error("only a selector (-l) or a POD name is allowed")
    if len(args) == 2:
        return args[1]
    return str(options["container"])


def looked_up(call: Invocation, args: list[str], options: Options) -> list[Found]:
    """The objects whose output is wanted. Raises CommandError, ApiError."""
    if options["selector"] and not args:
        query = Query(POD, call.namespace, options["selector"].strip(), "")
        found = objects_of(call, call.view(), query)
        if not found:
            call.err(f"No resources found in {call.namespace} namespace.\n")
        return [Found(POD, name_of(pod), namespace_of(pod), pod) for pod in found]
    try:
        return [pods.named(call, args[0])]
    except ApiError as error:
        if error.reason != "NotFound":
            raise
        where = f' in namespace "{call.namespace}"'
        raise CommandError(f"error from server (NotFound): {error.message}{where}") from None


def check(options: Options, name: str) -> None:
    """Refuses what cannot be asked. Raises CommandError."""
    if options["since-time"] and options["since"]:
        raise CommandError("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if options["all-containers"] and name:
        raise CommandError(f"--all-containers=true should not be specified with container name {name}")
    if options["limit-bytes"] < 0:
        raise CommandError("--limit-bytes must be greater than 0")
    if options["since"] < 0:
        raise CommandError("--since must be greater than 0")
    if options["tail"] < -1:
        raise CommandError("--tail must be greater than or equal to -1")
    if options["since-time"]:
        since_of(options, 0.0)


def since_of(options: Options, now: float) -> float | None:
    """The moment from which on lines are wanted. Raises CommandError."""
    if options["since"]:
        return now - float(options["since"])
    text = options["since-time"]
    if not text:
        return None
    try:
        return parse_timestamp(text)
    except (ValueError, IndexError):
        from minikctl.state.fields import go_quote  # only for messages

        shown = go_quote(text)
        raise CommandError(
            f'parsing time {shown} as "2006-01-02T15:04:05Z07:00": cannot parse {shown} as "2006"'
        ) from None


class Streams:
    """The containers whose output is wanted."""

    def __init__(self, call: Invocation, options: Options, name: str) -> None:
        self.call = call
        self.options = options
        self.name = name
        tail = options["tail"]
        if options["selector"] and "tail" not in options.given:
            tail = SELECTOR_TAIL
        self.cut = Cut(since_of(options, call.around.clock.now()), tail, options["limit-bytes"])
        self.prefix = options["prefix"] or options["all-pods"]

    def of(self, items: list[Found]) -> list[Stream]:
        """One stream for each container. Raises CommandError, ApiError."""
        found: list[Stream] = []
        for item in items:
            seconds = self.options["pod-running-timeout"]
            selected = pods.selected(self.call, item, "get the logs from", seconds, for_logs=True)
            chosen = selected.pods
            if len(chosen) > 1 and not self.options["all-pods"]:
                self.call.err(f"Found {len(chosen)} pods, using pod/{name_of(chosen[0])}\n")
                chosen = chosen[:1]
            for pod in chosen:
                found += [self.stream(pod, container) for container in self.containers(pod)]
        return found

    def containers(self, pod: Obj) -> list[Obj]:
        if self.options["all-containers"]:
            return pods.containers(pod)
        if not self.name:
            return [self.default(pod)]
        one = pods.container_named(pod, self.name)
        if one is None:
            raise CommandError(f"container {self.name} is not valid for pod {name_of(pod)}")
        return [one]

    def default(self, pod: Obj) -> Obj:
        """The container that is meant if none is named."""
        if self.options["all-pods"] and not annotations_of(pod).get(pods.DEFAULT_CONTAINER):
            first: Obj = spec_of(pod)["containers"][0]
            return first
        return pods.default_container(self.call, pod)

    def stream(self, pod: Obj, container: Obj) -> Stream:
        prefix = f"[pod/{name_of(pod)}/{container['name']}] " if self.prefix else ""
        return Stream(
            pod,
            container,
            previous=self.options["previous"],
            cut=self.cut,
            prefix=prefix,
            timestamps=self.options["timestamps"],
        )


def show(call: Invocation, stream: Stream, options: Options) -> None:
    """Prints one container's output; with --follow until it ends. Raises ApiError."""
    if options["follow"]:
        return follow(call, [stream])
    return call.out(stream.text(call.view()))
