"""`config`: our own contexts, and kubeconfigs that the user names."""

from __future__ import annotations

import json
from typing import Any

import pytest

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: red
clusters:
- {name: one, cluster: {server: https://one, certificate-authority-data: Zm9v}}
- {name: two, cluster: {server: https://two}}
contexts:
- {name: red, context: {cluster: one, user: ann}}
- {name: blue, context: {cluster: two, user: bob, namespace: dev}}
users:
- {name: bob, user: {token: secret, username: bob}}
- {name: ann, user: {client-key-data: YmFy}}
"""


@pytest.fixture
def config(run: Any) -> Any:
    """Runs `config` commands on a kubeconfig of two contexts."""
    run.write("kc", KUBECONFIG)
    return lambda *argv: run("config", *argv, "--kubeconfig", "kc")


def test_secrets_are_hidden_unless_asked_for(config: Any) -> None:
    assert "secret" not in config("view").out
    assert "certificate-authority-data: DATA+OMITTED" in config("view").out
    assert "token: secret" in config("view", "--raw").out


def test_json_keeps_the_order_of_the_types(config: Any) -> None:
    view = json.loads(config("view", "-o", "json").out)

    assert list(view) == ["kind", "apiVersion", "preferences", "clusters", "users", "contexts", "current-context"]
    assert [user["name"] for user in view["users"]] == ["ann", "bob"]


def test_a_minified_view_has_one_context(config: Any) -> None:
    names = "jsonpath={.contexts[*].name} {.clusters[*].name} {.users[*].name}"

    assert config("view", "--minify", "-o", names).out == "red one ann"
    assert config("view", "--minify", "--context=nope").err == "error: cannot locate context nope\n"


def test_contexts_are_listed_with_a_mark(config: Any) -> None:
    assert config("get-contexts").out.splitlines() == [
        "CURRENT   NAME   CLUSTER   AUTHINFO   NAMESPACE",
        "          blue   two       bob        dev",
        "*         red    one       ann        ",
    ]
    assert config("get-contexts", "blue", "-o", "name").out == "blue\n"
    assert config("get-contexts", "no").err == "error: context no not found\n"


@pytest.mark.parametrize(
    ("argv", "said", "asked", "answer"),
    [
        (["use", "blue"], 'Switched to context "blue".\n', ["current-context"], "blue\n"),
        (
            ["set-context", "red", "--namespace=x"],
            'Context "red" modified.\n',
            ["view", "-o", "jsonpath={.contexts[1].context.namespace}"],
            "x",
        ),
        (
            ["set-context", "new", "--cluster=two"],
            'Context "new" created.\n',
            ["get-contexts", "-o", "name"],
            "blue\nnew\nred\n",
        ),
        (["rename-context", "red", "green"], 'Context "red" renamed to "green".\n', ["current-context"], "green\n"),
        (["delete-context", "blue"], "deleted context blue from kc\n", ["get-contexts", "-o", "name"], "red\n"),
        (["delete-cluster", "two"], "deleted cluster two from kc\n", ["get-clusters"], "NAME\none\n"),
        (["delete-user", "bob"], "deleted user bob from kc\n", ["get-users"], "NAME\nann\n"),
        (["unset", "contexts.blue"], 'Property "contexts.blue" unset.\n', ["get-contexts", "-o", "name"], "red\n"),
        (
            ["set", "clusters.one.server", "https://x"],
            'Property "clusters.one.server" set.\n',
            ["view", "-o", "jsonpath={.clusters[0].cluster.server}"],
            "https://x",
        ),
        (
            ["set-cluster", "three", "--server=https://3"],
            'Cluster "three" set.\n',
            ["get-clusters"],
            "NAME\none\nthree\ntwo\n",
        ),
        (
            ["set-credentials", "bob", "--token=t"],
            'User "bob" set.\n',
            ["view", "--raw", "-o", "jsonpath={.users[1].user}"],
            '{"token":"t"}',
        ),
    ],
)
def test_changes_are_said_and_kept(config: Any, argv: list[str], said: str, asked: list[str], answer: str) -> None:
    assert config(*argv) == (said, "", 0)
    assert config(*asked).out == answer


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["use-context", "no"], 'no context exists with the name: "no"'),
        (["rename-context", "no", "x"], 'cannot rename the context "no", it\'s not in kc'),
        (["rename-context", "red", "blue"], 'cannot rename the context "red", the context "blue" already exists in kc'),
        (["delete-context", "no"], "cannot delete context no, not in kc"),
        (["set-context"], "you must specify a non-empty context name or --current"),
        (["set-context", "--current", "x"], "you cannot specify both a context name and --current"),
        (["set", "nope.x", "y"], "unable to parse nope.x after [] at api.Config"),
        (["set", "clusters.one.insecure-skip-tls-verify", "x"], 'strconv.ParseBool: parsing "x": invalid syntax'),
        (["set", "current-context", ""], "you cannot use set to unset a property"),
        (
            ["get-contexts", "-o", "json"],
            "--output json is not available in kubectl config get-contexts; resetting to default output format",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(config: Any, argv: list[str], message: str) -> None:
    result = config(*argv)

    assert (result.err, result.code) == (f"error: {message}\n", 1)


def test_removing_the_current_context_is_warned_of(config: Any) -> None:
    assert config("delete-context", "red").err.startswith("warning: this removed your active context")


def test_a_file_that_is_not_there_is_empty(run: Any) -> None:
    assert run("config", "view", "--kubeconfig", "none", "-o", "jsonpath={.contexts}").out == "null"
    assert run("config", "current-context", "--kubeconfig", "none").err == "error: current-context is not set\n"


def test_a_broken_file_is_named(run: Any) -> None:
    run.write("kc", "a: b: c\n")

    expected = 'error: error loading config file "kc": yaml: mapping values are not allowed in this context\n'
    assert run("config", "view", "--kubeconfig", "kc").err == expected


def test_our_own_configuration_is_kept_as_json_and_used(run: Any) -> None:
    assert run("config", "current-context").out == "minikctl\n"
    assert run("config", "set-context", "--current", "--namespace=kube-system").code == 0

    assert run("get", "svc", "-o", "name").out == "service/kube-dns\n"
    assert json.loads(run.files.read("/home/user/config"))["current-context"] == "minikctl"


def test_no_other_command_reads_a_kubeconfig(run: Any) -> None:
    run.write("kc", KUBECONFIG)
    run.env["KUBECONFIG"] = "kc"

    assert run("config", "current-context").out == "red\n"
    assert run("get", "svc", "-o", "name", "--kubeconfig", "kc").out == "service/kubernetes\n"
