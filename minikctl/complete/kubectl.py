"""Completion of kubectl's verbs: subcommands, flags and their values, kinds and live names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from minikctl import cli
from minikctl.commands import COMMANDS
from minikctl.complete import values
from minikctl.complete.live import Live
from minikctl.complete.suggestion import Suggestion
from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag
from minikctl.grammar.parse import Flags
from minikctl.own import OWN

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

WORKLOADS = ("deployments", "replicasets", "replicationcontrollers", "statefulsets")
TEMPLATED = ("pods", "daemonsets", "cronjobs", "jobs", *WORKLOADS)
ROLLED = ("deployments", "daemonsets", "statefulsets")
KINDS_OF: dict[str, tuple[str, ...]] = {  # commands that take TYPE NAME: the kinds they work on; (): all
    "annotate": (),
    "apply edit-last-applied": (),
    "apply view-last-applied": (),
    "autoscale": WORKLOADS,
    "delete": (),
    "describe": (),
    "edit": (),
    "expose": ("pods", "services", "deployments", "replicasets", "replicationcontrollers"),
    "get": (),
    "label": (),
    "patch": (),
    "rollout history": ROLLED,
    "rollout pause": ("deployments",),
    "rollout restart": ROLLED,
    "rollout resume": ("deployments",),
    "rollout status": ROLLED,
    "rollout undo": ROLLED,
    "scale": WORKLOADS,
    "set env": TEMPLATED,
    "set image": TEMPLATED,
    "set resources": TEMPLATED,
    "set selector": ("services",),
    "set serviceaccount": TEMPLATED,
    "taint": ("nodes",),
    "wait": (),
}
NAMES_OF = {  # commands that take names: of what
    "attach": "pods",
    "cordon": "nodes",
    "cp": "pods",
    "debug": "pods",
    "drain": "nodes",
    "exec": "pods",
    "logs": "pods",
    "port-forward": "pods",
    "top node": "nodes",
    "top pod": "pods",
    "uncordon": "nodes",
    "certificate approve": "certificatesigningrequests",
    "certificate deny": "certificatesigningrequests",
}
OR_WORKLOADS = ("exec", "logs", "port-forward", "attach")  # also take TYPE/NAME
CONFIGURED = {
    "config delete-cluster": "clusters",
    "config delete-context": "contexts",
    "config delete-user": "users",
    "config get-clusters": "clusters",
    "config get-contexts": "contexts",
    "config rename-context": "contexts",
    "config set-context": "contexts",
    "config use-context": "contexts",
}


class Line(NamedTuple):
    """A command line as far as it is complete."""

    path: str  # "rollout status"
    flags: Flags
    args: list[str]
    given: dict[str, str]  # flags that were typed, with their values
    waiting: Flag | None  # the flag whose value comes next
    is_ended: bool  # after --


def commands() -> Iterator[Suggestion]:
    """The names of all commands."""
    for command in COMMANDS:
        if not command.hidden:
            yield Suggestion(command.name, command.summary)
    for name, summary in OWN.items():
        yield Suggestion(name, summary)


def candidates(words: list[str], current: str, around: Surroundings, after: Sequence[str] = ()) -> Iterable[Suggestion]:
    """What may follow the words of one of kubectl's commands; `after` are the words behind the cursor."""
    try:
        found = cli.find(words, around)
    except CommandError:
        return ()
    line = read(found)
    later = read(cli.Found(found.command, found.module, found.path, list(after)))
    live = Live(around, {**later.given, **line.given})
    if line.waiting is not None:
        return values.of_flag(line, line.waiting, current, live)
    if line.is_ended:
        return values.programs(line, live) if line.path == "exec" else ()
    if current.startswith("--") and "=" in current:
        return with_value(line, current, live)
    if current.startswith("-"):
        return flag_names(line, current)
    below = getattr(found.module, "COMMANDS", ()) if not line.args else ()
    return [
        *(Suggestion(one.name, one.summary) for one in below if not one.hidden),
        *arguments(line, current, live),
    ]


