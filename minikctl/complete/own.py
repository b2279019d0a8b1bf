"""Completion of our own commands, read from their Typer applications."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING, Any

from minikctl.complete import values
from minikctl.complete.live import Live
from minikctl.complete.suggestion import Suggestion

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

FLAGS: dict[str, tuple[str, ...]] = {
    "load_balancer": ("none", "pool", "pool=", "hostname"),
    "output": ("json",),
    "pace": ("real", "instant"),
    "proxy_mode": ("iptables", "ipvs", "nftables"),
    "addon": ("cert-manager", "ingress", "metallb", "metrics-server"),
    "ingress": ("none", "nginx", "traefik"),
}
SETTINGS = ("ingress=", "load-balancer=", "node-port-range=", "pace=", "proxy-mode=")
TYPES = ("A", "AAAA", "ANY", "CNAME", "NS", "PTR", "SOA", "SRV", "TXT")


def candidates(words: list[str], current: str, around: Surroundings) -> Iterable[Suggestion]:
    """What may follow the words of one of our own commands."""
    if words[0] == "effect":
        from minikctl.complete import kubectl  # any other command

        rest = words[words.index("--") + 1 :] if "--" in words else []
        return kubectl.candidates(rest, current, around) if rest else kubectl.commands()
    command, path, rest = located(words)
    if command is None:
        return ()
    args, given, waiting = read(command, rest)
    live = Live(around, {"namespace": given.get("namespace", "")} if given.get("namespace") else {})
    if waiting is not None:
        return of_flag(waiting, current, live)
    if current.startswith("-"):
        return flag_names(command)
    if hasattr(command, "commands"):
        return [Suggestion(name, str(one.help or "").split("\n")[0]) for name, one in command.commands.items()]
    return arguments(" ".join(path), args, current, live)


def located(words: list[str]) -> tuple[Any, list[str], list[str]]:
    """(the command that the words name, its path, the words left); None if there is none yet."""
    import typer  # our own commands only

    try:
        module = import_module(f"minikctl.own.{words[0].replace('-', '_')}")
    except ModuleNotFoundError:
        return None, [], []
    command: Any = typer.main.get_command(module.app)
    path, rest = [words[0]], list(words[1:])
    while rest and hasattr(command, "commands") and rest[0] in command.commands:
        command = command.commands[rest[0]]
        path.append(rest.pop(0))
    return command, path, rest


def options_of(command: Any) -> list[Any]:
    """The options of a command."""
    return [one for one in command.params if any(name.startswith("-") for name in one.opts)]


def read(command: Any, words: list[str]) -> tuple[list[str], dict[str, str], Any]:
    """(arguments, options with their values, the option whose value comes next)."""
    by_name = {name: one for one in options_of(command) for name in one.opts}
    args: list[str] = []
    given: dict[str, str] = {}
    waiting: Any = None
    for word in words:
        if waiting is not None:
            given[waiting.name], waiting = word, None
        elif word.startswith("-") and len(word) > 1:
            name, equals, value = word.partition("=")
            option = by_name.get(name)
            if option is not None and equals:
                given[option.name] = value
            elif option is not None and not option.is_flag:
                waiting = option
        else:
            args.append(word)
    return args, given, waiting


def flag_names(command: Any) -> Iterator[Suggestion]:
    """Every option of a command."""
    for one in options_of(command):
        for name in one.opts:
            yield Suggestion(name, str(getattr(one, "help", "") or ""))
    yield Suggestion("--help", "Show the help page.")


def of_flag(option: Any, current: str, live: Live) -> Iterable[Suggestion]:
    """The values of an option."""
    name = str(option.name)
    if name in FLAGS:
        return [Suggestion(one, "", one.endswith("=")) for one in FLAGS[name]]
    if name in ("namespace", "pod", "node"):
        return live.named({"namespace": "namespaces", "pod": "pods", "node": "nodes"}[name])
    return ()


def arguments(path: str, args: list[str], current: str, live: Live) -> Iterable[Suggestion]:
    """What may stand as the next argument."""
    if path in ("cluster use", "cluster delete"):
        return live.clusters()
    if path == "cluster set":
        return [Suggestion(one, "setting", True) for one in SETTINGS]
    if path in ("cluster load", "cluster save", "replay", "record", "image add", "probe simulate"):
        return values.files(current, live.around)
    if path in ("sim node-down", "sim node-up"):
        return live.named("nodes")
    if path.startswith("sim ") or (path == "trace" and not args):
        return live.named("pods") if not args else ()
    if path == "trace":
        return [one._replace(text=f"http://{one.text}") for one in live.named("services")]
    if path == "dig":
        return names_to_ask(live) if not args else [Suggestion(one, "type") for one in TYPES]
    if path in ("map", "rules", "ipvs", "dns", "story"):
        return [one._replace(text=f"svc/{one.text}") for one in live.named("services")]
    return ()


def names_to_ask(live: Live) -> Iterator[Suggestion]:
    """The full names of Services in the namespace."""
    domain = live.view.settings["cluster_domain"]
    for one in live.named("services"):
        yield Suggestion(f"{one.text}.{live.namespace}.svc.{domain}", "Service")
