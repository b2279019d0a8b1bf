"""Completion: what is offered at the end of a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from minikctl import cli
from minikctl.commands import COMMANDS
from minikctl.complete import completions
from minikctl.errors import CommandError
from minikctl.flags import GLOBAL
from minikctl.invocation import Surroundings
from minikctl.own import OWN
from minikctl.state.clock import ScriptedClock
from minikctl.state.cluster import Cluster
from minikctl.state.files import MemoryFiles, make_folders
from minikctl.state.kinds import NAMESPACE, POD


class Nothing:
    def write(self, text: str, /) -> None:
        raise AssertionError("completion writes nothing")

    flush = read = readline = isatty = write


@pytest.fixture(scope="module")
def around() -> Surroundings:
    clock = ScriptedClock(1_767_323_045.0)
    cluster = Cluster.in_memory(clock, {"seed": "tests", "pace": "instant"})
    with cluster.transaction("test") as tx:
        tx.create(NAMESPACE, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "dev"}})
    with cluster.transaction("test") as tx:
        for name, space in (("web", "default"), ("shop", "dev")):
            meta = {"name": name, "labels": {"app": name}}
            spec = {"containers": [{"name": f"{name}-ctr", "image": "nginx", "ports": [{"containerPort": 80}]}]}
            tx.create(POD, {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}, space)
    files = MemoryFiles(clock=clock)
    for folder in ("/work/manifests", "/home"):
        make_folders(files, folder)
    files.write("/work/web.yaml", b"")
    files.write("/work/.hidden", b"")
    nothing: Any = Nothing()
    return Surroundings(
        out=nothing,
        err=nothing,
        stdin=nothing,
        files=files,
        env={},
        cwd="/work",
        clock=clock,
        home="/home",
        cluster=cluster,
    )


def offered(line: str, around: Surroundings) -> list[str]:
    return [one.text for one in completions(line, around).suggestions]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("des", ["describe"]),
        ("kubectl des", ["describe"]),
        ("get deplo", ["deployments", "deploy"]),
        ("get pods ", ["web"]),
        ("get po/", ["po/web"]),
        ("get pods -n dev ", ["shop"]),
        ("get pods --namespace=dev ", ["shop"]),
        ("get pods -A s", ["shop"]),
        ("get svc,de", ["svc,deployments", "svc,deploy"]),
        ("get pods -n d", ["default", "dev"]),
        ("get pods --namespace=d", ["--namespace=default", "--namespace=dev"]),
        ("get pods -l app=", ["app=web"]),
        ("get pods --all-n", ["--all-namespaces"]),
        ("get pods -o js", ["json", "jsonpath=", "jsonpath-as-json=", "jsonpath-file="]),
        ("get svc kubernetes -o jsonpath={.spec.clusterI", ["jsonpath={.spec.clusterIP", "jsonpath={.spec.clusterIPs"]),
        ("get -f w", ["web.yaml"]),
        ("get -f m", ["manifests/"]),
        ("get svc > w", ["web.yaml"]),
        ("get svc | grep x; get po/", ["po/web"]),
        ("VAR=1 get po/", ["po/web"]),
        ('get "deplo', ['"deployments', '"deploy']),
        ("create deployment web --dry-run=cl", ["--dry-run=client"]),
        ("describe no node", ["node-1"]),
        ("config use-context m", ["minikctl"]),
        ("cluster create --proxy-mode n", ["nftables"]),
        ("cluster rec", ["reconcile"]),
        ("ssh --node n", ["node-1"]),
        ("trace w", ["web"]),
        ("dig kub", ["kubernetes.default.svc.cluster.local"]),
        ("get xyz", []),
        ("get dploy", ["deployments", "deploy"]),
        ("nonsense ", []),
    ],
)
def test_what_is_offered(line: str, expected: list[str], around: Surroundings) -> None:
    assert offered(line, around) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("get pods ", " -n dev", ["shop"]),
        ("get pods ", " --namespace=dev | wc", ["shop"]),
        ("get pods ", " -A", ["shop", "web"]),
        ("get pods ", " | grep -n dev", ["web"]),
        ("get -n dev pods ", "", ["shop"]),
        ("-n dev get pods ", "", ["shop"]),
    ],
)
def test_the_namespace_counts_wherever_it_is_written(
    before: str, after: str, expected: list[str], around: Surroundings
) -> None:
    found = [one.text for one in completions(before, around, after).suggestions]
    assert [name for name in found if name in ("shop", "web")] == expected


def test_where_the_replaced_word_begins(around: Surroundings) -> None:
    assert completions("get pods -n de", around).start == len("get pods -n ")
    assert completions("get pods ", around).start == len("get pods ")


def test_every_command_is_offered(around: Surroundings) -> None:
    assert set(offered("", around)) == {one.name for one in COMMANDS if not one.hidden} | set(OWN)


def commands() -> Iterator[tuple[str, ...]]:
    """Every command and subcommand that is there."""
    for command in COMMANDS:
        yield (command.name,)
        try:
            module = cli.module_of(command)
        except CommandError:
            continue
        yield from ((command.name, one.name) for one in getattr(module, "COMMANDS", ()))


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_flag_of_the_parser_is_offered(path: tuple[str, ...], around: Surroundings) -> None:
    try:
        module = cli.find(list(path), around).module
    except CommandError:
        pytest.skip("the command is not there yet")
    flags = [flag for flag in (*getattr(module, "FLAGS", ()), *GLOBAL) if not (flag.hidden or flag.deprecated)]
    found = offered(" ".join([*path, "--"]), around)
    assert {flag.name for flag in flags} <= {text[2:].rstrip("=") for text in found}


def test_a_fault_gives_no_suggestions(around: Surroundings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("minikctl.complete.candidates", lambda *args: 1 // 0)
    assert offered("get ", around) == []


def test_shells_are_told_as_cobra_tells_them(run: Any) -> None:
    assert run("__complete", "get", "svc", "") == ("kubernetes\tin default\n:4\n", "", 0)
    assert run("__completeNoDesc", "get", "svc", "") == ("kubernetes\n:4\n", "", 0)
