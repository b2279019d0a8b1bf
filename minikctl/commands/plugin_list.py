"""`plugin list`: the programs called kubectl-NAME on the PATH."""

from __future__ import annotations

from minikctl.errors import CommandError
from minikctl.grammar.flag import Flag, Options
from minikctl.invocation import Invocation

FLAGS = (Flag("name-only", kind="bool", effect="Only names, without folders."),)
USAGE = "[flags]"
HELP = "List the programs called kubectl-NAME on the PATH."
EXAMPLES = (("All of them", "kubectl plugin list"),)
PREFIX = "kubectl-"


def run(call: Invocation, args: list[str], options: Options) -> None:
    found = plugins(call)
    if not found:
        raise CommandError("unable to find any kubectl plugins in your PATH")
    call.line("The following compatible plugins are available:\n")
    for folder, name in found:
        call.line(name if options["name-only"] else f"{folder}/{name}")


def plugins(call: Invocation) -> list[tuple[str, str]]:
    """(folder, name) in the order of the PATH."""
    files, found = call.around.files, []
    for folder in dict.fromkeys((call.around.env.get("PATH") or "").split(":")):
        if not folder or not files.is_dir(folder):
            continue
        for name in files.listdir(folder):
            if name.startswith(PREFIX) and not files.is_dir(f"{folder}/{name}"):
                found.append((folder, name))
    return found