def read(found: cli.Found) -> Line:
    """Sorts the words of a command into arguments and flags."""
    line = Line(" ".join(found.path), found.flags, [], {}, None, False)
    waiting: Flag | None = None
    for index, word in enumerate(found.words):
        if waiting is not None:
            line.given[waiting.name] = word
            waiting = None
        elif word == "--":
            return line._replace(args=[*line.args, *found.words[index + 1 :]], is_ended=True)
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            flag = found.flags.by_name.get(name)
            waiting = flag if flag is not None and not equals and not flag.alone else None
            line.given[name] = value
        elif word.startswith("-") and len(word) > 1:
            flag = found.flags.by_letter.get(word[1])
            if flag is not None:
                line.given[flag.name] = word[2:].removeprefix("=")
                waiting = flag if len(word) == 2 and not flag.alone else None
        else:
            line.args.append(word)
    return line._replace(waiting=waiting)


def flag_names(line: Line, current: str) -> Iterator[Suggestion]:
    """The flags that have not been given, or may be given again."""
    for flag in line.flags.by_name.values():
        if flag.hidden or flag.deprecated:
            continue
        if flag.name in line.given and flag.kind not in ("list", "repeated", "pairs"):
            continue
        if flag.short and not current.startswith("--"):
            yield Suggestion(f"-{flag.short}", flag.effect)
        yield Suggestion(f"--{flag.name}" + ("" if flag.alone else "="), flag.effect, not flag.alone)


def with_value(line: Line, current: str, live: Live) -> Iterator[Suggestion]:
    """`--flag=value`."""
    name, _, value = current[2:].partition("=")
    flag = line.flags.by_name.get(name)
    for one in values.of_flag(line, flag, value, live) if flag is not None else ():
        yield one._replace(text=f"--{name}={one.text}")


def arguments(line: Line, current: str, live: Live) -> Iterable[Suggestion]:
    """What may stand as the next argument."""
    path = line.path
    if path in CONFIGURED:
        return live.configured(CONFIGURED[path])
    if path in NAMES_OF:
        return names_or_workloads(line, current, live)
    if path in KINDS_OF:
        return kinds_and_names(KINDS_OF[path], line, current, live)
    if path == "explain":
        return explained(current, live)
    if path == "help":
        return commands()
    if path == "create service":
        return ()
    if path == "kustomize":
        return values.files(current, live.around)
    return ()


def names_or_workloads(line: Line, current: str, live: Live) -> Iterator[Suggestion]:
    """The name of a pod or node; then containers and ports."""
    path = line.path
    if path == "cp" and ("/" in current or current.startswith(".")):
        yield from values.files(current, live.around)
        return
    if line.args and path == "port-forward":
        yield from values.forwarded(line.args[0], live)
    elif line.args and path == "logs":
        yield from values.containers(line.args[0], live)
    elif not line.args or path in ("cordon", "uncordon", "drain", "cp"):
        yield from live.named(NAMES_OF[path], taken=line.args, end=":" if path == "cp" else "")
        if path in OR_WORKLOADS:
            yield from kind_then_name(("deployments", "replicasets", "statefulsets", "services"), current, live)


def kinds_and_names(plurals: tuple[str, ...], line: Line, current: str, live: Live) -> Iterator[Suggestion]:
    """TYPE NAME… or TYPE/NAME…."""
    args = line.args
    if "/" in current:
        yield from kind_then_name(plurals, current, live)
    elif not args:
        yield from live.kinds(plurals, is_list=line.path in ("get", "describe", "delete"), before=current)
    elif "/" in args[0]:
        yield from live.kinds(plurals, end="/")
        yield from edited(line, live)
    else:
        for plural in live.plurals(args[0]):
            yield from live.named(plural, taken=args[1:])
        if len(args) > 1:
            yield from edited(line, live)


def edited(line: Line, live: Live) -> Iterator[Suggestion]:
    """`key=` of labels that are in use, and taints."""
    if line.path == "label":
        for key in sorted(live.labels()):
            yield Suggestion(f"{key}=", "label", True)
    if line.path.startswith("set image"):
        yield from (Suggestion(f"{name}=", "container", True) for name in live.all_containers())


def kind_then_name(plurals: tuple[str, ...], current: str, live: Live) -> Iterator[Suggestion]:
    """`svc/web`."""
    prefix, slash, _ = current.partition("/")
    if not slash:
        yield from live.kinds(plurals, end="/")
        return
    for plural in live.plurals(prefix):
        for one in live.named(plural):
            yield one._replace(text=f"{prefix}/{one.text}")


def explained(current: str, live: Live) -> Iterator[Suggestion]:
    """`svc.spec.ports`: kinds, then fields."""
    if "." not in current:
        yield from live.kinds(())
        return
    head, _, _ = current.rpartition(".")
    name, *path = head.split(".")
    yield from values.fields(name, tuple(path), f"{head}.", live)
