"""`iptables -L` and `-S`: tables as lists, in the program's columns and words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from minikctl.state.network.iptables.tables import Counters, Table, nothing_counted

HEADER = " prot opt"
BOTH = {
    7: "echo",
    53: "domain",
    88: "kerberos",
    111: "sunrpc",
    389: "ldap",
    443: "https",
    636: "ldaps",
    853: "domain-s",
}
PORT_NAMES: dict[str, dict[int, str]] = {  # of Debian's /etc/services
    "tcp": {
        **BOTH,
        20: "ftp-data",
        21: "ftp",
        22: "ssh",
        23: "telnet",
        25: "smtp",
        80: "http",
        110: "pop3",
        119: "nntp",
        143: "imap2",
        161: "snmp",
        179: "bgp",
        445: "microsoft-ds",
        465: "submissions",
        514: "shell",
        587: "submission",
        873: "rsync",
        989: "ftps-data",
        990: "ftps",
        993: "imaps",
        995: "pop3s",
        1080: "socks",
        1433: "ms-sql-s",
        2049: "nfs",
        3260: "iscsi-target",
        3306: "mysql",
        3690: "svn",
        5222: "xmpp-client",
        5269: "xmpp-server",
        5432: "postgresql",
        5671: "amqps",
        5672: "amqp",
        6379: "redis",
        8080: "http-alt",
        9418: "git",
    },
    "udp": {
        **BOTH,
        21: "fsp",
        67: "bootps",
        68: "bootpc",
        69: "tftp",
        123: "ntp",
        161: "snmp",
        514: "syslog",
        2049: "nfs",
        5353: "mdns",
    },
    "sctp": {},
}
NETWORKS = {"127.0.0.0/8": "loopback/8", "127.0.0.1/32": "localhost", "::1/128": "localhost"}


class Style(NamedTuple):
    """How a listing looks."""

    numeric: bool = False
    verbose: bool = False
    exact: bool = False
    numbers: bool = False


class Rule(NamedTuple):
    """One rule, taken apart: what the fixed columns show, and the words of its matches and target."""

    target: str
    protocol: str
    inside: str  # interface
    source: str
    destination: str
    matches: tuple[str, ...]
    ending: str  # of the target


def words_of(rule: str) -> list[str]:
    """The words of a rule; quoted text is one word, without its quotes."""
    words: list[str] = []
    for index, part in enumerate(rule.split('"')):
        if index % 2:
            words.append(part.replace("\\'", "'"))
        else:
            words += part.split()
    return words


def taken_apart(rule: str) -> Rule:
    """A rule as iptables-save shows it, taken apart for a listing."""
    words = words_of(rule)[2:]
    fixed = {"-s": "", "-d": "", "-p": "", "-i": ""}
    matches: list[str] = []
    index, inverted, target, ending = 0, "", "", ""
    while index < len(words):
        word = words[index]
        if word == "!" and words[index + 1] in fixed:
            inverted = "!"
            index += 1
            continue
        if word in fixed:
            fixed[word], inverted = inverted + words[index + 1], ""
            index += 2
        elif word == "-m":
            end = index + 2
            while end < len(words) and words[end] not in ("-m", "-j"):
                end += 1
            matches.append(match_text(words[index + 1], words[index + 2 : end]))
            index = end
        elif word == "-j":
            target, ending = words[index + 1], target_text(words[index + 1], words[index + 2 :])
            break
        else:
            index += 1
    return Rule(target, fixed["-p"], fixed["-i"], fixed["-s"], fixed["-d"], tuple(matches), ending)


def match_text(name: str, options: list[str]) -> str:
    """A match as a listing words it; each begins with a blank."""
    given = dict(_pairs(options))
    if name == "comment":
        return f" /* {given['--comment']} */"
    if name in ("tcp", "udp", "sctp"):
        return f" {name}" + (f" dpt:{given['--dport']}" if "--dport" in given else "")
    if name == "conntrack":
        return f" {'! ' if '!' in options else ''}ctstate {given['--ctstate']}"
    if name == "mark":
        return f" mark match {'! ' if '!' in options else ''}{given['--mark']}"
    if name == "addrtype":
        shown = "!" if "!" in options else ""
        return " ADDRTYPE match" + "".join(f" {key[2:]} {shown}{value}" for key, value in given.items())
    if name == "statistic":
        return f" statistic mode {given['--mode']} probability {given['--probability']}"
    if name == "recent":
        return recent_text(options, given)
    if name == "set":
        return f" match-set {given['--match-set']} {options[-1]}"
    if name == "nfacct":
        return f" nfacct-name  {given['--nfacct-name']}"
    if name == "physdev":
        return " PHYSDEV match" + "".join(f" {word}" for word in options)
    if name == "ipvs":
        return "".join(f" {key[2:]} {value}" for key, value in given.items())
    return "".join(f" {word}" for word in options)


def recent_text(options: list[str], given: dict[str, str]) -> str:
    """The match by which clients stay with their endpoint."""
    what = "SET" if "--set" in options else "CHECK"
    seconds = f" seconds: {given['--seconds']}" if "--seconds" in given else ""
    reap = " reap" if "--reap" in options else ""
    return f" recent: {what}{seconds}{reap} name: {given['--name']} side: source mask: {given['--mask']}"


def target_text(name: str, options: list[str]) -> str:
    """What a target adds at the end of a line."""
    given = dict(_pairs(options))
    if name == "DNAT":
        return f" to:{given['--to-destination']}"
    if name == "REJECT":
        return f" reject-with {given['--reject-with']}"
    if name == "MASQUERADE":
        return " random-fully" if "--random-fully" in options else ""
    if name == "MARK":
        value, _, mask = given["--set-xmark"].partition("/")
        return f" MARK {'xor' if mask == '0x0' else 'or' if mask == value else 'xset'} {value}"
    return ""


def _pairs(options: list[str]) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(options):
        if word.startswith("--"):
            yield word, options[index + 1] if index + 1 < len(options) else ""


def references(table: Table) -> dict[str, int]:
    """How many rules of a table jump to each chain."""
    found: dict[str, int] = {}
    for chain in table.chain_names():
        for rule in table.rules(chain):
            target = rule.rpartition(" -j ")[2].partition(" ")[0]
            found[target] = found.get(target, 0) + 1
    return found


def listed(table: Table, family: int, style: Style, chain: str = "", counters: Counters = nothing_counted) -> str:
    """What `-L` prints of a table, or of one chain."""
    counts = references(table)
    names = [chain] if chain else table.chain_names()
    return "\n".join(_chain(table, name, family, style, counts, counters) for name in names)


def _chain(table: Table, name: str, family: int, style: Style, counts: dict[str, int], counters: Counters) -> str:
    if name in table.built_in:
        note = "policy ACCEPT 0 packets, 0 bytes" if style.verbose else "policy ACCEPT"
    else:
        note = f"{counts.get(name, 0)} references"
    number = "num  " if style.numbers else ""
    counting = ("    pkts      bytes " if style.exact else " pkts bytes ") if style.verbose else ""
    ways = f" {'in':<6} {'out':<6} " if style.verbose else ""
    header = f"{number}{counting}{'target':<9} {HEADER}{ways} {'source':<19}  {'destination':<19} \n"
    lines = [
        _line(number, taken_apart(rule), family, style, counters(table.name, name, number))
        for number, rule in enumerate(table.rules(name), 1)
    ]
    return f"Chain {name} ({note})\n{header}{''.join(lines)}"


def _line(number: int, rule: Rule, family: int, style: Style, count: tuple[int, int]) -> str:
    start = f"{number:<4} " if style.numbers else ""
    if style.verbose:
        start += f"{count[0]:>8} {count[1]:>10} " if style.exact else f"{scaled(count[0])} {scaled(count[1])} "
    option = "   " if family == 6 else "-- "
    every = "*" if style.numeric else "any"
    ways = f" {rule.inside or every:<6} {every:<6} " if style.verbose else ""
    source, destination = (_address(text, family, style.numeric) for text in (rule.source, rule.destination))
    ending = "".join(rule.matches) + rule.ending
    if not style.numeric:
        ending = _named(ending, rule.protocol)
    return f"{start}{rule.target:<9}  {rule.protocol or 'all':<5}{option}{ways}{source} {destination} {ending}\n"


def scaled(count: int) -> str:
    """A counter in five columns: thousands, millions and so on by their letter."""
    if count <= 99999:
        return f"{count:>5}"
    for letter in "KMG":
        count = (count + 500) // 1000
        if count <= 9999:
            return f"{count:>4}{letter}"
    return f"{(count + 500) // 1000:>4}T"


def _address(text: str, family: int, numeric: bool) -> str:
    """An address in its column, with the mark of inversion before it."""
    sign, shown = ("!", text[1:]) if text.startswith("!") else (" ", text)
    if not shown:
        shown = ("0.0.0.0/0" if family == 4 else "::/0") if numeric else "anywhere"
    elif not numeric and shown in NETWORKS:
        shown = NETWORKS[shown]
    elif shown.endswith(("/32", "/128")):
        shown = shown.rpartition("/")[0]
    return f"{sign}{shown:<19}"


def _named(ending: str, protocol: str) -> str:
    """Well-known ports by their names, as a listing without -n has them."""
    before, found, after = ending.partition(" dpt:")
    if not found:
        return ending
    digits, _, rest = after.partition(" ")
    name = PORT_NAMES.get(protocol, {}).get(int(digits), digits)
    return f"{before} dpt:{name}{' ' + rest if rest else ''}"


def specified(table: Table, chain: str = "", *, verbose: bool = False) -> str:
    """What `-S` prints of a table, or of one chain."""
    names = [chain] if chain else table.chain_names()
    lines = []
    for name in names:
        built_in, counted = name in table.built_in, " -c 0 0" if verbose else ""
        lines.append(f"-P {name} ACCEPT{counted}\n" if built_in else f"-N {name}\n")
    for name in names:
        for rule in table.rules(name):
            before, found, after = rule.partition(" -j ")
            lines.append(f"{before}{counted_rule(verbose)}{found}{after}\n")
    return "".join(lines)


def counted_rule(verbose: bool) -> str:
    return " -c 0 0" if verbose else ""
