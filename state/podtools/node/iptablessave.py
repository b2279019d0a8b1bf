"""`iptables-save` and `ip6tables-save`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network.iptables import fixed
from minikctl.state.network.iptables.tables import VERSION, nothing_counted, save, tables_of_node
from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

KNOWN = ("raw", "security", *fixed.TABLES)


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`iptables-save [-c] [-t TABLE] [-V]`."""
    program = argv[0].rpartition("/")[2]
    wanted, counters = list(fixed.TABLES), False
    words = iter(argv[1:])
    for word in words:
        if word in ("-c", "--counters"):
            counters = True
        elif word in ("-V", "--version"):
            return Outcome(f"{program} v{VERSION} (nf_tables)\n")
        elif word in ("-t", "--table") or word.startswith(("-t", "--table=")):
            table = _value(word, words)
            if table is None:
                return Outcome("", f"{program}: option requires an argument -- 't'\n", 1)
            if table not in KNOWN:
                return Outcome("", f"{program} v{VERSION} (nf_tables): table `{table}' does not exist\n", 1)
            wanted = [table] if table in fixed.TABLES else []
        elif word in ("-M", "--modprobe", "-f", "--file"):
            next(words, None)
        elif word.startswith("-"):
            letter = word[1:2]
            text = (
                f"{program}: unrecognized option '{word}'"
                if letter == "-"
                else f"{program}: invalid option -- '{letter}'"
            )
            return Outcome("", f"{text}\nLook at manual page `{program}.8' for more information.\n", 1)
        else:
            return Outcome("", f"Unknown arguments found on commandline: {word}\n", 1)
    tables = tables_of_node(view, node, 6 if program.startswith("ip6") else 4)
    return Outcome(save(tables, wanted, view.now, nothing_counted if counters else None))


def _value(word: str, words: object) -> str | None:
    """The value of -t, joined to it or the next word."""
    if word.startswith("--table="):
        return word[8:]
    if not word.startswith("--") and len(word) > 2:
        return word[2:]
    found: str | None = next(words, None)  # type: ignore[call-overload]
    return found
