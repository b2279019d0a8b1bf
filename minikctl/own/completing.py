"""`__complete`: suggestions for a command line, as cobra prints them for the completion scripts of shells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minikctl.invocation import Surroundings

NAMES = ("__complete", "__completeNoDesc")
NO_SPACE, NO_FILES = 2, 4  # cobra: ShellCompDirectiveNoSpace, ShellCompDirectiveNoFileComp


def run(argv: list[str], around: Surroundings) -> int:
    """argv[0] is one of NAMES, the last word is the one that is being typed."""
    from minikctl.complete import suggestions  # only here

    found = suggestions(argv[1:-1], argv[-1] if len(argv) > 1 else "", around)
    for one in found:
        about = f"\t{one.about}" if one.about and argv[0] == NAMES[0] else ""
        around.out.write(f"{one.text}{about}\n")
    directive = NO_FILES | (NO_SPACE if found and all(one.open for one in found) else 0)
    around.out.write(f":{directive}\n")
    return 0
