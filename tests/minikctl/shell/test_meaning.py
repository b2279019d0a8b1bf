"""Names on the line that is being typed: those that there are, and those that there are not."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from minikctl.invocation import Surroundings
from minikctl.sessions.document import Needs
from minikctl.sessions.world import new_cluster
from minikctl.shell.highlighting import Colours, pieces, with_names
from minikctl.state.files import MemoryFiles


class Nowhere:
    def write(self, text: str, /) -> None:
        """Takes text."""

    def flush(self) -> None:
        """Nothing is held back."""


class Input(BytesIO):
    def isatty(self) -> bool:
        return False


@pytest.fixture(scope="module")
def around() -> Surroundings:
    cluster = new_cluster(Needs(), "names", 1_767_600_000.0)
    out = Nowhere()
    return Surroundings(
        out=out,
        err=out,
        stdin=Input(),
        files=MemoryFiles(),
        env={},
        cwd="/",
        clock=cluster.clock,
        home="/h",
        cluster=cluster,
    )


def styles(line: str, around: Surroundings) -> dict[str, str]:
    parts: Any = with_names(list(pieces(line)), around)
    return {text: style for style, text in parts if text.strip()}


@pytest.mark.parametrize(
    ("line", "word", "style"),
    [
        ("get svc kubernetes ", "kubernetes", "class:name"),
        ("kubectl get svc kubernetes ", "kubernetes", "class:name"),
        ("get svc nope ", "nope", "class:unknown"),
        ("get svc nope", "nope", ""),
        ("get svc kube-dns -n kube-system", "kube-dns", "class:name"),
        ("get -n kube-system svc kube-dns ", "kube-dns", "class:name"),
        ("get nonsense ", "nonsense", "class:unknown"),
        ("create ns nope ", "nope", ""),
        ("exec web -- ls nope ", "nope", ""),
        ("echo nope ", "nope", ""),
    ],
)
def test_a_name_is_known_or_unknown_in_the_namespace_of_the_line(
    line: str, word: str, style: str, around: Surroundings
) -> None:
    assert styles(line, around)[word] == style


def test_a_redraw_looks_nothing_up_again(around: Surroundings) -> None:
    asked: list[int] = []

    def surroundings() -> Surroundings:
        asked.append(1)
        return around

    lexer = Colours(surroundings)
    assert lexer.line("get svc kubernetes ") == lexer.line("get svc kubernetes ")
    assert len(asked) == 1
