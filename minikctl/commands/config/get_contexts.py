"""`config get-contexts`: contexts, or those that are named."""

from __future__ import annotations

from minikctl.commands.config.kubeconfig import load
from minikctl.contexts import Config, entry
from minikctl.errors import CommandError, joined
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation
from minikctl.state.text import tabulate

FLAGS = (
    Flag("no-headers", kind="bool", effect="Leave the line of headers out."),
    Flag("output", "o", effect="name, or nothing."),
)
USAGE = "[(-o|--output=)name)]"
HEADERS = ("CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE")


def run(call: Invocation, args: list[str], options: Options) -> None:
    form = options["output"]
    if form not in ("", "name"):
        why = "is not available in kubectl config get-contexts; resetting to default output format"
        raise CommandError(f"--output {form} {why}")
    config = load(call)
    known = sorted(str(item.get("name")) for item in config.get("contexts") or ())
    missing: list[Exception] = [CommandError(f"context {name} not found") for name in args if name not in known]
    names = [name for name in args if name in known] if args else known
    if form == "name":
        call.out("".join(f"{name}\n" for name in names))
    else:
        call.out(page(config, names, options["no-headers"]))
    if missing:
        raise joined(missing)


def page(config: Config, names: list[str], no_headers: bool) -> str:
    """The table, as kubectl's tab writer aligns it."""
    lines = [] if no_headers else ["\t".join(HEADERS)]
    for name in names:
        found = entry(config, "contexts", name) or {}
        mark = "*" if name == config.get("current-context") else ""
        lines.append("\t".join([mark, name, *(str(found.get(key) or "") for key in ("cluster", "user", "namespace"))]))
    return tabulate("".join(f"{line}\n" for line in lines), 6, 3)
