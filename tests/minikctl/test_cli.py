"""Command lines as a whole: finding commands, usage errors, help, exit codes."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["get", "--foo"], "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"),
        (
            ["config", "view", "-z"],
            "error: unknown shorthand flag: 'z' in -z\nSee 'kubectl config view --help' for usage.\n",
        ),
        (["--foo"], "error: unknown flag: --foo\nSee 'kubectl --help' for usage.\n"),
        (["options", "--foo"], "error: unknown flag: --foo\nRun 'kubectl options' without flags.\n"),
        (["krew"], 'error: unknown command "krew" for "kubectl"\n'),
        (["gett"], 'error: unknown command "gett" for "kubectl"\n\nDid you mean this?\n\tset\n\tget\n'),
        (["config", "foo"], "error: unknown command \"foo\"\nSee 'kubectl config -h' for help and examples\n"),
        (["create", "foo"], "error: Unexpected args: [foo]\nSee 'kubectl create -h' for help and examples\n"),
        (["create"], "error: must specify one of -f and -k\n"),
        (
            ["get", "svc", "--request-timeout=x"],
            "error: Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by "
            "a corresponding time unit (e.g. 1s | 2m | 3h)\n",
        ),
        (["version", "-o", "x"], "error: --output must be 'yaml' or 'json'\n"),
        (
            ["get", "svc", "--context=nope"],
            "Error in configuration: context was not found for specified context: nope\n",
        ),
        (["get", "svc", "--cluster=nope"], 'error: no server found for cluster "nope"\n'),
    ],
)
def test_wrong_usage_is_refused_as_kubectl_does(run: Any, argv: list[str], message: str) -> None:
    assert run(*argv) == ("", message, 1)


def test_in_era_any_messages_name_the_program(run_any: Any) -> None:
    assert "See 'minikctl get --help' for usage." in run_any("get", "--foo").err


def test_in_era_any_our_commands_are_suggested_too(run_any: Any) -> None:
    assert "\treplay\n" in run_any("repla").err


def test_global_flags_may_stand_before_the_command(run: Any) -> None:
    assert run("-n", "kube-system", "get", "svc", "-o", "name").out == "service/kube-dns\n"


def test_help_pages_have_usage_and_options(run: Any) -> None:
    page = run("get", "--help")

    assert page.code == 0
    assert "\nOptions:\n    -A, --all-namespaces=false:\n\t" in page.out
    assert "\nUsage:\n  kubectl get (TYPE" in page.out
    assert page.out == run("help", "get").out == run("get", "svc", "-h").out


def test_the_program_alone_lists_its_commands_by_group(run: Any) -> None:
    page = run().out

    assert page == run("-h", "foo").out == run("help").out
    assert page.index("Basic Commands (Beginner):") < page.index("  get ") < page.index("Deploy Commands:")
    assert 'Use "kubectl options"' in page


def test_an_unknown_help_topic_is_said(run: Any) -> None:
    assert run("help", "nope").err.startswith("Unknown help topic [`nope`]\n")


def test_warnings_can_be_errors(run: Any) -> None:
    result = run("get", "ep", "kubernetes", "-o", "name", "--warnings-as-errors")

    assert result.code == 1
    assert result.err.endswith("error: 1 warning received\n")


def test_every_command_has_flags_with_effects(run: Any) -> None:
    from minikctl import cli
    from minikctl.commands import COMMANDS
    from minikctl.errors import CommandError

    for command in COMMANDS:
        try:
            module = cli.module_of(command)
        except CommandError:
            continue  # not written yet
        for flag in cli.flags_of(module):
            assert flag.effect or flag.hidden or flag.deprecated, f"{command.name} --{flag.name}"


def test_version_says_client_and_server(run: Any) -> None:
    assert run("version").out == "Client Version: v1.33.1\nKustomize Version: v5.6.0\nServer Version: v1.33.1\n"
    assert "Server" not in run("version", "--client").out
