"""`iptables` and `ip6tables`: listings of the node's tables; changes are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from minikctl.state.network.iptables.fixed import TABLES
from minikctl.state.network.iptables.listing import Style, listed, specified
from minikctl.state.network.iptables.tables import VERSION, Table, tables_of_node
from minikctl.state.podtools.node.outcome import Outcome

if TYPE_CHECKING:
    from minikctl.state.view import View

LONG = {
    "--list": "L",
    "--list-rules": "S",
    "--numeric": "n",
    "--verbose": "v",
    "--exact": "x",
    "--table": "t",
    "--wait": "w",
    "--version": "V",
    "--help": "h",
    "--line-numbers": "0",
}
CHANGES = ("A", "D", "I", "R", "F", "Z", "N", "X", "P", "E", "C")
LONG_CHANGES = ("append", "delete", "insert", "replace", "flush", "zero", "new-chain", "delete-chain", "policy")


class Asked:
    """What a command line asks for."""

    def __init__(self) -> None:
        self.table = "filter"
        self.command = ""
        self.chain = ""
        self.flags = ""
        self.error = ""


def asked(argv: list[str]) -> Asked:
    """Reads a command line; `error` holds what is wrong with it."""
    found, words = Asked(), argv[1:]
    index = 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else ""
        index += 1
        if word.startswith("--"):
            name, _, value = word.partition("=")
            if name[2:] in LONG_CHANGES:
                found.command = "change"
                return found
            letters = LONG.get(name) or next((letter for long, letter in LONG.items() if long.startswith(name)), "")
            if not letters:
                found.error = f'unknown option "{word}"'
                return found
        elif word.startswith("-") and len(word) > 1:
            letters, value = word[1:], ""
        else:
            found.error = f"Bad argument `{word}'"
            return found
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in "LS":
                found.command = letter
                if letters and letter == "L" and letters[0] not in "nvxw":
                    found.chain, letters = letters, ""
                elif not letters and following and not following.startswith("-"):
                    found.chain = following
                    index += 1
                elif value:
                    found.chain = value
            elif letter == "t":
                found.table = value or letters or following
                index += 0 if value or letters else 1
                letters = ""
            elif letter == "w":
                index += 1 if following.isdigit() else 0
            elif letter in CHANGES:
                found.command = "change"
                return found
            elif letter in "nvx0Vh":
                found.flags += letter
            else:
                found.error = f'unknown option "-{letter}"'
                return found
    return found


def run(view: View, node: str, argv: list[str]) -> Outcome:
    """`iptables [-t TABLE] -L|-S [CHAIN] [-n] [-v] [-x] [--line-numbers]`."""
    program, wish = argv[0].rpartition("/")[2], asked(argv)
    start = f"{program} v{VERSION} (nf_tables)"
    hint = f"Try `{program} -h' or '{program} --help' for more information.\n"
    if "V" in wish.flags:
        return Outcome(f"{start}\n")
    if wish.error:
        return Outcome("", f"{start}: {wish.error}\n{hint}", 2)
    if wish.command == "change":
        refused = "Could not fetch rule set generation id: Permission denied (you must be root)"
        return Outcome("", f"{start}: {refused}\n", 4)
    if not wish.command:
        return Outcome("", f"{start}: no command specified\n{hint}", 2)
    family = 6 if program.startswith("ip6") else 4
    if wish.table in ("raw", "security"):
        table = Table(wish.table, dict.fromkeys(("PREROUTING", "OUTPUT") if wish.table == "raw" else BUILT_IN, ""))
    elif wish.table in TABLES:
        table = tables_of_node(view, node, family).tables[wish.table]
    else:
        text = f"table '{wish.table}' does not exist\nPerhaps {program} or your kernel needs to be upgraded."
        return Outcome("", f"{start}: {text}\n", 3)
    if wish.chain and wish.chain not in table.built_in and wish.chain not in table.chains:
        return Outcome("", f"{program}: No chain/target/match by that name.\n", 1)
    if wish.command == "S":
        return Outcome(specified(table, wish.chain, verbose="v" in wish.flags))
    style = Style("n" in wish.flags, "v" in wish.flags, "x" in wish.flags, "0" in wish.flags)
    return Outcome(listed(table, family, style, wish.chain))


BUILT_IN = ("INPUT", "FORWARD", "OUTPUT")
