"""The shell: what lines do, in one process, read from a pipe or typed at a prompt."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from minikctl import cli
from minikctl.invocation import Surroundings
from minikctl.machine import RealFiles
from minikctl.masking import masked
from minikctl.opening import clock_of
from minikctl.shell import session
from minikctl.shell.commands import is_command
from minikctl.shell.highlighting import complaint, pieces
from minikctl.shell.history import Typed
from minikctl.shell.prompt import Live, converse, toolbar


class Result(NamedTuple):
    lines: list[str]
    err: str
    code: int


class Text(list[str]):
    def write(self, text: str, /) -> None:
        self.append(text)

    def flush(self) -> None:
        """Nothing is held back."""


class Input(BytesIO):
    is_terminal = False

    def isatty(self) -> bool:
        return self.is_terminal


def surroundings(folder: Path, text: str = "", **env: str) -> Surroundings:
    env = {"MINIKCTL_CLOCK": "2026-01-02T03:04:05Z", "MINIKCTL_SEED": "tests", "MINIKCTL_PACE": "instant", **env}
    return Surroundings(
        out=Text(),
        err=Text(),
        stdin=Input(text.encode()),
        files=RealFiles(),
        env=env,
        cwd=str(folder),
        clock=clock_of(env),
        home=str(folder / "home"),
    )


def run(folder: Path, text: str, *flags: str) -> Result:
    around: Any = surroundings(folder, text)
    code = cli.run(["shell", *flags], around)
    return Result("".join(around.out).splitlines(), "".join(around.err), code)


@pytest.fixture
def shell(tmp_path: Path) -> session.Shell:
    return session.Shell(surroundings(tmp_path))


def test_commands_run_with_or_without_kubectl_in_front(tmp_path: Path) -> None:
    result = run(tmp_path, "create ns a\nkubectl create ns b\nk get ns a -o name\nminikctl get ns b -o name\n")
    assert result == (["namespace/a created", "namespace/b created", "namespace/a", "namespace/b"], "", 0)


def test_pipes_variables_loops_and_here_documents_are_understood(tmp_path: Path) -> None:
    script = """
for name in a b; do create ns $name; done
apply -f - <<END
apiVersion: v1
kind: Namespace
metadata:
  name: here
END
get ns \\
  -o name | grep -v kube | sort -r | head -2
