"""The printed rules, judged by the real iptables: they load, come back unchanged, and are listed in the same way."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from minikctl.state.network.iptables.listing import Style, listed, specified
from minikctl.state.network.iptables.tables import Tables, tables_of_node

_spec = spec_from_file_location("kernel", Path(__file__).with_name("kernel.py"))
assert _spec and _spec.loader
k: Any = module_from_spec(_spec)
_spec.loader.exec_module(k)

LOADED = ("filter", "nat", "mangle")
NUMBERS = {"0": "all", "1": "icmp", "6": "tcp", "17": "udp", "132": "sctp"}


def dump(tables: Tables) -> str:
    return "".join(tables.text(name) for name in LOADED)


def rules_in(saved: str) -> list[str]:
    """A dump without remarks and counters, its tables in one order."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in saved.splitlines():
        if line.startswith("*"):
            lines = found[line] = []
        if line and not line.startswith("#"):
            lines.append(re.sub(r"\[\d+:\d+\]", "[0:0]", line.rstrip()))
    return [line for name in sorted(found) for line in found[name]]


def need(backend: str) -> None:
    if why := k.cannot_load(backend):
        pytest.skip(why)


@pytest.mark.parametrize("config", k.CONFIGS)
@pytest.mark.parametrize("backend", k.BACKENDS)
def test_the_kernel_shows_the_rules_that_were_loaded(backend: str, config: str) -> None:
    need(backend)
    text = dump(tables_of_node(k.rich_cluster(k.CONFIGS[config]), "minikube"))
    done = k.inside(f"iptables-{backend}-restore; iptables-{backend}-save", text)
    assert done.returncode == 0, done.stderr
    assert rules_in(done.stdout) == rules_in(text)


@pytest.mark.parametrize("backend", k.BACKENDS)
def test_ipv6_rules_come_back_unchanged(backend: str) -> None:
    need(backend)
    text = dump(tables_of_node(k.second_family(), "minikube", 6))
    done = k.inside(f"ip6tables-{backend}-restore; ip6tables-{backend}-save", text)
    assert done.returncode == 0, done.stderr
    assert rules_in(done.stdout) == rules_in(text)


def test_rules_of_ipvs_mode_load_beside_their_sets() -> None:
    need("nft")
    if why := k.missing("ipset"):
        pytest.skip(why)
    from minikctl.state.podtools.node import run

    cluster = k.rich_cluster("mode: ipvs\nclusterCIDR: 10.244.0.0/16\n")
    sets = run(cluster, "minikube", ["ipset", "save"]).stdout
    tables = tables_of_node(cluster, "minikube")
    text = "".join(tables.text(name) for name in ("filter", "nat"))
    if k.inside("iptables-nft -A OUTPUT -m ipvs --ipvs -j ACCEPT").returncode:  # a kernel without IPVS
        text = "".join(line for line in text.splitlines(keepends=True) if "-m ipvs" not in line)
    done = k.inside(
        f"ipset restore <<'SETS'\n{sets}\nSETS\niptables-nft-restore <<'RULES'\n{text}RULES\niptables-nft-save"
    )
    assert done.returncode == 0, done.stderr
    assert rules_in(done.stdout) == rules_in(text)


def test_sets_come_back_unchanged() -> None:
    need("nft")
    if why := k.missing("ipset"):
        pytest.skip(why)
    from minikctl.state.podtools.node import run

    cluster = k.rich_cluster("mode: ipvs\nclusterCIDR: 10.244.0.0/16\n")
    sets = run(cluster, "minikube", ["ipset", "save"]).stdout
    done = k.inside("ipset restore; ipset save", sets)
    assert done.returncode == 0, done.stderr

    def comparable(text: str) -> list[str]:
        return sorted(
            re.sub(r" (initval \S+|bucketsize \d+|timeout 0)", "", line) for line in text.splitlines() if line
        )

    assert comparable(done.stdout) == comparable(sets)


FORMS = {
    "-L": Style(),
    "-L -v": Style(verbose=True),
    "-L -v -x --line-numbers": Style(verbose=True, exact=True, numbers=True),
    "-L -n": Style(numeric=True),
    "-L -n -v": Style(numeric=True, verbose=True),
    "-L -n -v -x": Style(numeric=True, verbose=True, exact=True),
    "-L -n --line-numbers": Style(numeric=True, numbers=True),
}


def words(text: str) -> list[list[str]]:
    """A listing's words; widths of the protocol's column have changed with the program's versions."""
    found = []
    for line in text.splitlines():
        parts = line.replace("0.0.0.0/0", "ANY").split()
        found.append([NUMBERS.get(part, part) if part in ("6", "17", "132") else part for part in parts])
    return found


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", ["nat", "filter"])
@pytest.mark.parametrize("backend", k.BACKENDS)
def test_listings_have_the_columns_of_iptables(backend: str, table: str, form: str) -> None:
    need(backend)
    tables = tables_of_node(k.rich_cluster(), "minikube")
    done = k.inside(f"iptables-{backend}-restore; iptables-{backend} -t {table} {form}", dump(tables))
    assert done.returncode == 0, done.stderr
    ours = listed(tables.tables[table], 4, FORMS[form])
    if "-n" not in form:  # since 1.8.8 a numeric listing has protocols as numbers
        assert chains_of(done.stdout) == chains_of(ours)
    assert by_chain(words_named(done.stdout)) == by_chain(words_named(ours))


def chains_of(text: str) -> list[str]:
    """The chains of a listing as they are printed, by name."""
    return sorted(part.rstrip("\n") for part in text.split("\n\n"))


def words_named(text: str) -> list[list[str]]:
    """Words of a listing, with `all` for the protocol's number 0."""
    found = []
    for parts in words(text):
        at = parts.index("--") if "--" in parts else 0
        if at and parts[at - 1] == "0":
            parts[at - 1] = "all"
        found.append(parts)
    return found


def by_chain(lines: list[list[str]]) -> dict[str, list[list[str]]]:
    """The lines of each chain; backends list chains in different orders."""
    found: dict[str, list[list[str]]] = {}
    for parts in lines:
        if parts[:1] == ["Chain"]:
            found[parts[1]] = []
        if parts:
            found[next(reversed(found))].append(parts)
    return found


@pytest.mark.parametrize("form", ["-S", "-S -v"])
@pytest.mark.parametrize("table", ["nat", "filter"])
@pytest.mark.parametrize("backend", k.BACKENDS)
def test_specifications_are_those_of_iptables(backend: str, table: str, form: str) -> None:
    need(backend)
    tables = tables_of_node(k.rich_cluster(), "minikube")
    done = k.inside(f"iptables-{backend}-restore; iptables-{backend} -t {table} {form}", dump(tables))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == specified(tables.tables[table], verbose="-v" in form).splitlines()


def test_ports_have_the_names_of_their_protocol() -> None:
    need("nft")
    from minikctl.state.network.iptables.listing import PORT_NAMES
    from minikctl.state.network.iptables.tables import Table

    numbers = sorted({*PORT_NAMES["tcp"], *PORT_NAMES["udp"], 5353, 6443, 8443, 9090, 9153, 10250, 27017, 30080})
    rules = "".join(
        f"-A INPUT -p {protocol} -m {protocol} --dport {number} -j DROP\n"
        for number in numbers
        for protocol in ("tcp", "udp")
    )
    table = Table("filter", {"INPUT": rules, "FORWARD": "", "OUTPUT": ""})
    done = k.inside("iptables-nft-restore; iptables-nft -L", table.text())
    assert done.stdout.splitlines() == listed(table, 4, Style()).splitlines()
