"""`minikctl tui` before it draws anything, and the command line as its bar uses it."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from minikctl.invocation import Surroundings
from minikctl.machine import RealFiles
from minikctl.opening import clock_of
from minikctl.own.screencommands import ScreenCommands
from minikctl.own.tui import wants_ascii
from tests.minikctl.own.conftest import CLOCK, AtHome, Input, Text


class Bar:
    """The commands of a screen, and what they said."""

    def __init__(self, folder: Path) -> None:
        env = {"MINIKCTL_CLOCK": CLOCK, "MINIKCTL_SEED": "tests", "MINIKCTL_PACE": "instant"}
        self.around = Surroundings(
            out=Text(),
            err=Text(),
            stdin=Input(BytesIO(b"").read()),
            files=RealFiles(),
            env=env,
            cwd=str(folder),
            clock=clock_of(env),
            home=str(folder / "home"),
        )
        self.commands = ScreenCommands(self.around)

    def __call__(self, line: str) -> tuple[str, int]:
        said: list[str] = []
        code = self.commands.run(line, said.append, lambda: False)
        return "".join(said), code

    def words(self, line: str, namespace: str = "default") -> list[str]:
        return [one.text for one in self.commands.complete(line, len(line), namespace)]


@pytest.fixture
def bar(tmp_path: Path) -> Bar:
    return Bar(tmp_path)


def test_the_bar_runs_the_same_commands_with_or_without_the_program_in_front(bar: Bar) -> None:
    assert bar("create service clusterip web --tcp=80") == ("service/web created\n", 0)
    for line in ("get svc -o name", "kubectl get svc -o name", "k get svc -o name", "minikctl get svc -o name"):
        assert bar(line) == ("service/kubernetes\nservice/web\n", 0)


def test_errors_are_said_and_counted(bar: Bar) -> None:
    assert bar("get service nothing") == ('Error from server (NotFound): services "nothing" not found\n', 1)
    assert bar("get 'open") == ("error: No closing quotation\n", 1)
    assert bar("tui")[1] == 1
    assert bar("") != ("", 0)


def test_a_line_with_a_pipe_is_for_the_interpreter(bar: Bar) -> None:
    assert bar("get svc | grep -c kubernetes") == ("1\n", 0)


def test_nothing_of_the_bar_reaches_the_streams_of_the_process(bar: Bar) -> None:
    bar("get svc")
    bar("get nothing")
    assert str(bar.around.out) == str(bar.around.err) == ""


@pytest.mark.parametrize(
    ("line", "namespace", "expected"),
    [
        ("get pods", "default", "get pods"),
        ("get pods", None, "get pods"),
        ("get pods", "shop", "get --namespace shop pods"),
        ("kubectl get pods", "shop", "kubectl get --namespace shop pods"),
        ("get pods -n other", "shop", "get pods -n other"),
        ("get pods --namespace=other", "shop", "get pods --namespace=other"),
        ("get pods -A", "shop", "get pods -A"),
        ("undo", "shop", "undo"),
        ("config view", "shop", "config view"),
        ("get 'open", "shop", "get 'open"),
    ],
)
def test_the_namespace_of_the_screen_is_put_in_where_none_is_given(
    bar: Bar, line: str, namespace: str | None, expected: str
) -> None:
    assert bar.commands.in_namespace(line, namespace) == expected


def test_words_are_completed_in_the_namespace_of_the_screen(bar: Bar) -> None:
    assert "describe" in bar.words("desc")
    assert bar.words("get svc kub") == ["kubernetes"]
    assert bar.words("get svc kube", "kube-system") == ["kube-dns"]
    (one,) = bar.commands.complete("get svc kube", 12, "kube-system")
    assert one.start == 8


@pytest.mark.parametrize(
    ("env", "ascii"),
    [
        ({"LANG": "C.UTF-8", "TERM": "xterm"}, False),
        ({"LANG": "en_US.utf8", "TERM": "xterm"}, False),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C", "TERM": "xterm"}, True),
        ({"TERM": "xterm"}, True),
    ],
)
def test_ascii_is_chosen_where_nothing_else_is_sure_to_be_shown(env: dict[str, str], ascii: bool) -> None:
    assert wants_ascii(env) is ascii


def test_without_a_terminal_it_refuses_in_one_line(at_home: AtHome) -> None:
    found = at_home("tui")
    assert (found.out, found.code) == ("", 2)
    assert found.err.count("\n") == 1 and "needs a terminal" in found.err
