"""`conntrack`: the table of connections. Connections here end at once, so that the table is empty between commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

VERSION = "conntrack v1.4.6 (conntrack-tools)"
FLAGS = {"-L": "shown", "--dump": "shown", "-D": "deleted", "--delete": "deleted"}


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`conntrack -L`, `-C`, `-S`, `-D …`, `-E`."""
    words = argv[1:]
    if "-V" in words or "--version" in words:
        return Outcome(f"{VERSION}\n")
    if "-C" in words or "--count" in words:
        return Outcome("0\n")
    if "-S" in words or "--stats" in words:
        rows = [
            f"cpu={cpu}   \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=0 error=0 search_restart=0 \n"
            for cpu in range(2)
        ]
        return Outcome("".join(rows))
    for word in words:
        if word in FLAGS:
            if FLAGS[word] == "deleted":
                return Outcome("", f"{VERSION}: 0 flow entries have been deleted.\n", 1)
            return Outcome("", f"{VERSION}: 0 flow entries have been shown.\n")
    what = f"unknown option `{words[0]}'" if words else "you need to supply at least one parameter"
    hint = "Try `conntrack -h' or 'conntrack --help' for more information."
    return Outcome("", f"{VERSION}: {what}\n{hint}\n", 2)