FIRST=$(get ns -o name | head -1)
echo $FIRST
"""
    result = run(tmp_path, script)
    assert result.lines == [
        "namespace/a created",
        "namespace/b created",
        "namespace/here created",
        "namespace/here",
        "namespace/default",
        "namespace/a",
    ]
    assert (result.err, result.code) == ("", 0)


def test_the_status_is_that_of_the_last_command(tmp_path: Path) -> None:
    assert run(tmp_path, "get nope\nget ns\n").code == 0
    assert run(tmp_path, "get ns\nget nope\n").code == 1
    assert run(tmp_path, "exit 7\nget ns\n").code == 7


def test_fail_fast_stops_at_the_first_failure(tmp_path: Path) -> None:
    assert run(tmp_path, "get nope\ncreate ns a\n", "--fail-fast") == (
        [],
        'error: the server doesn\'t have a resource type "nope"\n',
        1,
    )


def test_a_last_line_needs_no_newline(tmp_path: Path) -> None:
    assert run(tmp_path, "get ns default -o name").lines == ["namespace/default"]


def test_output_can_be_written_to_files(tmp_path: Path) -> None:
    run(tmp_path, "get ns default -o name > name.txt\n")
    assert (tmp_path / "name.txt").read_text() == "namespace/default\n"


def test_a_program_of_the_machine_is_never_run(tmp_path: Path) -> None:
    (tmp_path / "web.txt").write_text("kept")
    result = run(tmp_path, "rm web.txt\nvim web.txt\n")
    assert 'unknown command "rm" for "minikctl"' in result.err
    assert 'unknown command "vim" for "minikctl"' in result.err
    assert (tmp_path / "web.txt").exists()


def test_programs_that_run_others_find_the_commands(tmp_path: Path) -> None:
    result = run(tmp_path, "get ns -o name | head -1 | xargs kubectl get -o name\nsh -c 'get ns default -o name'\n")
    assert result == (["namespace/default", "namespace/default"], "", 0)


def test_the_context_is_followed(tmp_path: Path) -> None:
    script = "cluster create two --nodes 2\nget nodes -o name\ncluster delete two\nget nodes -o name\n"
    assert run(tmp_path, script).lines == [
        'cluster "two" created',
        "node/node-1",
        "node/node-2",
        'cluster "two" deleted',
        "node/node-1",
    ]


def test_each_cluster_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = session.Shell(surroundings(tmp_path))
    first = shell.cluster()
    shell.run("create ns a\nget ns\n")
    assert shell.cluster() is first


def test_a_syntax_error_is_one_line_and_the_shell_goes_on(tmp_path: Path) -> None:
    result = run(tmp_path, "get ns | | wc\nget ns default -o name\n")
    assert result.lines == ["namespace/default"]
    assert "syntax error" in result.err
    assert result.code == 0


def test_commands_share_the_input_as_in_any_shell(tmp_path: Path) -> None:
    result = run(tmp_path, "ssh\nhostname\nexit\n")
    assert result.lines == ["node-1"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("get svc", True),
        ("export FOO=bar", False),
        ("export --nginx", True),
        ("set -e", False),
        ("set image deploy/web web=nginx", True),
        ("wait", False),
        ("wait %1", False),
        ("wait --for=delete pod/web", True),
        ("diff a b", False),
        ("diff -f a.yaml", True),
        ("exec web -- ls", True),
        ("grep x", False),
        ("nonsense", False),
    ],
)
def test_whose_word_it_is(line: str, expected: bool) -> None:
    assert is_command(line.split()) is expected


def test_break_leaves_a_loop_inside_of_one(shell: session.Shell) -> None:
    assert is_command(["break"]) and not is_command(["break"], loops=1)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("create secret generic a --from-literal=key=abc", "create secret generic a --from-literal=key=***"),
        (
            "create secret generic a --from-literal key='a b' -n x",
            "create secret generic a --from-literal key=*** -n x",
        ),
        (
            "create secret docker-registry r --docker-password=abc x",
            "create secret docker-registry r --docker-password=*** x",
        ),
        ('create secret generic a --from-literal="key=a b" x', 'create secret generic a --from-literal="key=***" x'),
        ("create secret generic a --from-literal='key=a b' x", "create secret generic a --from-literal='key=***' x"),
        ("get pods --token abc", "get pods --token ***"),
        ("create configmap a --from-file=key=abc", "create configmap a --from-file=key=abc"),
    ],
)
def test_secrets_are_masked(line: str, kept: str) -> None:
    assert masked(line) == kept


def test_history_is_kept_without_what_is_private(tmp_path: Path) -> None:
    history = Typed(str(tmp_path / "home"))
    for line in ("get pods", "get pods", " get secrets", "get svc"):
        history.append_string(line)
    assert list(Typed(str(tmp_path / "home")).load_history_strings()) == ["get svc", "get pods"]
    assert (tmp_path / "home" / "typed").stat().st_mode & 0o077 == 0


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Any]:
    """Types keys at a prompt; returns (what commands wrote, the shell's status)."""
    with create_pipe_input() as keyboard:

        def type_keys(text: str) -> tuple[str, int]:
            around: Any = surroundings(tmp_path)
            keyboard.send_text(text)
            code = converse(session.Shell(around), input=keyboard, output=DummyOutput())
            return "".join(around.out) + "".join(around.err), code

        yield type_keys


def test_lines_are_typed_at_the_prompt(typed: Any) -> None:
    assert typed("get ns default -o name\r\x04") == ("namespace/default\n", 0)


def test_enter_asks_for_more_while_a_line_is_not_complete(typed: Any) -> None:
    assert typed("echo 'a\rb'\r\x04") == ("a\nb\n", 0)


def test_here_documents_and_continued_lines_are_typed_line_by_line(typed: Any) -> None:
    document = "apiVersion: v1\rkind: Namespace\rmetadata: {name: typed}\r"
    assert typed(f"apply -f - <<END\r{document}END\r\x04") == ("namespace/typed created\n", 0)
    assert typed("get ns \\\rtyped -o name\r\x04") == ("namespace/typed\n", 0)


def test_pasted_lines_run_after_one_enter(typed: Any) -> None:
    pasted = "\x1b[200~get ns default -o name\nget ns kube-public -o name\n\x1b[201~"
    assert typed(f"{pasted}\r\x04") == ("namespace/default\nnamespace/kube-public\n", 0)


def test_ctrl_c_clears_the_line(typed: Any) -> None:
    assert typed("create ns a\x03get nope\r\x04") == ('error: the server doesn\'t have a resource type "nope"\n', 1)


def test_keys_change_namespace(typed: Any) -> None:
    said, _ = typed("\x1b[15~config view --minify -o jsonpath={..namespace}\r\x04")  # F5
    assert said == "kube-node-lease"


def test_names_are_offered_at_the_prompt(shell: session.Shell) -> None:
    from prompt_toolkit.completion import CompleteEvent
    from prompt_toolkit.document import Document

    found = list(Live(shell).get_completions(Document("get ns def"), CompleteEvent()))
    assert [(one.text, one.start_position) for one in found] == [("default", -3)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("get pods --bad", "unknown flag: --bad"),
        ("gte pods", "unknown command: gte (did you mean get?)"),
        ("get pods", ""),
        ("get pods | grep x", ""),
        ("for x in a; do", ""),
        ("", ""),
    ],
)
def test_what_is_wrong_is_said_before_enter(line: str, said: str, shell: session.Shell) -> None:
    assert complaint(line, shell.around) == said
    if said:
        assert said in toolbar(shell, line)


def test_the_toolbar_says_where_one_is(shell: session.Shell) -> None:
    assert toolbar(shell, "").startswith(" minikctl · default · revision 1: cluster create")


def test_the_line_is_coloured_by_its_parts() -> None:
    assert list(pieces("k get 'a' --x | nope y")) == [
        ("class:command", "k"),
        ("", " "),
        ("class:command", "get"),
        ("", " "),
        ("class:string", "'a'"),
        ("", " "),
        ("class:flag", "--x"),
        ("", " "),
        ("class:operator", "|"),
        ("", " "),
        ("class:unknown", "nope"),
        ("", " "),
        ("", "y"),
    ]


def test_a_broken_configuration_does_not_prevent_the_start(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config").write_text("{[")
    result = run(tmp_path, "get ns\nrm home/config\necho still here\n")
    assert result.lines == ["still here"]
    assert result.err.startswith("error: error loading config file")
    shell = session.Shell(surroundings(tmp_path))
    assert toolbar(shell, "").startswith(" error loading config file")


def test_a_broken_cluster_does_not_prevent_the_start(tmp_path: Path) -> None:
    run(tmp_path, "create ns a\n")
    (tmp_path / "home" / "clusters" / "minikctl" / "journal").write_bytes(b"nothing of ours\n")
    result = run(tmp_path, "get ns\ncluster delete\nget ns default -o name\n")
    assert result.lines == ['cluster "minikctl" deleted', "namespace/default"]
    assert result.err.count("\n") == 2
